#pragma once

#include "sim/trace/trace.hpp"
#include "traces/output.hpp"
#include "ui/cli/expectations.hpp"

namespace ui {

/// A run as one JSON object, for programs: facts, outputs, ending, statistics with percentiles, waits and fingerprint. Times are
/// whole nanoseconds and end in `_ns`; numbers that cannot be are null. False if the sink refused.
[[nodiscard]] bool write_run_json(const sim::Trace& trace,
                                  const std::vector<ExpectationFailure>& failures,
                                  const traces::Sink& sink);

}  // namespace ui
