// Where a woken thread goes: to its previous core or to its waker's, whichever looks less loaded, and to an idle core
// near it if there is one.
//
// Source: Linux 6.18 kernel/sched/fair.c, select_task_rq_fair, wake_affine, select_idle_sibling. All cores share a cache.
#include "sim/engine/cores.hpp"

namespace sim {

std::uint32_t Cores::choose_core(Thread& row, ThreadIndex waker, Instant now) {
    const std::uint32_t previous = row.core;
    const std::uint32_t recent = row.recent_core;
    row.recent_core = previous;
    const auto is_idle = [&](std::uint32_t core) { return queues_[core].current == thread_none; };
    if (is_idle(previous)) return previous;
    const std::uint32_t here = waker == thread_none ? previous : threads_[waker].core;
    if (waker != thread_none && here == previous && has_room(here, now)) return here;
    const bool goes_here =
        here != previous && (is_idle(here) || is_waker_less_loaded(row, here, now));
    const std::uint32_t target = goes_here ? here : previous;
    if (idle_cores_ == 0) return target;
    if (is_idle(target)) return target;
    if (is_idle(recent)) return recent;
    std::uint32_t core = next_core(target);
    for (std::int64_t left = cores_to_scan(now); left > 0; --left, core = next_core(core)) {
        if (is_idle(core)) return core;
    }
    return target;
}

/// Only where the kernel packs: the core's only runnable thread wakes another one, and the core is not much used.
bool Cores::has_room(std::uint32_t core, Instant now) {
    if (config_.packing == 0 || queues_[core].runnable() != 1) return false;
    queues_[core].use.update(1, now);
    return queues_[core].use.value() < config_.packing;
}

/// wake_affine_weight: the previous core has the benefit of half the imbalance that balancing tolerates.
bool Cores::is_waker_less_loaded(Thread& row, std::uint32_t waker_core, Instant now) {
    constexpr std::int64_t bias = 100 + (tolerated_imbalance - 100) / 2;
    RunQueue& here = queues_[waker_core];
    RunQueue& there = queues_[row.core];
    here.load.update(here.runnable(), now);
    there.load.update(there.runnable(), now);
    const std::int64_t own = row.load.value();
    return (here.load.value() + own) * 100 < (there.load.value() - own) * bias;
}

/// The busier the cores are, the fewer are looked at (SIS_UTIL); of two that work for more than about 60 % of the time none.
std::int64_t Cores::cores_to_scan(Instant now) {
    std::int64_t sum = 0;
    for (RunQueue& queue : queues_) {
        queue.use.update(queue.current == thread_none ? 0 : 1, now);
        sum += queue.use.value() * 1024 / DecayingAverage::one;
    }
    const auto cores = static_cast<std::int64_t>(queues_.size());
    const std::int64_t mean = sum / cores;
    const std::int64_t taken =
        mean * mean * tolerated_imbalance * tolerated_imbalance / (std::int64_t{10'000} * 1024);
    return taken >= 1024 ? 0 : (1024 - taken) * cores / 1024;
}

/// Before the number of runnable threads on its core changes by the thread.
void Cores::change_load(Thread& row, bool was_runnable, Instant now) {
    row.load.update(was_runnable ? 1 : 0, now);
    RunQueue& queue = queues_[row.core];
    queue.load.update(queue.runnable(), now);
}

/// What the thread has added to the load of its core goes with it.
void Cores::move_load(Thread& row, std::uint32_t to, Instant now) {
    RunQueue& old = queues_[row.core];
    RunQueue& target = queues_[to];
    old.load.update(old.runnable(), now);
    target.load.update(target.runnable(), now);
    old.load.add(-row.load.value());
    target.load.add(row.load.value());
}

}  // namespace sim
