// Intervals that drift, and timers and immediates that never ran.
#include "sim/explain/findings.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace sim {

namespace {

/// Of the runs before one that ended when it could have started the longest.
std::uint32_t longest_before(const History& history, const TaskRun& run) {
    constexpr int runs_max = 64;
    const Instant since = history.runnable(run);
    std::uint32_t longest = history_none;
    Duration size{};
    std::uint32_t at = run.previous;
    for (int i = 0; i < runs_max && at != history_none; ++i) {
        const TaskRun& other = history.runs()[at];
        if (ended(history, other) <= since) break;
        if (ended(history, other) - started(history, other) > size) {
            size = ended(history, other) - started(history, other);
            longest = at;
        }
        at = other.previous;
    }
    return longest;
}

/// The calls of one setInterval.
struct Calls {
    Instant first;
    Instant last;
    std::int64_t count = 0;
    Duration longest{};
    TaskId task;
    TaskId holder;  // of the loop, for the longest time that a call was due
    Duration held{};
};

void add_call(const History& history, const TaskRun& run, Calls& calls) {
    if (calls.count == 0) {
        calls.first = started(history, run);
        calls.task = run.task;
    }
    calls.last = started(history, run);
    ++calls.count;
    calls.longest = std::max(calls.longest, ended(history, run) - started(history, run));
    const std::uint32_t before = longest_before(history, run);
    if (before == history_none) return;
    const TaskRun& holder = history.runs()[before];
    const Duration held = ended(history, holder) - started(history, holder);
    if (held <= calls.held) return;
    calls.held = held;
    calls.holder = holder.task;
}

std::string cause_of_drift(const History& history, const Calls& calls) {
    if (calls.longest >= calls.held)
        return fmt::format("the longest call took {}", format_duration(calls.longest));
    return fmt::format("{} held the loop for {}", name_of(history, calls.holder),
                       format_duration(calls.held));
}

}  // namespace

void find_drifting_intervals(Findings& findings) {
    const History& history = findings.history();
    std::map<std::uint32_t, Calls> by_place;
    for (const TaskRun& run : history.runs()) {
        const Task& task = history.task(run);
        if (task.kind == TaskKind::interval && task.place)
            add_call(history, run, by_place[task.place.value]);
    }
    for (const auto& [id, calls] : by_place) {
        if (calls.count < interval_calls_min) continue;
        const std::int64_t period_ms = history.facts(calls.task).duration_ms;
        const Duration period = milliseconds(period_ms);
        const Duration mean = (calls.last - calls.first) / (calls.count - 1);
        const Duration late = mean - period;
        const bool is_long = late >= interval_late_min || calls.longest >= period;
        if (period.ns == 0 || !is_long || late * 10 < period) continue;
        findings.add(FindingKind::interval_drifts, PlaceId{id}, calls.task, calls.first, late,
                     FindingWords{.task = name_of(history, calls.task),
                                  .reason = cause_of_drift(history, calls),
                                  .n = period_ms,
                                  .time = mean});
    }
}

void find_dropped_work(Findings& findings) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    if (trace.ending.kind != EndKind::done) return;
    for (std::uint32_t i = 0; i < trace.tasks.size(); ++i) {
        const TaskFacts& facts = history.facts(TaskId{i});
        if (!facts.is_unreferenced || facts.first_run != history_none) continue;
        // Of AbortSignal.timeout: Node's own, that outlives what it is a limit for (R2.14).
        if (trace.names.text(trace.tasks[i].name) == "timeout") continue;
        const Where last = last_place(trace, facts);
        if (last != Where::timers && last != Where::immediate_queue) continue;
        findings.add(FindingKind::unreferenced_dropped, trace.tasks[i].place, TaskId{i},
                     trace.statistics.end, {}, FindingWords{.task = name_of(history, TaskId{i})});
    }
}

}  // namespace sim
