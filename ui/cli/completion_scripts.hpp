#pragma once

#include <string>

namespace ui {

/// Scripts that complete commands, options, their values, files and installed scenarios; made from the tables
/// of commands and options.
[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

}  // namespace ui
