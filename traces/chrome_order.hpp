#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "traces/chrome_records.hpp"

namespace traces {

/// Sorts by `before`, which compares times first. Stable: first to windows of time of which each has a few records, then
/// within each window. What is added one after the other is near in time, so both passes go through memory nearly in order.
/// `scratch` and `ends` are room.
template <class Before>
void sort_chrome_records(std::vector<ChromeRecord>& records, std::vector<ChromeRecord>& scratch,
                         std::vector<std::size_t>& ends, Before before) {
    constexpr std::size_t window = 4;
    constexpr std::ptrdiff_t inserted_max = 32;
    if (records.size() < 64) return std::stable_sort(records.begin(), records.end(), before);
    std::int64_t least = records.front().at;
    std::int64_t most = least;
    for (const ChromeRecord& record : records) {
        least = std::min(least, record.at);
        most = std::max(most, record.at);
    }
    // Differences of times fit 64 unsigned bits whatever the times are.
    const auto base = static_cast<std::uint64_t>(least);
    const std::uint64_t range = static_cast<std::uint64_t>(most) - base;
    const int bits = static_cast<int>(std::bit_width(records.size() / window));
    const int shift = std::max(0, static_cast<int>(std::bit_width(range)) - bits);
    const auto window_of = [&](const ChromeRecord& record) {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(record.at) - base) >> shift);
    };
    ends.assign(static_cast<std::size_t>(range >> shift) + 2, 0);
    for (const ChromeRecord& record : records) ++ends[window_of(record) + 1];
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    scratch.resize(records.size());
    for (const ChromeRecord& record : records) scratch[ends[window_of(record)]++] = record;
    records.swap(scratch);
    const auto insert_in_order = [&](auto first, auto end) {
        for (auto next = first; next != end; ++next) {
            if (next == first || !before(*next, next[-1])) continue;
            const ChromeRecord record = *next;
            auto hole = next;
            for (; hole != first && before(record, hole[-1]); --hole) *hole = hole[-1];
            *hole = record;
        }
    };
    auto first = records.begin();
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const auto end = records.begin() + static_cast<std::ptrdiff_t>(ends[i]);
        if (end - first > inserted_max) std::stable_sort(first, end, before);
        else insert_in_order(first, end);
        first = end;
    }
}

}  // namespace traces
