#pragma once

#include <cstdint>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// What `export` is made from.
enum class ExportSource : std::uint8_t { scenario, program, trace, orders, sweep, folder };

/// Whether a scenario's program for real Node is asked for, by --format or the ending of OUT.
[[nodiscard]] bool wants_script(const Options& options);

/// Whether a chart of orders is asked for, likewise.
[[nodiscard]] bool wants_chart(const Options& options);

/// Whether a program's orders are asked for instead of a run, as a chart or a picture.
[[nodiscard]] bool wants_orders(const Options& options);

/// Whether what is made of a full trace shows the part of it that --from and --to choose.
[[nodiscard]] bool shows_part(const Options& options);

/// Refuses, with a message, an option that changes nothing of what is made from the source, and a --format that OUT's ending
/// contradicts.
[[nodiscard]] bool refuse_idle_options(ExportSource source, const Options& options,
                                       const Console& console);

}  // namespace ui
