#include "ui/cli/size_finding.hpp"

#include <cmath>

namespace ui {

namespace {

/// 1 at the bound. Where the tail has no answer, the fewer those are the nearer.
double distance(const Target& target, const TargetValue& value, const sim::Forecast& forecast) {
    if (!value.is_known || forecast.stability == sim::Stability::unstable) return unreachable;
    const double number = value.estimate.value;
    if (target.comparison[0] == '>') return number > 0 ? target.bound / number : unreachable;
    const double ratio = number / target.bound;
    return value.is_beyond ? std::max(1.0, ratio) * (1 + 100 * value.unanswered) : ratio;
}

Certainty certainty_of(const Target& target, const TargetValue& value,
                       const sim::Forecast& forecast) {
    const sim::Estimate& estimate = value.estimate;
    const bool is_hopeless =
        !value.is_known || value.is_beyond || forecast.stability == sim::Stability::unstable;
    const auto of = [](bool is_met) { return is_met ? Certainty::met : Certainty::missed; };
    if (is_hopeless || !std::isfinite(estimate.low)) return of(value.is_met);
    const auto is_met_at = [&](double end) {
        return holds({end, target.unit, false}, target.comparison, target.bound);
    };
    return is_met_at(estimate.low) == is_met_at(estimate.high) ? of(is_met_at(estimate.low))
                                                               : Certainty::unsure;
}

}  // namespace

void judge(Trial& trial, const std::vector<Target>& targets) {
    trial.is_met = true;
    trial.certainty = Certainty::met;
    trial.distance = -1;
    for (const Target& target : targets) {
        const TargetValue value = target_value(target, trial.forecast);
        trial.is_met = trial.is_met && value.is_met;
        trial.certainty = std::min(trial.certainty, certainty_of(target, value, trial.forecast));
        const double far = distance(target, value, trial.forecast);
        if (far <= trial.distance) continue;
        trial.distance = far;
        trial.worst = &target;
    }
}

}  // namespace ui
