// What the schedulers have in common, and `unlimited`, where a woken thread simply starts. The paths taken
// most often, a burst that begins or ends on a core that the thread holds, are inline in the header.
#include "sim/engine/cores.hpp"

#include <algorithm>

namespace sim {

Cores::Cores(const CoresConfig& config, EventQueue& events, std::uint32_t event_kind, Source source)
    : config_(config), events_(&events), event_kind_(event_kind), source_(source) {
    if (config_.scheduler == Scheduler::unlimited) return;
    events.set_alarm_kind(event_kind);
    SIM_CHECK(config_.cores > 0);
    if (config_.scheduler == Scheduler::ps) return;
    SIM_CHECK(config_.tick.ns > 0);
    SIM_CHECK(config_.balance.ns > 0);
    queues_.resize(static_cast<std::size_t>(config_.cores));
    SIM_CHECK(config_.cores <= 1 << Next::place_bits);
    idle_cores_ = config_.cores;
    Stream ticks = source_.at(draws_of_ticks);
    const Instant phase{ticks.uniform_below(config_.tick.ns)};
    ticks_ = TickGrid{phase, config_.tick};
    for (RunQueue& queue : queues_) queue.tick_at = phase;
    for (std::uint32_t core = 0; core < queues_.size(); ++core) next_.push_back(next_of(core));
}

ThreadIndex Cores::add_thread(bool is_main) {
    const auto thread = static_cast<ThreadIndex>(threads_.size());
    Thread row;
    row.is_main = is_main;
    if (config_.scheduler == Scheduler::per_core) {
        // Where it was created counts as its previous core, and it may have been any.
        Stream stream = source_.at(draws_of_threads + thread);
        row.core = static_cast<std::uint32_t>(stream.uniform_below(config_.cores));
        row.recent_core = row.core;
    }
    threads_.push_back(row);
    return thread;
}

void Cores::run_slowly(ThreadIndex thread, Duration cpu, ThreadIndex waker, Instant now) {
    if (config_.scheduler == Scheduler::ps) return run_shared(thread, cpu, now);
    Thread& row = threads_[thread];
    SIM_CHECK(!row.has_burst);
    SIM_CHECK(cpu.ns >= 0);
    row.left = cpu;
    row.has_burst = true;
    row.sequence = ++burst_sequence_;
    if (row.state == State::running) {  // has said that its job is done, and lets the lock go
        settle(row.core);
        let_lock_go(thread, now);
        return let_locks_go(now);
    }
    if (row.state == State::waiting) {  // preempted between two bursts
        if (!row.is_leaving) return;
        row.is_leaving = false;
        ++runnable_;
        return note(thread, false, now);
    }
    ++runnable_;
    if (config_.scheduler == Scheduler::per_core) return wake_with_lock(thread, waker, now);
    row.state = State::running;
    row.since = now;
    note(thread, true, now);
    push_end(thread, now + cpu);
}

void Cores::block(ThreadIndex thread, Instant now) {
    Thread& row = threads_[thread];
    SIM_CHECK(row.state != State::blocked);
    if (config_.scheduler == Scheduler::ps) return block_shared(thread, now);
    --runnable_;
    if (row.has_burst) {
        if (row.state == State::running) account(row, now - row.since);
        row.has_burst = false;
        row.before_lock = no_lock;
        ++row.generation;
    }
    if (config_.scheduler == Scheduler::per_core) return leave(thread, now);
    row.state = State::blocked;
}

Duration Cores::cpu_in_burst(const Thread& row, Instant now) const {
    if (config_.scheduler != Scheduler::ps) return row.cpu + (now - row.since);
    return row.cpu + used_of_burst(row, virtual_at(now));
}

Duration Cores::busy(std::int32_t core, Instant now) const {
    switch (config_.scheduler) {
        case Scheduler::unlimited: return {};
        case Scheduler::ps: {
            // The sum over the threads, each of which rounds its unfinished burst by itself.
            std::int64_t whole = 0;
            for (ThreadIndex thread = 0; thread < threads_.size(); ++thread)
                whole += cpu_of(thread, now).ns;
            return {whole / config_.cores + (core < whole % config_.cores ? 1 : 0)};
        }
        case Scheduler::per_core: {
            const RunQueue& queue = queues_[static_cast<std::size_t>(core)];
            if (queue.current == thread_none) return queue.busy;
            const Thread& row = threads_[queue.current];
            return queue.busy + (row.has_burst ? now - row.since : Duration{});
        }
    }
    return {};
}

std::int32_t Cores::busy_cores() const {
    switch (config_.scheduler) {
        case Scheduler::unlimited: return runnable_;
        case Scheduler::ps: return std::min(runnable_, config_.cores);
        case Scheduler::per_core: return config_.cores - idle_cores_;
    }
    return 0;
}

}  // namespace sim
