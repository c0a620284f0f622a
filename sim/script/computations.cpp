#include "sim/script/computations.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "sim/script/stopwatch.hpp"

namespace sim::script {

namespace {

/// Signals are the main thread's.
std::thread without_signals(std::function<void()> run) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread{std::move(run)};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace

Computations::~Computations() {
    {
        const std::lock_guard lock{mutex_};
        is_stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

std::uint32_t Computations::start(Work work) {
    const std::size_t most = std::max(1U, std::thread::hardware_concurrency());
    const std::lock_guard lock{mutex_};
    const std::uint32_t number = next_++;
    items_.emplace(number, Item{std::move(work), false, {}});
    waiting_.push_back(number);
    if (waiting_.size() > idle_ && threads_.size() < most)
        threads_.push_back(without_signals([this] { serve(); }));
    changed_.notify_one();
    return number;
}

std::uint32_t Computations::put(std::optional<Bytes> result) {
    const std::lock_guard lock{mutex_};
    const std::uint32_t number = next_++;
    items_.emplace(number, Item{{}, true, {.result = std::move(result), .cpu = {}}});
    return number;
}

Computations::Done Computations::take(std::uint32_t number) {
    std::unique_lock lock{mutex_};
    Item& item = items_.at(number);
    if (const auto found = std::ranges::find(waiting_, number); found != waiting_.end()) {
        waiting_.erase(found);
        lock.unlock();
        item.done.result = item.work();
        lock.lock();
    } else {
        changed_.wait(lock, [&item] { return item.is_done; });
    }
    Done done = std::move(item.done);
    items_.erase(number);
    return done;
}

void Computations::serve() {
    Stopwatch watch;
    watch.want();
    std::unique_lock lock{mutex_};
    while (true) {
        ++idle_;
        changed_.wait(lock, [this] { return is_stopped_ || !waiting_.empty(); });
        --idle_;
        if (is_stopped_) return;
        Item& item = items_.at(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        watch.start();
        item.done.result = item.work();
        item.done.cpu = watch.take();
        watch.stop();
        lock.lock();
        item.is_done = true;
        changed_.notify_all();
    }
}

}  // namespace sim::script
