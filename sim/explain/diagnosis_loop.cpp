// What keeps a loop from its callbacks: rows of jobs that feed themselves, and callbacks that take long.
#include "sim/explain/findings.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace sim {

namespace {

/// Of the jobs in a row what stands in most of them.
TaskId feeder(const History& history, std::uint32_t first, std::uint32_t last) {
    const Trace& trace = history.trace();
    std::map<std::uint32_t, std::pair<std::int64_t, TaskId>> by_place;
    TaskId most;
    std::int64_t most_count = 0;
    for (std::uint32_t i = first; i <= last; ++i) {
        const TaskRun& run = history.runs()[i];
        if (run.lane != history.runs()[first].lane || history.facts(run.task).is_internal ||
            trace.names.text(history.task(run).name).empty())
            continue;
        auto& [count, task] = by_place[history.task(run).place.value];
        task = run.task;
        if (++count > most_count) {
            most_count = count;
            most = task;
        }
    }
    return most_count > 0 ? most : history.runs()[last].task;
}

/// ", while setTimeout (line 3) waits": a callback of the loop that could run at this event.
std::string who_waits(const History& history, std::uint16_t lane, std::uint32_t event) {
    const Trace& trace = history.trace();
    const Instant now = history.at(event);
    for (std::uint32_t i = 0; i < trace.tasks.size(); ++i) {
        const TaskFacts& facts = history.facts(TaskId{i});
        const Task& task = trace.tasks[i];
        if (task.lane != lane || facts.made >= event) continue;
        if (facts.first_run != history_none && history.runs()[facts.first_run].started <= event)
            continue;
        const bool is_timer = task.kind == TaskKind::timer || task.kind == TaskKind::interval;
        const bool is_due = is_timer && facts.armed > 0 && facts.due <= now;
        const bool is_completed = facts.completed != history_none && facts.completed < event;
        if (!is_due && !is_completed && task.kind != TaskKind::immediate) continue;
        if (last_place(trace, facts) == Where::cancelled) continue;
        return fmt::format(", while {} waits", name_of(history, TaskId{i}));
    }
    return {};
}

void add_starved(Findings& findings, FindingKind kind, std::uint32_t first, std::uint32_t last,
                 std::int64_t count) {
    const History& history = findings.history();
    const TaskRun& from = history.runs()[first];
    const TaskRun& to = history.runs()[last];
    const Duration time = ended(history, to) - started(history, from);
    const bool is_long = time >= starving_time_min;
    if (!is_long && count < starving_jobs_many) return;
    const Finding* known = findings.find(kind, history.task(to).place);
    const bool is_worst = known == nullptr || known->size < time;
    const std::string waiting =
        is_worst || !is_long ? who_waits(history, from.lane, to.started) : std::string{};
    if (!is_long && waiting.empty()) return;
    findings.add(kind, history.task(to).place, to.task, started(history, from), time,
                 FindingWords{.task = name_of(history, feeder(history, first, last)),
                              .waiting = waiting,
                              .n = count,
                              .time = time});
}

struct Waiter {
    TaskId task;
    Duration wait{};
};

/// Of the runs after a callback the one that waited longest for its end.
Waiter longest_waiter(const History& history, std::uint32_t number) {
    constexpr std::uint32_t runs_max = 512;
    const std::vector<TaskRun>& runs = history.runs();
    const TaskRun& run = runs[number];
    Waiter longest;
    for (std::uint32_t i = number + 1; i < runs.size() && i < number + runs_max; ++i) {
        if (runs[i].lane != run.lane) continue;
        // What this callback itself made did not wait for anything else, unless it was due or done meanwhile.
        if (history.facts(runs[i].task).made > run.started && runs[i].from != Where::timers &&
            runs[i].from != Where::completed)
            continue;
        const Duration wait =
            ended(history, run) - std::max(started(history, run), history.runnable(runs[i]));
        if (wait > longest.wait) longest = {runs[i].task, wait};
    }
    return longest;
}

}  // namespace

void find_starvation(Findings& findings) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    const std::vector<TaskRun>& runs = history.runs();
    struct Row {
        std::uint32_t first = history_none;
        std::uint32_t last = history_none;
        std::int64_t count = 0;
        std::uint32_t depth = 0;  // of the longest chain in it
    };
    std::vector<std::array<Row, 2>> open(trace.lanes.size());
    std::vector<std::uint32_t> depths(runs.size());  // how many stand before it in its chain
    const auto close = [&](Row& row, FindingKind kind) {
        if (row.depth >= starving_jobs_min)
            add_starved(findings, kind, row.first, row.last, row.count);
        row = Row{};
    };
    for (std::uint32_t i = 0; i < runs.size(); ++i) {
        const TaskRun& run = runs[i];
        if (run.queuer != history_none) depths[i] = depths[run.queuer];
        if (history.facts(run.task).is_internal) continue;
        auto& [ticks, microtasks] = open[run.lane];
        const bool is_tick = history.task(run).kind == TaskKind::tick;
        const bool is_microtask = history.is_microtask(run);
        if (!is_tick) close(ticks, FindingKind::ticks_starve);
        if (!is_microtask) close(microtasks, FindingKind::microtasks_starve);
        if (!is_tick && !is_microtask) continue;
        Row& row = is_tick ? ticks : microtasks;
        const bool is_fed =
            run.queuer != history_none && row.first != history_none && run.queuer >= row.first;
        if (!is_fed && row.count > 0) continue;
        if (row.first == history_none) row.first = i;
        else row.last = i;
        ++row.count;
        depths[i] = is_fed ? depths[i] + 1 : 1;
        row.depth = std::max(row.depth, depths[i]);
    }
    for (auto& [ticks, microtasks] : open) {
        close(ticks, FindingKind::ticks_starve);
        close(microtasks, FindingKind::microtasks_starve);
    }
}

void find_blocked_loops(Findings& findings) {
    const History& history = findings.history();
    for (std::uint32_t i = 0; i < history.runs().size(); ++i) {
        const TaskRun& run = history.runs()[i];
        const Duration time = ended(history, run) - started(history, run);
        if (time < blocked_min) continue;
        const Waiter longest = longest_waiter(history, i);
        if (longest.wait < blocked_wait_min) continue;
        findings.add(FindingKind::loop_blocked, history.task(run).place, run.task,
                     started(history, run), time,
                     FindingWords{.task = name_of(history, run.task),
                                  .other = name_of(history, longest.task),
                                  .time = time,
                                  .wait = longest.wait});
    }
}

}  // namespace sim
