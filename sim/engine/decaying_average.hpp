#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/core/time.hpp"

namespace sim {

/// Average of a number over the past, of which 32 periods of 2^20 ns ago weigh half, as the kernel keeps of loads.
/// Source: Linux kernel/sched/pelt.c. 1 is `one`.
class DecayingAverage {
public:
    static constexpr std::int64_t one = std::int64_t{1} << 20;

    /// The number was `level` from the last update until `now`.
    void update(std::int64_t level, Instant now) {
        if (now <= at_) return;
        const std::int64_t left = left_after(now - at_);
        const std::int64_t target = level * one;
        value_ = target + ((value_ - target) * left >> 32);
        at_ = now;
    }
    void add(std::int64_t value) { value_ += value; }
    [[nodiscard]] std::int64_t value() const { return value_; }

private:
    static constexpr int period_bits = 20;
    static constexpr int half_life = 32;  // periods

    /// 2^32 times what is left after so many periods, and how much less that is after one more.
    struct Factor {
        std::uint64_t value = 0;
        std::uint64_t fall = 0;
    };
    /// 2^32 times 2^(-n / 32), by repeated multiplication with the 32nd root of a half.
    static constexpr std::array<Factor, half_life> make_factors() {
        // The square root of a half is 3037000499.97 / 2^32; halving the exponent four times more gives the step.
        constexpr std::array<std::uint64_t, 5> roots{3037000500, 3611622603, 3938502376, 4112874773,
                                                     4202935003};  // 2^-(1/2), 1/4, 1/8, 1/16, 1/32
        std::array<Factor, half_life> table{};
        std::uint64_t after = std::uint64_t{1} << 31;
        for (std::size_t n = half_life; n-- > 0;) {
            std::uint64_t factor = std::uint64_t{1} << 32;
            for (std::size_t bit = 0; bit < roots.size(); ++bit) {
                if ((n >> bit & 1U) != 0) factor = factor * roots[roots.size() - 1 - bit] >> 32;
            }
            table[n] = {factor, factor - after};
            after = factor;
        }
        return table;
    }
    static const std::array<Factor, half_life> factors;

    /// 2^32 times what is left of a weight after `time`, which is not negative; linear within a period.
    static std::int64_t left_after(Duration time) {
        const auto periods = static_cast<std::uint64_t>(time.ns) >> period_bits;
        if (periods >= std::uint64_t{half_life} * 32) return 0;
        const std::uint64_t part =
            static_cast<std::uint64_t>(time.ns) & ((std::uint64_t{1} << period_bits) - 1);
        const Factor& factor = factors[periods % half_life];
        return static_cast<std::int64_t>((factor.value - (factor.fall * part >> period_bits)) >>
                                         (periods / half_life));
    }

    std::int64_t value_ = 0;
    Instant at_{};
};

inline constexpr std::array<DecayingAverage::Factor, DecayingAverage::half_life>
    DecayingAverage::factors = make_factors();

}  // namespace sim
