#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/column.hpp"
#include "sim/core/dropped_by.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/names.hpp"
#include "sim/core/time.hpp"
#include "sim/trace/request_table.hpp"
#include "sim/trace/statistics.hpp"

namespace sim {

/// How much a run leaves behind: statistics always, spans and requests from `spans`, every event in `full`.
enum class TraceLevel : std::uint8_t { none, spans, full };

/// The six phases of the loop in their cyclic order (libuv src/unix/core.c, uv_run), and what is outside of them.
enum class Phase : std::uint8_t { timers, pending, idle_prepare, poll, check, close, outside };

enum class TaskKind : std::uint8_t {
    script,  // the main script or a worker's
    timer,
    interval,
    immediate,
    tick,
    microtask,
    pool_job,  // work for the pool and the callback that follows it
    io,        // a socket, pipe or other descriptor became ready
    pending,
    close,
    signal,
    message,
    process_event,  // beforeExit, exit, uncaughtException, unhandledRejection ...
    station,        // a call to a service outside
    request,        // the arrival of a request of the load
};

/// Where a task is; queues are in the order in which tasks entered them.
enum class Where : std::uint8_t {
    timers,
    immediate_queue,
    tick_queue,
    microtask_queue,
    pool_queue,
    worker,
    completed,  // completed: finished by a worker, callback not yet run
    os,
    ready,  // os: waits for the outside; ready: its descriptor is readable or writable
    pending_queue,
    closing_queue,
    station_queue,
    station,
    promise,  // suspended at an await
    running,
    done,
    cancelled,
};

/// One unit of work with a cause. 24 bytes.
struct Task {
    TaskId
        cause;    // the task that was running when this one was made; none for scripts and arrivals
    NameId name;  // "setTimeout", "fs.readFile", a handler's name
    PlaceId place;  // of the action that made it
    RequestId request;
    TaskKind kind = TaskKind::script;
    std::uint8_t trip = 0;   // pool jobs: number of the trip, from 0
    std::uint16_t lane = 0;  // the loop it belongs to
    std::uint32_t spare = 0;
};
static_assert(sizeof(Task) == 24);

enum class EventKind : std::uint8_t {
    moved,  // detail: Where; lane: of the worker or station that has the task, otherwise of its loop
    phase,         // detail: Phase; a: the loop's clock in ms
    iteration,     // a: number of the iteration, from 1
    output,        // a: index into outputs
    poll_blocked,  // a: timeout in ms, all ones: none
    poll_woke,
    thrown,           // a: NameId of the error; detail: 1 if something caught it
    choice,           // a: picked, b: number of alternatives, task: none; detail: ChoiceKind
    request_arrived,  // a: request
    request_done,     // a: request
    loop_started,     // a: ns that the loop's clock showed when the run began
    loop_ended,
    note,  // detail: NoteKind; a fact that no move of a task shows
};

/// What explanations need to know beyond where tasks are. An engine that cannot see one of these leaves it out.
enum class NoteKind : std::uint8_t {
    timer_armed,    // task: the timer; a: duration in ms, b: due by the loop's clock in ms
    refreshed,      // task: a timer that refresh() arms anew
    unreferenced,   // task: a timer or immediate that holds the loop open no more
    module_script,  // task: an ES module's body
    slow_work,      // task: a lookup of names, for which half of the pool is open
    ready,          // a: number of the descriptor (or none) that the kernel reports from now on
    emitted,  // task: a callback of a handle; a: NameId of Node's name for the event, b: number of the descriptor
    /// Fulfilled after its maker ended, and nobody asked for it. task: the maker, a: DroppedBy, b: place of the call.
    unused_promise,
    settled_again,  // task: who called a resolving function in vain, b: place of the call
    rejected,  // nobody handled it; task: the promise's maker, a: NameId of the reason, b: place
    write_past_mark,  // task: who writes although 'drain' has not come; b: place
    function,  // task: a: NameId of the program's function that runs in it, b: where that stands
    internal,  // task: one of Node's own, in which nothing of the program runs
    await_chained,  // b: place of an await whose calls have to come one after the other
};

/// One thing that happened, in the order in which it happened. 24 bytes.
struct TraceEvent {
    Instant at;
    TaskId task;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    EventKind kind = EventKind::moved;
    std::uint8_t detail = 0;
    std::uint16_t lane = 0;
};
static_assert(sizeof(TraceEvent) == 24);

enum class SpanKind : std::uint8_t {
    // on a loop's lane: a callback ran (core waits included; they are spans of their own, too)
    script,
    timer,
    immediate,
    tick,
    microtask,
    pool_callback,
    io_callback,
    pending_callback,
    close_callback,
    message,
    signal,
    process_event,
    // on a worker's or station's lane
    pool_work,
    station_work,
    // waiting
    pool_queue,
    station_queue,
    core_wait,
    // the loop slept in poll
    poll_idle,
};

/// Where a run writes its next spans: at the ends of their columns, each of them once.
class SpanRoom {
public:
    static constexpr std::ptrdiff_t spans_max = 256;

    /// It must not be full; true if it is now.
    [[nodiscard]] bool add(Instant from, Instant to, std::uint32_t owner, std::uint16_t lane,
                           SpanKind kind) {
        const std::ptrdiff_t place = place_++;
        start_[place] = from.ns;
        duration_[place] = (to - from).ns;
        owner_[place] = owner;
        lane_[place] = lane;
        kind_[place] = kind;
        return place_ == 0;
    }

private:
    friend struct Spans;

    std::ptrdiff_t place_ =
        0;  // of the next span, counted from the end of the room, where these point to
    std::int64_t* start_ = nullptr;
    std::int64_t* duration_ = nullptr;
    std::uint32_t* owner_ = nullptr;
    std::uint16_t* lane_ = nullptr;
    SpanKind* kind_ = nullptr;
};

/// Time intervals as columns, 23 bytes a span, in the order in which they ended. `owner` is a task at level
/// `full` and a request (or none) at level `spans`.
struct Spans {
    Column<std::int64_t> start;
    Column<std::int64_t> duration;
    Column<std::uint32_t> owner;
    Column<std::uint16_t> lane;
    Column<SpanKind> kind;

    [[nodiscard]] std::size_t size() const { return start.size(); }
    void add(Instant from, Instant to, std::uint32_t who, std::uint16_t where, SpanKind what) {
        start.push_back(from.ns);
        duration.push_back((to - from).ns);
        owner.push_back(who);
        lane.push_back(where);
        kind.push_back(what);
    }
    /// For spans_max spans. Nobody else may add any until they are taken.
    [[nodiscard]] SpanRoom make_room();
    /// Those that were written to `room` count from now on.
    void take(const SpanRoom& room);
    void clear() {
        start.clear();
        duration.clear();
        owner.clear();
        lane.clear();
        kind.clear();
    }
};

enum class LaneKind : std::uint8_t { loop, worker, station };

/// Where spans happen; the row that shows them.
struct Lane {
    LaneKind kind = LaneKind::loop;
    std::uint16_t process = 0;
    std::uint32_t index = 0;  // of the loop, of the worker within its process' pool, of the station
    NameId name;
};

struct OutputLine {
    Instant at;
    TaskId task;  // none below level full
    NameId text;
    bool is_error = false;  // written to stderr
};

/// All tasks that were somewhere before event `event`, in queue order, so that the state of the queues at a
/// later event needs few events of replay: `snapshot_interval`, more when the queues are so long that
/// snapshots would outweigh the events. Made from the events by `add_snapshots`, never stored in files.
struct Snapshot {
    struct Entry {
        TaskId task;
        Where where = Where::done;
        std::uint16_t lane =
            0;  // of the worker or station that has the task, otherwise of its loop
    };
    struct Loop {
        Phase phase = Phase::outside;
        bool is_blocked = false;  // sleeps in poll
        std::uint32_t iteration = 0;
    };
    std::uint64_t event = 0;
    std::vector<Entry> entries;
    std::vector<Loop> loops;
};
constexpr std::uint64_t snapshot_interval = 4096;

enum class EndKind : std::uint8_t {
    done,         // nothing kept the loops alive
    exit_called,  // process.exit
    exception,    // nothing caught it
    unsettled,    // an ES module awaits what never settles (exit code 13)
    until,        // `until` was reached: a normal end for load scenarios
    limit,        // a limit on events, memory or virtual time was reached
    interrupted,  // Ctrl-C
};

struct Ending {
    EndKind kind = EndKind::done;
    std::int32_t exit_code = 0;  // as Node's
    /// Of an exception or a limit, with the likely reason ("nextTick callbacks starve the loop"); of a script that is done, what it
    /// asked for in vain.
    std::string message;
    PlaceId place;
};

/// The scheduler that a trace of a real program names: its times were recorded, not computed.
constexpr std::string_view scheduler_recorded = "recorded";

/// What describes the run itself: enough to repeat it.
struct RunFacts {
    std::string program;    // file name as given, or its title
    std::string profile;    // "24"
    std::string scheduler;  // "linux", "ps", "unlimited"
    std::uint64_t seed = 1;
    std::int32_t cores = 4;
    std::int32_t threadpool = 4;
    std::string version;  // of loopglass
};

/// What a run leaves behind. A value: it knows neither the engine nor any file format.
struct Trace {
    TraceLevel level = TraceLevel::none;
    RunFacts facts;
    Names names;
    Places places;
    std::vector<Lane> lanes;  // loops first, lane index == loop index for them
    Column<Task> tasks;
    Column<TraceEvent> events;
    Spans spans;
    RequestTable requests;  // from level spans, index is the RequestId
    std::vector<OutputLine> outputs;
    std::vector<Snapshot> snapshots;
    RunStatistics statistics;
    Ending ending;
};

/// By task: whether it is one of Node's own (see NoteKind::internal).
[[nodiscard]] std::vector<bool> internal_tasks(const Trace& trace);

[[nodiscard]] std::string_view to_text(TraceLevel level);
[[nodiscard]] std::string_view to_text(TaskKind kind);
[[nodiscard]] std::string_view to_text(Where where);
[[nodiscard]] std::string_view to_text(Phase phase);
[[nodiscard]] std::string_view to_text(EventKind kind);
[[nodiscard]] std::string_view to_text(NoteKind kind);
[[nodiscard]] std::string_view to_text(SpanKind kind);
[[nodiscard]] std::string_view to_text(LaneKind kind);
[[nodiscard]] std::string_view to_text(EndKind kind);

}  // namespace sim
