#pragma once

#include "sim/predict/sample.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/forecast.hpp"

namespace sim {

/// Whether the scenario is a load that goes on, of which a steady state can be asked: no list of arrivals, no ramp, and
/// enough requests.
[[nodiscard]] bool goes_on(const Program& program);

/// What is said of loads whose number of requests only a run tells: users and ramps.
constexpr double requests_unknown = 1e9;

/// How many requests the program's loads make in one run, about; requests_unknown or more if a run has to tell.
[[nodiscard]] double expected_requests(const Program& program);

/// Whether runs leave no doubt of an overload: all loads are open, less than half of what comes is done, and something is busy
/// all the time.
[[nodiscard]] bool is_hopeless(const Program& program, const Samples& samples);

/// Sets the forecast's stability and growth from its capacity and replications. A load above the capacity is unstable, one
/// well below is not; where the capacity is not known or close, latencies decide that grow from the third to the last quarter of
/// the runs while something is busy all the time.
void judge_stability(Forecast& forecast, const Program& program, const Samples& samples);

}  // namespace sim
