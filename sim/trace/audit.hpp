#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace sim {

/// What a trace violates, one line each; empty when all invariants hold. Statistics are checked at every level,
/// requests from level spans, events and tasks at level full.
[[nodiscard]] std::vector<std::string> audit(const Trace& trace);

}  // namespace sim
