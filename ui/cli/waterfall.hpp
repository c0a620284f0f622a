#pragma once

#include <string>

#include "sim/trace/trace.hpp"

namespace ui {

/// More requests than this are no picture any more.
constexpr std::size_t waterfall_requests_max = 20;

/// One line per request: its latency, and a bar over virtual time with one letter per reason; then a legend of the
/// letters used. Empty if the trace has no requests (level none) or more than waterfall_requests_max.
/// A capital letter says that something works for the request, a small one that it waits.
[[nodiscard]] std::string waterfall_text(const sim::Trace& trace, int width, bool has_colour);

}  // namespace ui
