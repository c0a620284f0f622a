#pragma once

#include <optional>
#include <string>

#include "sim/trace/trace.hpp"

namespace traces {

/// What the `otherData` of a Chrome trace tells of its run, if loopglass wrote it; nothing of those of other programs.
/// Its scheduler is scheduler_recorded where loopglass wrote what it had read itself, else scheduler_simulated.
[[nodiscard]] std::optional<sim::RunFacts> own_facts(const std::string& other_data);

}  // namespace traces
