#pragma once

#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "traces/native.hpp"

namespace traces {

/// Reads Chrome Trace Event JSON, as Node (--trace-event-categories), Chromium and loopglass itself write it, into a
/// trace of level full as far as the categories tell. Of Node, callbacks, their causes, the pool and the phases of
/// timers and check come from node.async_hooks, node.threadpoolwork, node.fs.async, node.environment and
/// node.bootstrap; of everything else, the slices. Any bytes give a trace that has all indices in range, or one
/// diagnostic with line and column.
[[nodiscard]] sim::Result<sim::Trace> read_chrome(const Source& source, std::string_view file);
[[nodiscard]] sim::Result<sim::Trace> read_chrome(std::string_view text, std::string_view file);

/// Whether a text that begins like this is such a trace.
[[nodiscard]] bool is_chrome_trace(std::string_view text);

}  // namespace traces
