// One pass over the events with what has to be remembered per task, loop and process: where each task is, what
// each loop runs, which phase it is in, how many jobs the workers hold. The snapshots are compared with the replay.
#include <algorithm>
#include <initializer_list>

#include "sim/trace/audit_parts.hpp"
#include "sim/trace/state.hpp"
#include "sim/trace/table.hpp"

namespace sim {

namespace {

using WhereSet = std::uint32_t;

constexpr WhereSet bit(Where where) { return WhereSet{1} << static_cast<unsigned>(where); }
constexpr WhereSet set_of(std::initializer_list<Where> places) {
    WhereSet set = 0;
    for (const Where where : places) set |= bit(where);
    return set;
}

/// An async body of any kind is suspended in a promise and comes back as a microtask.
constexpr WhereSet everywhere =
    set_of({Where::running, Where::promise, Where::microtask_queue, Where::done, Where::cancelled});
constexpr WhereSet outside = set_of({Where::os, Where::ready});

/// Where tasks of a kind may ever be, in the order of TaskKind.
constexpr std::array<WhereSet, enum_size<TaskKind>> places_of_kind{
    everywhere | outside,                      // script: a worker's starts in the OS
    everywhere | bit(Where::timers),           // timer
    everywhere | bit(Where::timers),           // interval
    everywhere | bit(Where::immediate_queue),  // immediate
    everywhere | bit(Where::tick_queue),       // tick
    everywhere,                                // microtask
    everywhere | set_of({Where::pool_queue, Where::worker, Where::completed}),  // pool_job
    everywhere | outside |
        set_of({Where::tick_queue, Where::pending_queue}),  // io: some errors come by a tick
    everywhere | outside | set_of({Where::pending_queue}),  // pending
    everywhere | set_of({Where::closing_queue, Where::tick_queue}),              // close
    everywhere | outside,                                                        // signal
    everywhere | outside,                                                        // message
    everywhere | outside | set_of({Where::tick_queue, Where::immediate_queue}),  // process_event
    everywhere | outside | set_of({Where::station_queue, Where::station}),       // station
    everywhere | outside | set_of({Where::tick_queue}),                          // request
};

/// Where a task may go next, in the order of Where.
constexpr std::array<WhereSet, enum_size<Where>> next_places{
    set_of({Where::running, Where::timers, Where::cancelled}),  // timers: refresh re-inserts
    set_of({Where::running, Where::cancelled}),                 // immediate_queue
    set_of({Where::running, Where::cancelled}),                 // tick_queue
    set_of({Where::running, Where::cancelled}),                 // microtask_queue
    set_of({Where::worker, Where::completed,
            Where::cancelled}),                    // pool_queue: cancelled jobs complete (R4.6)
    set_of({Where::completed, Where::cancelled}),  // worker
    set_of({Where::running, Where::pool_queue, Where::done,
            Where::cancelled}),  // completed: the next trip
    set_of({Where::ready, Where::running, Where::station_queue, Where::station,
            Where::pending_queue, Where::tick_queue, Where::done, Where::cancelled}),  // os
    set_of(
        {Where::running, Where::os, Where::pending_queue, Where::done, Where::cancelled}),  // ready
    set_of({Where::running, Where::done, Where::cancelled}),           // pending_queue
    set_of({Where::running, Where::done, Where::cancelled}),           // closing_queue
    set_of({Where::station, Where::os, Where::cancelled}),             // station_queue
    set_of({Where::os, Where::ready, Where::done, Where::cancelled}),  // station
    set_of({Where::microtask_queue, Where::done,
            Where::cancelled}),  // promise: done when its run ends
    set_of({Where::done, Where::cancelled, Where::promise, Where::microtask_queue, Where::timers,
            Where::pool_queue, Where::os, Where::ready, Where::station_queue,
            Where::station}),  // running
    set_of({Where::timers}),   // done: refresh after firing (R2.9)
    set_of({}),                // cancelled
};

constexpr std::size_t index_of(Where where) { return static_cast<std::size_t>(where); }
bool contains(WhereSet set, Where where) { return (set & bit(where)) != 0; }

struct TaskRow {
    Where where = Where::done;
    bool is_made = false;
    bool has_run = false;
};

struct LoopRow {
    std::vector<TaskId>
        running;  // the last one runs; those before it are interrupted by a process event
    Phase phase = Phase::outside;
    Phase first = Phase::outside;  // of the iteration
    std::uint32_t iteration = 0;
    bool is_blocked = false;
};

int offset(Phase from, Phase to) {
    constexpr int phases = 6;
    return (static_cast<int>(to) - static_cast<int>(from) + phases) % phases;
}

class EventAudit {
public:
    EventAudit(const Trace& trace, AuditReport& report)
        : trace_(trace), report_(report), tasks_(trace.tasks.size()), loops_(trace.lanes.size()) {
        std::uint16_t processes = 0;
        for (const Lane& lane : trace.lanes) processes = std::max(processes, lane.process);
        working_.resize(std::size_t{processes} + 1);
        finished_.resize(std::size_t{processes} + 1);
    }

    void run() {
        Instant last{};
        for (index_ = 0; index_ < trace_.events.size(); ++index_) {
            const TraceEvent& event = trace_.events[index_];
            report_.require(event.at >= last, "event {}: at {} ns, the one before it is at {} ns",
                            index_, event.at.ns, last.ns);
            report_.require(event.at <= trace_.statistics.end,
                            "event {}: at {} ns, after the end of the run", index_, event.at.ns);
            last = std::max(last, event.at);
            check(event);
        }
        check_totals();
    }

private:
    void check(const TraceEvent& event) {
        switch (event.kind) {
            case EventKind::moved: moved(event); break;
            case EventKind::phase: phase(event); break;
            case EventKind::iteration: iteration(event); break;
            case EventKind::poll_blocked: blocked(event, true); break;
            case EventKind::poll_woke: blocked(event, false); break;
            case EventKind::output: output(event); break;
            case EventKind::request_arrived:
                report_.require(event.at >= trace_.requests.arrival(event.a),
                                "event {}: request {} arrives before its intended arrival", index_,
                                event.a);
                break;
            case EventKind::request_done: request_done(event); break;
            case EventKind::choice:
                report_.require(event.a < event.b, "event {}: choice {} of {} alternatives", index_,
                                event.a, event.b);
                break;
            case EventKind::loop_started:
            case EventKind::loop_ended:
            case EventKind::note:
            case EventKind::thrown: break;
        }
    }

    void moved(const TraceEvent& event) {
        const std::size_t id = event.task.index();
        const Task& task = trace_.tasks[id];
        TaskRow& row = tasks_[id];
        const auto to = static_cast<Where>(event.detail);
        report_.require(contains(places_of_kind[static_cast<std::size_t>(task.kind)], to),
                        "event {}: task {}, a {}, moves to {}", index_, id, to_text(task.kind),
                        to_text(to));
        if (row.is_made) {
            report_.require(contains(next_places[index_of(row.where)], to),
                            "event {}: task {} moves from {} to {}", index_, id, to_text(row.where),
                            to_text(to));
            leave(event, row.where);
        } else {
            report_.require(task.cause.is_none() || tasks_[task.cause.index()].has_run,
                            "event {}: task {} appears before its cause {} has run", index_, id,
                            task.cause.value);
        }
        row.is_made = true;
        row.where = to;
        enter(event, row);
    }

    void leave(const TraceEvent& event, Where from) {
        if (from == Where::running) {
            std::vector<TaskId>& running = loops_[trace_.tasks[event.task.index()].lane].running;
            report_.require(running.empty() || running.back() == event.task,
                            "event {}: task {} stops running inside another", index_,
                            event.task.value);
            running.erase(std::remove(running.begin(), running.end(), event.task), running.end());
        }
        if (from == Where::worker) --working_[process_of(event.task)];
    }

    void enter(const TraceEvent& event, TaskRow& row) {
        const Task& task = trace_.tasks[event.task.index()];
        if (row.where == Where::running) {
            LoopRow& loop = loops_[task.lane];
            report_.require(loop.running.empty() || task.kind == TaskKind::process_event,
                            "event {}: task {} runs while task {} runs on the same loop", index_,
                            event.task.value, loop.running.empty() ? 0 : loop.running.back().value);
            report_.require(!loop.is_blocked, "event {}: task {} runs while its loop sleeps",
                            index_, event.task.value);
            loop.running.push_back(event.task);
            row.has_run = true;
        }
        if (row.where == Where::worker) {
            const std::size_t process = process_of(event.task);
            ++working_[process];
            report_.require(working_[process] <= workers_of(process),
                            "event {}: {} jobs on the {} workers of process {}", index_,
                            working_[process], workers_of(process), process);
        }
        if (row.where == Where::completed) ++finished_[process_of(event.task)];
    }

    /// Within one iteration phases go forward from the first one: that is timers up to libuv 1.44 and pending
    /// from 1.45 (R1.1, R1.2). Only the pending queue may be visited again after poll, then poll's order goes on.
    void phase(const TraceEvent& event) {
        LoopRow& loop = loops_[event.lane];
        const auto to = static_cast<Phase>(event.detail);
        if (to == Phase::outside) {
            loop.first = to;
            loop.phase = to;
            return;
        }
        if (loop.phase == Phase::poll && to == Phase::pending) return;
        if (loop.first == Phase::outside) {
            loop.first = to;
        } else {
            report_.require(offset(loop.first, to) > offset(loop.first, loop.phase),
                            "event {}: phase {} follows {} in one iteration", index_, to_text(to),
                            to_text(loop.phase));
        }
        loop.phase = to;
    }

    void iteration(const TraceEvent& event) {
        LoopRow& loop = loops_[event.lane];
        report_.require(event.a == loop.iteration + 1, "event {}: iteration {} follows {}", index_,
                        event.a, loop.iteration);
        loop.iteration = event.a;
        loop.first = Phase::outside;
    }

    void blocked(const TraceEvent& event, bool sleeps) {
        LoopRow& loop = loops_[event.lane];
        report_.require(loop.is_blocked != sleeps, "event {}: loop {} {} twice", index_, event.lane,
                        sleeps ? "falls asleep" : "wakes");
        report_.require(!sleeps || loop.running.empty(),
                        "event {}: loop {} falls asleep in a callback", index_, event.lane);
        loop.is_blocked = sleeps;
    }

    void output(const TraceEvent& event) {
        report_.require(event.a == outputs_, "event {}: output {} where {} is next", index_,
                        event.a, outputs_);
        report_.require(trace_.outputs[event.a].at == event.at,
                        "event {}: output {} has another time", index_, event.a);
        ++outputs_;
    }

    void request_done(const TraceEvent& event) {
        const RequestRecord& request = trace_.requests[event.a];
        report_.require(request.outcome != RequestOutcome::done || request.done == event.at,
                        "event {}: request {} is done at {} ns, its record says {} ns", index_,
                        event.a, event.at.ns, request.done.ns);
    }

    void check_totals() {
        const RunStatistics& statistics = trace_.statistics;
        report_.require(outputs_ == trace_.outputs.size(), "run: {} outputs, {} output events",
                        trace_.outputs.size(), outputs_);
        // With a warm-up the statistics leave out its events.
        if (statistics.measured.ns != statistics.end.ns) return;
        for (std::size_t i = 0; i < statistics.pools.size() && i < finished_.size(); ++i) {
            report_.require(statistics.pools[i].jobs == finished_[i],
                            "pool {}: {} jobs counted, {} finished", i, statistics.pools[i].jobs,
                            finished_[i]);
        }
        for (std::size_t i = 0; i < statistics.loops.size() && i < loops_.size(); ++i) {
            report_.require(statistics.loops[i].iterations == loops_[i].iteration,
                            "loop {}: {} iterations counted, {} seen", i,
                            statistics.loops[i].iterations, loops_[i].iteration);
        }
    }

    [[nodiscard]] std::size_t process_of(TaskId task) const {
        return trace_.lanes[trace_.tasks[task.index()].lane].process;
    }
    [[nodiscard]] std::int64_t workers_of(std::size_t process) const {
        return process < trace_.statistics.pools.size() ? trace_.statistics.pools[process].workers
                                                        : 0;
    }

    const Trace& trace_;
    AuditReport& report_;
    std::uint64_t index_ = 0;
    std::vector<TaskRow> tasks_;
    std::vector<LoopRow> loops_;
    std::vector<std::int64_t> working_;  // jobs on workers, by process
    std::vector<std::int64_t> finished_;
    std::uint64_t outputs_ = 0;
};

bool same(const Snapshot& x, const Snapshot& y) {
    const auto entry = [](const Snapshot::Entry& a, const Snapshot::Entry& b) {
        return a.task == b.task && a.where == b.where && a.lane == b.lane;
    };
    const auto loop = [](const Snapshot::Loop& a, const Snapshot::Loop& b) {
        return a.phase == b.phase && a.is_blocked == b.is_blocked && a.iteration == b.iteration;
    };
    return std::equal(x.entries.begin(), x.entries.end(), y.entries.begin(), y.entries.end(),
                      entry) &&
           std::equal(x.loops.begin(), x.loops.end(), y.loops.begin(), y.loops.end(), loop);
}

/// Replays from the start without looking at the snapshots, and compares them.
void audit_snapshots(const Trace& trace, AuditReport& report) {
    StateReader reader{trace};
    std::uint64_t last = 0;
    for (const Snapshot& snapshot : trace.snapshots) {
        report.require(snapshot.event > last, "snapshot at event {}: not after the one before it",
                       snapshot.event);
        if (snapshot.event <= last) return;
        last = snapshot.event;
        while (reader.position() < snapshot.event) reader.step_forward();
        report.require(same(snapshot, reader.snapshot()),
                       "snapshot at event {}: it differs from the replay of the events",
                       snapshot.event);
    }
}

}  // namespace

void audit_events(const Trace& trace, AuditReport& report) {
    EventAudit{trace, report}.run();
    audit_snapshots(trace, report);
}

}  // namespace sim
