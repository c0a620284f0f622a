#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/explore.hpp"
#include "sim/trace/orders.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/order_claims.hpp"

namespace ui {

/// Every order in which a program prints its lines, and what it says of them.
struct Exploration {
    sim::Orders orders;
    std::vector<OrderClaim> claims;
    std::string name;  // as the user gave it
    std::string node;  // the version
};

/// Explores the options' FILE, a scenario or JavaScript with its arguments; `samples` runs tell how likely each order is. None
/// after a message; after Ctrl-C exit_limit with what was found so far, without claims.
[[nodiscard]] Loaded<Exploration> explore_file(std::int64_t samples, const Options& options,
                                               const Console& console);

/// What the command line says of exploring, and `paths` at most if it does not say.
[[nodiscard]] sim::ExploreOptions explore_options(const Options& options, const Console& console,
                                                  std::int64_t samples, std::int64_t paths);

/// What --samples says, otherwise 500, or for JavaScript 200.
[[nodiscard]] std::int64_t samples_of(const Options& options);

}  // namespace ui
