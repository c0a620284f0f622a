// What of the threads on one core comes next: earliest eligible virtual deadline first (EEVDF), the fair scheduler of
// Linux since 6.6. All threads weigh the same, so a thread's vruntime is its CPU time, shifted by where it was placed.
//
// - A thread is eligible while it has had no more than the average of those on its core. Of the eligible ones the one
//   with the earliest deadline runs; equals go by arrival.
// - A deadline is a slice of own CPU time ahead. It is renewed when the thread is seen to have reached it, which is at
//   ticks and when others wake up on its core, not before.
// - A thread that was picked keeps its core until its deadline of then, as long as it is eligible (RUN_TO_PARITY).
// - What a thread was owed when it left a queue (its lag) it gets back where it comes next. One that sleeps while it
//   owes stays in the queue, to be dropped when it would be picked (DELAY_DEQUEUE).
//
// Source: Linux 6.18 kernel/sched/fair.c, update_curr, update_deadline, __pick_eevdf, place_entity, dequeue_entity,
// and kernel/sched/features.h.
#include <algorithm>
#include <cstdlib>

#include "sim/engine/cores.hpp"

namespace sim {

/// Of the threads on the core, which must not be empty: differences are small however long it has run.
Cores::Sum Cores::sum_of(const RunQueue& queue) const {
    const std::int64_t base = queue.current == thread_none ? queue.queue.front().vruntime
                                                           : threads_[queue.current].vruntime;
    const std::uint64_t bases = queue.queue.size() * static_cast<std::uint64_t>(base);
    return {base, static_cast<std::int64_t>(queue.sum - bases)};
}

std::int64_t Cores::average_of(const RunQueue& queue) const {
    const auto count = static_cast<std::int64_t>(queue.size());
    if (count == 0) return queue.vruntime;
    const Sum sum = sum_of(queue);
    if (count == 1) return sum.base + sum.above;
    if (count == 2) return sum.base + (sum.above >> 1);  // rounds down, too
    return sum.base + sum.above / count - (sum.above % count < 0 ? 1 : 0);
}

/// Accounts the vruntime of the current thread. True if others have a claim to its core now.
bool Cores::update_current(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    Thread& row = threads_[queue.current];
    if (queue.queue.empty()) renew_deadline(queue, row, now);
    return update_vruntime(queue, row, now);
}

/// The thread was alone, so its ticks did not happen; they renewed its deadline all the same.
void Cores::renew_deadline(const RunQueue& queue, Thread& row, Instant now) {
    Instant first =
        queue.updated_at + Duration{std::max<std::int64_t>(row.deadline - row.vruntime, 1)};
    if (first > now) return;
    first = ticks_.before(first + (config_.tick - Duration{1}));
    if (first > now) return;
    const std::int64_t ticks = (config_.slice.ns + config_.tick.ns - 1) / config_.tick.ns;
    const std::int64_t step = std::max<std::int64_t>(ticks, 1) * config_.tick.ns;
    const std::int64_t last = (first - queue.updated_at).ns + (now - first).ns / step * step;
    row.deadline = row.vruntime + last + config_.slice.ns;
}

/// Where in the queue the thread stands that comes next; `keeps_current` if none has to.
std::size_t Cores::find_next_thread(const RunQueue& queue) const {
    if (queue.queue.size() == 1 && queue.current != thread_none) {
        return stays_before(threads_[queue.current], queue.queue.front()) ? keeps_current : 0;
    }
    const Sum sum = sum_of(queue);
    const auto count = static_cast<std::int64_t>(queue.size());
    // The current thread is eligible if its own vruntime, the base, is; it stays unless one comes before its deadline or,
    // of those that do not, at it.
    const bool keeps = queue.current != thread_none && sum.above >= 0;
    std::size_t best = keeps_current;
    std::int64_t deadline = std::numeric_limits<std::int64_t>::max();
    if (keeps) {
        const Thread& current = threads_[queue.current];
        if (current.vruntime < current.protection) return keeps_current;
        deadline = current.deadline + 1;
    }
    for (std::size_t i = 0; i < queue.queue.size(); ++i) {
        const Queued& each = queue.queue[i];
        if ((each.vruntime - sum.base) * count > sum.above || each.deadline >= deadline) continue;
        best = i;
        deadline = each.deadline;
    }
    return best;
}

/// The thread's place in virtual time among those on a core, with what it is owed.
void Cores::place(const RunQueue& queue, Thread& row) {
    const auto count = static_cast<std::int64_t>(queue.size());
    row.vruntime = average_of(queue);
    if (count > 0) row.vruntime -= row.lag * (count + 1) / count;
    row.deadline = row.vruntime + config_.slice.ns;
}

/// Steps that take no time here take microseconds there, so that a thread which slept beside others is owed a little, or owes
/// it. A little is enough to come before the current one at once, or not to.
/// Source: traces of real Node on Linux 6.18. Of 1,700 workers that main woke on its core 57 % came before it, of 1,000 that
/// had slept for a lock only 85 %; of 1,000 mains woken by a worker 82 %, of 510 that had slept for a lock 73 %.
void Cores::break_tie(Thread& row, bool was_locked) {
    constexpr std::int64_t little = 10'000;
    if (std::abs(row.lag) >= little) return;
    const int percent = row.is_main ? (was_locked ? 73 : 82) : (was_locked ? 85 : 57);
    Stream stream = source_.at(draws_of_ties + ties_++);
    row.vruntime += stream.uniform_below(100) < percent ? -1 : 1;
}

void Cores::save_lag(const RunQueue& queue, Thread& row) const {
    const std::int64_t most = std::max(2 * config_.slice.ns, config_.tick.ns);
    row.lag = std::clamp(average_of(queue) - row.vruntime, -most, most);
}

void Cores::enqueue(std::uint32_t core, ThreadIndex thread, Instant now) {
    RunQueue& queue = queues_[core];
    Thread& row = threads_[thread];
    queue.queue.push_back({thread, row.vruntime, row.deadline});
    queue.sum += static_cast<std::uint64_t>(row.vruntime);
    row.core = core;
    row.queued = ++queued_;
    if (queue.tick_at <= now) queue.tick_at = ticks_.before(now) + config_.tick;
    if (row.is_delayed) return;
    row.state = State::waiting;
    ++queue.waiting;
    ++waiting_;
}

std::size_t Cores::place_of(const RunQueue& queue, ThreadIndex thread) {
    const auto found = std::ranges::find(queue.queue, thread, &Queued::thread);
    SIM_CHECK(found != queue.queue.end());
    return static_cast<std::size_t>(found - queue.queue.begin());
}

void Cores::remove(RunQueue& queue, std::size_t position) {
    const Thread& row = threads_[queue.queue[position].thread];
    if (queue.size() == 1) queue.vruntime = row.vruntime;
    queue.sum -= static_cast<std::uint64_t>(row.vruntime);
    // There are few: a loop is sooner done than a call.
    for (std::size_t i = position + 1; i < queue.queue.size(); ++i)
        queue.queue[i - 1] = queue.queue[i];
    queue.queue.pop_back();
    if (row.is_delayed) return;
    --queue.waiting;
    --waiting_;
}

/// The current thread, which has lost its core, comes to the end of the queue as the one at the place, which waits and is no
/// delayed one, leaves it.
void Cores::replace(RunQueue& queue, Queued& place, Instant now) {
    Thread& row = threads_[queue.current];
    queue.sum += static_cast<std::uint64_t>(row.vruntime - place.vruntime);
    Queued* last = &place;
    for (; last != &queue.queue.back(); ++last) *last = last[1];
    *last = {queue.current, row.vruntime, row.deadline};
    row.queued = ++queued_;
    if (queue.tick_at <= now) queue.tick_at = ticks_.before(now) + config_.tick;
}

/// The thread, which stands in no queue, gets a core without a current one.
void Cores::pick(std::uint32_t core, ThreadIndex thread, Instant now) {
    RunQueue& queue = queues_[core];
    queue.current = thread;
    queue.updated_at = now;
    Thread& row = threads_[thread];
    row.core = core;
    row.state = State::running;
    row.since = now;
    row.use.update(0, now);
    row.protection = row.deadline;
    row.queued = ++queued_;
    if (!row.is_leaving) note(thread, true, now);
    if (row.is_leaving || row.holds_lock) unlocking_.push_back(thread);
}

/// The next thread gets the core, unless its current one keeps it. False if nobody is left to have it.
[[gnu::flatten]] bool Cores::pick_next(std::uint32_t core, Instant now) {
    RunQueue& queue = queues_[core];
    while (!queue.queue.empty()) {
        const std::size_t next = find_next_thread(queue);
        if (next == keeps_current) return true;
        const ThreadIndex thread = queue.queue[next].thread;
        Thread& row = threads_[thread];
        if (row.is_delayed) {
            save_lag(queue, row);
            row.lag = std::min<std::int64_t>(row.lag, 0);
            remove(queue, next);
            row.is_delayed = false;
            continue;
        }
        if (queue.current == thread_none) {
            remove(queue, next);
        } else {
            stop(queue.current, now);
            replace(queue, queue.queue[next], now);
        }
        pick(core, thread, now);
        return true;
    }
    return queue.current != thread_none;
}

}  // namespace sim
