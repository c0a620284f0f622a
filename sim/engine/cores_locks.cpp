// A thread of the pool and a main thread wake each other while they hold a mutex that the woken one needs first. If that one
// gets the waker's core it sleeps at once, until the waker has had its turn again, which other threads may come before.
// In traces of 24 hashes on 12 threads of two cores, real Node ran 62 of 168 callbacks so: the half of them at once, the
// others 2 to 50 ms later.
//
// Threads of the pool that have done their job meanwhile sleep, too: they want the lock to say so, or to take the next one.
// The lock goes to all of them at once here; there, to one after the other.
//
// Source: libuv src/threadpool.c, worker (uv_async_send with wq_mutex held) and post (uv_cond_signal with mutex held).
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {

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
            wait_for_lock(thread, waker, now);
        }
    }
    let_locks_go(now);
}

/// A thread of the pool has done its job and wants the lock to say so, or to take another one.
bool Cores::has_to_wait_for_lock(ThreadIndex thread) const {
    const Thread& row = threads_[thread];
    return row.main != thread_none && threads_[row.main].lock_holder != thread_none;
}

void Cores::wait_for_lock(ThreadIndex thread, ThreadIndex holder, Instant now) {
    Thread& row = threads_[thread];
    account(row, now - row.since);
    row.left -= now - row.since;
    row.since = now;
    block_on_core(thread, now);
    row.state = State::locked;
    note(thread, false, now);
    lockers_.push_back({thread, holder});
}

/// A thread sleeps. One that holds a lock and no core has to get one before.
void Cores::leave(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    if (row.state == State::waiting && row.holds_lock) {
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
    threads_[row.is_main ? holder : row.main].lock_holder = thread_none;
    for (;;) {
        const auto found = std::ranges::find(lockers_, holder, &Locker::holder);
        if (found == lockers_.end()) return;
        const ThreadIndex locked = found->thread;
        lockers_.erase(found);
        wake(locked, holder, now);
    }
}

/// Threads that got a core: those that their lock kept asleep go on, and those that had been about to sleep do so.
void Cores::let_locks_go(Instant now) {
    while (!unlocking_.empty()) {
        const ThreadIndex thread = unlocking_.back();
        unlocking_.pop_back();
        Thread& row = threads_[thread];
        if (row.state != State::running) continue;  // preempted again
        if (row.holds_lock) let_lock_go(thread, now);
        if (!row.is_leaving || row.state != State::running) continue;
        row.is_leaving = false;
        block_on_core(thread, now);
        row.state = State::blocked;
    }
}

}  // namespace sim
