#pragma once

#include <span>
#include <string>

#include "sim/explain/reason.hpp"
#include "sim/explain/reason_finder.hpp"

namespace sim {

// The texts of a reason. Its facts are set already.

/// What scheduled it: "nextTick (line 3), queued by the main script". Empty of a script and of what goes on.
[[nodiscard]] std::string origin_words(const History& history, const TaskRun& run,
                                       const Reason& reason);
/// The sentence of the row that was found, its holes filled.
[[nodiscard]] std::string why_words(const History& history, const Reason& reason,
                                    const FoundReason& found);
/// Whom it overtook, a sentence; empty if nobody.
[[nodiscard]] std::string ahead_words(const History& history, std::span<const TaskId> overtook);

}  // namespace sim
