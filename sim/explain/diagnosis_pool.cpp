// Who waited for a thread of the pool, and who held the threads meanwhile.
#include "sim/explain/findings.hpp"

#include <map>

#include <fmt/format.h>

namespace sim {

namespace {

/// One passage through the pool.
struct Trip {
    TaskId task;
    Instant queued;
    Instant begun{-1};
    Instant done = instant_never;
};

std::vector<Trip> trips(const Trace& trace) {
    std::vector<Trip> list;
    std::vector<std::uint32_t> open(trace.tasks.size(), history_none);
    for (const TraceEvent& event : trace.events) {
        if (event.kind != EventKind::moved) continue;
        const auto where = static_cast<Where>(event.detail);
        std::uint32_t& mine = open[event.task.index()];
        if (where == Where::pool_queue) {
            mine = static_cast<std::uint32_t>(list.size());
            list.push_back(Trip{.task = event.task, .queued = event.at});
        } else if (mine != history_none && where == Where::worker) {
            list[mine].begun = event.at;
        } else if (mine != history_none && where == Where::completed) {
            list[mine].done = event.at;
        }
    }
    return list;
}

std::string list_of(const std::map<std::string, std::int64_t>& names) {
    std::string text;
    std::size_t shown = 0;
    for (const auto& [name, count] : names) {
        if (shown == 3) return text.append(" and others");
        if (shown++ > 0) text.append(", ");
        text.append(count > 1 ? fmt::format("{} \u00d7 {}", count, name) : name);
    }
    return text;
}

void add_pool_wait(Findings& findings, const Trip& trip, Duration wait, std::int64_t count,
                   const std::vector<Trip>& all) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    const Task& task = history.task(trip.task);
    const std::int64_t threads = pool_threads(trace, trace.lanes[task.lane].process);
    // Those who held the threads when half of its longest wait was over.
    const Instant then = trip.queued + (trip.begun - trip.queued) / 2;
    std::map<std::string, std::int64_t> holders;
    std::int64_t busy = 0;
    for (const Trip& other : all) {
        if (other.begun.ns < 0 || other.begun > then || other.done <= then) continue;
        if (trace.lanes[history.task(other.task).lane].process != trace.lanes[task.lane].process)
            continue;
        ++busy;
        ++holders[name_of(history, other.task)];
    }
    if (busy == 0) return;
    const bool is_capped = history.facts(trip.task).is_slow && busy < threads;
    // A thread that is free and still has no core is none that the pool lacks.
    if (!is_capped && busy < threads) return;
    const FindingKind kind = is_capped ? FindingKind::lookups_capped : FindingKind::pool_exhausted;
    findings.add(
        kind, task.place, trip.task, trip.queued, wait,
        FindingWords{.task = name_of(history, trip.task),
                     .other = list_of(holders),
                     .reason = busy == 1 ? "the only one was" : fmt::format("all {} were", busy),
                     .n = busy,
                     .threads = threads,
                     .wait = wait});
    findings.set_count(kind, task.place, count);
}

}  // namespace

void find_pool_waits(Findings& findings) {
    const History& history = findings.history();
    const std::vector<Trip> all = trips(history.trace());
    // Work in many trips waits a little before each.
    std::map<std::uint32_t, Duration> waited;
    for (const Trip& trip : all) {
        if (trip.begun.ns >= 0) waited[trip.task.value] += trip.begun - trip.queued;
    }
    // The longest wait of each place; who held the threads is only asked for that.
    std::map<std::pair<std::uint32_t, bool>, std::pair<const Trip*, std::int64_t>> worst;
    for (const Trip& trip : all) {
        if (trip.begun.ns < 0 || trip.begun == trip.queued) continue;
        if (trip.begun - trip.queued < pool_wait_min && waited[trip.task.value] < pool_waits_min)
            continue;
        const bool is_slow = history.facts(trip.task).is_slow;
        auto& [longest, count] = worst[{history.task(trip.task).place.value, is_slow}];
        ++count;
        if (longest == nullptr || longest->begun - longest->queued < trip.begun - trip.queued)
            longest = &trip;
    }
    for (const auto& [key, row] : worst)
        add_pool_wait(findings, *row.first, waited[row.first->task.value], row.second, all);
}

}  // namespace sim
