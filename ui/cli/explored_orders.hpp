#pragma once

#include <vector>

#include "sim/engine/run.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/exploration.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/layout/orders.hpp"

namespace ui {

/// The orders of a scenario as runs of their own, the likeliest first, if --orders asks for them and exploring knows all
/// that the scenario does; none if there is only one. At most a few.
[[nodiscard]] std::vector<OrderRun> order_runs(const Job& job, sim::RunOptions run_options,
                                               const Options& options, const Console& console);

/// What exploring found, each order with the path to it.
[[nodiscard]] PossibleOrders to_possible(const Exploration& exploration, const Options& options);

/// Everything that a scenario may print; the window asks for it, too. Exploring knows all that it does.
[[nodiscard]] PossibleOrders explored(const Job& job, const Options& options,
                                      const Console& console);

/// Explores a scenario and draws what it finds, as export_orders does.
[[nodiscard]] int export_explored(const Job& job, const Options& options, const Console& console);
/// The same of the JavaScript program that `options` name.
[[nodiscard]] int export_explored_script(const Options& options, const Console& console);

}  // namespace ui
