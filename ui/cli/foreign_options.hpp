#pragma once

#include <string_view>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// Refuses, with a message, an option that only JavaScript programs have, if FILE is none.
[[nodiscard]] bool refuse_program_options(const Options& options, const Console& console);

/// Whether an option says how something is run.
[[nodiscard]] bool is_of_runs(std::string_view option);

/// Refuses, with a message, an option that says how to run, of a FILE that holds what was run before.
[[nodiscard]] bool refuse_model_options(const Options& options, const Console& console);

}  // namespace ui
