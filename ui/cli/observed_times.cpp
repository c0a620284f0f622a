// A row takes a fortieth of all values or an eighth of those above it that are left, whichever is less: a percentile then is
// off by a fortieth of the values in the body and by an eighth of its distance from the end in the tail. The number of rows
// grows with the logarithm of that of the values: some 70 for a thousand, 120 for a million.
#include "ui/cli/observed_times.hpp"

#include <algorithm>
#include <cstddef>

namespace ui {

namespace {

constexpr std::size_t different_max = 400;
constexpr std::size_t body_rows = 40;
constexpr std::size_t tail_part = 8;

void add(std::vector<ObservedTime>& rows, const ObservedTime& row) {
    if (!rows.empty() && rows.back().value == row.value) rows.back().count += row.count;
    else rows.push_back(row);
}

}  // namespace

std::vector<ObservedTime> condense(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::vector<ObservedTime> rows;
    for (const double value : values) add(rows, {.value = value});
    if (rows.size() <= different_max) return rows;
    rows.clear();
    for (std::size_t begin = 0; begin < values.size();) {
        const std::size_t left = values.size() - begin;
        const std::size_t count =
            std::max<std::size_t>(1, std::min(values.size() / body_rows, left / tail_part));
        double sum = 0;
        for (std::size_t i = begin; i < begin + count; ++i) sum += values[i];
        add(rows,
            {.value = sum / static_cast<double>(count), .count = static_cast<std::int64_t>(count)});
        begin += count;
    }
    return rows;
}

}  // namespace ui
