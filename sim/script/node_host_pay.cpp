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
    ++stretch_.readings;
    if (laps_ > 0) {
        const Duration taken = stopwatch_.take_lap();
        if (taken.ns == 0) return;
        const Duration more = beyond_model(taken, std::exchange(stretch_, {}), {});
        first_lap_ = more.ns == 0 ? more : first_lap_ + more;
        if (more.ns == 0) laps_ = 1;
        else if (++laps_ > 2) charge_unmodelled(std::exchange(first_lap_, {}));
    } else if (stretch_.readings > readings_few) {
        pay();
        laps_ = 1;
        first_lap_ = {};
        stopwatch_.begin_lap();
    } else if (stopwatch_.has_run_long()) {
        pay();
    }
}

void NodeHost::pay_counted() {
    if (is_quiet_) return;
    HostCounts counts = counters_.take();
    stretch_.callbacks += counts.microtasks + counts.resources;
    if (compilations_) compilations_->take(counts);
    if (hooks_) counts.microtasks = hooks_->take_prepaid(counts.microtasks);
    if (!has_set_timer_ && uv_ != nullptr && uv_->is_timer_set()) {
        has_set_timer_ = true;
        const bool is_untold = compilations_ != nullptr && !compilations_->has_told_of_timers();
        counts.untold_timers = is_untold ? 1 : 0;
    }
    stretch_.charged += engine().count(counts);
    stretch_.modules += counts.modules;
    if (engine().is_stopping()) end(HostEnd::limit, exit_limit, engine().limit_message());
}

/// Where the model pays, what it does not see is noted, or charged where a program computes for long. Only what runs for long
/// without asking for anything but the time is the program's for sure: beneath a callback or a call lies code of ours, too, and a
/// look at the clock is a system call here.
void NodeHost::pay_measured(Duration taken) {
    const Stretch stretch = std::exchange(stretch_, {});
    if (is_cpu_charged_) return engine().charge(taken);
    if (is_long_cpu_charged_)
        return charge_unmodelled(beyond_model(taken, stretch, Stopwatch::long_stretch));
    constexpr Duration told_least = milliseconds(1);
    if (taken >= told_least && taken > stretch.charged) unmodelled_cpu_ += taken - stretch.charged;
}

void NodeHost::charge_unmodelled(Duration cpu) {
    if (cpu.ns == 0) return;
    engine().charge(cpu);
    unmodelled_cpu_ += cpu;
}

/// What a stretch took that the model does not see, if that is `least` and more; otherwise nothing.
Duration NodeHost::beyond_model(Duration taken, const Stretch& stretch, Duration least) {
    // What these were seen to take here at most, as they take longer than in Node.
    constexpr Duration module_most = microseconds(750);
    constexpr Duration callback_most = microseconds(20);
    constexpr Duration reading_most = microseconds(5);
    const Duration modules = module_most * stretch.modules;
    const Duration ours =
        std::max(callback_most * stretch.callbacks, reading_most * stretch.readings) + modules;
    // Code that is cold takes up to twice of what the model says on a busy machine.
    if (taken < ours || taken < least + stretch.charged * 2 + modules) return {};
    return taken - stretch.charged;
}

}  // namespace sim::script
