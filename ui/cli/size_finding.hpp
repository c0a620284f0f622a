#pragma once

#include <algorithm>
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

/// One value that was tried.
struct Trial {
    double value = 0;
    bool is_met = false;
    sim::Forecast forecast;
    std::string about;  // the load that the targets name, empty: all together

    [[nodiscard]] const sim::LoadForecast& load() const { return load_named(forecast, about); }
    [[nodiscard]] std::string p99_name() const { return about.empty() ? "p99" : about + ".p99"; }
};

/// What came of looking for one of them.
struct Finding {
    const FindRow* row = nullptr;
    double present = 0;              // what the scenario has
    std::optional<double> answer{};  // empty: nothing meets the target
    std::vector<Trial> trials{};     // ascending
};

[[nodiscard]] inline bool is_unstable(const Trial& trial) {
    return trial.forecast.stability == sim::Stability::unstable;
}

/// Beyond any number if there is none.
[[nodiscard]] inline double p99_of(const Trial& trial) {
    const sim::LoadForecast& load = trial.load();
    if (is_unstable(trial) || load.counted == 0) return 1e30;
    return load.percentiles[sim::forecast_p99].value;
}

/// What slow requests spend most of their time with.
[[nodiscard]] inline sim::WaitReason top_reason(const sim::LoadForecast& load) {
    return static_cast<sim::WaitReason>(std::max_element(load.at_p99.begin(), load.at_p99.end()) -
                                        load.at_p99.begin());
}

}  // namespace ui
