#pragma once

#include <cstdint>

#include "sim/predict/sample.hpp"
#include "sim/program/program.hpp"

namespace sim {

/// How long one run of a load has to be. What is asked of a load that goes on is its steady state, and a run that is over before
/// queues have come and gone often tells of its empty start and leaves out requests that are still open in the end.

/// Runs in which latencies are independent of one another as often as this have a warm-up, a tenth of them, that covers several
/// times the span over which they hang together.
constexpr double independent_least = 100;

/// Whether the scenario leaves open how long its loads last: then the engine would end them after a minute, whatever is
/// open.
[[nodiscard]] bool is_endless(const Program& program);

/// Loads that stop after `length`; what is open then is still answered.
void end_loads(Program& program, Duration length);

/// Several open loads that end by a number of requests end at the time that these take on average instead. By chance one would
/// end before the others, whose last requests then would have less to wait for.
void end_by_time(Program& program);

/// Loads `factor` times as long, all alike. Nothing happens to lists, ramps and loads without an end.
void lengthen(Program& program, double factor);

/// As how many independent latencies one run counts, on average: by how much the share of slow requests (above p90) differs
/// from run to run. Of several loads the least; infinite if all runs are alike.
[[nodiscard]] double independent_latencies(const Samples& samples);

/// Loads that end together after as many requests as `most`, if there are more.
[[nodiscard]] Program shortened(Program program, double requests, double most);

}  // namespace sim
