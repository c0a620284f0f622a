#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace sim {

constexpr std::uint32_t history_none = 0xFFFF'FFFFU;

/// One time that a task had its loop.
struct TaskRun {
    TaskId task;
    std::uint16_t lane = 0;
    Where from = Where::ready;            // where it waited
    std::uint32_t queued = 0;             // event: it came there
    std::uint32_t started = 0;            // event
    std::uint32_t ended = history_none;   // event
    std::uint32_t queuer = history_none;  // run during which it came there
    std::uint32_t base =
        history_none;  // run of the loop's callback in whose drain it is; itself for such a callback
    std::uint32_t previous = history_none;     // the run before it on its loop
    std::uint32_t phase_event = history_none;  // with which the present phase began
    std::uint32_t woken = history_none;        // event: poll woke, since the run before it
    std::uint32_t thrower =
        history_none;  // the last run since `base` began whose throw a listener caught
    std::uint32_t iteration = 0;
    Phase phase = Phase::outside;
    bool has_polled = false;  // the loop has been in poll before
};

/// What the trace says of one task besides its runs.
struct TaskFacts {
    std::uint32_t made = history_none;   // event
    std::uint32_t maker = history_none;  // run
    std::uint32_t first_run = history_none;
    std::uint32_t last_run = history_none;
    std::uint32_t last_move = history_none;  // event
    std::uint32_t submitted = history_none;  // pool: event of the last trip
    std::uint32_t begun = history_none;      // pool: a worker took it, last trip
    std::uint32_t completed = history_none;  // pool: event of the last trip
    Duration pool_queue;                     // in the queue of the pool, all trips
    Duration pool_full;                      // of it while every thread of the pool had a job
    Duration pool_capped;  // of it while a thread was free, and as many as may looked up names
    NameId event;          // of a handle: Node's name for it
    std::uint32_t ready =
        history_none;               // of a handle: event with which its descriptor became ready
    std::uint32_t duration_ms = 0;  // timers, last time armed
    Instant due;
    std::uint32_t armed_at = history_none;  // event, last time
    std::uint16_t armed = 0;                // how often
    std::uint16_t trips = 0;
    Where first_place = Where::ready;
    bool is_slow = false;
    bool is_unreferenced = false;
    bool is_refreshed = false;
    bool is_module = false;
    bool is_internal = false;  // Node's own
    NameId function;           // of the program, that runs in it
    PlaceId function_place;
};

/// A trace of level full, indexed by task: who ran when, after whom and in whose drain. The trace must outlive it
/// and be sound (see `audit`).
class History {
public:
    explicit History(const Trace& trace);

    [[nodiscard]] const Trace& trace() const { return trace_; }
    [[nodiscard]] const std::vector<TaskRun>& runs() const { return runs_; }  // by start
    [[nodiscard]] const TaskFacts& facts(TaskId task) const { return facts_[task.index()]; }
    [[nodiscard]] const Task& task(TaskId id) const { return trace_.tasks[id.index()]; }
    [[nodiscard]] const Task& task(const TaskRun& run) const { return task(run.task); }
    [[nodiscard]] Instant at(std::uint32_t event) const { return trace_.events[event].at; }
    /// The run that wrote a line of output, the end of it if several did; history_none if none did.
    [[nodiscard]] std::uint32_t run_of_output(std::size_t output) const {
        return run_of_output_[output];
    }
    /// Who wrote the beginning of a line that another task has ended; none if nobody else did.
    [[nodiscard]] TaskId beginner_of_output(std::size_t output) const {
        return beginner_of_output_[output];
    }
    /// Since when a run could have started: it was in its queue, and its timer was due.
    [[nodiscard]] Instant runnable(const TaskRun& run) const;
    /// The event with which it took its place in its queue; for a timer the last time it was armed.
    [[nodiscard]] std::uint32_t entered(const TaskRun& run) const;
    /// The runs of a loop's callbacks themselves, not of jobs that drain after them.
    [[nodiscard]] bool is_base(std::uint32_t run) const { return runs_[run].base == run; }
    /// An event of a descriptor or the process whose task begins only as it is emitted: since when it waited is unknown.
    [[nodiscard]] bool is_emitted(const TaskRun& run) const;
    /// Ticks and what Node emits from one.
    [[nodiscard]] bool is_tick(const TaskRun& run) const;
    [[nodiscard]] bool is_microtask(const TaskRun& run) const;
    [[nodiscard]] bool is_module(const TaskRun& run) const { return facts(run.task).is_module; }
    /// Of setTimeout or setInterval.
    [[nodiscard]] bool is_timer(const TaskRun& run) const;
    /// A microtask of Node's own that stands for no function of the program.
    [[nodiscard]] bool is_job_of_node(const TaskRun& run) const;
    /// Only hands the next trip of a call to the pool.
    [[nodiscard]] bool is_passage(const TaskRun& run) const;

private:
    struct LoopRow {
        std::vector<std::uint32_t> running;  // runs
        std::uint32_t last = history_none;
        std::uint32_t base = history_none;
        std::uint32_t phase_event = history_none;
        std::uint32_t woken = history_none;
        std::uint32_t thrower = history_none;
        std::uint32_t iteration = 0;
        Phase phase = Phase::outside;
        bool has_polled = false;
        std::int64_t clock_start_ns = 0;
    };
    /// The pool of a process as jobs come and go, and for how long it has been in either state so far.
    struct PoolRow {
        std::int32_t busy = 0;
        std::int32_t looking_up = 0;
        Instant since;
        Duration full;
        Duration capped;
    };
    void output(const TraceEvent& event, const LoopRow& loop);
    void moved(std::uint32_t index);
    void moved_in_pool(const TraceEvent& event, Where from);
    void start(std::uint32_t index, Where from, std::uint32_t queued, std::uint32_t queuer);
    void note(std::uint32_t index);
    [[nodiscard]] bool makes_base(const TaskRun& run) const;

    const Trace& trace_;
    std::vector<TaskRun> runs_;
    std::vector<TaskFacts> facts_;
    std::vector<std::uint32_t> run_of_output_;
    std::vector<TaskId> beginner_of_output_;
    std::vector<LoopRow> loops_;
    struct Waiting {
        Where where = Where::done;
        std::uint32_t since = 0;
        std::uint32_t queuer = history_none;
        Duration pool_full;  // of its pool when it was submitted
        Duration pool_capped;
    };
    std::vector<Waiting> waiting_;
    std::vector<PoolRow> pools_;        // by process
    std::vector<std::uint32_t> ready_;  // by descriptor: event
};

/// How many threads the pool of a process has.
[[nodiscard]] std::int32_t pool_threads(const Trace& trace, std::uint32_t process);
/// "the main script", "setTimeout (line 3)", "'data' (line 7)": a task as explanations name it.
[[nodiscard]] std::string subject(const History& history, TaskId task);
/// "line 3", or "lib.js:3" in a file that is not the main script's; empty if unknown.
[[nodiscard]] std::string line_of(const Trace& trace, PlaceId place);

}  // namespace sim
