#pragma once

#include <vector>

#include "sim/trace/trace.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/expectations.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// Says on stderr how a run ended if that needs saying, and with --audit what invariants do not hold. The exit code:
/// exit_limit if it was stopped, unless the scenario expects just that.
[[nodiscard]] int report_ending(const Job& job, const sim::Trace& trace, const Options& options,
                                const Console& console);

/// Says on stderr what does not hold, or with --verbose that all does; exit_failed or exit_done.
[[nodiscard]] int report_expectations(const Job& job,
                                      const std::vector<ExpectationFailure>& failures,
                                      const Options& options, const Console& console);

}  // namespace ui
