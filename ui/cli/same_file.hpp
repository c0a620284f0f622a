#pragma once

#include <string>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// Says so and returns true if both names stand for one existing file: no --force replaces what is being read.
[[nodiscard]] bool is_same_file(const std::string& input, const std::string& output,
                                const Console& console);

/// The same of FILE, each of several, and of what --costs and --module name.
[[nodiscard]] bool is_input(const std::string& output, const Options& options,
                            const Console& console);

}  // namespace ui
