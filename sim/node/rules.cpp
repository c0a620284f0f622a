#include "sim/node/rules.hpp"

#include <algorithm>
#include <array>

#include "sim/node/rules_entry.hpp"
#include "sim/node/rules_jobs.hpp"
#include "sim/node/rules_loop.hpp"
#include "sim/node/rules_measure.hpp"
#include "sim/node/rules_pool.hpp"
#include "sim/node/rules_sockets.hpp"
#include "sim/node/rules_streams.hpp"
#include "sim/node/rules_workers.hpp"

namespace sim {

namespace {

template <std::size_t... sizes>
constexpr auto concatenated(const std::array<Rule, sizes>&... tables) {
    std::array<Rule, (sizes + ...)> all{};
    auto at = all.begin();
    ((at = std::ranges::copy(tables, at).out), ...);
    return all;
}

constexpr auto rows = concatenated(rule_tables::loop, rule_tables::jobs, rule_tables::entry,
                                   rule_tables::pool, rule_tables::sockets, rule_tables::streams,
                                   rule_tables::measure, rule_tables::workers);

constexpr std::string_view without_letter(std::string_view number) {
    const bool has_letter = number.starts_with('R') || number.starts_with('r');
    return has_letter ? number.substr(1) : number;
}

}  // namespace

std::span<const Rule> rules() { return rows; }

const Rule* find_rule(std::string_view number) {
    const auto* row = std::ranges::find(
        rows, without_letter(number), [](const Rule& rule) { return without_letter(rule.number); });
    return row == rows.end() ? nullptr : row;
}

}  // namespace sim
