#include "sim/explore/facts.hpp"

#include <algorithm>
#include <map>

namespace sim {

namespace {

constexpr std::size_t lines_max = 60;  // more make a table that nobody reads

using Positions = std::vector<std::vector<std::size_t>>;  // by output, orders first, by line

using Lines = std::vector<std::string>;

/// The lines that every output has exactly once, as the first has them.
Lines common_lines(const std::vector<const Lines*>& outputs) {
    Lines common;
    for (const std::string& line : *outputs.front()) {
        const bool is_common =
            std::all_of(outputs.begin(), outputs.end(),
                        [&](const Lines* output) { return find_line(*output, line).count == 1; });
        if (is_common && common.size() < lines_max) common.push_back(line);
    }
    return common;
}

Positions positions_of(const std::vector<const Lines*>& outputs, const Lines& lines) {
    Positions positions;
    for (const Lines* output : outputs) {
        std::map<std::string_view, std::size_t> at;
        for (std::size_t i = 0; i < output->size(); ++i) at[(*output)[i]] = i;
        std::vector<std::size_t> row;
        row.reserve(lines.size());
        for (const std::string& line : lines) row.push_back(at[line]);
        positions.push_back(std::move(row));
    }
    return positions;
}

/// An order that differs from its neighbour in which of the two comes first.
std::int64_t find_decision(const std::vector<Order>& orders, const Positions& positions,
                           std::size_t a, std::size_t b) {
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::int64_t other = orders[i].neighbour;
        if (other < 0) continue;
        const std::vector<std::size_t>& theirs = positions[static_cast<std::size_t>(other)];
        if ((positions[i][a] < positions[i][b]) != (theirs[a] < theirs[b]))
            return static_cast<std::int64_t>(i);
    }
    return -1;
}

}  // namespace

LinePlace find_line(const std::vector<std::string>& lines, const std::string& line) {
    LinePlace place;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i] != line) continue;
        if (place.count++ == 0) place.first = static_cast<std::int64_t>(i);
    }
    return place;
}

std::vector<OrderFact> order_facts(const std::vector<Order>& orders,
                                   const std::set<std::vector<std::string>>& others) {
    if (orders.empty()) return {};
    std::vector<const Lines*> outputs;
    outputs.reserve(orders.size() + others.size());
    for (const Order& order : orders) outputs.push_back(&order.lines);
    for (const Lines& other : others) outputs.push_back(&other);
    const Lines lines = common_lines(outputs);
    const Positions positions = positions_of(outputs, lines);
    const std::size_t n = lines.size();
    std::vector<std::vector<bool>> before(n, std::vector<bool>(n, false));
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            before[a][b] = a != b && std::all_of(positions.begin(), positions.end(),
                                                 [&](const auto& row) { return row[a] < row[b]; });
        }
    }
    std::vector<OrderFact> facts;
    const auto follows = [&](std::size_t a, std::size_t b) {
        for (std::size_t c = 0; c < n; ++c) {
            if (before[a][c] && before[c][b]) return true;
        }
        return false;
    };
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            if (before[a][b] && !follows(a, b)) facts.push_back({lines[a], lines[b], true, -1});
        }
    }
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = a + 1; b < n; ++b) {
            if (!before[a][b] && !before[b][a])
                facts.push_back(
                    {lines[a], lines[b], false, find_decision(orders, positions, a, b)});
        }
    }
    return facts;
}

}  // namespace sim
