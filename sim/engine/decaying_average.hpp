#pragma once

#include <cstdint>

#include "sim/core/time.hpp"

namespace sim {

/// Average of a number over the past, of which 32 periods of 2^20 ns ago weigh half, as the kernel keeps of loads.
/// Source: Linux kernel/sched/pelt.c. 1 is `one`.
class DecayingAverage {
public:
    static constexpr std::int64_t one = std::int64_t{1} << 20;

    /// The number was `level` from the last update until `now`.
    void update(std::int64_t level, Instant now);
    void add(std::int64_t value) { value_ += value; }
    [[nodiscard]] std::int64_t value() const { return value_; }

private:
    std::int64_t value_ = 0;
    Instant at_{};
};

}  // namespace sim
