// Promises that wait one after the other without need, and those that nothing can settle.
#include "sim/explain/findings.hpp"

#include <map>
#include <set>

namespace sim {

namespace {

/// Places at which each call needs what came of the one before, as far as the source was at hand.
std::set<std::uint32_t> chained_awaits(const Trace& trace) {
    std::set<std::uint32_t> places;
    for (const TraceEvent& event : trace.events) {
        if (event.kind == EventKind::note &&
            static_cast<NoteKind>(event.detail) == NoteKind::await_chained)
            places.insert(event.b);
    }
    return places;
}

/// Whether the run at `maker` is that at `last`, or went on from there by other awaits, as the rest of a loop's body.
bool follows(const History& history, std::uint32_t maker, std::uint32_t last) {
    const Trace& trace = history.trace();
    for (int i = 0; i < 8 && maker != history_none && last != history_none; ++i) {
        if (maker == last) return true;
        const TaskRun& run = history.runs()[maker];
        if (trace.names.text(history.task(run).name) != "await") return false;
        maker = history.facts(run.task).maker;
    }
    return false;
}

/// The callback of the loop in whose drain a run is: the last one before it.
std::uint32_t root_of(const History& history, std::uint32_t at) {
    constexpr int jobs_max = 4096;  // of one drain
    if (at == history_none) return at;
    const std::uint16_t lane = history.runs()[at].lane;
    for (int i = 0; i < jobs_max; ++i) {
        const TaskRun& run = history.runs()[at];
        const bool is_job = history.is_microtask(run) || history.task(run).kind == TaskKind::tick;
        if (run.lane == lane && !is_job) return at;
        if (at-- == 0) break;
    }
    return history_none;
}

/// Whether the await that goes on at `run`, made at `maker`, waited for something that is done elsewhere. A pause by a timer or
/// an immediate is meant to be one after the other.
bool waits_for_work(const History& history, std::uint32_t run, std::uint32_t maker) {
    const std::uint32_t root = root_of(history, run);
    if (root == history_none || root == root_of(history, maker)) return false;
    const TaskKind kind = history.task(history.runs()[root]).kind;
    return kind == TaskKind::pool_job || kind == TaskKind::io || kind == TaskKind::station ||
           kind == TaskKind::message;
}

}  // namespace

void find_awaits_in_loops(Findings& findings) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    const std::vector<TaskRun>& runs = history.runs();
    struct Row {
        std::int64_t count = 0;
        Duration time{};
        std::uint32_t last = history_none;
        TaskId task;
        Instant at;
    };
    std::map<std::uint32_t, Row> by_place;
    for (std::uint32_t i = 0; i < runs.size(); ++i) {
        const TaskRun& run = runs[i];
        const Task& task = history.task(run);
        if (!task.place || trace.names.text(task.name) != "await") continue;
        Row& row = by_place[task.place.value];
        const TaskFacts& facts = history.facts(run.task);
        const Duration time = started(history, run) - history.at(facts.made);
        const bool has_waited = waits_for_work(history, i, facts.maker);
        if (!has_waited || !follows(history, facts.maker, row.last)) {
            if (row.count < awaits_in_loop_min) row = Row{};
            if (!has_waited || row.count >= awaits_in_loop_min) continue;
            row.at = started(history, run);
        }
        ++row.count;
        row.time += time;
        row.last = i;
        row.task = run.task;
    }
    const std::set<std::uint32_t> chained = chained_awaits(trace);
    for (const auto& [id, row] : by_place) {
        if (row.count < awaits_in_loop_min || chained.contains(id)) continue;
        findings.add(
            FindingKind::await_in_loop, PlaceId{id}, row.task, row.at, row.time,
            FindingWords{.place = place_of(trace, PlaceId{id}), .n = row.count, .time = row.time});
    }
}

void find_dead_promises(Findings& findings) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    if (trace.ending.kind != EndKind::done && trace.ending.kind != EndKind::unsettled) return;
    std::vector<bool> was_promise(trace.tasks.size());
    for (const TraceEvent& event : trace.events) {
        if (event.kind != EventKind::moved) continue;
        const auto where = static_cast<Where>(event.detail);
        if (where == Where::promise) was_promise[event.task.index()] = true;
        else if (where != Where::cancelled) was_promise[event.task.index()] = false;
    }
    for (std::uint32_t i = 0; i < trace.tasks.size(); ++i) {
        if (!was_promise[i] || trace.names.text(trace.tasks[i].name).empty() ||
            history.facts(TaskId{i}).is_internal)
            continue;
        findings.add(FindingKind::promise_dead, trace.tasks[i].place, TaskId{i},
                     history.at(history.facts(TaskId{i}).made), {},
                     FindingWords{.task = name_of(history, TaskId{i})});
    }
}

}  // namespace sim
