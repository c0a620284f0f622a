#pragma once

#include <string>
#include <vector>

#include "ui/cli/console.hpp"

namespace ui {

/// The whole program: `arguments` without the program's name. Returns the exit code, throws nothing.
[[nodiscard]] int run_cli(const std::vector<std::string>& arguments, const Console& console);

}  // namespace ui
