// What an imported log says in few rows and coarse instants, beside the values that it was made of.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/draws.hpp"
#include "tests/catch.hpp"
#include "ui/cli/observed_times.hpp"

namespace {

double exponential(sim::Stream& stream) { return -std::log(1 - stream.unit()); }

struct Moments {
    double count = 0;
    double mean = 0;
    double variance = 0;
};

Moments moments_of(const std::vector<ui::ObservedTime>& rows) {
    Moments moments;
    for (const ui::ObservedTime& row : rows) {
        moments.count += static_cast<double>(row.count);
        moments.mean += row.value * static_cast<double>(row.count);
    }
    moments.mean /= moments.count;
    for (const ui::ObservedTime& row : rows)
        moments.variance += (row.value - moments.mean) * (row.value - moments.mean) *
                            static_cast<double>(row.count) / moments.count;
    return moments;
}

double quantile(const std::vector<ui::ObservedTime>& rows, double count, double share) {
    double below = 0;
    for (const ui::ObservedTime& row : rows) {
        below += static_cast<double>(row.count);
        if (below >= count * share) return row.value;
    }
    return rows.back().value;
}

}  // namespace

TEST_CASE("few rows have the mean, the spread and the tail of many times", "[import]") {
    // Most take some 30 ms, one of fifty ten times as long: a tail that makes the queue.
    sim::Stream stream{5};
    std::vector<double> values;
    for (int i = 0; i < 20'000; ++i)
        values.push_back(20 + exponential(stream) * (stream.unit() < 0.02 ? 100 : 10));
    std::vector<ui::ObservedTime> each;
    for (const double value : values) each.push_back({.value = value});
    std::sort(each.begin(), each.end(),
              [](const auto& a, const auto& b) { return a.value < b.value; });

    const std::vector<ui::ObservedTime> rows = ui::condense(values);
    CHECK(rows.size() < 120);
    const Moments seen = moments_of(each);
    const Moments kept = moments_of(rows);
    CHECK(kept.count == seen.count);
    CHECK(std::abs(kept.mean / seen.mean - 1) < 1e-9);
    // What rows leave out is the spread within each.
    CHECK(kept.variance <= seen.variance);
    CHECK(kept.variance > 0.99 * seen.variance);
    CHECK(rows.back().value == each.back().value);
    CHECK(rows.back().count == 1);
    for (const double share : {0.1, 0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995}) {
        INFO(share);
        // A row lies between the percentiles at its two ends: a fortieth of all, or an eighth of those above.
        const double width = std::min(1.0 / 40, (1 - share) / 7);
        const double found = quantile(rows, seen.count, share);
        CHECK(found >= quantile(each, seen.count, share - width));
        CHECK(found <= quantile(each, seen.count, share + width));
    }
}

TEST_CASE("times that are few, or often the same, stay as they are", "[import]") {
    const auto text = [](std::vector<double> values) {
        std::string all;
        for (const ui::ObservedTime& row : ui::condense(std::move(values)))
            all +=
                std::to_string(static_cast<int>(row.value)) + "*" + std::to_string(row.count) + " ";
        return all;
    };
    CHECK(text({3, 1, 2, 1}) == "1*2 2*1 3*1 ");
    std::vector<double> values(100'000, 7);
    values.push_back(9);
    CHECK(text(values) == "7*100000 9*1 ");
    std::vector<double> different;
    for (int i = 0; i < 300; ++i) different.push_back(i);
    CHECK(ui::condense(different).size() == 300);
    CHECK(ui::condense({}).empty());
}
