// Buckets as in Histogram, with five bits after the leading one.
#include "sim/trace/wait_profile.hpp"

#include <algorithm>
#include <bit>

namespace sim {

std::size_t WaitProfile::bucket_of(std::int64_t ns) {
    constexpr int mantissa_bits = 5;
    constexpr std::int64_t exact_below = std::int64_t{2} << mantissa_bits;
    const std::int64_t value = std::clamp<std::int64_t>(ns, 0, duration_max.ns);
    if (value < exact_below) return static_cast<std::size_t>(value);
    const int shift =
        static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))) - mantissa_bits - 1;
    return (static_cast<std::size_t>(shift) << mantissa_bits) +
           static_cast<std::size_t>(value >> shift);
}

void WaitProfile::merge(const WaitProfile& other) {
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t i = 0; i < other.buckets_.size(); ++i) {
        buckets_[i].count += other.buckets_[i].count;
        for (std::size_t r = 0; r < wait_reasons; ++r)
            buckets_[i].waits[r] += other.buckets_[i].waits[r];
    }
}

WaitProfile::Part WaitProfile::between(Duration low, Duration high) const {
    Part sum;
    for (std::size_t i = bucket_of(low.ns); i <= bucket_of(high.ns) && i < buckets_.size(); ++i) {
        sum.count += buckets_[i].count;
        for (std::size_t r = 0; r < wait_reasons; ++r) sum.waits[r] += buckets_[i].waits[r];
    }
    return sum;
}

}  // namespace sim
