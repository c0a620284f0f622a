#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/core/time.hpp"
#include "sim/node/profile.hpp"

namespace sim {

/// What Node's own doings cost. Times are CPU of one core unless a field says wall time. Measured
/// on Linux 6, two cores, Node 18 to 24; where Node 18 or 22 has no measurement of its own it has
/// that of its neighbour. Node 14 and 16, which start like 20, have its values, 26 those of 24. Zero means that the thing is free. Defaults: cost_model().
struct CostModel {
    // Queues and loop, main-thread CPU. `tick` is what one of a batch costs; a tick that queues the
    // next one costs 30 ns less, which no forecast can see, so that one field serves both.
    Duration tick;                 ///< one process.nextTick callback beyond its body
    Duration microtask;            ///< one queueMicrotask callback beyond its body
    Duration tick_first;           ///< the first process.nextTick() of a thread beyond any other
    Duration tick_run_first;       ///< the first run of such a callback of a thread
    Duration microtask_first;      ///< the first queueMicrotask() of a thread beyond any other
    Duration microtask_run_first;  ///< the first run of such a callback of a thread
    Duration promise_reaction;     ///< one promise reaction: a hop of a then chain
    Duration await_hop;            ///< one hop of an await
    Duration immediate;            ///< one setImmediate callback beyond its body
    Duration immediate_first;      ///< the first setImmediate of a thread beyond any other
    Duration loop_iteration;       ///< one pass of the loop with nothing to do
    Duration poll_first;           ///< the first poll of a loop beyond any other
    /// waking a loop that sleeps in poll; main-thread CPU before its first callback
    Duration loop_wake;

    // Timers. Creating and running share the measured 120 to 130 ns; clearing is what creating and
    // clearing costs (258 to 279 ns) less the creation, since the duration's list comes and goes
    // with it.
    Duration timer_create;  ///< creating a timer on a list that exists
    Duration timer_run;     ///< running a timer beyond its body
    Duration timer_clear;   ///< clearing a timer
    /// the first timer of a thread beyond any other, from where it has read the clock on
    Duration timer_first;
    /// how long after its due instant a sleeping loop wakes for a timer
    Duration timer_lateness;

    // Pool. A trip costs the main thread 1.0 to 1.2 us with 64 in flight; three quarters of it fall
    // into the submission (Node 20 and 24, 2000 fs.stat in one go). A round trip from an idle loop
    // takes 28 to 36 us, of them 14 us main-thread CPU; what is left after both and a stat's own
    // time is the worker's wake-up.
    Duration pool_submit;    ///< submitting one pool trip; main-thread CPU
    Duration pool_complete;  ///< taking one completed trip from the pool; main-thread CPU
    /// what submitting and taking a script's trip cost together if the trip before was request_cold_gap or longer ago
    Duration pool_cold;
    Duration worker_wake;  ///< wall time until a sleeping worker runs what was submitted
    /// first use of the pool: the submitting thread waits until all workers have started; median, Node 14 to 26
    Duration pool_start;
    /// scale of what the API calls themselves cost the main thread (the catalogue's call
    /// CPU); thousandths
    std::int64_t call_scale = 0;
    /// what a trip of fs.promises costs the main thread beyond that of the callback form
    Duration fs_promise;
    Duration sync_call;  ///< what a synchronous file call costs beyond its system calls
    /// scale of the catalogue's service times: below 1000 for a faster machine; thousandths
    std::int64_t work_scale = 0;
    /// low end of single service times: thousandths of their mean, up to 1000
    std::int64_t work_scale_low = 0;
    /// high end of single service times: thousandths of their mean, from 1000
    std::int64_t work_scale_high = 0;

    // Start and output. The first console.log builds the stream of stdout.
    /// from the start of the process to the first line of the main script
    Duration script_start;
    Duration main_end;    ///< from the end of a CommonJS main script to the ticks that it left
    Duration loop_start;  ///< from when those have run to the first phase of the loop
    Duration output_first_low;   ///< first console.log: low end of what was seen
    Duration output_first;       ///< first console.log: median
    Duration output_first_high;  ///< first console.log: high end of what was seen
    Duration output_later_low;   ///< further console.log: low end of what was seen
    Duration output_later;       ///< further console.log: median
    Duration output_later_high;  ///< further console.log: high end of what was seen
    // Code that runs for the first time, in a script.
    Duration code_function;       ///< compiling a function and its first call
    Duration code_per_kib;        ///< the same, for each KiB of its bytecode
    Duration code_module;         ///< loading a module of Node's own
    Duration code_require;        ///< require() of a module of the program, beyond compiling it
    Duration code_require_first;  ///< what the first of these costs more
    Duration code_import;         ///< the same of `import` and import()
    Duration code_import_first;   ///< what the first of these costs more
    /// what each of the ticks, timers, immediates and other async resources from callbacks_first on costs beyond a hot one
    Duration callback_cold;
    Duration callback_warm;  ///< the same from callbacks_cold on, up to callbacks_warm
    Duration clock_read;     ///< process.hrtime(), performance.now() or Date.now()

    // JSON and messages. A payload's size is that of its JSON text.
    Duration json_parse_per_kib;       ///< JSON.parse of one KiB
    Duration json_stringify_per_kib;   ///< JSON.stringify to one KiB
    Duration message_post;             ///< postMessage of a small value, in the sender
    Duration message_post_per_kib;     ///< serialising one KiB of a message, in the sender
    Duration message_deliver;          ///< one 'message' event beyond its body, in the receiver
    Duration message_deliver_per_kib;  ///< deserialising one KiB of a message, in the receiver
    /// from new Worker() to its 'online' event; wall time on a core of its own
    Duration worker_start;

    // Sockets and processes, main-thread CPU.
    Duration socket_read;           ///< one read of a socket with its 'data' event
    Duration socket_read_per_kib;   ///< copying one KiB in
    Duration socket_write;          ///< one write to a socket that takes it at once
    Duration socket_write_per_kib;  ///< copying one KiB out
    Duration accept;                ///< accepting one connection and making its socket
    Duration connect;               ///< net.connect() to an IP address until it returns
    Duration connected;             ///< the 'connect' event and what follows from the call
    /// child_process.spawn of a small program: the main thread waits for fork and exec
    Duration spawn;

    // HTTP requests, main-thread CPU beyond the handler's own work. A loop that is busy serves a
    // request from warm caches and several per wake-up (0.08 to 0.1 ms at 1000/s); a slow one does
    // not (0.25 to 0.4 ms at 100/s).
    /// overhead of a request before which the loop has slept for request_hot_gap at most
    Duration request_hot;
    Duration request_cold;  ///< overhead after a sleep of request_cold_gap or longer
    /// sleep since the request before up to which one counts as hot; between the two gaps the overhead grows
    /// evenly
    Duration request_hot_gap;
    Duration request_cold_gap;  ///< sleep from which a request counts as cold

    // Garbage collector (Node 20 defaults). Zero `gc_semi_space` means that nothing is ever
    // collected.
    /// young generation at the start; a scavenge follows each time it is full; bytes
    std::int64_t gc_semi_space = 0;
    std::int64_t gc_semi_space_max = 0;  ///< where the young generation stops doubling; bytes
    Duration gc_scavenge;                ///< pause of a scavenge with no survivors
    Duration gc_scavenge_per_mib;        ///< pause per surviving MiB
    Duration gc_scavenge_first;          ///< of a script: pause of its first scavenge
    /// sigma of the lognormal spread of scavenge pauses; thousandths
    std::int64_t gc_scavenge_sigma = 0;
    /// promoted bytes between two mark-compacts, unless the old heap grew by half before;
    /// bytes
    std::int64_t gc_mark_compact_every = 0;
    Duration gc_mark_compact_p50;  ///< pause of a mark-compact: median
    Duration gc_mark_compact_p90;  ///< pause of a mark-compact: 90th percentile
    Duration gc_mark_compact_p99;  ///< pause of a mark-compact: 99th percentile
    Duration gc_step_p50;          ///< incremental step beside it: median
    Duration gc_step_p90;          ///< incremental step beside it: 90th percentile

    // Warm-up of a hot function: call 1, calls 2 to 5, then until a call drawn log-uniformly from
    // [jit_calls_low, jit_calls_high]. Zero multipliers mean that code is fast from the start.
    std::int64_t jit_first = 0;  ///< multiplier of the first call's time; thousandths
    std::int64_t jit_early = 0;  ///< multiplier of calls 2 to 5; thousandths
    /// multiplier until the optimised code is in place; thousandths
    std::int64_t jit_middle = 0;
    std::int64_t jit_calls_low = 0;   ///< earliest call with optimised code; calls
    std::int64_t jit_calls_high = 0;  ///< latest call with optimised code; calls
    Duration jit_stall_low;           ///< shortest stall when optimised code takes over
    Duration jit_stall_high;          ///< longest stall when optimised code takes over

    // Scheduler `linux`. These are rules rather than costs: the set "none" keeps them.
    Duration scheduler_slice;    ///< how much of its own CPU time a thread's deadline is ahead
    Duration scheduler_tick;     ///< time between two ticks of a core (HZ=250)
    Duration scheduler_balance;  ///< time between two attempts to even out the queues
    /// use of a core below which a thread stays there that its only runnable thread wakes; thousandths
    std::int64_t scheduler_packing = 0;
};

// By how many there were before. Of the first ones it is told what V8 compiles.
constexpr std::int64_t callbacks_first = 3;
constexpr std::int64_t callbacks_cold = 30;
constexpr std::int64_t callbacks_warm = 2000;

enum class CostUnit : std::uint8_t { time, count, bytes, thousandths };

/// One field of CostModel: how scenario files name it ("timerCreate"), its unit, and what it means.
/// Exactly one of `time` and `number` is set.
struct CostField {
    std::string_view name;
    CostUnit unit = CostUnit::time;
    Duration CostModel::*time = nullptr;
    std::int64_t CostModel::*number = nullptr;
    std::int64_t measured[4] = {};  ///< by Profile::cost_column: Node 18, 20, 22, 24
    bool is_rule = false;           ///< a knob rather than a cost: the set "none" keeps it
    std::string_view doc;
};

/// The set "node": what was measured, in the column of `profile`.
[[nodiscard]] CostModel cost_model(const Profile& profile);

/// The set "none": everything is free and timers fire on time, as in the ideal queueing system.
/// The scheduler's knobs and the scale of pool work stay.
[[nodiscard]] CostModel cost_model_none();

/// What has gone cold in a pause: `hot` up to request_hot_gap, `cold` from request_cold_gap on, evenly more in between.
[[nodiscard]] Duration after_pause(const CostModel& model, Duration pause, Duration hot,
                                   Duration cold);

/// All fields, in the order of CostModel.
[[nodiscard]] std::span<const CostField> cost_fields();

/// The field that scenario files call `name`, or null.
[[nodiscard]] const CostField* find_cost_field(std::string_view name);

/// The value of `field` in `model`: nanoseconds for times, otherwise in the field's unit.
[[nodiscard]] std::int64_t cost_value(const CostModel& model, const CostField& field);
void set_cost_value(CostModel& model, const CostField& field, std::int64_t value);

}  // namespace sim
