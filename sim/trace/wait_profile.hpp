#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/time.hpp"
#include "sim/trace/waits.hpp"

namespace sim {

/// What requests waited for, by their latency: sums over all requests whose latencies agree to 1/32, so that one can ask
/// what those near p99 waited for. Memory grows with the largest latency (to 200 KB), never with the count.
class WaitProfile {
public:
    void add(Duration latency, const Waits& waits) {
        const std::size_t bucket = bucket_of(latency.ns);
        if (bucket >= buckets_.size()) buckets_.resize((bucket | 31U) + 1);
        Bucket& sum = buckets_[bucket];
        ++sum.count;
        for (std::size_t i = 0; i < wait_reasons; ++i) sum.waits[i] += waits[i];
    }
    void merge(const WaitProfile& other);
    [[nodiscard]] bool is_empty() const { return buckets_.empty(); }

    struct Part {
        std::int64_t count = 0;
        Waits waits{};  // sums
    };
    /// Of the requests whose latency lies in the buckets of `low` to `high`.
    [[nodiscard]] Part between(Duration low, Duration high) const;

private:
    using Bucket = Part;
    static std::size_t bucket_of(std::int64_t ns);

    std::vector<Bucket> buckets_;
};

}  // namespace sim
