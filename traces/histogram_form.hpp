#pragma once

#include <optional>
#include <vector>

#include "sim/core/histogram.hpp"

namespace traces {

/// A histogram as files hold it: what it shows, without empty buckets.
struct HistogramForm {
    sim::Duration min;
    sim::Duration max;
    sim::Duration mean;
    std::vector<sim::Histogram::Bucket> buckets;  // `last` is not needed
};

/// A histogram with exactly this minimum, maximum, mean and these buckets; nothing if none can have them.
/// At most 63 passes over its buckets, whatever the counts.
[[nodiscard]] std::optional<sim::Histogram> make_histogram(const HistogramForm& form);

}  // namespace traces
