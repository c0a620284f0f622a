// Ideal processor sharing. All runnable threads progress at the same rate min(1, cores / n), so one clock of
// virtual time, which advances at that rate, serves them all: a burst ends when the clock has advanced by its
// length, and the heap of these ends never has to be updated. The alarm of the engine's queue stands at the earliest.
//
// Instants are whole nanoseconds, so a burst ends up to one nanosecond late. A thread that goes on without
// sleeping starts its next burst at the exact virtual end of the last one: a chain of bursts does not drift.
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {
namespace {

constexpr std::uint64_t full_rate = std::uint64_t{1} << 63;

/// What rounding may have taken from the virtual clock, far below a nanosecond and far above 2^-32 ns.
constexpr std::int64_t virtual_slack = 1 << 8;

/// Later ends are further down: for the heap functions, which put the largest element first.
constexpr auto is_later = [](const auto& x, const auto& y) {
    return x.at != y.at ? x.at > y.at : x.sequence > y.sequence;
};

}  // namespace

void Cores::run_shared(ThreadIndex thread, Duration cpu, Instant now) {
    Thread& row = threads_[thread];
    SIM_CHECK(!row.has_burst);
    SIM_CHECK(cpu.ns >= 0);
    if (row.state == State::blocked) {
        change_runnable(1, now);
        row.state = State::running;
        row.virtual_end = virtual_now_;
        note(thread, true, now);
    }
    const Virtual late = virtual_at(now) - row.virtual_end;
    SIM_CHECK(late > -to_virtual(nanoseconds(2)) &&
              late < to_virtual(nanoseconds(2)));  // no core is held for nothing
    row.has_burst = true;
    row.left = cpu;
    row.virtual_end += to_virtual(cpu);
    finishes_.push_back({row.virtual_end, finish_sequence_++, thread});
    std::push_heap(finishes_.begin(), finishes_.end(), is_later);
    schedule_shared(now);
}

void Cores::block_shared(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    change_runnable(-1, now);
    if (row.has_burst) {
        row.cpu += used_of_burst(row, virtual_now_);
        row.has_burst = false;
        std::erase_if(finishes_,
                      [thread](const Finish& finish) { return finish.thread == thread; });
        std::make_heap(finishes_.begin(), finishes_.end(), is_later);
    }
    row.state = State::blocked;
    schedule_shared(now);
}

ThreadIndex Cores::handle_shared(Instant now) {
    if (finishes_.empty()) return thread_none;
    const ThreadIndex thread = finishes_.front().thread;
    std::pop_heap(finishes_.begin(), finishes_.end(), is_later);
    finishes_.pop_back();
    Thread& row = threads_[thread];
    row.cpu += row.left;
    row.has_burst = false;
    schedule_shared(now);
    return thread;
}

void Cores::schedule_shared(Instant now) {
    events_->set_alarm(finishes_.empty() ? instant_never
                                         : std::max(real_at(finishes_.front().at), now));
}

/// Sets the virtual clock to `now`, and the rate at which it goes on. It is rounded here and nowhere else.
void Cores::change_runnable(std::int32_t change, Instant now) {
    const Virtual then = virtual_at(now);
    virtual_now_ = then;
    virtual_since_ = now;
    runnable_ += change;
    const auto threads = static_cast<uint128>(runnable_);
    const auto cores = static_cast<uint128>(config_.cores);
    // Rounded up, so that ends which fall on whole nanoseconds are reached there.
    rate_ = threads <= cores
                ? full_rate
                : static_cast<std::uint64_t>((full_rate * cores + threads - 1) / threads);
}

Cores::Virtual Cores::virtual_at(Instant now) const {
    const std::int64_t passed = (now - virtual_since_).ns;
    if (rate_ == full_rate) return virtual_now_ + (static_cast<Virtual>(passed) << 32);
    return virtual_now_ + static_cast<Virtual>((static_cast<uint128>(passed) * rate_) >> 31);
}

/// The first instant at which virtual time has reached `when`; not before the clock was last set.
Instant Cores::real_at(Virtual when) const {
    const Virtual left = when - virtual_now_ - virtual_slack;
    if (left <= 0) return virtual_since_;
    const auto needed = static_cast<uint128>(left);
    if (rate_ == full_rate)
        return virtual_since_ + Duration{static_cast<std::int64_t>((needed + 0xFFFF'FFFFU) >> 32)};
    return virtual_since_ +
           Duration{static_cast<std::int64_t>(((needed << 31) + rate_ - 1) / rate_)};
}

/// How much of its unfinished burst a thread has had at virtual time `now`, in whole nanoseconds.
Duration Cores::used_of_burst(const Thread& row, Virtual now) {
    const Virtual left = std::max<Virtual>(0, row.virtual_end - now);
    const auto whole = static_cast<std::int64_t>((left + 0xFFFF'FFFF) >> 32);
    return row.left - std::min(row.left, Duration{whole});
}

}  // namespace sim
