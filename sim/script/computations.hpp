#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "sim/core/time.hpp"

namespace sim::script {

/// What a simulated worker computes is really computed in threads of ours, from when the script hands it over to when it asks
/// for the result. Threads are made when there is work for them.
class Computations {
public:
    using Bytes = std::vector<unsigned char>;
    /// Nothing if it failed. Must end; it runs in any thread.
    using Work = std::function<std::optional<Bytes>()>;

    Computations() = default;
    Computations(const Computations&) = delete;
    Computations& operator=(const Computations&) = delete;
    /// Waits for what is under way; what has not begun never does.
    ~Computations();

    /// The number to ask for the result by.
    std::uint32_t start(Work work);
    /// The same of a result that is there already.
    std::uint32_t put(std::optional<Bytes> result);

    struct Done {
        std::optional<Bytes> result;
        Duration cpu;  // of another thread
    };
    /// Once for each number. Waits for the result, or computes it here if no thread has begun.
    Done take(std::uint32_t number);

private:
    struct Item {
        Work work;
        bool is_done = false;
        Done done;
    };
    void serve();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::uint32_t, Item> items_;  // guarded by mutex_, as all below
    std::deque<std::uint32_t> waiting_;
    std::uint32_t next_ = 0;
    std::size_t idle_ = 0;
    bool is_stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sim::script
