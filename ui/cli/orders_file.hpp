#pragma once

#include <string_view>
#include <vector>

#include "sim/engine/run.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/layout/orders.hpp"

namespace ui {

/// Whether a file that begins like this is what `explore --json` writes.
[[nodiscard]] bool is_orders(std::string_view first);

/// The orders of a scenario as runs of their own, the likeliest first, if --orders asks for them and exploring knows all
/// that the scenario does; none if there is only one. At most a few.
[[nodiscard]] std::vector<OrderRun> order_runs(const Job& job, sim::RunOptions run_options,
                                               const Options& options, const Console& console);

/// Everything that a scenario may print; the window asks for it, too. Exploring knows all that it does.
[[nodiscard]] PossibleOrders explored(const Job& job, const Options& options,
                                      const Console& console);

/// Explores a scenario and draws what it finds, as export_orders does.
[[nodiscard]] int export_explored(const Job& job, const Options& options, const Console& console);

/// Draws such a file: a picture, or a Mermaid chart if OUT ends in .mmd. Gives the exit code after messages on stderr.
[[nodiscard]] int export_orders(const Options& options, const Console& console);

}  // namespace ui
