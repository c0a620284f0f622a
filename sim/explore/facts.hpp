#pragma once

#include <vector>

#include "sim/trace/orders.hpp"

namespace sim {

/// What holds in all orders, without what follows from it, and the pairs that come either way. Only of lines that every
/// order prints exactly once.
[[nodiscard]] std::vector<OrderFact> order_facts(const std::vector<Order>& orders);

/// How often `line` stands in `lines`, and where first; -1 if nowhere.
struct LinePlace {
    std::int64_t first = -1;
    std::int64_t count = 0;
};
[[nodiscard]] LinePlace find_line(const std::vector<std::string>& lines, const std::string& line);

}  // namespace sim
