#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/dropped_by.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/time.hpp"

namespace sim {

/// What a task of a host's program is. Jobs for the pool are the engine's own.
enum class HostTaskKind : std::uint8_t {
    script,
    timer,
    interval,
    immediate,
    tick,
    microtask,    // queued as such
    promise_job,  // waits for a promise first
    close,
    io,
    signal,
    message,
    process_event,
};

/// One task of a host's program, as it is made.
struct HostTask {
    HostTaskKind kind = HostTaskKind::tick;
    std::string_view name{};   // "setTimeout"; empty: a job that has no name
    PlaceId place{};           // of the call that makes it
    bool is_internal = false;  // Node's own: no function of the program runs in it
};

/// What a host tells about its tasks when a full trace is recorded. Times are those of the engine, with what the host
/// owes it.
class HostTrace {
public:
    virtual ~HostTrace() = default;

    virtual PlaceId place(std::string_view file, std::int32_t line, std::int32_t column) = 0;
    /// Made by the task that runs now; waits in the queue of its kind.
    virtual TaskId make(const HostTask& task) = 0;
    /// The promise that it waits for was settled.
    virtual void queue(TaskId task) = 0;
    virtual void begin(TaskId task) = 0;
    /// Also ends what runs within it. Nothing if it does not run.
    virtual void end(TaskId task) = 0;
    virtual void cancel(TaskId task) = 0;
    /// It was made for nothing: no trace of it is left.
    virtual void drop(TaskId task) = 0;
    [[nodiscard]] virtual TaskId current() const = 0;
    [[nodiscard]] virtual bool is_waiting(TaskId task) const = 0;
    /// Its name and place; `name` lives as long as the trace.
    [[nodiscard]] virtual HostTask about(TaskId task) const = 0;

    virtual void timer_armed(TaskId task, std::int64_t duration_ms, std::int64_t due_ms) = 0;
    virtual void refreshed(TaskId task) = 0;
    virtual void unreferenced(TaskId task) = 0;
    virtual void module_script(TaskId task) = 0;
    /// It keeps its place if `place` is none.
    virtual void rename(TaskId task, std::string_view name, PlaceId place) = 0;
    /// The program's function that runs in it, and where it stands.
    virtual void calls(TaskId task, std::string_view name, PlaceId place) = 0;
    /// Node's own task calls listeners of the program: the event's name and the first listener's place.
    virtual void emits(TaskId task, std::string_view event, PlaceId place) = 0;
    /// Nothing of the program's own caught it; `is_caught`: a listener for that does.
    virtual void thrown(std::string_view error, bool is_caught) = 0;
    virtual void rejected(TaskId maker, std::string_view reason, PlaceId place) = 0;
    /// The present task called a resolving function in vain.
    virtual void settled_again(PlaceId call) = 0;
    /// The present task writes to a stream whose 'drain' has not come.
    virtual void write_past_mark(PlaceId call) = 0;
    /// The call awaited at `place` needs what came of the one before there, or no loop repeats it.
    virtual void await_chained(PlaceId place) = 0;
    /// At the instant `settled`, after `maker` had ended.
    virtual void unused_promise(TaskId maker, Instant settled, DroppedBy by, PlaceId call) = 0;
    [[nodiscard]] virtual Instant moment() const = 0;
};

}  // namespace sim
