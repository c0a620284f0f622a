// The facts of a run, the row that says why it came when it did, and what it overtook: the runs after it on its loop that could
// have started before it could.
#include "sim/explain/reason.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/explain/reason_finder.hpp"
#include "sim/explain/reason_words.hpp"

namespace sim {

namespace {

/// The run that settled the promise that a microtask waited for; none if Node's own jobs lose its track. Of a completion
/// they do not: no job had been left when it began, so that all in its drain comes from it.
std::uint32_t releaser(const History& history, const TaskRun& run) {
    const std::vector<TaskRun>& runs = history.runs();
    std::uint32_t first = run.queuer;
    while (history.is_job_of_node(runs[first]) && runs[first].queuer != history_none)
        first = runs[first].queuer;
    if (!history.is_job_of_node(runs[first])) return first;
    const bool is_completion =
        run.base != history_none && history.task(runs[run.base]).kind == TaskKind::pool_job;
    return is_completion ? run.base : history_none;
}

TaskId released_by(const History& history, const TaskRun& run) {
    const bool has_waited =
        run.from == Where::microtask_queue && history.facts(run.task).first_place == Where::promise;
    if (!has_waited || run.queuer == history_none) return {};
    const std::uint32_t by = releaser(history, run);
    return by == history_none ? TaskId{} : history.runs()[by].task;
}

bool is_overtaken(const History& history, const TaskRun& later, const TaskRun& run) {
    if (later.lane != run.lane || later.queued > run.started || later.task == run.task ||
        history.facts(later.task).is_internal || history.is_passage(later))
        return false;
    const Instant its = history.runnable(later);
    const Instant ours = history.runnable(run);
    if (its != ours) return its < ours;
    // Timers count in milliseconds: of two that are due in the same one neither is ready first.
    if (history.is_timer(run) && history.is_timer(later)) return false;
    return history.entered(later) < history.entered(run);
}

std::vector<TaskId> overtaken(const History& history, std::uint32_t number) {
    const std::vector<TaskRun>& runs = history.runs();
    const TaskRun& run = runs[number];
    // What is emitted from a tick or of the process has no place in a queue that the trace shows.
    if (history.is_emitted(run) && history.facts(run.task).ready == history_none) return {};
    if (history.is_tick(run) && history.task(run).kind == TaskKind::io) return {};
    std::vector<TaskId> tasks;
    const std::size_t end = std::min<std::size_t>(runs.size(), std::size_t{number} + look_ahead);
    for (std::size_t i = std::size_t{number} + 1; i < end; ++i) {
        if (is_overtaken(history, runs[i], run)) tasks.push_back(runs[i].task);
    }
    return tasks;
}

}  // namespace

Reason because_run(const History& history, std::uint32_t run, bool goes_on) {
    const TaskRun& row = history.runs()[run];
    const FoundReason found = ReasonFinder{history, run}.find(goes_on);
    Reason reason;
    reason.kind = found.kind;
    reason.task = row.task;
    reason.rule = reason_rows()[static_cast<std::size_t>(found.kind)].rule;
    reason.cause = history.task(row).cause;
    reason.released_by = released_by(history, row);
    if (row.base != history_none) reason.within = history.runs()[row.base].task;
    if (!goes_on) reason.overtook = overtaken(history, run);
    reason.made = history.at(history.facts(row.task).made);
    reason.runnable = history.runnable(row);
    reason.ran = history.at(row.started);
    reason.iteration = row.iteration;
    reason.phase = row.phase;
    reason.origin = origin_words(history, row, reason);
    reason.why = why_words(history, reason, found);
    reason.ahead = ahead_words(history, reason.overtook);
    return reason;
}

Reason because(const History& history, TaskId task) {
    return because_run(history, history.facts(task).first_run, false);
}

Reason because_output(const History& history, std::size_t output) {
    const std::uint32_t run = history.run_of_output(output);
    const bool goes_on = output > 0 && history.run_of_output(output - 1) == run;
    Reason reason = because_run(history, run, goes_on);
    if (const TaskId beginner = history.beginner_of_output(output)) {
        reason.begun =
            fmt::format("The beginning of the line was written by {}", subject(history, beginner));
    }
    return reason;
}

}  // namespace sim
