// The scheduler `per_core` ("linux"): each core has a run queue and a current thread, as in Linux with its fair scheduler.
// Here is when it looks: at ends of bursts, wake-ups and ticks. Which thread of a core comes next stands in cores_fair.cpp,
// on which core a woken one goes in cores_place.cpp, how threads get to other cores without being woken in
// cores_balance.cpp, and that threads of the pool wait for each other's locks in cores_locks.cpp.
//
// - A woken thread takes an idle core at once. On a busy core it preempts the current thread if it comes before it.
// - At a tick of a core with others in its queue, the current thread makes way if its slice is over.
//
// Ticks of all cores are at the same instants (skew_tick is off) and happen only while somebody is queued. Ties between
// cores go to the previous core, then to the next one in cyclic order.
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {

ThreadIndex Cores::handle_on_cores(Instant now) {
    for (;;) {
        const Next next = find_next();
        const Instant at = next.at();
        const bool is_end = next.order() != 0;
        if (at > now && (is_end || at >= events_->next_scheduled_at() || at > horizon_)) {
            events_->set_alarm(at);
            return thread_none;
        }
        const std::uint32_t core = next.place();
        if (is_end) {
            if (stops_at_lock(core, at)) continue;
            const ThreadIndex thread = end_burst(queues_[core].current, at);
            settle(core);
            return thread;
        }
        if (idle_cores_ == 0 && at < look_at_) handle_ticks(at);
        else handle_tick(core, at);
    }
}

[[gnu::flatten]] void Cores::wake(ThreadIndex thread, ThreadIndex waker, Instant now) {
    Thread& row = threads_[thread];
    if (row.is_delayed) return wake_delayed(thread, now);
    row.load.update(0, now);
    const std::uint32_t core = choose_core(row, waker, now);
    if (core == row.core) change_load(row, false, now);
    else move_load(row, core, now);
    RunQueue& queue = queues_[core];
    if (queue.current == thread_none) {
        place(queue, row);
        start(core, thread, now);
    } else {
        const bool is_claimed = update_current(core, now) && !queue.queue.empty();
        place(queue, row);
        if (row.left_others) break_tie(row, row.state == State::locked);
        enqueue(core, thread, now);
        preempt(core, thread, is_claimed, now);
    }
    settle(core);
}

/// It sleeps in the queue of its core, and goes on there.
void Cores::wake_delayed(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    const std::uint32_t core = row.core;
    RunQueue& queue = queues_[core];
    SIM_CHECK(queue.current != thread_none);
    change_load(row, false, now);
    const bool is_claimed = update_current(core, now);
    save_lag(queue, row);
    remove(queue, place_of(queue, thread));
    row.is_delayed = false;
    if (row.lag > 0) {
        row.lag = 0;
        place(queue, row);
    }
    enqueue(core, thread, now);
    preempt(core, thread, is_claimed, now);
    settle(core);
}

/// After `thread` has come into the queue of a busy core: it, or another one that has a claim, may come next at once.
void Cores::preempt(std::uint32_t core, ThreadIndex thread, bool is_claimed, Instant now) {
    const RunQueue& queue = queues_[core];
    if (is_claimed || comes_next(queue, thread)) (void)pick_next(core, now);
    if (threads_[thread].state == State::waiting) note(thread, false, now);
}

void Cores::leave_idle(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    queue.use.update(0, now);
    queue.turned_at = now;
    --idle_cores_;
}

/// The thread, which is placed and stands in no queue, gets an idle core.
void Cores::start(std::uint32_t core, ThreadIndex thread, Instant now) {
    leave_idle(core, now);
    pick(core, thread, now);
}

[[gnu::flatten]] void Cores::block_on_core(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    const std::uint32_t core = row.core;
    RunQueue& queue = queues_[core];
    change_load(row, true, now);
    if (row.state == State::waiting) {
        save_lag(queue, row);
        remove(queue, place_of(queue, thread));
        return settle(core);
    }
    (void)update_current(core, now);
    row.ran_until = now;
    row.left_others = queue.waiting > 0;
    row.use.update(1, now);
    estimate_use(row);
    save_lag(queue, row);
    if (queue.queue.empty()) queue.vruntime = row.vruntime;
    queue.current = thread_none;
    if (row.lag < 0) {
        row.is_delayed = true;
        enqueue(core, thread, now);
    }
    if (!pick_next(core, now)) {
        queue.use.update(1, now);
        ++idle_cores_;
        fall_idle(queue, now);
    }
    settle(core);
}

/// One thread has the core and another one waits for it or is delayed.
[[gnu::always_inline]] inline void Cores::take_turns(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    Thread& current = threads_[queue.current];
    if (!update_vruntime(queue, current, now)) return;
    Queued& first = queue.queue.front();
    if (stays_before(current, first)) return;
    const ThreadIndex next = first.thread;
    if (threads_[next].is_delayed) return (void)pick_next(core, now);
    stop(queue.current, now);
    replace(queue, first, now);
    pick(core, next, now);
}

/// Of one core, at which somebody may be queued.
[[gnu::always_inline]] inline void Cores::tick(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    queue.tick_at += config_.tick;
    if (queue.queue.size() == 1) take_turns(core, now);
    else if (update_current(core, now)) (void)pick_next(core, now);
}

[[gnu::flatten]] void Cores::handle_tick(std::uint32_t core, Instant now) {
    tick(core, now);
    if (waiting_ > 0 && (idle_cores_ > 0 || now >= look_at_)) balance(core, now);
    next_[core] = next_of(core);
    let_locks_go(now);
}

/// Those of all cores, from the one at the instant on, until a burst ends, a thread lets a lock go or anything else happens.
/// All cores are busy, and none looks at the others.
[[gnu::flatten]] void Cores::handle_ticks(Instant now) {
    const auto cores = static_cast<std::uint32_t>(queues_.size());
    const Instant until = std::min(events_->next_scheduled_at(), look_at_);
    for (;; now += config_.tick) {
        Instant end = std::min(until - Duration{1}, horizon_);
        for (std::uint32_t core = 0; core < cores && unlocking_.empty(); ++core) {
            const RunQueue& queue = queues_[core];
            if (!queue.queue.empty() && queue.tick_at == now) tick(core, now);
            end = std::min(end, end_of(threads_[queue.current]));
        }
        if (!unlocking_.empty() || now + config_.tick > end) break;
    }
    for (std::uint32_t core = 0; core < cores; ++core) next_[core] = next_of(core);
    let_locks_go(now);
}

/// The thread loses its core; the caller puts it into the queue and picks another one.
void Cores::stop(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    if (row.has_burst) run_until(row, now);
    row.state = State::waiting;
    row.ran_until = now;
    row.use.update(1, now);
    if (!row.is_leaving) note(thread, false, now);
}

}  // namespace sim
