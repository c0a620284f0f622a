#include "sim/trace/latency_course.hpp"

#include <algorithm>

namespace sim {

void LatencyCourse::widen() {
    ++shift_;
    const std::size_t half = (slices_.size() + 1) / 2;
    for (std::size_t i = 0; i < half; ++i) {
        Slice both = slices_[2 * i];
        if (2 * i + 1 < slices_.size()) {
            both.count += slices_[2 * i + 1].count;
            both.sum += slices_[2 * i + 1].sum;
        }
        slices_[i] = both;
    }
    slices_.resize(half);
}

void LatencyCourse::merge(const LatencyCourse& other) {
    LatencyCourse finer = other;
    while (finer.shift_ < shift_) finer.widen();
    while (shift_ < finer.shift_) widen();
    slices_.resize(std::max(slices_.size(), finer.slices_.size()));
    for (std::size_t i = 0; i < finer.slices_.size(); ++i) {
        slices_[i].count += finer.slices_[i].count;
        slices_[i].sum += finer.slices_[i].sum;
    }
}

LatencyCourse::Slice LatencyCourse::between(Instant from, Instant to) const {
    Slice sum;
    const auto end = static_cast<std::size_t>(std::max<std::int64_t>(0, to.ns >> shift_));
    auto i = static_cast<std::size_t>(std::max<std::int64_t>(0, from.ns >> shift_));
    for (; i < std::min(end, slices_.size()); ++i) {
        sum.count += slices_[i].count;
        sum.sum += slices_[i].sum;
    }
    return sum;
}

}  // namespace sim
