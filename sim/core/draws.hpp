#pragma once

#include <cstdint>

#include "sim/core/check.hpp"

namespace sim {

/// A bijection of 64 bits in which every input bit flips each output bit with probability one half.
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with the
/// constants of Stafford's variant 13.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

/// The golden ratio times 2^64: consecutive multiples of it are far apart in every bit.
constexpr std::uint64_t draw_step = 0x9E3779B97F4A7C15U;

/// The random numbers of one event: as many as it needs, in order. A value of 8 bytes, made on the spot.
class Stream {
public:
    explicit constexpr Stream(std::uint64_t state) : state_(state) {}

    /// The next 64 random bits.
    constexpr std::uint64_t bits() {
        state_ += draw_step;
        return mix_bits(state_);
    }

    /// Uniform over the multiples of 2^-53 in [0, 1).
    constexpr double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    /// Uniform over 0 .. n-1 without bias; `n` is positive.
    std::int64_t uniform_below(std::int64_t n);

private:
    std::uint64_t state_;
};

/// One source of random numbers (the arrivals of a load, the service times of one API): a stream per index.
class Source {
public:
    explicit constexpr Source(std::uint64_t key) : key_(key) {}
    [[nodiscard]] constexpr Stream at(std::uint64_t index) const {
        return Stream{mix_bits(key_ + index * draw_step)};
    }

private:
    std::uint64_t key_;
};

/// Where all random numbers of a run come from. Counter-based: what is drawn depends on (seed, replication,
/// source, index) and on nothing that happened before, so that runs with other settings meet the same
/// arrivals and services (common random numbers).
class Draws {
public:
    constexpr Draws(std::uint64_t seed, std::uint64_t replication)
        : key_(mix_bits(mix_bits(seed + draw_step) + (replication + 1) * draw_step)) {}

    [[nodiscard]] constexpr Source source(std::uint32_t id) const {
        return Source{mix_bits(key_ ^ (static_cast<std::uint64_t>(id) + 1) * 0xD1342543DE82EF95U)};
    }
    [[nodiscard]] constexpr Stream stream(std::uint32_t source_id, std::uint64_t index) const {
        return source(source_id).at(index);
    }
    /// The first 64 bits of a stream.
    [[nodiscard]] constexpr std::uint64_t bits(std::uint32_t source_id, std::uint64_t index) const {
        return stream(source_id, index).bits();
    }

private:
    std::uint64_t key_;
};

__extension__ using uint128 = unsigned __int128;

inline std::int64_t Stream::uniform_below(std::int64_t n) {
    SIM_CHECK(n > 0);
    // Lemire, "Fast Random Integer Generation in an Interval" (2019): the high word of a product is
    // uniform once the low words that occur one time too often are drawn again.
    const auto range = static_cast<std::uint64_t>(n);
    uint128 product = static_cast<uint128>(bits()) * range;
    if (static_cast<std::uint64_t>(product) < range) {
        const std::uint64_t surplus = (0 - range) % range;
        while (static_cast<std::uint64_t>(product) < surplus)
            product = static_cast<uint128>(bits()) * range;
    }
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(product >> 64));
}

}  // namespace sim
