// How threads get from one core to another without being woken, as on Linux: at ticks only.
//
// - A busy core looks at the others each 32 or 64 ms less one tick, the longer if it found nothing the last time. From a
//   core that has been loaded more for a while it takes threads that weigh no more than half the difference.
// - An idle core has no ticks. It looks when the tick of a busy one with two threads wakes it for that, and takes half of
//   that core's threads. It passes over those that have just run, such as the one that made way at this very tick; if there
//   are no others it fails, and takes one after some failures.
// - It is not woken before the instant for which the last look was told to be the next. After a look that moved something
//   this is that of a busy core, in 28 ms. Only a tick after an idle core is put on the list of idle ones, where it stays
//   until it has a tick of its own, or a tick each 36 ms, sets that right; so an idle core looks one tick later then, or, if
//   it ran for less than a tick and is still on the list, may sleep beside waiting threads for 28 ms.
//   Seen in traces of Linux 6.18: up to 26.6 ms beside three threads, from one look that moved some to the next.
// - A core that becomes idle does not look at once. The kernel may (sched_balance_newidle), depending on what that costs
//   and how often it was of use lately; in bursts on real cores it hardly did.
//
// Ticks of all cores are at the same instants (skew_tick is off) and handled only while somebody is queued; what the others
// would have done is made up for.
//
// Source: Linux 6.18 kernel/sched/fair.c, sched_balance_domains, get_sd_balance_interval, sched_balance_rq, detach_tasks,
// can_migrate_task, calculate_imbalance, nohz_balancer_kick, _nohz_idle_balance, nohz_balance_enter_idle,
// nohz_balance_exit_idle, sched_balance_newidle.
#include <algorithm>

#include "sim/engine/cores.hpp"

namespace sim {
namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);
constexpr std::int64_t busy_factor = 16;
constexpr Duration statistics_age = milliseconds(32);  // LOAD_AVG_PERIOD

std::int64_t whole(Duration time, Duration unit) { return (time.ns + unit.ns - 1) / unit.ns; }

}  // namespace

/// In ticks, between two looks. One that found nothing to do makes it longer.
std::int64_t Cores::interval_of(const RunQueue& queue, bool is_busy) const {
    const Duration busy{queue.is_content ? config_.balance.ns : config_.balance.ns / 2};
    const std::int64_t ticks =
        is_busy ? whole(busy, config_.tick) - 1 : whole({busy.ns / busy_factor}, config_.tick);
    return std::max<std::int64_t>(ticks, 1);
}

void Cores::set_looked(RunQueue& queue, std::int64_t tick, bool is_content) {
    queue.is_content = is_content;
    queue.looked_at = tick;
    queue.look_at = tick + interval_of(queue, queue.current != thread_none || queue.waiting > 0);
    look_at_ = std::min(look_at_, ticks_.at(queue.look_at));
}

void Cores::fall_idle(RunQueue& queue, Instant now) {
    const std::int64_t tick = ticks_.number(now);
    if (tick > ticks_.number(queue.turned_at)) queue.is_listed = false;  // it had a tick of its own
    queue.turned_at = now;
    queue.look_at = std::min(queue.look_at, queue.looked_at + interval_of(queue, false));
    look_at_ = std::min(look_at_, ticks_.at(queue.look_at));
    if (queue.is_listed) return;
    queue.is_listed = true;
    listed_at_ = tick;
}

/// At the tick of a core on which somebody is queued.
void Cores::balance(std::uint32_t core, Instant now) {
    const std::int64_t tick = ticks_.number(now);
    if (balanced_at_ != tick) {
        balanced_at_ = tick;
        for (std::uint32_t each = 0; each < queues_.size(); ++each) {
            if (queues_[each].current != thread_none) look_busy(each, tick, now);
        }
        std::int64_t next = never;
        for (const RunQueue& each : queues_) next = std::min(next, each.look_at);
        look_at_ = next > tick ? now + config_.tick * (next - tick) : now;
    }
    wake_idle(core, tick, now);
}

/// A busy core looks at the others if it is time.
void Cores::look_busy(std::uint32_t core, std::int64_t tick, Instant now) {
    RunQueue& to = queues_[core];
    if (to.look_at > tick) return;
    const std::int64_t due = std::max(to.look_at, ticks_.number(to.turned_at) + 1);
    if (due > tick) return;
    if (due < tick) {
        // While nobody was queued it found nothing, again and again.
        set_looked(to, due, true);
        to.failures = 0;
        const std::int64_t step = to.look_at - due;
        to.looked_at = due + (tick - 1 - due) / step * step;
        to.look_at = to.looked_at + step;
        if (to.look_at > tick) return;
    }
    const std::uint32_t busiest = find_busiest(core);
    RunQueue& from = queues_[busiest];
    from.load.update(from.runnable(), now);
    to.load.update(to.runnable(), now);
    from.use.update(1, now);
    const bool is_overloaded =
        from.use.value() * tolerated_imbalance > DecayingAverage::one * 100 ||
        from.load.value() * 100 > DecayingAverage::one * tolerated_imbalance;
    if (busiest == core || from.waiting == 0 || !is_overloaded ||
        from.load.value() * 100 <= to.load.value() * tolerated_imbalance) {
        to.failures = 0;
        return set_looked(to, tick, true);
    }
    const bool takes_hot = to.failures >= config_.pull_failures;
    // Each failure halves what a thread counts.
    const int failures = std::min(to.failures, 16);
    bool is_moved = false;
    for (std::int64_t imbalance = (from.load.value() - to.load.value()) / 2; imbalance > 0;) {
        const std::size_t found = find_movable(busiest, takes_hot, now, imbalance << failures);
        if (found == nobody) break;
        imbalance -=
            std::max<std::int64_t>(threads_[from.queue[found].thread].load.value() >> failures, 1);
        move(core, busiest, found, now);
        is_moved = true;
    }
    to.failures = is_moved ? 0 : to.failures + 1;
    set_looked(to, tick, false);
}

/// The tick of a busy core wakes an idle one, to look for all idle ones or only to see when that is to be done.
void Cores::wake_idle(std::uint32_t core, std::int64_t tick, Instant now) {
    const RunQueue& queue = queues_[core];
    if (idle_cores_ == 0) return;
    const auto ticked_before = [&](const RunQueue& other) {
        return ticks_.number(other.turned_at) + 1 < tick;
    };
    bool is_idle_long = false;
    for (const RunQueue& each : queues_)
        is_idle_long |= each.current == thread_none && ticked_before(each);
    if (is_idle_long && ticked_before(queue) && (listed_at_ + 1 < tick || seen_until_ + 1 < tick)) {
        // Done by an earlier tick, which was not handled.
        if (seen_until_ + 1 < tick) seen_until_ = tick - 1 + whole(statistics_age, config_.tick);
        if (listed_at_ + 1 < tick) listed_at_ = never;
        see_next_look();
    }
    const bool is_time = tick >= idle_look_at_ && queue.runnable() >= 2;
    if (!is_time && listed_at_ == never && tick <= seen_until_) return;
    if (is_time || tick > seen_until_) seen_until_ = tick + whole(statistics_age, config_.tick);
    listed_at_ = never;
    if (is_time) {
        std::int64_t next = never;
        for (std::uint32_t each = next_core(core); each != core; each = next_core(each)) {
            RunQueue& idle = queues_[each];
            if (idle.current != thread_none) continue;
            if (tick >= idle.look_at) look_idle(each, tick, now);
            next = std::min(next, idle.look_at);
        }
        idle_look_at_ = next;
    } else {
        see_next_look();
    }
}

/// When the first of the idle cores wants to look.
void Cores::see_next_look() {
    idle_look_at_ = never;
    for (const RunQueue& queue : queues_) {
        if (queue.current == thread_none) idle_look_at_ = std::min(idle_look_at_, queue.look_at);
    }
}

/// An idle core takes half of the threads of the busiest one.
void Cores::look_idle(std::uint32_t core, std::int64_t tick, Instant now) {
    RunQueue& to = queues_[core];
    const std::uint32_t busiest = find_busiest(core);
    const RunQueue& from = queues_[busiest];
    if (from.waiting == 0) {
        to.failures = 0;
        return set_looked(to, tick, true);
    }
    const bool takes_hot = to.failures >= config_.pull_failures;
    for (std::int32_t left = from.runnable() / 2; left > 0; --left) {
        const std::size_t found = find_movable(busiest, takes_hot, now);
        if (found == nobody) break;
        move(core, busiest, found, now);
    }
    to.failures = to.waiting > 0 ? 0 : to.failures + 1;
    set_looked(to, tick, false);
    if (to.waiting == 0) return;
    leave_idle(core, now);
    (void)pick_next(core, now);
    next_[core] = next_of(core);
}

/// The place in the queue of the thread that came first of those that may leave; `load_most` is the most it may weigh.
std::size_t Cores::find_movable(std::uint32_t from, bool takes_hot, Instant now,
                                std::int64_t load_most) {
    const RunQueue& queue = queues_[from];
    std::size_t found = nobody;
    for (std::size_t i = 0; i < queue.queue.size(); ++i) {
        Thread& row = threads_[queue.queue[i].thread];
        if (row.is_delayed || (!takes_hot && now - row.ran_until < config_.cache_hot)) continue;
        if (found != nobody && row.queued >= threads_[queue.queue[found].thread].queued) continue;
        row.load.update(1, now);
        if (row.load.value() <= load_most) found = i;
    }
    return found;
}

/// Into the queue of the other core; an idle one is left without a current thread.
void Cores::move(std::uint32_t to, std::uint32_t from, std::size_t position, Instant now) {
    RunQueue& source = queues_[from];
    RunQueue& target = queues_[to];
    const ThreadIndex thread = source.queue[position].thread;
    Thread& row = threads_[thread];
    if (source.current != thread_none) (void)update_current(from, now);
    const std::int64_t ahead = row.deadline - row.vruntime;
    save_lag(source, row);
    row.load.update(1, now);
    move_load(row, to, now);
    remove(source, position);
    const bool is_idle = target.current == thread_none;
    if (!is_idle) (void)update_current(to, now);
    place(target, row);
    row.deadline = row.vruntime + ahead;
    enqueue(to, thread, now);
    if (!is_idle && comes_next(target, thread)) (void)pick_next(to, now);
    next_[from] = next_of(from);
    next_[to] = next_of(to);
}

std::uint32_t Cores::find_busiest(std::uint32_t first) const {
    std::uint32_t best = first;
    for (std::uint32_t core = next_core(first); core != first; core = next_core(core)) {
        if (queues_[core].waiting > queues_[best].waiting) best = core;
    }
    return best;
}

}  // namespace sim
