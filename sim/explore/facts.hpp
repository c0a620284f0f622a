#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/trace/orders.hpp"

namespace sim {

/// What holds in all orders, without what follows from it, and the pairs that come either way. Only of lines that every
/// order prints exactly once. `others` are outputs that count like orders, though no path to them is known.
[[nodiscard]] std::vector<OrderFact> order_facts(const std::vector<Order>& orders,
                                                 const std::set<std::vector<std::string>>& others);

/// How often `line` stands in `lines`, and where first; -1 if nowhere.
struct LinePlace {
    std::int64_t first = -1;
    std::int64_t count = 0;
};
[[nodiscard]] LinePlace find_line(const std::vector<std::string>& lines, const std::string& line);

}  // namespace sim
