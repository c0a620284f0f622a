#include "sim/engine/decaying_average.hpp"

#include <array>

namespace sim {
namespace {

constexpr int period_bits = 20;
constexpr int half_life = 32;  // periods

/// 2^32 times 2^(-n / 32), by repeated multiplication with the 32nd root of a half.
constexpr std::array<std::uint64_t, half_life + 1> make_factors() {
    std::array<std::uint64_t, half_life + 1> factors{};
    // The square root of a half is 3037000499.97 / 2^32; halving the exponent four times more gives the step.
    constexpr std::array<std::uint64_t, 5> roots{3037000500, 3611622603, 3938502376, 4112874773,
                                                 4202935003};  // 2^-(1/2), 1/4, 1/8, 1/16, 1/32
    for (std::size_t n = 0; n < half_life; ++n) {
        std::uint64_t factor = std::uint64_t{1} << 32;
        for (std::size_t bit = 0; bit < roots.size(); ++bit) {
            if ((n >> bit & 1U) != 0) factor = factor * roots[roots.size() - 1 - bit] >> 32;
        }
        factors[n] = factor;
    }
    factors[half_life] = std::uint64_t{1} << 31;
    return factors;
}

constexpr std::array<std::uint64_t, half_life + 1> factors = make_factors();

/// 2^32 times what is left of a weight after `time`; linear within a period.
std::int64_t left_after(Duration time) {
    const std::int64_t periods = time.ns >> period_bits;
    if (periods >= std::int64_t{half_life} * 32) return 0;
    const auto n = static_cast<std::size_t>(periods % half_life);
    const std::uint64_t part = static_cast<std::uint64_t>(time.ns) & ((1U << period_bits) - 1);
    const std::uint64_t factor = factors[n] - ((factors[n] - factors[n + 1]) * part >> period_bits);
    return static_cast<std::int64_t>(factor >> (periods / half_life));
}

}  // namespace

void DecayingAverage::update(std::int64_t level, Instant now) {
    if (now <= at_) return;
    const std::int64_t left = left_after(now - at_);
    const std::int64_t target = level * one;
    value_ = target + ((value_ - target) * left >> 32);
    at_ = now;
}

}  // namespace sim
