#pragma once

#include "sim/trace/forecast.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// The members of a forecast, within an object that the caller has opened. Times are in ns, keys end in their unit. An
/// estimate is {"value", "low", "high"}, the ends null where the replications do not tell them; what an
/// unstable system has no value for (latency) is null.
void put_forecast(Json& json, const sim::Forecast& forecast);

/// One object: facts and the forecast; with two schedulers `forecasts` is a list of both.
[[nodiscard]] bool write_forecast_json(const Job& job, const std::vector<sim::Forecast>& forecasts,
                                       const Options& options, const traces::Sink& sink);

}  // namespace ui
