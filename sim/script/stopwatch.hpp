#pragma once

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>

#include "sim/core/time.hpp"

namespace sim::script {

/// Real CPU time of this thread, for runs that charge what was measured. It stands still unless `start` was called.
class Stopwatch {
public:
    void start() { since_ns_ = is_wanted_ ? cpu_ns() : 0; }
    /// What has passed since `start` or the last time.
    [[nodiscard]] Duration take() {
        if (since_ns_ == 0) return {};
        const std::int64_t before = since_ns_;
        since_ns_ = cpu_ns();
        return nanoseconds(since_ns_ - before);
    }
    void stop() { since_ns_ = 0; }
    /// Between these two time does not count.
    void pause() {
        if (since_ns_ != 0) paused_at_ns_ = cpu_ns();
    }
    void go_on() {
        if (since_ns_ != 0 && paused_at_ns_ != 0) since_ns_ += cpu_ns() - paused_at_ns_;
        paused_at_ns_ = 0;
    }
    void want() { is_wanted_ = true; }
    [[nodiscard]] bool is_wanted() const { return is_wanted_; }

private:
    /// Not the function of that name, which shows virtual time.
    [[nodiscard]] static std::int64_t cpu_ns() {
        timespec now{};
        syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
    }

    bool is_wanted_ = false;
    std::int64_t since_ns_ = 0;  // 0: it stands still
    std::int64_t paused_at_ns_ = 0;
};

}  // namespace sim::script
