#pragma once

#include <string>

#include "ui/cli/command.hpp"

namespace ui {

/// All commands, one line each. `width` is that of the terminal.
[[nodiscard]] std::string help_text(int width, bool has_colour);
/// One command: usage, what it does, options by group, examples, exit codes.
[[nodiscard]] std::string help_text(const Command& command, int width, bool has_colour);
/// The program, its compiler and libraries, the profiles it knows.
[[nodiscard]] std::string version_text();
/// "0.1.0"
[[nodiscard]] std::string version_number();

}  // namespace ui
