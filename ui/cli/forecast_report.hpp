#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/forecast.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// The forecast for people: the answer first, then latency with intervals, what is busy, where the time went on average
/// and at p99, and what theory says. With two forecasts (of both schedulers) the second shows beside the first.
[[nodiscard]] std::string forecast_text(const Job& job, const std::vector<sim::Forecast>& forecasts,
                                        const Options& options, int width, bool has_colour);

/// "pool of 4 threads and 4 cores"
[[nodiscard]] std::string limits_text(const sim::Capacity& capacity);
/// "4 cores, linux"
[[nodiscard]] std::string cores_text(std::int32_t cores, std::string_view scheduler);
/// "50.0/s", three digits.
[[nodiscard]] std::string rate_text(double per_second);
/// Whether too little was seen to say how high the value may be. Of one run nothing is said at all.
[[nodiscard]] bool has_no_upper_limit(const sim::Estimate& estimate);
/// A time in ns; "-" if it is not finite.
[[nodiscard]] std::string time_text(double ns);

}  // namespace ui
