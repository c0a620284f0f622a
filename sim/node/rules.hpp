#pragma once

#include <span>
#include <string_view>

namespace sim {

/// One rule of how Node schedules, as code, tests and explanations cite it.
struct Rule {
    std::string_view number;   ///< "R2.30"
    std::string_view section;  ///< "Timers, immediates and jobs"
    std::string_view text;
    std::string_view
        evidence;             ///< probes ("L04 L05"), or the source file and function that says so
    bool observable = false;  ///< a scenario can show it, by its output or by its timing
};

/// All rules, ascending by number.
[[nodiscard]] std::span<const Rule> rules();

/// The rule called "R2.30", "r2.30" or "2.30", or null.
[[nodiscard]] const Rule* find_rule(std::string_view number);

}  // namespace sim
