#pragma once

#include "sim/trace/trace.hpp"
#include "traces/output.hpp"

namespace traces {

/// A listing to read: at level full one line an event with time, loop and what happened, in groups by iteration
/// and phase; at level spans one line a span; below that the outputs. False if the sink refused.
[[nodiscard]] bool write_text(const sim::Trace& trace, const Sink& sink);

}  // namespace traces
