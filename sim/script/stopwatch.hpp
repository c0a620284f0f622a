#pragma once

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "sim/core/time.hpp"
#include "sim/script/interposed.hpp"

namespace sim::script {

/// Real CPU time of this thread, for runs that charge what was measured. It stands still unless `start` was called.
class Stopwatch {
public:
    void start() {
        if (manner_ == Manner::exact) since_ns_ = cpu_ns();
        if (manner_ == Manner::rough) start_roughly();
    }
    /// What has passed since `start` or the last time.
    [[nodiscard]] Duration take() {
        if (since_ns_ == 0) return {};
        if (manner_ == Manner::rough) return take_roughly();
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
        const std::int64_t paused_at = std::exchange(paused_at_ns_, 0);
        if (since_ns_ == 0 || paused_at == 0) return;
        const std::int64_t paused_ns = cpu_ns() - paused_at;
        (manner_ == Manner::exact ? since_ns_ : sampled_ns_) += paused_ns;
        window_ns_ += paused_ns;
    }
    void want() { manner_ = Manner::exact; }
    /// Of `long_stretch` or more between `start`, `take` and `take`, up to a millisecond too much; of less nothing. It costs little.
    void want_long_stretches() { manner_ = Manner::rough; }
    /// `take` would give something. Where only long stretches are wanted.
    [[nodiscard]] bool has_run_long() const {
        return since_ns_ != 0 && real_clock_ns() - since_ns_ >= long_stretch.ns &&
               cpu_ns() - sampled_ns_ >= long_stretch.ns;
    }
    /// What `take_lap` tells of is exactly measured: where long stretches are wanted, but a program works until the clock says that
    /// it is time.
    void begin_lap() {
        since_ns_ = real_clock_ns();
        sample(since_ns_);
    }
    /// Of the lap that ends, as the next one begins; nothing if it goes on, being shorter than 4 ms.
    [[nodiscard]] Duration take_lap() {
        const std::int64_t now = real_clock_ns();
        if (now - since_ns_ < part_least_ns) return {};
        since_ns_ = now;
        const std::int64_t before = sampled_ns_;
        if (cpu_ns() - before < part_least_ns) return {};
        begin_lap();
        return nanoseconds(sampled_ns_ - before);
    }
    /// Where long stretches are wanted.
    void begin_window() {
        window_at_ns_ = real_clock_ns();
        window_ns_ = cpu_ns();
    }
    /// CPU time of this thread since the window began, but for what was left out, as the next one begins; nothing if it goes on, being
    /// shorter than 4 ms. Where long stretches are wanted; `take` or `take_lap` comes right before.
    [[nodiscard]] Duration take_window() {
        const std::int64_t now = since_ns_ != 0 ? since_ns_ : real_clock_ns();
        if (now - window_at_ns_ < part_least_ns) return {};
        window_at_ns_ = now;
        const std::int64_t before = std::exchange(window_ns_, cpu_ns());
        return nanoseconds(std::max<std::int64_t>(0, window_ns_ - before));
    }
    /// What was before neither the stretch nor the window has that is under way. Where long stretches are wanted.
    void begin_program() {
        begin_window();
        sampled_ns_ = window_ns_;
        sampled_at_ns_ = window_at_ns_;
        if (since_ns_ != 0) since_ns_ = window_at_ns_;
        if (left_out_at_ns_ != 0) left_out_at_ns_ = window_ns_;
        if (paused_at_ns_ != 0) paused_at_ns_ = window_ns_;
    }
    /// What is between these two no window has.
    void leave_out() {
        if (manner_ == Manner::rough && left_out_at_ns_ == 0) left_out_at_ns_ = cpu_ns();
    }
    void count_again() {
        if (left_out_at_ns_ != 0) window_ns_ += cpu_ns() - std::exchange(left_out_at_ns_, 0);
    }
    [[nodiscard]] bool is_wanted() const { return manner_ != Manner::off; }

    static constexpr Duration long_stretch = milliseconds(6);

private:
    enum class Manner : std::uint8_t { off, exact, rough };

    void start_roughly() {
        since_ns_ = real_clock_ns();
        if (since_ns_ - sampled_at_ns_ >= sample_age_ns) sample(since_ns_);
    }
    Duration take_roughly() {
        const std::int64_t before = since_ns_;
        since_ns_ = real_clock_ns();
        const bool is_long = since_ns_ - before >= long_stretch.ns;
        if (!is_long && since_ns_ - sampled_at_ns_ < sample_age_ns) return {};
        const std::int64_t sampled = sampled_ns_;
        sample(since_ns_);
        const Duration taken = nanoseconds(sampled_ns_ - sampled);
        return is_long && taken >= long_stretch ? taken : Duration{};
    }
    void sample(std::int64_t now_ns) {
        sampled_at_ns_ = now_ns;
        sampled_ns_ = cpu_ns();
    }

    /// Not the function of that name, which shows virtual time.
    [[nodiscard]] static std::int64_t cpu_ns() {
        timespec now{};
        syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
    }

    static constexpr std::int64_t sample_age_ns = 1'000'000;
    static constexpr std::int64_t part_least_ns = 4'000'000;  // of a lap or a window

    Manner manner_ = Manner::off;
    std::int64_t since_ns_ = 0;  // CPU time, or roughly real time; 0: it stands still
    std::int64_t paused_at_ns_ = 0;
    std::int64_t sampled_ns_ = 0;  // CPU time not long before a stretch begins, and when that was
    std::int64_t sampled_at_ns_ = 0;
    std::int64_t window_ns_ = 0;     // CPU time when the window began, and what was left out since
    std::int64_t window_at_ns_ = 0;  // when it began
    std::int64_t left_out_at_ns_ = 0;  // 0: nothing is
};

}  // namespace sim::script
