#pragma once

#include <string>

#include "sim/node/cost_model.hpp"
#include "traces/output.hpp"
#include "ui/host/calibration.hpp"

namespace ui {

/// A value of a cost: "120 us", "1.00 MiB", "0.500".
[[nodiscard]] std::string cost_text(std::int64_t value, sim::CostUnit unit);

/// The cost file that --costs takes: the median of each value, service times as distributions, and in "calibrated" how
/// and where they were measured and how widely they spread. False if the sink refused something.
[[nodiscard]] bool write_cost_file(const Calibration& calibration, const traces::Sink& sink);

/// What was measured beside the defaults for that version, as a table to read.
[[nodiscard]] std::string calibration_table(const Calibration& calibration, bool has_colour);

/// What to be told of a machine whose load average this was before anything was measured; empty if it is idle enough.
[[nodiscard]] std::string busy_text(double load, unsigned cores);

}  // namespace ui
