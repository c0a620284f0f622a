#pragma once

#include <string>

#include "sim/program/program.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// What a load run ends with: requests and latency by endpoint, utilisation, event-loop delay, where the time went, and a
/// waterfall where there are few requests. Fits `width` columns, at most 100.
[[nodiscard]] std::string report_text(const sim::Program& program, const sim::Trace& trace,
                                      int width, bool has_colour);

}  // namespace ui
