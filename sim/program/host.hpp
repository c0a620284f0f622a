#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/program/host_trace.hpp"

namespace sim {

/// One trip through the pool, or one wait for the outside, that a host asks for.
struct HostJob {
    const Api* api = nullptr;
    Trip trip;
    double factor = 1;        // scales the service time
    Duration time{-1};        // replaces the service time; negative: the catalogue's
    bool is_first = true;     // begins a call: the call's own CPU time is charged
    bool is_held = false;     // the worker is busy until finish_job
    bool is_outside = false;  // an event of the outside world, whatever the catalogue says
    // Of the outside. The kernel has done the first two before the call returns.
    bool is_signal = false;      // comes last in its poll (R1.13)
    bool is_file_event = false;  // comes with all others of its kind
    bool is_file_watch = false;  // never comes
    bool is_task = false;        // of V8's: comes with the async handles, after the pool's jobs
    bool keeps_alive = true;
    std::string_view name{};   // for traces; empty: the api's
    PlaceId place{};           // of the call
    TaskId continues{};        // the task of whose call this is a further trip
    bool is_internal = false;  // Node's own
    bool is_step =
        false;  // when it is done, Node asks for the next trip of the same call, unless there is an error
    bool follows_step = false;  // is such a next trip
    /// From 1 on in a call that opens the file itself, 0 in others: who submits the first says so, the engine counts on.
    std::uint32_t trip_in_call = 0;
};

/// What keeps a host's loop alive and how long it may sleep, read from its handles.
struct HostState {
    bool is_alive = false;          // an active handle with a reference, or one that is closing
    bool must_not_sleep = false;    // an immediate with a reference waits, or a handle is closing
    bool has_message = false;       // an async handle is pending
    std::int64_t timer_in_ms = -1;  // until the earliest timer by the cached time; negative: none
};

/// The first collection of young objects; no pause: it is not modelled.
struct FirstScavenge {
    std::int64_t semi_space = 0;      // bytes that are young at most
    std::int64_t bytes_at_start = 0;  // that are when main begins
    Duration pause;
};

/// What ran since the last report, for costs and limits.
struct HostCounts {
    std::int64_t microtasks = 0;
    std::int64_t resources = 0;      // ticks, timers and immediates made
    std::int64_t functions = 0;      // compiled, because they were called for the first time
    std::int64_t code_bytes = 0;     // of bytecode
    std::int64_t modules = 0;        // of Node's own, loaded
    std::int64_t required = 0;       // modules of the program, but for the main one
    std::int64_t imported = 0;       // likewise, ES modules
    std::int64_t untold_timers = 0;  // 1 with the first timer, unless its code is counted above

    friend bool operator==(const HostCounts&, const HostCounts&) = default;
};

/// A program whose callbacks are code of another language: JavaScript within a real Node. The engine decides when;
/// it calls these on the loop's thread while no callback runs. What they run may call the HostEngine.
class Host {
public:
    virtual ~Host() = default;
    /// The main script and the drain that follows it.
    virtual void run_main() = 0;
    /// That is over, and the clock may be looked at.
    virtual void main_ran() = 0;
    [[nodiscard]] virtual HostState state() = 0;
    /// Refreshes the cached time of the loop's handles; that time, in ms of HostEngine::clock.
    virtual std::int64_t update_time() = 0;
    /// The cached time as it is.
    [[nodiscard]] virtual std::int64_t time_ms() const = 0;
    /// Runs the timers that are due. `set_aside`: all that are due are taken before the first one runs (R1.9).
    virtual void run_timers(bool set_aside) = 0;
    /// What watches the loop from before it polls.
    virtual void run_prepare() = 0;
    /// So many events were found, `waiting` of them without sleeping.
    virtual void polled(std::size_t events, std::size_t waiting) = 0;
    virtual void run_check() = 0;
    virtual void run_closing() = 0;
    /// The visit of async handles begins, with the jobs that are complete; handles made from now on belong to the next (R1.16).
    virtual void begin_messages() = 0;
    /// Messages of ports, in the order in which the ports were made (R1.15).
    virtual void run_messages() = 0;
    /// The job's callback, in the poll phase.
    virtual void complete(std::uint32_t job, bool is_cancelled) = 0;
    /// A worker began the job, or is done with it: no callback of the program may run.
    virtual void job_began(std::uint32_t job) = 0;
    virtual void job_ended(std::uint32_t job) = 0;
    /// Nothing is left to do: 'beforeExit'.
    virtual void run_before_exit() = 0;
    /// When each timer is due, in ms of HostEngine::clock. Asked only when paths are explored.
    [[nodiscard]] virtual std::vector<std::int64_t> due_times() = 0;
    /// All by which its timers differ in what they will do, seen from `now_ms` of HostEngine::clock: not in when they were set.
    [[nodiscard]] virtual std::vector<std::int64_t> timer_shape(std::int64_t now_ms) = 0;
};

/// HostEngine::clock begins within this millisecond.
constexpr std::int64_t host_clock_start_ms = 1000;

/// What the engine offers to a host while its callbacks run.
class HostEngine {
public:
    virtual ~HostEngine() = default;
    /// The main script and the loop until nothing is left to do, or until the run has to stop.
    virtual void live() = 0;
    /// A limit was reached: the host should end as soon as it can.
    [[nodiscard]] virtual bool is_stopping() const = 0;

    /// The monotonic clock, ns; its phase against the run's start is a choice.
    [[nodiscard]] virtual std::int64_t clock() = 0;
    /// A clock that the program reads: what is owed is spent first, and reading costs time.
    virtual std::int64_t read_clock() = 0;
    /// That clock was read, not for a timer. True if it matters whether the program's own code did that, and not Node for its
    /// own sake: then `program_saw_clock` tells.
    virtual bool saw_clock() = 0;
    virtual void program_saw_clock() = 0;
    /// A timer of so many ms is about to be set, for which the program's clock will be read.
    virtual void before_timer(std::int64_t duration_ms) = 0;
    /// What the main thread is charged for that.
    virtual Duration count(const HostCounts& counts) = 0;
    /// Whether code costs anything when it runs for the first time; otherwise nobody need count it.
    [[nodiscard]] virtual bool is_new_code_paid() const = 0;
    /// Whether the version's own code of timers, ticks and immediates runs for the first time before the program does.
    [[nodiscard]] virtual bool starts_with_loop_code() const = 0;
    /// The program posts a message to itself: the time of both ends.
    virtual void post_message() = 0;
    virtual void charge(Duration cpu) = 0;
    virtual void spend(Duration cpu) = 0;

    /// How many workers the pool has; before its first use.
    virtual void set_threadpool(std::int32_t size) = 0;
    virtual std::uint32_t submit(const HostJob& job) = 0;
    /// Where to tell of tasks; null unless a full trace is recorded.
    [[nodiscard]] virtual HostTrace* trace() = 0;
    /// Takes a job out of the queue; false if a worker has it already. It still completes.
    virtual bool cancel(std::uint32_t job) = 0;
    /// A held job's worker may go on.
    virtual void finish_job(std::uint32_t job) = 0;
    virtual void set_job_ref(std::uint32_t job, bool is_ref) = 0;
    /// A job is done. On a path that is explored: has another one, that is not, had its effect before? Otherwise not.
    [[nodiscard]] virtual bool takes_effect_early() = 0;
    /// On a path that is explored: something changed that a step has seen.
    virtual void changed_what_was_seen() = 0;
    /// A CommonJS main script has returned, its ticks are next.
    virtual void main_ended() = 0;
    /// The time of a synchronous call passes.
    virtual void spend_sync(const HostJob& job) = 0;
    /// Bytes went to stdout or stderr.
    virtual void wrote(std::string_view bytes, bool is_error) = 0;
    /// From here on runs of different seeds may differ.
    virtual void meet_chance() = 0;
    [[nodiscard]] virtual bool has_met_chance() const = 0;
    [[nodiscard]] virtual std::int64_t random_bits() = 0;
    [[nodiscard]] virtual Duration idle_time() const = 0;
    /// CPU time since main began: of the main thread, or of all threads of the process.
    [[nodiscard]] virtual Duration cpu_time(bool is_of_process) const = 0;
    [[nodiscard]] virtual Duration start_cost() const = 0;
    [[nodiscard]] virtual FirstScavenge first_scavenge() const = 0;
    [[nodiscard]] virtual std::string limit_message() const = 0;
};

}  // namespace sim
