#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/forecast.hpp"
#include "ui/cli/metrics.hpp"

namespace ui {

/// What a forecast is to meet: "p99<200ms", or of one of several loads "login.p99<200ms".
struct Target {
    std::string text;
    std::string load;    // whose metric, empty: of all together
    std::string metric;  // "p99", "utilisation.pool"
    std::string comparison;
    double bound = 0;  // ns for times
    MetricUnit unit = MetricUnit::time;
};

[[nodiscard]] sim::Result<Target> parse_target(std::string_view text);

/// Adds a target; of two for the same quantity the stricter one stays.
void add_target(std::vector<Target>& targets, Target target);

/// Says which load or resource of the target the scenario does not have; empty: it has all.
[[nodiscard]] std::vector<sim::Diagnostic> missing_subject(const Target& target,
                                                           const sim::Program& program);

/// Of the load with this name; where it is empty, of all together.
[[nodiscard]] const sim::LoadForecast& load_named(const sim::Forecast& forecast,
                                                  std::string_view name);

/// "p99", "login.p99"
[[nodiscard]] std::string metric_text(const Target& target);

/// The metric's value in a forecast, and whether it is good enough. An unstable system meets no target of latency. Requests
/// that timed out or failed count as longer than any that was answered.
struct TargetValue {
    sim::Estimate estimate{};
    bool is_known = false;   // false: no such thing in this scenario, or nothing was done
    bool is_beyond = false;  // a time above the estimate, which is the longest that was answered
    bool is_met = false;
    double unanswered = 0;  // of a time: share of requests that timed out or failed
};
[[nodiscard]] TargetValue target_value(const Target& target, const sim::Forecast& forecast);

/// "p99 180 ms (170 to 190 ms)", "p99 above 100 ms, as 2.4 % time out"
[[nodiscard]] std::string target_text(const Target& target, const sim::Forecast& forecast);

}  // namespace ui
