#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 2: timers, immediates, ticks, microtasks. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view jobs_section = "Timers, immediates and jobs";

inline constexpr auto jobs = std::to_array<Rule>({
    {"R2.1", jobs_section,
     "A delay that is not a number from 1 to 2147483647 counts as 1 ms, and fractions are cut off "
     "when scheduling. Overflow always warns; not-a-number and negative delays warn once each from "
     "Node 24 on.",
     "T06 T07 T08 T09 T27; Node lib/internal/timers.js, Timeout", true},
    {"R2.2", jobs_section,
     "JS timers stand in one list per duration, and the lists in a queue by due time, then by when "
     "the list was made or rescheduled. One uv timer serves them all.",
     "Node lib/internal/timers.js, timerListQueue", false},
    {"R2.3", jobs_section,
     "That uv timer holds the loop as long as one JS timer has a reference; firing and clearing "
     "count down.",
     "L22 L23 L31; Node lib/internal/timers.js, incRefCount", true},
    {"R2.4", jobs_section,
     "JS timers read the clock when a timer is set or refreshed, once at the start of a pass and "
     "before each callback of an interval. Two timers set with work between them therefore start "
     "at different times.",
     "L17; Node src/env.cc, GetNow", true},
    {"R2.5", jobs_section,
     "A new timer goes to the end of its duration's list; only a list that did not exist is put "
     "into the queue and may move the uv timer forward.",
     "T01 T02; Node lib/internal/timers.js, insert", true},
    {"R2.6", jobs_section,
     "A pass fixes the time, then serves the list that is due first, member by member, until one "
     "is not due. That list is put back with the time that its first member needs, and the next "
     "list follows, until none is due.",
     "T03 T04 T05 L18; Node lib/internal/timers.js, processTimers and listOnTimeout", true},
    {"R2.7", jobs_section,
     "Timers of one duration fire in order of creation and, once begun, before timers of other "
     "durations even if those are due earlier. Ties between durations go to the list that was "
     "scheduled first; timers made during a pass wait for the next; ticks and microtasks drain "
     "between any two.",
     "T01 T02 T03 T04 T05 T10 T11 T18 T19 T23 T24 T33 T34 T35 L18", true},
    {"R2.8", jobs_section,
     "An interval counts from the moment before its callback. A callback that outlasts the "
     "interval fires again in the next iteration, lateness moves the whole series, and missed "
     "turns are lost.",
     "T12 T13 T14 T25", true},
    {"R2.9", jobs_section,
     "refresh() starts a timer anew from now, also inside its callback and after it fired, but not "
     "after it was cleared.",
     "T15 T16 T38 T39", true},
    {"R2.10", jobs_section,
     "Clearing takes the timer or its number, also as text, and does nothing to a one-shot timer "
     "that is running. A cleared timer may leave the loop to wake up for nothing.",
     "T20 T29 T37", true},
    {"R2.11", jobs_section,
     "Because start and due time are whole milliseconds, a timer may fire up to one millisecond "
     "early by the precise clock, never more.",
     "T21", true},
    {"R2.12", jobs_section,
     "When a timer's callback throws and somebody handles it, the next due timer runs before the "
     "ticks and microtasks that the thrower left.",
     "T17 T32; Node lib/internal/timers.js, processTimers", true},
    {"R2.13", jobs_section,
     "From the main script it depends on whether a millisecond passes before the loop starts if "
     "setTimeout(0) or setImmediate comes first. From a poll callback the immediate is always "
     "first.",
     "L01 L02 L03 L28 S07 T26", true},
    {"R2.14", jobs_section,
     "The promises of timers/promises settle in the callback of a timer or immediate, and what "
     "waits for them runs in the drain after it. The timer of AbortSignal.timeout holds no loop "
     "open.",
     "T22 T36 T31", true},
    {"R2.20", jobs_section,
     "An immediate joins a queue; as long as one of them has a reference poll does not sleep.",
     "L33 I01; Node lib/internal/timers.js, Immediate", true},
    {"R2.21", jobs_section,
     "The check phase takes the immediates present at its start and runs them in order with a "
     "drain after each; those added meanwhile wait for the next iteration. Up to Node 24 jobs that "
     "a throw left behind drain before the first of them.",
     "I01 I03 M53; Node lib/internal/timers.js, processImmediate; src/env.cc, CheckImmediate",
     true},
    {"R2.22", jobs_section,
     "An immediate may be cleared by an earlier one, or by a tick in between.", "I02 I05", true},
    {"R2.23", jobs_section,
     "Immediates set by ticks and microtasks of the main script join the same queue in the order "
     "of the calls. An immediate that sets another lets timers and I/O through in every iteration.",
     "I06 I09 L19 L25", true},
    {"R2.24", jobs_section,
     "An immediate without a reference runs if there is an iteration for another reason, and is "
     "dropped if the loop ends first.",
     "L15 I08", true},
    {"R2.25", jobs_section,
     "When an immediate throws and somebody handles it, the next one runs before any tick of the "
     "thrower.",
     "I04", true},
    {"R2.30", jobs_section,
     "After each callback that the loop makes, jobs are drained: all ticks, then all microtasks, "
     "and again until both queues are empty, then unhandled rejections. If no tick waits when the "
     "callback ends, microtasks come first.",
     "M01 M09 M10 M35; Node lib/internal/process/task_queues.js, processTicksAndRejections; "
     "src/api/callback.cc, InternalCallbackScope::Close",
     true},
    {"R2.31", jobs_section,
     "Ticks go before microtasks, but a tick that a microtask queues waits until no microtask is "
     "left. Either queue, fed by itself, starves the loop.",
     "M01 M09 M10 M35 L20 L21", true},
    {"R2.32", jobs_section,
     "Jobs drain after the main script and after every single timer, immediate, completion, socket "
     "event, message, signal and close callback, never only at the end of a phase. Events emitted "
     "within one such callback, as for two requests of one read, have no drain between them.",
     "T18 I03 P30 W01 S11 S30 S32 S37", true},
    {"R2.33", jobs_section,
     "A rejection nobody handles is reported when ticks and microtasks of the same drain are "
     "finished, so that a handler attached in one of them is in time. Without a listener Node 14 "
     "only warns; later versions end with exit code 1.",
     "M24 M25 M26 M27 M28 M29 M30 M49 M50; Node lib/internal/process/promises.js, "
     "processPromiseRejections",
     true},
    {"R2.34", jobs_section,
     "emit, dispatchEvent and abort call their listeners before they return.", "M34 W13 W14", true},
    {"R2.35", jobs_section,
     "queueMicrotask and promise reactions share one queue in order; one that throws, if handled, "
     "does not stop the next.",
     "M01 M33 M40", true},
    {"R2.36", jobs_section,
     "When a tick throws and somebody handles it, the other ticks wait. They run before the first "
     "immediate of the next check phase up to Node 24 and after it in Node 26; the next due timer "
     "may run before them.",
     "M31 M51 M53", true},
    {"R2.37", jobs_section,
     "A throw in the main script that somebody handles is followed by ticks and microtasks, then "
     "by the loop.",
     "M32", true},
});

}  // namespace sim::rule_tables
