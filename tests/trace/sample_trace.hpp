#pragma once

#include "sim/trace/trace.hpp"

/// A small run of level full that holds all invariants, made by hand: a timer with a tick and a microtask behind it,
/// one request whose pool job is followed by an immediate, and a call to a station. Times in ms:
///
///   main      script 0..1   request 2..2.5   timer 5..5.1  tick 5.1..5.2  micro 5.2..5.25   job's callback 12.4..12.9   immediate 12.9..13
///   worker 1                pool job 2.3..12.3
///   db                                                                                      13.5..14.5
[[nodiscard]] sim::Trace sample_trace();

/// A trace of level full with `steps` immediates, each made by the one before it, and `timers` timers that wait all
/// the time: long enough for snapshots.
[[nodiscard]] sim::Trace long_trace(std::uint32_t steps, std::uint32_t timers);

/// The spans and requests of `sample_trace` at level spans.
[[nodiscard]] sim::Trace spans_trace();
