#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/program/program.hpp"
#include "sim/trace/orders.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/script_expectations.hpp"

namespace ui {

/// What keeps `found` from having all of `wanted` in this order, whatever stands between; empty if nothing does.
[[nodiscard]] std::string broken_always(const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& found);
/// The first of `lines` has to come behind the others, wherever both are printed.
[[nodiscard]] std::string broken_never_before(const std::vector<std::string>& lines,
                                              const std::vector<std::string>& found);

/// Something that is expected of every order.
struct OrderClaim {
    std::string where;  // "a.json:12:3"
    std::string text;   // "always tick, promise"
    std::function<std::string(const std::vector<std::string>& lines)> broken_by;
};
[[nodiscard]] std::vector<OrderClaim> order_claims(const sim::Program& program,
                                                   const std::string& profile);
[[nodiscard]] std::vector<OrderClaim> order_claims(
    const std::vector<ScriptExpectation>& expectations, const std::string& profile,
    const std::string& file);

/// Says on stderr which claims an order refutes, and by which path; with --verbose also which are proven. The exit code:
/// exit_failed, exit_limit if nothing is refuted and not all was looked at, otherwise exit_done.
[[nodiscard]] int report_claims(const std::vector<OrderClaim>& claims, const sim::Orders& orders,
                                const Options& options, const Console& console);

}  // namespace ui
