#include "ui/cli/size_floor.hpp"

#include <limits>

#include "sim/predict/alone.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/size_finding.hpp"

namespace ui {

namespace {

constexpr int replications_alone = 16;

sim::Forecast forecast_alone(const Job& job, std::size_t load, const Options& options,
                             const Console& console) {
    sim::PredictPlan plan = predict_plan(options, console);
    plan.replications = replications_alone;
    plan.keeps_length = true;
    plan.has_capacity = false;
    plan.has_delay = false;
    return sim::predict(sim::alone(job.program, load), *job.profile, plan);
}

}  // namespace

/// All loads together are no faster than the fastest of them.
std::vector<Floor> floors_above(const std::vector<Target>& targets, const Job& job,
                                const Options& options, const Console& console) {
    std::vector<Floor> floors;
    for (const Target& target : targets) {
        if (target.unit != MetricUnit::time) continue;
        Floor least{.target = &target, .value = std::numeric_limits<double>::infinity()};
        for (std::size_t i = 0; i < job.program.loads.size(); ++i) {
            const std::string name{job.program.names.text(job.program.loads[i].name)};
            if (!target.load.empty() && name != target.load) continue;
            const sim::Forecast forecast = forecast_alone(job, i, options, console);
            const TargetValue value = target_value(target, forecast);
            // A request that may take any time is none that limits.
            const double low = value.is_known ? value.estimate.low : 0;
            if (low < least.value)
                least = {.target = &target,
                         .load = name,
                         .value = low,
                         .top = top_reason(forecast.loads.front())};
        }
        if (target.bound <= least.value) floors.push_back(std::move(least));
    }
    return floors;
}

}  // namespace ui
