#pragma once

#include <string>
#include <string_view>

#include "sim/program/program.hpp"

namespace sim::scenario {

/// A program as text: bodies with their actions, one a line; fields that have their default are left out.
/// Variables are v0, v1 ..., bodies #0, #1 ...
[[nodiscard]] std::string dump(const Program& program);

/// The dump of a scenario, or its diagnostics as text, separated by empty lines. The file is called "s.json".
[[nodiscard]] std::string load_text(std::string_view json);

}  // namespace sim::scenario
