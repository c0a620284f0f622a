#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include <v8.h>

namespace sim::script {

/// Ends what the engine's own limits cannot: a callback that never returns. Counts CPU time of the main thread, so that a
/// busy machine ends nobody.
class Watchdog {
public:
    /// `look` runs on the main thread every now and then, also within an endless loop of JavaScript; `give_up` on another
    /// thread, when the main one is somewhere that cannot be interrupted.
    Watchdog(v8::Isolate* isolate, std::function<void()> look, std::function<void()> give_up);

    /// A callback has returned to the engine.
    void note_progress() { progress_at_.store(-1, std::memory_order_relaxed); }
    /// Whether the callback that runs now has had its CPU time.
    [[nodiscard]] bool is_late() const { return is_late_.load(); }

    static constexpr std::int64_t seconds_max = 20;

private:
    void watch();
    [[nodiscard]] std::int64_t cpu_ms() const;

    v8::Isolate* isolate_;
    std::function<void()> look_;
    std::function<void()> give_up_;
    clockid_t clock_{};
    std::atomic<std::int64_t> progress_at_{
        -1};  // CPU time when this callback was first seen; -1: not yet
    std::atomic<bool> is_late_{false};
};

}  // namespace sim::script
