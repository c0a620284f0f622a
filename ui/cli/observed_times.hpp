#pragma once

#include <cstdint>
#include <vector>

namespace ui {

/// A time that was seen, or the mean of neighbours, and for how many it stands.
struct ObservedTime {
    double value = 0;
    std::int64_t count = 1;
};

/// The distribution of `values` in few rows, ascending: all of them if few are different, otherwise the means of neighbours,
/// fewer and fewer toward the largest, which stand alone. Counts add up to the number of values, and the mean is theirs.
[[nodiscard]] std::vector<ObservedTime> condense(std::vector<double> values);

}  // namespace ui
