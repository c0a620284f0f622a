#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 1: the libuv loop. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view loop_section = "The loop";

inline constexpr auto loop = std::to_array<Rule>({
    {"R1.1", loop_section,
     "Up to libuv 1.44 an iteration begins with reading the clock and running timers, goes on with "
     "pending, idle, prepare and poll, and ends with check and closing. From 1.44.2 on the pending "
     "queue is served again after poll, at most eight times.",
     "L04 L05 L06 S26; libuv src/unix/core.c, uv_run", true},
    {"R1.2", loop_section,
     "Since libuv 1.45 timers stand at the end of an iteration, after the clock was read again, "
     "and run one extra time when the loop is entered.",
     "L08; libuv src/unix/core.c, uv_run", true},
    {"R1.3", loop_section,
     "Both layouts form the same circle of phases and differ only where the loop decides whether "
     "to go on. A timer without a reference that is due when the last referenced work ends in "
     "check or closing still fires from Node 20 on, and is dropped before.",
     "L08", true},
    {"R1.4", loop_section,
     "When a timer, a completion and an immediate are ready together, the main script sees timer, "
     "completion, immediate. A poll callback sees its immediate first, then the timer; an "
     "immediate set by a timer runs in the same iteration.",
     "L04 L05 L06 I07 L18", true},
    {"R1.5", loop_section,
     "The loop lives while a referenced handle is active, a request is under way, or a handle is "
     "closing; since 1.44.2 a waiting pending callback counts, too. Requests cannot be "
     "unreferenced, all JS timers share one handle, and a loop that is not alive at entry runs no "
     "iteration.",
     "L30 L24 L22 L23 L31 L14 L29 W08; libuv src/unix/core.c, uv__loop_alive", true},
    {"R1.6", loop_section,
     "Poll does not block when something waits for a later phase: a referenced immediate, a "
     "pending callback, a closing handle, a stop. Otherwise it sleeps whole milliseconds until the "
     "earliest timer, referenced or not, and for ever if there is none.",
     "L34; libuv src/unix/core.c, uv_backend_timeout", true},
    {"R1.7", loop_section,
     "An immediate without a reference does not keep poll from sleeping; it runs in the check "
     "phase that follows whatever ends the sleep.",
     "L33", true},
    {"R1.8", loop_section,
     "Loop time is the monotonic clock cut to whole milliseconds. It moves where an iteration "
     "reads it, after each return from the poll call and when JS timers ask for the time, not "
     "between the callbacks of one batch.",
     "libuv src/unix/core.c, uv__update_time; src/unix/linux.c, uv__hrtime", false},
    {"R1.9", loop_section,
     "A uv timer that repeats is armed again from the present loop time before its callback. "
     "Before libuv 1.48 a timer that is armed and already due during the phase runs in it; since "
     "then the due ones are set aside first, and it waits.",
     "L09; libuv src/timer.c, uv__run_timers", true},
    {"R1.10", loop_section,
     "One poll takes at most 1024 events from the kernel and asks again without waiting, at most "
     "48 times, only after a full batch. Events are dispatched in the order in which they came.",
     "libuv src/unix/linux.c, uv__io_poll", false},
    {"R1.11", loop_section,
     "The kernel reports descriptors in the order in which they became ready; one that stays ready "
     "goes to the end after each report. A descriptor that was ready before it was first watched "
     "counts from the moment of watching.",
     "S01 S08 S09 S11", true},
    {"R1.12", loop_section,
     "What becomes ready while a batch is being dispatched is seen by the next poll.", "L06 P31",
     true},
    {"R1.13", loop_section,
     "Signals, and with them the exit of child processes, are dispatched after everything else in "
     "the batch.",
     "S20; libuv src/unix/linux.c, uv__io_poll", true},
    {"R1.14", loop_section,
     "A poll that times out dispatches nothing, and check and closing still come before the timer "
     "that it slept for.",
     "libuv src/unix/core.c, uv_run", false},
    {"R1.15", loop_section,
     "All wake-ups from other threads share one descriptor. When it is readable the waiting "
     "handles run in the order of their creation: pool completions first, then message ports, "
     "however early the message was posted.",
     "W17 W11; libuv src/unix/async.c, uv__async_io", true},
    {"R1.16", loop_section,
     "A wake-up that arrives during this walk is served in it if its handle was created later than "
     "the one now running, otherwise by the next poll.",
     "W16 W04; libuv src/unix/async.c, uv__async_io", true},
    {"R1.17", loop_section,
     "Completed pool work is taken as one list, and its callbacks run one after the other without "
     "going back to poll. Ticks and microtasks drain between them; work that completes meanwhile "
     "waits for the next poll.",
     "P30 P31 L07; libuv src/threadpool.c, uv__work_done", true},
    {"R1.18", loop_section,
     "With more than one worker, independent pieces of work may complete in any order.",
     "L07; libuv src/threadpool.c, worker", true},
    {"R1.19", loop_section,
     "The pending queue holds failed connects to unix sockets, shutdowns with nothing left to "
     "write (libuv 1.44.2 and later) and connects that the kernel refuses at once. A refused TCP "
     "connection on Linux is an event of poll.",
     "S26 S27 S06 S29 S03 S04; libuv src/unix/stream.c, uv_shutdown; src/unix/pipe.c, "
     "uv_pipe_connect",
     true},
    {"R1.20", loop_section,
     "Handles are closed in the reverse of the order in which close was called, as many as wait "
     "when the phase begins. Ticks and microtasks drain after each.",
     "S32; libuv src/unix/core.c, uv__run_closing_handles", true},
    {"R1.21", loop_section, "Idle and prepare run nothing of the program.",
     "libuv src/unix/loop-watcher.c", false},
    {"R1.22", loop_section,
     "File operations use the pool. Node 20 can be told by UV_USE_IO_URING=1 to pass them to the "
     "kernel instead; before and after it cannot.",
     "P40", false},
    {"R1.23", loop_section,
     "A poll that may sleep first asks without waiting and sleeps only if nothing is ready.",
     "libuv src/unix/linux.c, uv__io_poll; Node src/node.cc, uv_loop_configure", false},
    {"R1.24", loop_section,
     "When the loop runs dry Node emits 'beforeExit'; if that leaves work behind the loop runs on, "
     "otherwise 'exit' follows. Jobs alone are no work. Of what 'exit' listeners schedule only "
     "microtasks still run, and those not after process.exit().",
     "L12 L13 L32 L16; Node src/api/embed_helpers.cc, SpinEventLoopInternal", true},
});

}  // namespace sim::rule_tables
