#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/core/time.hpp"

namespace sim {

/// Counts durations in buckets whose width is at most 1/1024 of their values; below 2048 ns each value has a
/// bucket of its own. Memory grows with the largest value, to 352 KB at duration_max, never with the count.
/// Values outside 0 .. duration_max count as the nearer end. An empty histogram owns nothing.
class Histogram {
public:
    void add(Duration value) {
        const std::int64_t ns =
            value.ns < 0 ? 0 : (value.ns > duration_max.ns ? duration_max.ns : value.ns);
        const std::size_t bucket = bucket_of(ns);
        if (bucket >= counts_.size()) grow(bucket);
        ++counts_[bucket];
        ++count_;
        const auto word = static_cast<std::uint64_t>(ns);
        sum_low_ += word;
        sum_high_ += sum_low_ < word ? 1 : 0;
        if (ns < min_.ns) min_.ns = ns;
        if (ns > max_.ns) max_.ns = ns;
    }
    void merge(const Histogram& other);
    void clear() { *this = Histogram{}; }

    [[nodiscard]] std::int64_t count() const { return count_; }
    /// The least and the largest value, exact; 0 if empty.
    [[nodiscard]] Duration min() const { return count_ == 0 ? Duration{} : min_; }
    [[nodiscard]] Duration max() const { return max_; }
    /// Of all values, as far as a Duration goes.
    [[nodiscard]] Duration sum() const {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        const bool is_beyond = sum_high_ != 0 || sum_low_ > static_cast<std::uint64_t>(most);
        return {is_beyond ? most : static_cast<std::int64_t>(sum_low_)};
    }
    /// From the exact sum, rounded to the nearest ns; 0 if empty.
    [[nodiscard]] Duration mean() const;

    /// The value of nearest rank: the least recorded value such that at least `parts` of 100000 recorded values
    /// are no larger, so 50000 is the median and 99000 p99. Given as the upper end of its bucket (no larger than
    /// max), that is exact below 2048 ns and at most 1/1024 too large above. 0 gives min, 100000 max; 0 ns if empty.
    [[nodiscard]] Duration percentile(std::int32_t parts) const;

    /// The same by rank, from 1 to count(): the upper end of the bucket that holds the value of that rank.
    [[nodiscard]] Duration at_rank(std::int64_t rank) const;

    /// One bucket that is not empty: how many values lie in first .. last.
    struct Bucket {
        Duration first;
        Duration last;
        std::int64_t count = 0;
    };
    /// Ascending, for charts and files.
    [[nodiscard]] std::vector<Bucket> buckets() const;

    friend bool operator==(const Histogram& x, const Histogram& y);

private:
    static constexpr int mantissa_bits = 10;
    static constexpr std::int64_t exact_below = std::int64_t{2} << mantissa_bits;

    static std::size_t bucket_of(std::int64_t ns) {
        if (ns < exact_below) return static_cast<std::size_t>(ns);
        const int shift =
            static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ns))) - mantissa_bits - 1;
        return (static_cast<std::size_t>(shift) << mantissa_bits) +
               static_cast<std::size_t>(ns >> shift);
    }
    static std::int64_t first_of(std::size_t bucket);
    void grow(std::size_t bucket);

    std::vector<std::int64_t> counts_;
    std::int64_t count_ = 0;
    std::uint64_t sum_low_ = 0;  // the sum is sum_high_ * 2^64 + sum_low_
    std::uint64_t sum_high_ = 0;
    Duration min_ = duration_max;
    Duration max_{};
};

}  // namespace sim
