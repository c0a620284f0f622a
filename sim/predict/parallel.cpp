#include "sim/predict/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sim {

void for_each_parallel(int count, int threads, const std::function<void(int)>& work) {
    std::atomic<int> next = 0;
    std::exception_ptr failure;
    std::mutex mutex;
    const auto take = [&] {
        for (int i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock{mutex};
                if (!failure) failure = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < std::min(threads, count); ++i) others.emplace_back(take);
    take();
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace sim
