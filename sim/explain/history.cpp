// One pass over the events. A loop's row remembers what runs (callbacks nest only for events of the process), which
// phase it is in and which callback it made last; a task's row where it waits and since when.
#include "sim/explain/history.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/trace/functions.hpp"

namespace sim {

namespace {

constexpr std::array<std::string_view, 5> tick_events{"listening", "spawn", "error", "finish",
                                                      "end"};
/// Events of the process that are emitted while jobs drain.
constexpr std::array<std::string_view, 4> drain_events{"uncaughtException", "unhandledRejection",
                                                       "rejectionHandled", "warning"};

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

}  // namespace

History::History(const Trace& trace)
    : trace_(trace),
      facts_(trace.tasks.size()),
      run_of_output_(trace.outputs.size(), history_none),
      beginner_of_output_(trace.outputs.size()),
      loops_(trace.lanes.size()),
      waiting_(trace.tasks.size()) {
    for (std::uint32_t i = 0; i < trace.events.size(); ++i) {
        const TraceEvent& event = trace.events[i];
        LoopRow& loop = loops_[event.lane];
        switch (event.kind) {
            case EventKind::moved: moved(i); break;
            case EventKind::phase:
                loop.phase = static_cast<Phase>(event.detail);
                loop.phase_event = i;
                loop.has_polled = loop.has_polled || loop.phase == Phase::check;
                break;
            case EventKind::iteration: loop.iteration = event.a; break;
            case EventKind::poll_woke: loop.woken = i; break;
            case EventKind::output: output(event, loop); break;
            case EventKind::thrown:
                if (event.detail == 1) loop.thrower = loop.last;
                break;
            case EventKind::loop_started: loop.clock_start_ns = event.a; break;
            case EventKind::note: note(i); break;
            case EventKind::poll_blocked:
            case EventKind::choice:
            case EventKind::request_arrived:
            case EventKind::request_done:
            case EventKind::loop_ended: break;
        }
    }
    // The clock of a loop is only known once it has started, timers may be armed before.
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        if (facts_[i].armed > 0) facts_[i].due.ns -= loops_[trace.tasks[i].lane].clock_start_ns;
    }
}

/// What no line end follows becomes a line when everything is over.
void History::output(const TraceEvent& event, const LoopRow& loop) {
    const TaskId task = trace_.outputs[event.a].task;
    if (!loop.running.empty()) run_of_output_[event.a] = loop.running.back();
    else if (task) run_of_output_[event.a] = facts_[task.index()].last_run;
    if (event.b > 0) beginner_of_output_[event.a] = TaskId{event.b - 1};
}

void History::moved(std::uint32_t index) {
    const TraceEvent& event = trace_.events[index];
    const auto where = static_cast<Where>(event.detail);
    TaskFacts& facts = facts_[event.task.index()];
    Waiting& waiting = waiting_[event.task.index()];
    LoopRow& loop = loops_[trace_.tasks[event.task.index()].lane];
    const std::uint32_t runner = loop.running.empty() ? history_none : loop.running.back();
    if (facts.made == history_none) {
        facts.made = index;
        facts.maker = runner;
        facts.first_place = where;
    }
    facts.last_move = index;
    if (where == Where::pool_queue) {
        facts.submitted = index;
    } else if (where == Where::worker) {
        facts.begun = index;
        ++facts.trips;
        if (facts.submitted != history_none) facts.pool_queue += event.at - at(facts.submitted);
    } else if (where == Where::completed) {
        facts.completed = index;
    }
    moved_in_pool(event, waiting.where);
    if (where == Where::running) {
        start(index, waiting.where, waiting.since, waiting.queuer);
    } else if (waiting.where == Where::running && !loop.running.empty()) {
        // What suspends or ends is the callback on top, or one below it that a loop's end cut short.
        const auto top =
            std::find_if(loop.running.rbegin(), loop.running.rend(),
                         [&](std::uint32_t run) { return runs_[run].task == event.task; });
        if (top != loop.running.rend()) {
            runs_[*top].ended = index;
            loop.running.erase(std::next(top).base());
        }
    }
    waiting.where = where;
    waiting.since = index;
    waiting.queuer = runner;
}

/// A job that is queued remembers how long its pool had been full by then, and how long lookups had been held back.
void History::moved_in_pool(const TraceEvent& event, Where from) {
    const auto to = static_cast<Where>(event.detail);
    if (to != Where::pool_queue && to != Where::worker && from != Where::worker) return;
    TaskFacts& facts = facts_[event.task.index()];
    Waiting& waiting = waiting_[event.task.index()];
    const std::uint32_t process = trace_.lanes[trace_.tasks[event.task.index()].lane].process;
    if (pools_.size() <= process) pools_.resize(process + 1);
    PoolRow& pool = pools_[process];
    const std::int32_t threads = pool_threads(trace_, process);
    if (pool.busy >= threads) pool.full += event.at - pool.since;
    else if (pool.looking_up >= (threads + 1) / 2) pool.capped += event.at - pool.since;
    pool.since = event.at;
    if (to == Where::pool_queue) {
        waiting.pool_full = pool.full;
        waiting.pool_capped = pool.capped;
    }
    if (from == Where::worker) {
        --pool.busy;
        pool.looking_up -= facts.is_slow ? 1 : 0;
    }
    if (to == Where::worker) {
        facts.pool_full += pool.full - waiting.pool_full;
        facts.pool_capped += pool.capped - waiting.pool_capped;
        ++pool.busy;
        pool.looking_up += facts.is_slow ? 1 : 0;
    }
}

std::int32_t pool_threads(const Trace& trace, std::uint32_t process) {
    const std::vector<PoolStatistics>& pools = trace.statistics.pools;
    return process < pools.size() ? pools[process].workers
                                  : static_cast<std::int32_t>(trace.facts.threadpool);
}

void History::start(std::uint32_t index, Where from, std::uint32_t queued, std::uint32_t queuer) {
    const TraceEvent& event = trace_.events[index];
    LoopRow& loop = loops_[event.lane];
    const auto number = static_cast<std::uint32_t>(runs_.size());
    TaskRun run{.task = event.task,
                .lane = event.lane,
                .from = from,
                .queued = queued,
                .started = index,
                .queuer = queuer,
                .base = loop.base,
                .previous = loop.last,
                .phase_event = loop.phase_event,
                .woken = loop.woken,
                .thrower = loop.thrower,
                .iteration = loop.iteration,
                .phase = loop.phase,
                .has_polled = loop.has_polled};
    if (loop.base == history_none || makes_base(run)) {
        run.base = number;
        loop.base = number;
        loop.thrower = history_none;
    }
    loop.woken = history_none;
    loop.last = number;
    TaskFacts& facts = facts_[event.task.index()];
    if (facts.first_run == history_none) facts.first_run = number;
    facts.last_run = number;
    loop.running.push_back(number);
    runs_.push_back(run);
}

void History::note(std::uint32_t index) {
    const TraceEvent& event = trace_.events[index];
    switch (static_cast<NoteKind>(event.detail)) {
        case NoteKind::timer_armed: {
            TaskFacts& facts = facts_[event.task.index()];
            facts.duration_ms = event.a;
            facts.due = Instant{std::int64_t{event.b} * 1'000'000};
            facts.armed_at = index;
            if (facts.armed < 0xFFFF) ++facts.armed;
            break;
        }
        case NoteKind::refreshed: facts_[event.task.index()].is_refreshed = true; break;
        case NoteKind::unreferenced: facts_[event.task.index()].is_unreferenced = true; break;
        case NoteKind::module_script: facts_[event.task.index()].is_module = true; break;
        case NoteKind::slow_work: facts_[event.task.index()].is_slow = true; break;
        case NoteKind::ready: {
            // Numbers of descriptors count up; a file could name any.
            if (event.a >= trace_.events.size()) break;
            if (event.a >= ready_.size()) ready_.resize(std::size_t{event.a} + 1, history_none);
            ready_[event.a] = index;
            break;
        }
        case NoteKind::emitted: {
            TaskFacts& facts = facts_[event.task.index()];
            facts.event = NameId{event.a};
            if (event.b < ready_.size()) facts.ready = ready_[event.b];
            break;
        }
        case NoteKind::function:
            facts_[event.task.index()].function = NameId{event.a};
            facts_[event.task.index()].function_place = PlaceId{event.b};
            break;
        case NoteKind::internal: facts_[event.task.index()].is_internal = true; break;
        case NoteKind::unused_promise:
        case NoteKind::settled_again:
        case NoteKind::await_chained:
        case NoteKind::rejected:
        case NoteKind::write_past_mark: break;
    }
}

/// The name of the event is noted after the task was made and before it runs, so that it is known here.
bool History::is_tick(const TaskRun& run) const {
    const Task& row = task(run);
    if (row.kind == TaskKind::tick) return true;
    if (row.kind != TaskKind::io) return false;
    const std::string_view event = trace_.names.text(facts(run.task).event);
    return is_one_of(tick_events, event) || (event == "close" && run.phase != Phase::close);
}

bool History::is_emitted(const TaskRun& run) const {
    const TaskKind kind = task(run).kind;
    return run.from == Where::ready && (kind == TaskKind::io || kind == TaskKind::process_event);
}

/// Also a continuation that another kind of task left at an await.
bool History::is_microtask(const TaskRun& run) const { return run.from == Where::microtask_queue; }

bool History::is_timer(const TaskRun& run) const {
    const TaskKind kind = task(run).kind;
    return kind == TaskKind::timer || kind == TaskKind::interval;
}

bool History::is_job_of_node(const TaskRun& run) const {
    return is_microtask(run) && facts(run.task).is_internal;
}

bool History::is_passage(const TaskRun& run) const {
    return run.ended != history_none &&
           static_cast<Where>(trace_.events[run.ended].detail) == Where::pool_queue;
}

bool History::makes_base(const TaskRun& run) const {
    const Task& row = task(run);
    if (row.kind == TaskKind::process_event)
        return !is_one_of(drain_events, trace_.names.text(row.name));
    return !is_tick(run) && !is_microtask(run);
}

std::uint32_t History::entered(const TaskRun& run) const {
    const std::uint32_t armed = facts(run.task).armed_at;
    return run.from == Where::timers && armed != history_none ? armed : run.queued;
}

Instant History::runnable(const TaskRun& run) const {
    const std::uint32_t ready = facts(run.task).ready;
    const Instant queued = at(ready != history_none ? ready : run.queued);
    if (run.from != Where::timers) return queued;
    return std::max(queued, facts(run.task).due);
}

std::string line_of(const Trace& trace, PlaceId place) {
    if (!place) return {};
    const SourcePlace row = trace.places[place];
    if (row.line <= 0) return {};
    NameId main_file = row.file;
    for (const Task& task : trace.tasks) {
        if (!task.place) continue;
        main_file = trace.places[task.place].file;
        break;
    }
    if (row.file == main_file) return fmt::format("line {}", row.line);
    std::string_view file = trace.names.text(row.file);
    file.remove_prefix(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1);
    return fmt::format("{}:{}", file, row.line);
}

std::string subject(const History& history, TaskId id) {
    const Trace& trace = history.trace();
    const Task& task = history.task(id);
    const std::string_view name = trace.names.text(task.name);
    if (task.kind == TaskKind::script)
        return task.lane == 0 ? std::string{"the main script"}
                              : fmt::format("the script of {}", name.empty() ? "a worker" : name);
    std::string text{name};
    const std::string_view event = trace.names.text(history.facts(id).event);
    if (name.empty()) {
        if (task.kind == TaskKind::timer) text = "the timer of a promise";
        else if (task.kind == TaskKind::immediate) text = "the immediate of a promise";
        else if (task.kind == TaskKind::microtask) text = "a promise's own job";
        else text = to_text(task.kind);
    } else if (event == name || task.kind == TaskKind::process_event) {
        text = fmt::format("'{}'", name);
    }
    const std::string_view function = trace.names.text(history.facts(id).function);
    if (!function.empty() && event.empty() && runs_function(trace, task))
        text = with_function(name, function);
    const std::string line = line_of(trace, task.place);
    return line.empty() ? text : fmt::format("{} ({})", text, line);
}

}  // namespace sim
