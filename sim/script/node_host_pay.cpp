// What the program's JavaScript takes: what the model counts and, where it computes for long, what is measured.
#include "sim/script/node_host.hpp"

#include <algorithm>
#include <utility>

namespace sim::script {

void NodeHost::pay() {
    pay_counted();
    if (is_quiet_ || !stopwatch_.is_wanted()) return;
    laps_ = 0;
    pay_measured(stopwatch_.take());
}

/// Who reads the clock again and again works until it says that it is time, so that little has to be charged soon. One lap alone
/// may be the machine's, as where V8 optimises what runs often.
void NodeHost::pay_to_clock() {
    constexpr std::int64_t readings_few = 8;
    pay_counted();
    stretch_.ours += ours_most::reading;
    ++callback_readings_;
    if (laps_ > 0) {
        const Duration taken = stopwatch_.take_lap();
        if (taken.ns == 0) return;
        const Stretch lap = end_stretch();
        const bool is_busy = excess(lap, taken).ns > 0;
        first_lap_ = is_busy ? first_lap_ + taken - lap.charged : Duration{};
        if (!is_busy) laps_ = 1;
        else if (++laps_ > 2) charge_unmodelled(std::exchange(first_lap_, {}));
        charge_window();
    } else if (++readings_ > readings_few) {
        pay();
        laps_ = 1;
        first_lap_ = {};
        stopwatch_.begin_lap();
    } else if (stopwatch_.has_run_long() || is_much_known()) {
        pay();
    }
}

void NodeHost::pay_counted() {
    if (is_quiet_) return;
    charge_counted();
    if (engine().is_stopping()) end(HostEnd::limit, exit_limit, engine().limit_message());
}

void NodeHost::charge_counted() {
    HostCounts counts = counters_.take();
    stretch_.ours += ours_most::callback * (counts.microtasks + counts.resources);
    if (compilations_) {
        compilations_->take(counts);
        const Compilations::Aside aside = compilations_->take_aside();
        stretch_.ours += ours_most::function * aside.functions +
                         ours_most::library_byte * aside.bytes_of_library +
                         ours_most::program_byte * aside.bytes_of_program;
    }
    if (hooks_) counts.microtasks = hooks_->take_prepaid(counts.microtasks);
    if (!has_set_timer_ && uv_ != nullptr && uv_->is_timer_set()) {
        has_set_timer_ = true;
        const bool is_untold = compilations_ != nullptr && !compilations_->has_told_of_timers();
        counts.untold_timers = is_untold ? 1 : 0;
    }
    stretch_.charged += engine().count(counts);
    stretch_.ours += ours_most::module * (counts.modules + counts.required + counts.imported);
}

/// Before its main module has come nothing is the program's, and where all is free what it computes is, too.
bool NodeHost::may_compute() const { return compilations_ != nullptr && compilations_->has_main(); }

/// What led to the main module is paid for, and is none of what the program takes. Neither is a library that it has loaded of what
/// it computes behind that: what that takes on slow machines would hide much on a fast one.
void NodeHost::hear(Compilations::News news) {
    if (!is_long_cpu_charged_ || is_quiet_) return;
    charge_counted();
    if (news == Compilations::News::main_file) {
        stretch_ = window_ = {};
        stopwatch_.begin_program();
    } else if (laps_ == 0 && is_much_known()) {
        pay_measured(stopwatch_.take());
    }
}

/// Of what may have run since the stopwatch was last looked at.
bool NodeHost::is_much_known() const { return excess(stretch_, Stopwatch::long_stretch).ns < 0; }

/// Where the model pays, what it does not see is noted, or charged where a program computes for long. Only what runs for long
/// without asking for anything but the time is the program's for sure: beneath a callback or a call lies code of ours, too, and a
/// look at the clock is a system call here.
void NodeHost::pay_measured(Duration taken) {
    const Stretch stretch = end_stretch();
    if (is_cpu_charged_) return engine().charge(taken);
    if (is_long_cpu_charged_) {
        if (!may_compute()) {
            window_ = {};
            if (compilations_) stopwatch_.begin_window();
            return;
        }
        const Duration more = excess(stretch, taken);
        if (more >= Stopwatch::long_stretch) charge_unmodelled(more + stretch.charged);
        return charge_window();
    }
    constexpr Duration told_least = milliseconds(1);
    if (taken >= told_least && taken > stretch.charged) unmodelled_cpu_ += taken - stretch.charged;
}

/// Of what a program computes between callbacks and calls. A callback that has run for long and reads the clock goes on in real
/// time at least, whatever it calls: it may wait until the clock says that it is time.
void NodeHost::charge_window() {
    constexpr Duration callback_long = seconds(1);
    constexpr std::int64_t readings_many = 100;
    const Duration taken = stopwatch_.take_window();
    if (taken.ns == 0) return;
    Duration due =
        may_compute() ? balance_.add(excess(window_, taken), hooks_ != nullptr) : Duration{};
    callback_cpu_ += taken;
    if (callback_cpu_ > callback_long && callback_readings_ > readings_many) {
        const std::int64_t now_ns = clock_ns();
        if (window_began_ns_ > 0)
            due = std::max(due, taken - nanoseconds(now_ns - window_began_ns_));
        window_began_ns_ = now_ns + due.ns;  // it shows what is charged later
    } else {
        window_began_ns_ = 0;
    }
    charge_unmodelled(due);
    window_ = {};
}

void NodeHost::charge_unmodelled(Duration cpu) {
    if (cpu.ns == 0) return;
    engine().charge(cpu);
    window_.unmodelled += cpu;
    unmodelled_cpu_ += cpu;
}

Stretch NodeHost::end_stretch() {
    window_ += stretch_;
    readings_ = 0;
    return std::exchange(stretch_, {});
}

}  // namespace sim::script
