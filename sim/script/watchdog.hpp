#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include <v8.h>

#include "sim/core/time.hpp"

namespace sim::script {

/// Ends what the engine's own limits cannot: a callback that never returns, or many cheap ones. Counts CPU time of the
/// main thread and what others spent for it, so that a busy machine ends nobody.
class Watchdog {
public:
    /// `look` runs on the main thread every now and then, also within an endless loop of JavaScript; `give_up` on another
    /// thread, when the main one is somewhere that cannot be interrupted.
    Watchdog(v8::Isolate* isolate, std::int64_t most_ms, std::function<void()> look,
             std::function<void()> give_up);

    ~Watchdog();

    /// A callback has returned to the engine.
    void note_progress() { returns_.fetch_add(1, std::memory_order_relaxed); }
    /// Another thread has spent CPU time for the main one.
    void note_spent(Duration cpu) { elsewhere_ms_.fetch_add(cpu.ns / 1'000'000); }
    /// The isolate is not touched any more: it is about to go, and the watching thread may outlive it.
    void stop();
    /// The same, and the watching thread has ended when this returns.
    void halt();
    /// Whether the script has had its CPU time.
    [[nodiscard]] bool is_late() const { return is_late_.load(); }
    /// Whether most of that time went into one callback, which has not returned yet.
    [[nodiscard]] bool is_in_one_callback() const { return is_in_one_callback_.load(); }

private:
    void watch();
    [[nodiscard]] std::int64_t cpu_ms() const;

    v8::Isolate* isolate_;
    std::function<void()> look_;
    std::function<void()> give_up_;
    clockid_t clock_{};
    std::thread watching_;
    std::mutex mutex_;
    bool is_stopped_ = false;                  // guarded by mutex_
    std::atomic<std::uint32_t> is_halted_{0};  // the watching thread waits for it
    std::int64_t most_ms_;
    std::atomic<std::uint64_t> returns_{0};
    std::atomic<std::int64_t> elsewhere_ms_{0};
    std::atomic<bool> is_late_{false};
    std::atomic<bool> is_in_one_callback_{false};
};

}  // namespace sim::script
