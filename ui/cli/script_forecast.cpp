#include "ui/cli/script_forecast.hpp"

#include <algorithm>

#include "sim/predict/estimate.hpp"
#include "ui/cli/metrics.hpp"

namespace ui {

namespace {

/// Where one task stands while a trace is read.
struct Standing {
    std::int64_t called = -1;  // into the pool, for the first of its trips
    std::int64_t queued = -1;  // the present trip
    std::int64_t in_queue = 0;
    std::int64_t called_back = -1;  // after its last trip
    std::int64_t due = -1;          // of a timer, by the clock of the trace
};

constexpr std::int64_t ns_per_ms = 1'000'000;

/// What the first loop's clock showed when the trace began; the event that says so comes after the main script.
std::int64_t clock_at_begin(const sim::Trace& trace) {
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind == sim::EventKind::loop_started) return static_cast<std::int64_t>(event.a);
    }
    return 0;
}

}  // namespace

sim::Estimate ScriptForecast::Waits::percentile(std::int32_t parts) const {
    std::vector<sim::Sorted> runs;
    for (const sim::Histogram& run : by_run) runs.emplace_back(run);
    return sim::estimate_percentile(runs, latency, parts);
}

void ScriptForecast::add_latency(Waits& waits, sim::Duration latency) const {
    waits.by_run.resize(static_cast<std::size_t>(runs_));
    waits.by_run.back().add(latency);
    waits.latency.add(latency);
}

void ScriptForecast::add(const sim::Trace& trace) {
    ++runs_;
    add_latency(length_, trace.statistics.end - sim::Instant{});
    main_thread_ += loop_utilisation(trace.statistics);
    pool_ += pool_utilisation(trace.statistics);
    std::vector<Standing> tasks(trace.tasks.size());
    const std::int64_t clock = clock_at_begin(trace);
    for (const sim::TraceEvent& event : trace.events) {
        if (!event.task) continue;
        Standing& task = tasks[event.task.index()];
        const sim::Task& what = trace.tasks[event.task.index()];
        const bool is_note = event.kind == sim::EventKind::note;
        if (is_note && static_cast<sim::NoteKind>(event.detail) == sim::NoteKind::timer_armed)
            task.due = static_cast<std::int64_t>(event.b) * ns_per_ms - clock;
        if (event.kind != sim::EventKind::moved) continue;
        const auto where = static_cast<sim::Where>(event.detail);
        const bool is_called = where == sim::Where::running;
        if (is_called && task.due >= 0) {
            add_latency(timers_, {std::max<std::int64_t>(0, event.at.ns - task.due)});
            task.due = -1;
        }
        if (what.kind != sim::TaskKind::pool_job) continue;
        if (where == sim::Where::pool_queue) {
            if (task.called < 0) task.called = event.at.ns;
            task.queued = event.at.ns;
        }
        if (where == sim::Where::worker && task.queued >= 0)
            task.in_queue += event.at.ns - task.queued;
        if (is_called) task.called_back = event.at.ns;
    }
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].called < 0 || tasks[i].called_back < 0) continue;
        Waits& waits = pool_work_[std::string{trace.names.text(trace.tasks[i].name)}];
        add_latency(waits, {tasks[i].called_back - tasks[i].called});
        waits.queue.add({tasks[i].in_queue});
    }
}

}  // namespace ui
