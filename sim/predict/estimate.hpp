#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/trace/forecast.hpp"
#include "sim/trace/wait_profile.hpp"

namespace sim {

/// Student's t for a two-sided 95 % interval.
[[nodiscard]] double student_t95(int degrees_of_freedom);

/// What one replication adds to a ratio: latencies to their number, busy time to time.
struct RatioPart {
    double above = 0;
    double below = 0;
};

/// The ratio of the sums over replications, with the interval that the spread of the replications gives (linearised).
/// One replication tells no interval.
[[nodiscard]] Estimate estimate_ratio(const std::vector<RatioPart>& parts);

/// Latencies of one replication, or of several together: the buckets of a histogram that hold something.
class Sorted {
public:
    Sorted() = default;
    explicit Sorted(const Histogram& histogram);

    [[nodiscard]] std::int64_t count() const { return rows_.empty() ? 0 : rows_.back().up_to; }
    /// The bucket of the largest value, -1 if there is none.
    [[nodiscard]] std::int64_t most() const { return rows_.empty() ? -1 : rows_.back().first; }
    /// How many values lie in the bucket of `value` or below it.
    [[nodiscard]] std::int64_t count_up_to(Duration value) const;

private:
    struct Row {
        std::int64_t first = 0;
        std::int64_t up_to = 0;  // count of all values so far
    };
    std::vector<Row> rows_;
};

/// The percentile of all replications together. Its interval is Woodruff's (1952): the share of requests below the
/// estimate is a ratio whose error the replications tell; the percentiles at both ends of that share are the interval. Needs
/// neither a density nor independent requests, and short replications do not bias it. Rare percentiles borrow the error from
/// less rare ones if that is larger.
[[nodiscard]] Estimate estimate_percentile(const std::vector<Sorted>& replications,
                                           const Histogram& all, std::int32_t parts);

/// Percentiles of one sample, ascending: what one is at least all above it are, and what one is at most all below it. Few
/// replications say less of a rare one than of a common one.
void share_bounds(std::span<Estimate> percentiles);

/// What the half per cent of requests on either side of p99 has waited for, scaled so that it adds up to `p99`.
[[nodiscard]] WaitMeans waits_at_p99(const WaitProfile& profile, const Histogram& latency,
                                     double p99);

}  // namespace sim
