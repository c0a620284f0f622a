// The scheduler `per_core` ("linux"): each core has a run queue and a current thread, as in Linux with its fair scheduler.
// Here is when it looks: at ends of bursts, wake-ups and ticks; which thread of a core comes next stands in cores_fair.cpp,
// on which core a woken one goes in cores_place.cpp.
//
// - A woken thread takes an idle core at once. On a busy core it preempts the current thread if it comes before it.
// - At a tick of a core with others in its queue, the current thread makes way if its slice is over.
// - An idle core takes a waiting thread from the busiest core at ticks of busy ones, but passes over threads that have just
//   run, such as the one that made way at this very tick; when there are no others it fails, and takes one after some
//   failures. So two threads may share a core for three ticks beside an idle one.
//   Source: Linux 6.18 kernel/sched/fair.c, nohz_balancer_kick, can_migrate_task, task_hot.
// - A core that becomes idle does not take one at once. The kernel may (sched_balance_newidle), depending on what that
//   costs and how often it was of use lately; in bursts on real cores it hardly did.
// - At the rare balancing instants a busy core takes a thread from one that has been loaded more for a while, at once if
//   that has two more, and after a failure if it has one more.
//
// Ticks of all cores are at the same instants (skew_tick is off). Ticks and balancing happen only while somebody is
// queued. Ties between cores go to the previous core, then to the next one in cyclic order.
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {
namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

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
    const auto found = std::find(queue.queue.begin(), queue.queue.end(), thread);
    save_lag(queue, row);
    remove(core, static_cast<std::size_t>(found - queue.queue.begin()));
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

/// The thread, which is placed and stands in no queue, gets an idle core.
void Cores::start(std::uint32_t core, ThreadIndex thread, Instant now) {
    queues_[core].use.update(0, now);
    --idle_cores_;
    pick(core, thread, now);
}

void Cores::block_on_core(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    const std::uint32_t core = row.core;
    RunQueue& queue = queues_[core];
    change_load(row, true, now);
    if (row.state == State::waiting) {
        const auto found = std::find(queue.queue.begin(), queue.queue.end(), thread);
        save_lag(queue, row);
        remove(core, static_cast<std::size_t>(found - queue.queue.begin()));
        return settle(core);
    }
    (void)update_current(core, now);
    row.ran_until = now;
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
        // Failures count on until one succeeds or there is nothing to take (sched_balance_rq, out_balanced).
        if (waiting_ == 0) queue.failures = 0;
    }
    settle(core);
}

void Cores::handle_tick(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    queue.tick_at += config_.tick;
    if (update_current(core, now)) (void)pick_next(core, now);
    while (idle_cores_ > 0 && queue.waiting > 0) {
        const std::uint32_t idle = find_idle_core(core);
        if (!take(idle, find_busiest(core), now)) break;
        next_[idle] = next_of(queues_[idle]);
    }
    next_[core] = next_of(queue);
}

/// An idle core takes the thread that waits longest on the other one. False if there is none that may go yet.
bool Cores::take(std::uint32_t to, std::uint32_t from, Instant now) {
    RunQueue& target = queues_[to];
    const std::size_t found = find_movable(from, target.failures >= config_.pull_failures, now);
    if (found == nobody) {
        ++target.failures;
        return false;
    }
    target.failures = 0;
    move(to, from, found, now);
    return true;
}

/// The place in the queue of the thread that came first of those that may leave; `load_most` is the most it may weigh.
std::size_t Cores::find_movable(std::uint32_t from, bool takes_hot, Instant now,
                                std::int64_t load_most) {
    const RunQueue& queue = queues_[from];
    std::size_t found = nobody;
    for (std::size_t i = 0; i < queue.queue.size(); ++i) {
        Thread& row = threads_[queue.queue[i]];
        if (row.is_delayed || (!takes_hot && now - row.ran_until < config_.cache_hot)) continue;
        if (found != nobody && row.queued >= threads_[queue.queue[found]].queued) continue;
        row.load.update(1, now);
        if (row.load.value() <= load_most) found = i;
    }
    return found;
}

void Cores::move(std::uint32_t to, std::uint32_t from, std::size_t position, Instant now) {
    RunQueue& source = queues_[from];
    RunQueue& target = queues_[to];
    const ThreadIndex thread = source.queue[position];
    Thread& row = threads_[thread];
    if (source.current != thread_none) (void)update_current(from, now);
    const std::int64_t ahead = row.deadline - row.vruntime;
    save_lag(source, row);
    row.load.update(1, now);
    move_load(row, to, now);
    remove(from, position);
    const bool is_idle = target.current == thread_none;
    if (!is_idle) (void)update_current(to, now);
    place(target, row);
    row.deadline = row.vruntime + ahead;
    if (is_idle) {
        start(to, thread, now);
    } else {
        enqueue(to, thread, now);
        if (comes_next(target, thread)) (void)pick_next(to, now);
    }
    next_[from] = next_of(source);
    next_[to] = next_of(target);
}

/// Of two busy cores, the one that has been loaded more gives a thread away that is not more than half the difference;
/// each failure halves what the thread counts (sched_balance_find_src_group, calculate_imbalance and detach_tasks).
void Cores::handle_balance(Instant now) {
    balance_at_ += config_.balance;
    const std::uint32_t busiest = find_busiest(0);
    const std::uint32_t idlest = find_least_loaded(busiest);
    RunQueue& from = queues_[busiest];
    RunQueue& to = queues_[idlest];
    if (to.current == thread_none) return;
    from.load.update(from.runnable(), now);
    to.load.update(to.runnable(), now);
    from.use.update(1, now);
    const bool is_overloaded =
        from.use.value() * tolerated_imbalance > DecayingAverage::one * 100 ||
        from.load.value() * 100 > DecayingAverage::one * tolerated_imbalance;
    if (from.waiting == 0 || !is_overloaded ||
        from.load.value() * 100 <= to.load.value() * tolerated_imbalance) {
        to.failures = 0;
        return;
    }
    const std::int64_t imbalance = (from.load.value() - to.load.value()) / 2;
    const std::int64_t load_most = imbalance << std::min(to.failures, 16);
    const std::size_t found =
        find_movable(busiest, to.failures >= config_.pull_failures, now, load_most);
    if (found == nobody) {
        ++to.failures;
        balance_at_ = now + config_.balance / 2;  // sooner: balance_interval is the least again
        return;
    }
    to.failures = 0;
    move(idlest, busiest, found, now);
}

std::uint32_t Cores::find_idle_core(std::uint32_t first) const {
    std::uint32_t core = first;
    while (queues_[core].current != thread_none) core = next_core(core);
    return core;
}

std::uint32_t Cores::find_least_loaded(std::uint32_t first) const {
    std::uint32_t best = first;
    for (std::uint32_t core = next_core(first); core != first; core = next_core(core)) {
        if (queues_[core].runnable() < queues_[best].runnable()) best = core;
    }
    return best;
}

std::uint32_t Cores::find_busiest(std::uint32_t first) const {
    std::uint32_t best = first;
    for (std::uint32_t core = next_core(first); core != first; core = next_core(core)) {
        if (queues_[core].waiting > queues_[best].waiting) best = core;
    }
    return best;
}

/// The thread loses its core; the caller puts it into the queue and picks another one.
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
