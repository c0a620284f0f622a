// The scheduler `per_core` ("linux"): each core has a run queue and a current thread. It imitates what the fair
// scheduler of Linux does to few CPU-bound threads, by measured behaviour and not by its bookkeeping:
//
// - A woken thread goes to its previous core if that is idle, else to its waker's, else to any idle core. If none
//   is idle, a main thread goes to the least loaded core; a worker stays at its previous core with a probability,
//   otherwise it goes to the less loaded of its previous core and its waker's.
// - A woken main thread preempts the current thread if that one has had its slice, otherwise it waits at the
//   head of the queue. Woken workers wait at the tail.
// - At a tick of a core with waiting threads, its current thread goes to the tail if it has had its slice, and an
//   idle core pulls one thread from the longest queue. An idle core does not pull at once when it becomes idle; its
//   own tick stands still, so the ticks of the others make it pull (Linux kernel/sched/fair.c, nohz_balancer_kick).
//   It passes over threads that have just run; when there are no others it fails, and takes one after some failures.
//   So two threads may share a core for three ticks beside an idle one.
// - At the rare balancing instants, a core that has two threads more than another gives one away.
//
// Ticks and balancing happen only while somebody waits for a core, at the instants of their fixed grids. Ties
// between cores go to the previous core, then to the next one in cyclic order. Of several waiting threads the first
// in the queue, which has waited longest, is the one that moves.
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {
namespace {

/// Moves `at` along its grid to the first instant after `now`, if it is not that already.
void move_on_grid(Instant& at, Duration step, Instant now) {
    if (at <= now) at += step * ((now - at).ns / step.ns + 1);
}

}  // namespace

ThreadIndex Cores::handle_on_cores(Instant now) {
    for (;;) {
        const std::uint32_t core = find_next_core();
        const Next next = next_[core];
        const bool is_balance = waiting_ > 0 && balance_at_ < next.at;
        const bool is_end = !is_balance && next.sequence != 0;
        const Instant at = is_balance ? balance_at_ : next.at;
        if (at > now && (is_end || at >= events_->next_at() || at > horizon_)) {
            if (at != instant_never) wake_up_at(at);
            return thread_none;
        }
        if (is_end) {
            const ThreadIndex thread = end_burst(queues_[core].current, at);
            next_[core] = next_of(queues_[core]);
            const Instant then = next_[find_next_core()].at;
            if (then != instant_never) wake_up_at(then);
            if (waiting_ > 0) wake_up_at(balance_at_);
            return thread;
        }
        if (is_balance) {
            handle_balance(at);
        } else {
            handle_tick(core, at);
        }
    }
}

std::uint32_t Cores::find_next_core() const {
    std::uint32_t best = 0;
    for (std::uint32_t core = 1; core < next_.size(); ++core) {
        const Next& x = next_[core];
        const Next& y = next_[best];
        if (x.at < y.at || (x.at == y.at && x.sequence < y.sequence)) best = core;
    }
    return best;
}

void Cores::wake(ThreadIndex thread, ThreadIndex waker, Instant now) {
    Thread& row = threads_[thread];
    row.core = choose_core(row, waker);
    const RunQueue& queue = queues_[row.core];
    if (queue.current == thread_none) {
        --idle_cores_;
        pick(row.core, thread, now);
    } else if (row.is_main && now - queue.picked_at >= config_.slice) {
        stop(queue.current, now);
        enqueue(row.core, queue.current, false, now);
        pick(row.core, thread, now);
    } else {
        note(thread, false, now);
        enqueue(row.core, thread, row.is_main, now);
    }
    settle(row.core);
}

void Cores::block_on_core(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    RunQueue& queue = queues_[row.core];
    if (row.state == State::running) row.ran_until = now;
    if (row.state == State::waiting) {
        const auto found = std::find(queue.queue.begin(), queue.queue.end(), thread);
        dequeue(row.core, static_cast<std::size_t>(found - queue.queue.begin()));
    } else if (!queue.queue.empty()) {
        pick(row.core, dequeue(row.core, 0), now);
    } else {
        queue.current = thread_none;
        // Failures count on until a pull succeeds or there is nothing to pull (sched_balance_rq, out_balanced).
        if (waiting_ == 0) queue.pull_failures = 0;
        ++idle_cores_;
    }
    settle(row.core);
}

void Cores::handle_tick(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    queue.tick_at += config_.tick;
    if (now - queue.picked_at >= config_.slice) {
        const ThreadIndex stopped = queue.current;
        stop(stopped, now);
        pick(core, queue.queue.front(), now);
        std::move(queue.queue.begin() + 1, queue.queue.end(), queue.queue.begin());
        queue.queue.back() = stopped;
    }
    if (idle_cores_ > 0) pull(find_idle_core(core), find_longest_queue(core), now);
    next_[core] = next_of(queue);
}

void Cores::pull(std::uint32_t idle_core, std::uint32_t from, Instant now) {
    const std::vector<ThreadIndex>& queue = queues_[from].queue;
    const auto is_cold = [&](ThreadIndex thread) {
        return now - threads_[thread].ran_until >= config_.cache_hot;
    };
    auto found = std::find_if(queue.begin(), queue.end(), is_cold);
    if (found == queue.end()) {
        if (queues_[idle_core].pull_failures++ < config_.pull_failures) return;
        found = queue.begin();
    }
    queues_[idle_core].pull_failures = 0;
    --idle_cores_;
    pick(idle_core, dequeue(from, static_cast<std::size_t>(found - queue.begin())), now);
    next_[idle_core] = next_of(queues_[idle_core]);
    next_[from] = next_of(queues_[from]);
}

void Cores::handle_balance(Instant now) {
    balance_at_ += config_.balance;
    const std::uint32_t longest = find_longest_queue(0);
    const std::uint32_t shortest = find_least_loaded(longest);
    if (queues_[longest].load() < queues_[shortest].load() + 2) return;
    const ThreadIndex thread = dequeue(longest, 0);
    if (queues_[shortest].current == thread_none) {
        --idle_cores_;
        pick(shortest, thread, now);
    } else {
        enqueue(shortest, thread, false, now);
    }
    next_[longest] = next_of(queues_[longest]);
    next_[shortest] = next_of(queues_[shortest]);
}

std::uint32_t Cores::choose_core(const Thread& row, ThreadIndex waker) {
    const std::uint32_t waker_core = waker == thread_none ? row.core : threads_[waker].core;
    if (idle_cores_ > 0) {
        if (queues_[row.core].current == thread_none) return row.core;
        if (queues_[waker_core].current == thread_none) return waker_core;
        return find_idle_core(row.core);
    }
    if (row.is_main) return find_least_loaded(row.core);
    Stream stream = source_.at(placements_++);
    if (stream.uniform_below(1000) < config_.wake_prev_core_p_per_mille) return row.core;
    return queues_[waker_core].load() < queues_[row.core].load() ? waker_core : row.core;
}

std::uint32_t Cores::find_idle_core(std::uint32_t first) const {
    std::uint32_t core = first;
    while (queues_[core].current != thread_none) core = next_core(core);
    return core;
}

std::uint32_t Cores::find_least_loaded(std::uint32_t first) const {
    std::uint32_t best = first;
    for (std::uint32_t core = next_core(first); core != first; core = next_core(core)) {
        if (queues_[core].load() < queues_[best].load()) best = core;
    }
    return best;
}

std::uint32_t Cores::find_longest_queue(std::uint32_t first) const {
    std::uint32_t best = first;
    for (std::uint32_t core = next_core(first); core != first; core = next_core(core)) {
        if (queues_[core].queue.size() > queues_[best].queue.size()) best = core;
    }
    return best;
}

void Cores::enqueue(std::uint32_t core, ThreadIndex thread, bool at_head, Instant now) {
    RunQueue& queue = queues_[core];
    queue.queue.insert(at_head ? queue.queue.begin() : queue.queue.end(), thread);
    threads_[thread].core = core;
    threads_[thread].state = State::waiting;
    ++waiting_;
    move_on_grid(queue.tick_at, config_.tick, now);
    move_on_grid(balance_at_, config_.balance, now);
}

ThreadIndex Cores::dequeue(std::uint32_t core, std::size_t position) {
    RunQueue& queue = queues_[core];
    SIM_CHECK(position < queue.queue.size());
    const ThreadIndex thread = queue.queue[position];
    queue.queue.erase(queue.queue.begin() + static_cast<std::ptrdiff_t>(position));
    --waiting_;
    return thread;
}

void Cores::pick(std::uint32_t core, ThreadIndex thread, Instant now) {
    queues_[core].current = thread;
    queues_[core].picked_at = now;
    Thread& row = threads_[thread];
    row.core = core;
    row.state = State::running;
    row.since = now;
    note(thread, true, now);
}

/// The thread loses its core; the caller puts it into a queue and picks another one.
void Cores::stop(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    if (row.has_burst) {
        account(row, now - row.since);
        row.left -= now - row.since;
    }
    row.state = State::waiting;
    row.ran_until = now;
    note(thread, false, now);
}

}  // namespace sim
