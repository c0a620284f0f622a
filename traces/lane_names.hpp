#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace traces {

/// What the rows of a picture or listing are called, by lane: the name that the run gave, otherwise
/// "loop 0", "worker 1" (workers count from 1), "station 0".
[[nodiscard]] std::vector<std::string> lane_names(const sim::Trace& trace);

}  // namespace traces
