#pragma once

#include <string>

#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/quiz_item.hpp"

namespace ui {

/// The question about the JavaScript program that is the first operand: one run with its reasons, while samples say whether
/// it is a race. None after a message.
[[nodiscard]] Loaded<QuizItem> load_script_quiz(const Options& options, const Console& console);

/// The question about a scenario that stands in `input`, or none after a message. Without a title it has that
/// of the program.
[[nodiscard]] Loaded<QuizItem> load_quiz(const Input& input, const std::string& title,
                                         const Options& options, const Console& console);

}  // namespace ui
