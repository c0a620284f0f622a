#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/path.hpp"
#include "sim/engine/run.hpp"
#include "sim/trace/orders.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// "0,2,1": the form of a path that --replay reads; "0" if there is no pick but the first. Paths of a wider latitude
/// say so: "under-load:0,2,1", "from-start:0", "each-trip:0".
[[nodiscard]] std::string picks_text(const sim::Order& order, const Options& options);

/// How late the main thread may be: --from-start and --under-load.
[[nodiscard]] sim::Latitude latitude_of(const Options& options);

/// Whether exploring knows all that the program does; otherwise says what it does not.
[[nodiscard]] bool can_explore(const Job& job, const Console& console);

/// The path that --replay names; none after a message. Only if there is one.
[[nodiscard]] std::optional<sim::Path> replayed_path(const Options& options,
                                                     const Console& console);

/// Whether a run met the choices of its path; otherwise says what does not fit: it is of another program, or of another
/// latitude.
[[nodiscard]] bool fits(const sim::Path& path, const Console& console);

/// One run of a scenario: by its seed, or with --replay along a path. None after a message.
[[nodiscard]] std::optional<sim::Trace> run_once_or_replay(const Job& job,
                                                           sim::RunOptions run_options,
                                                           const Options& options,
                                                           const Console& console);

}  // namespace ui
