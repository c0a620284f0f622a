#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/layout/orders.hpp"

namespace ui {

/// Whether a file that begins like this is what `explore --json` writes.
[[nodiscard]] bool is_orders(std::string_view first);

/// Draws such a file: a picture, or a Mermaid chart if OUT ends in .mmd. Gives the exit code after messages on stderr.
[[nodiscard]] int export_orders(const Options& options, const Console& console);

/// Draws orders from wherever they are, as export_orders does.
[[nodiscard]] int draw_orders(const PossibleOrders& orders, const Options& options,
                              const Console& console);

}  // namespace ui
