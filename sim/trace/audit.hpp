#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace sim {

/// What a trace violates, one line each; empty when all invariants hold. Statistics are checked at every level,
/// requests from level spans, events and tasks at level full.
[[nodiscard]] std::vector<std::string> audit(const Trace& trace);

/// Whether an event of kind note names a task, a name and a place that exist, as its kind asks. Its detail must be known.
[[nodiscard]] bool is_note_known(const Trace& trace, const TraceEvent& event);

}  // namespace sim
