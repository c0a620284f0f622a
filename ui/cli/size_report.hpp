#pragma once

#include <string>
#include <vector>

#include "traces/output.hpp"
#include "ui/cli/size_finding.hpp"
#include "ui/cli/size_floor.hpp"
#include "ui/cli/target.hpp"

namespace ui {

/// What was found, and where more stops to help, for people.
[[nodiscard]] std::string finding_text(const Finding& finding, const std::vector<Target>& targets,
                                       bool has_colour);
/// Why nothing was looked for.
[[nodiscard]] std::string floor_text(const Floor& floor, bool has_colour);

/// Everything as one JSON object; false if the sink refused something.
[[nodiscard]] bool write_size_json(const std::vector<Finding>& findings,
                                   const std::vector<Floor>& floors,
                                   const std::vector<Target>& targets, const traces::Sink& sink);

}  // namespace ui
