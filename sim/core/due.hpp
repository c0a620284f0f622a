#pragma once

#include <cstdint>

#include "sim/core/draws.hpp"
#include "sim/core/time.hpp"

namespace sim {

/// When something happens, which of several at that instant comes first, and at which place: one number, so that the earliest
/// of many is found without a branch that nobody can foretell. The place has `place_bits` of the low 64, the order the others.
template <int bits_of_place>
class Due {
public:
    static constexpr int place_bits = bits_of_place;

    /// At instant_never, and after all others there.
    constexpr Due() : Due(instant_never, ~std::uint64_t{0} >> place_bits, place_mask) {}
    constexpr Due(Instant at, std::uint64_t order, std::uint32_t place)
        : value_(uint128{static_cast<std::uint64_t>(at.ns)} << 64U |
                 (order << place_bits | place)) {}

    [[nodiscard]] constexpr Instant at() const {
        return {static_cast<std::int64_t>(value_ >> 64U)};
    }
    [[nodiscard]] constexpr std::uint64_t order() const {
        return static_cast<std::uint64_t>(value_) >> place_bits;
    }
    [[nodiscard]] constexpr std::uint32_t place() const {
        return static_cast<std::uint32_t>(value_) & place_mask;
    }
    /// By value, so that it is no branch.
    [[nodiscard]] friend constexpr Due earlier(Due x, Due y) { return y.value_ < x.value_ ? y : x; }

private:
    static constexpr std::uint32_t place_mask = (1U << place_bits) - 1;

    uint128 value_;
};

}  // namespace sim
