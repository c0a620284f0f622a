#pragma once

#include <string_view>

#include "sim/trace/trace.hpp"

namespace sim {

/// The scheduler that a simulated run names which was read from a form that says when callbacks ran and not why, such as
/// Chrome JSON.
constexpr std::string_view scheduler_simulated = "simulated";

/// Whether a trace with these facts holds why its callbacks ran when they did.
[[nodiscard]] inline bool has_reasons(const RunFacts& facts) {
    return facts.scheduler != scheduler_recorded && facts.scheduler != scheduler_simulated;
}

}  // namespace sim
