#pragma once

#include <optional>
#include <string_view>

#include "sim/core/diagnostic.hpp"

namespace ui {

/// The error in what Node writes when one ends a program: "PATH:LINE", the line, carets below the place, an empty line and
/// the error's text. None if `said` has no such thing.
/// Source: node::AppendExceptionLine in src/node_errors.cc.
[[nodiscard]] std::optional<sim::Diagnostic> find_node_error(std::string_view said);

}  // namespace ui
