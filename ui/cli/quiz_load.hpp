#pragma once

#include <string>

#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/quiz_item.hpp"

namespace ui {

/// The question about a scenario or a script that stands in `input`, or none after a message. Without a title it has that
/// of the program.
[[nodiscard]] Loaded<QuizItem> load_quiz(const Input& input, const std::string& title,
                                         const Options& options, const Console& console);

}  // namespace ui
