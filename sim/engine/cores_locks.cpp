// A thread of the pool and a main thread wake each other while they hold a mutex that the woken one needs first. If that one
// gets the waker's core it soon sleeps, until the waker has had its turn again, which other threads may come before.
// In traces of 24 hashes on 12 threads of two cores, real Node ran 62 of 168 callbacks so: the half of them at once, the
// others 2 to 50 ms later.
//
// Threads of the pool that have done their job meanwhile sleep, too: they want the lock to say so, or to take the next one.
// It goes to the first that sleeps for it, which wakes the next when it has had it. One that comes while the first has no core
// yet finds it free.
//
// Source: libuv src/threadpool.c, worker (uv_async_send with wq_mutex held) and post (uv_cond_signal with mutex held).
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {
namespace {

/// From the switch to a woken thread until it sleeps for its waker's mutex: a main thread returns from epoll_wait and reads
/// its eventfd before. Medians of 580 and 1,210 such sleeps in traces of real Node 20 on Linux 6.18.
constexpr Duration main_to_lock = microseconds(14);
constexpr Duration worker_to_lock = microseconds(7);

}  // namespace

void Cores::wake_with_lock(ThreadIndex thread, ThreadIndex waker, Instant now) {
    wake(thread, waker, now);
    Thread& row = threads_[thread];
    if (waker != thread_none && threads_[waker].is_main != row.is_main) {
        const ThreadIndex main = row.is_main ? thread : waker;
        threads_[row.is_main ? waker : thread].main = main;
        if (row.state == State::running && threads_[waker].state == State::waiting &&
            threads_[waker].core == row.core && threads_[waker].ran_until == now) {
            threads_[main].lock_holder = waker;
            threads_[waker].holds_lock = true;
            row.before_lock = std::min(row.left, row.is_main ? main_to_lock : worker_to_lock);
            row.vruntime -= row.before_lock.ns;  // break_tie has counted it
            settle(row.core);
        }
    }
    let_locks_go(now);
}

/// Who has the lock of the thread's pool and no core, so that it cannot be had.
ThreadIndex Cores::lock_holder_of(ThreadIndex thread) const {
    const Thread& row = threads_[thread];
    const ThreadIndex main = row.is_main ? thread : row.main;
    return main == thread_none ? thread_none : threads_[main].lock_holder;
}

/// The core's current thread has come to where it wants the lock: what its waker holds, or to say that its job is done. False
/// if that is the end of its burst and nobody has the lock.
bool Cores::stops_at_lock(std::uint32_t core, Instant now) {
    const ThreadIndex thread = queues_[core].current;
    Thread& row = threads_[thread];
    const bool is_woken = row.before_lock <= now - row.since;
    ThreadIndex holder = row.is_main && !is_woken ? thread_none : lock_holder_of(thread);
    // A job that took no time: it got its core to say so and nothing else, and lets the lock go afterwards.
    if (holder == thread) holder = thread_none;
    row.before_lock = no_lock;
    if (holder != thread_none) {
        wait_for_lock(thread, holder, now);
        let_locks_go(now);
    } else if (is_woken) {
        settle(core);
    }
    return is_woken || holder != thread_none;
}

/// Accounts the part of its burst that the current thread of a core has run.
void Cores::run_until(Thread& row, Instant now) {
    const Duration ran = now - row.since;
    account(row, ran);
    row.left -= ran;
    if (row.before_lock != no_lock) row.before_lock -= ran;
    row.since = now;
}

void Cores::wait_for_lock(ThreadIndex thread, ThreadIndex holder, Instant now) {
    run_until(threads_[thread], now);
    block_on_core(thread, now);
    threads_[thread].state = State::locked;
    note(thread, false, now);
    lockers_.push_back({thread, holder});
}

/// A thread sleeps. One that holds a lock lets it go before, for which it has to have a core.
void Cores::leave(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    const bool has_lock = row.holds_lock;
    if (has_lock && row.state == State::running) let_lock_go(thread, now);
    if (has_lock && row.state == State::waiting) {
        row.is_leaving = true;
        return;
    }
    if (row.state == State::locked) {
        std::erase_if(lockers_, [&](const Locker& each) { return each.thread == thread; });
    } else {
        block_on_core(thread, now);
    }
    row.state = State::blocked;
    let_locks_go(now);
}

void Cores::let_lock_go(ThreadIndex holder, Instant now) {
    Thread& row = threads_[holder];
    row.holds_lock = false;
    ThreadIndex& known = threads_[row.is_main ? holder : row.main].lock_holder;
    if (known == holder) known = thread_none;
    const auto first = std::ranges::find(lockers_, holder, &Locker::holder);
    if (first == lockers_.end()) return;
    const ThreadIndex next = first->thread;
    lockers_.erase(first);
    for (Locker& each : lockers_) {
        if (each.holder != holder) continue;
        each.holder = next;
        threads_[next].holds_lock = true;
    }
    wake(next, holder, now);
}

/// Threads that got a core: those that their lock kept asleep go on, and those that had been about to sleep do so. One whose
/// job is done says so first.
void Cores::let_waiting_locks_go(Instant now) {
    while (!unlocking_.empty()) {
        const ThreadIndex thread = unlocking_.back();
        unlocking_.pop_back();
        Thread& row = threads_[thread];
        if (row.state != State::running) continue;  // preempted again
        const bool is_at_end = row.has_burst && row.left.ns == 0 && !row.is_main;
        if (row.holds_lock && !is_at_end) let_lock_go(thread, now);
        if (!row.is_leaving || row.state != State::running) continue;
        row.is_leaving = false;
        block_on_core(thread, now);
        row.state = State::blocked;
    }
}

}  // namespace sim
