// A thread of the pool and a main thread wake each other while they hold a mutex that the woken one needs first. If that one
// gets the waker's core it sleeps at once, until the waker has had its turn again, which other threads may come before.
// In traces of 24 hashes on 12 threads of two cores, real Node ran 62 of 168 callbacks so: the half of them at once, the
// others 2 to 50 ms later.
//
// Not here: threads of the pool that want the lock meanwhile, as they have done their job or look for another one.
//
// Source: libuv src/threadpool.c, worker (uv_async_send with wq_mutex held) and post (uv_cond_signal with mutex held).
#include "sim/engine/cores.hpp"

namespace sim {

void Cores::wake_with_lock(ThreadIndex thread, ThreadIndex waker, Instant now) {
    wake(thread, waker, now);
    Thread& row = threads_[thread];
    if (waker != thread_none && threads_[waker].is_main != row.is_main &&
        row.state == State::running && threads_[waker].state == State::waiting &&
        threads_[waker].core == row.core && threads_[waker].ran_until == now) {
        threads_[waker].locks_out = thread;
        block_on_core(thread, now);
        row.state = State::locked;
        note(thread, false, now);
    }
    let_locks_go(now);
}

/// A thread sleeps. One that holds a lock and no core has to get one before.
void Cores::leave(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    if (row.state == State::waiting && row.locks_out != thread_none) {
        row.is_leaving = true;
        return;
    }
    if (row.state == State::locked) {
        for (Thread& each : threads_) {
            if (each.locks_out == thread) each.locks_out = thread_none;
        }
    } else {
        block_on_core(thread, now);
    }
    row.state = State::blocked;
    let_locks_go(now);
}

/// Threads that got a core: those that a lock kept asleep go on, and those that had been about to sleep do so.
void Cores::let_locks_go(Instant now) {
    while (!unlocking_.empty()) {
        const ThreadIndex thread = unlocking_.back();
        unlocking_.pop_back();
        Thread& row = threads_[thread];
        if (row.state != State::running) continue;  // preempted again
        if (row.locks_out != thread_none) {
            const ThreadIndex other = row.locks_out;
            row.locks_out = thread_none;
            wake(other, thread, now);
        }
        if (!row.is_leaving || row.state != State::running) continue;
        row.is_leaving = false;
        block_on_core(thread, now);
        row.state = State::blocked;
    }
}

}  // namespace sim
