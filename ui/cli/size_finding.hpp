#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/forecast.hpp"
#include "ui/cli/target.hpp"

namespace ui {

/// What can be looked for.
struct FindRow {
    std::string_view name;
    std::string_view singular;
    std::string_view plural;
    int most;  // 0: the largest load is wanted
};
[[nodiscard]] inline bool is_rate(const FindRow& row) { return row.name == "rate"; }

/// Whether the targets hold as far as 95 % intervals tell.
enum class Certainty : std::uint8_t { missed, unsure, met };

/// One value that was tried.
struct Trial {
    double value = 0;
    sim::Forecast forecast;
    /// By the estimates. An interval that crosses a bound is unsure, whichever side the estimate is on.
    bool is_met = false;
    Certainty certainty = Certainty::missed;
    /// How far the target that is worst off is from its bound: below 1 where all are met, `unreachable` where nothing is known.
    double distance = 0;
    const Target* worst = nullptr;

    [[nodiscard]] const sim::LoadForecast& load() const {
        return load_named(forecast, worst->load);
    }
};

constexpr double unreachable = 1e30;

/// Says how the trial's forecast stands to the targets, which must outlive it.
void judge(Trial& trial, const std::vector<Target>& targets);

/// What came of looking for one of them.
struct Finding {
    const FindRow* row = nullptr;
    double present = 0;                 // what the scenario has
    bool is_unlimited = false;          // it has any number of cores
    std::optional<double> answer{};     // the least count or the largest load; empty: there is none
    std::optional<double> least{};      // the least load, where throughput is wanted
    std::vector<Trial> trials{};        // ascending
    bool is_unused = false;             // nothing ever goes there
    const Target* unoffered = nullptr;  // throughput that is wanted of fewer requests
    double offered = 0;                 // how many come a second then
};

[[nodiscard]] inline bool is_unstable(const Trial& trial) {
    return trial.forecast.stability == sim::Stability::unstable;
}

/// What slow requests spend most of their time with.
[[nodiscard]] inline sim::WaitReason top_reason(const sim::LoadForecast& load) {
    return static_cast<sim::WaitReason>(std::max_element(load.at_p99.begin(), load.at_p99.end()) -
                                        load.at_p99.begin());
}

}  // namespace ui
