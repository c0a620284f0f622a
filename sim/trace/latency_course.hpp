#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/time.hpp"

namespace sim {

/// How latency develops over a run: mean latencies by the instant of arrival, in slices of equal width. Slices become
/// twice as wide whenever there would be more than `slices_max`, so memory is bounded however long the run is.
class LatencyCourse {
public:
    static constexpr std::size_t slices_max = 512;
    struct Slice {
        std::int64_t count = 0;
        double sum = 0;  // ns
    };

    void add(Instant arrival, Duration latency) {
        if (arrival.ns < 0) return;
        while ((arrival.ns >> shift_) >= static_cast<std::int64_t>(slices_max)) widen();
        const auto index = static_cast<std::size_t>(arrival.ns >> shift_);
        if (index >= slices_.size()) slices_.resize(index + 1);
        ++slices_[index].count;
        slices_[index].sum += static_cast<double>(latency.ns);
    }
    void merge(const LatencyCourse& other);

    [[nodiscard]] Duration width() const { return {std::int64_t{1} << shift_}; }
    [[nodiscard]] const std::vector<Slice>& slices() const { return slices_; }
    /// All arrivals of `from` up to `to`, both rounded down to slices.
    [[nodiscard]] Slice between(Instant from, Instant to) const;

private:
    void widen();

    int shift_ = 16;  // 66 us
    std::vector<Slice> slices_;
};

}  // namespace sim
