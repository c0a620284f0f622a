// Log-linear buckets as in HdrHistogram: values share a bucket when they agree in bit length and in the ten
// bits after the leading one. Buckets ascend with their values, so a percentile is one walk over the counts.
#include "sim/core/histogram.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/core/draws.hpp"

namespace sim {

void Histogram::merge(const Histogram& other) {
    if (other.count_ == 0) return;
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_low_ += other.sum_low_;
    sum_high_ += other.sum_high_ + (sum_low_ < other.sum_low_ ? 1 : 0);
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

Duration Histogram::mean() const {
    if (count_ == 0) return {};
    const uint128 sum = (static_cast<uint128>(sum_high_) << 64) | sum_low_;
    const auto count = static_cast<uint128>(count_);
    return {static_cast<std::int64_t>((sum + count / 2) / count)};
}

Duration Histogram::percentile(std::int32_t parts) const {
    SIM_CHECK(parts >= 0 && parts <= 100'000);
    if (count_ == 0) return {};
    if (parts == 0) return min_;
    const uint128 product = static_cast<uint128>(count_) * static_cast<uint128>(parts);
    return at_rank(static_cast<std::int64_t>((product + 99'999) / 100'000));
}

Duration Histogram::at_rank(std::int64_t rank) const {
    SIM_CHECK(rank >= 1 && rank <= count_);
    std::int64_t seen = 0;
    std::size_t bucket = 0;
    while ((seen += counts_[bucket]) < rank) ++bucket;
    return std::clamp(Duration{first_of(bucket + 1) - 1}, min_, max_);
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
    std::vector<Bucket> result;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] > 0) result.push_back({{first_of(i)}, {first_of(i + 1) - 1}, counts_[i]});
    }
    return result;
}

bool operator==(const Histogram& x, const Histogram& y) {
    if (x.count_ != y.count_ || x.sum_low_ != y.sum_low_ || x.sum_high_ != y.sum_high_)
        return false;
    if (x.min_ != y.min_ || x.max_ != y.max_) return false;
    return x.counts_ == y.counts_;  // equal maxima mean equal sizes
}

std::int64_t Histogram::first_of(std::size_t bucket) {
    if (bucket < static_cast<std::size_t>(exact_below)) return static_cast<std::int64_t>(bucket);
    const std::size_t shift = (bucket >> mantissa_bits) - 1;
    return static_cast<std::int64_t>(bucket - (shift << mantissa_bits)) << shift;
}

void Histogram::grow(std::size_t bucket) {
    // Whole powers of two of values, so that few steps lead to any size.
    counts_.resize(((bucket >> mantissa_bits) + 1) << mantissa_bits);
}

}  // namespace sim
