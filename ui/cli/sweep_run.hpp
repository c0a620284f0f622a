#pragma once

#include <string>

#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/sweep.hpp"

namespace ui {

/// A scenario with some of its fields changed, ready for a forecast; options apply as ever. Complains and gives nothing if it does not
/// compile.
[[nodiscard]] Loaded<Job> load_variant(
    const Input& input, const Options& options,
    const std::vector<std::pair<std::string, std::string>>& changes, const Console& console);

/// The sweep that the options ask for, checked: every cell compiles. Not one cell is computed yet.
[[nodiscard]] Loaded<SweepPlan> plan_sweep(const Input& input, const Options& options,
                                           const Console& console);

/// The cell's scenario.
[[nodiscard]] Loaded<Job> load_cell(const Input& input, const Options& options,
                                    const SweepPlan& plan, std::size_t cell,
                                    const Console& console);

}  // namespace ui
