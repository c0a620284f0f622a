#pragma once

#include <string>

#include "traces/output.hpp"
#include "ui/host/calibration.hpp"

namespace ui {

/// The cost file that --costs takes: the median of each value, service times as distributions, and in "calibrated" how
/// and where they were measured and how widely they spread. False if the sink refused something.
[[nodiscard]] bool write_cost_file(const Calibration& calibration, const traces::Sink& sink);

/// What was measured beside the defaults for that version, as a table to read.
[[nodiscard]] std::string calibration_table(const Calibration& calibration, bool has_colour);

}  // namespace ui
