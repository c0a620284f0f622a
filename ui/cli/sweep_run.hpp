#pragma once

#include <string>

#include "ui/cli/console.hpp"
#include "ui/cli/forecast_subject.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/sweep.hpp"

namespace ui {

/// The sweep that the options ask for, checked: every cell compiles. Not one cell is computed yet.
[[nodiscard]] Loaded<SweepPlan> plan_sweep(const ForecastSubject& subject, const Options& options,
                                           const Console& console);

/// The cell's scenario or program.
[[nodiscard]] Loaded<Variant> load_cell(const ForecastSubject& subject, const Options& options,
                                        const SweepPlan& plan, std::size_t cell,
                                        const Console& console);

}  // namespace ui
