#pragma once

#include <string_view>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/sweep.hpp"
#include "ui/layout/sweep.hpp"

namespace ui {

/// Whether a file that begins like this is what sweep and merge write as JSON.
[[nodiscard]] bool is_sweep(std::string_view first);

/// What a picture shows of a sweep.
[[nodiscard]] SweepFigures to_figures(const Sweep& sweep);

/// Draws such a file, or makes a page of it. Gives the exit code after messages on stderr.
[[nodiscard]] int export_sweep(const Options& options, const Console& console);

}  // namespace ui
