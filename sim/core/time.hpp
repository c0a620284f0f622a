#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace sim {

/// A length of virtual time in whole nanoseconds; may be negative.
struct Duration {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
    friend constexpr Duration operator*(Duration a, std::int64_t n) { return {a.ns * n}; }
    friend constexpr Duration operator*(std::int64_t n, Duration a) { return {a.ns * n}; }
    friend constexpr Duration operator/(Duration a, std::int64_t n) { return {a.ns / n}; }
    constexpr Duration& operator+=(Duration b) {
        ns += b.ns;
        return *this;
    }
    constexpr Duration& operator-=(Duration b) {
        ns -= b.ns;
        return *this;
    }
};

/// A point of virtual time: nanoseconds since the start of the run.
struct Instant {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant t, Duration d) { return {t.ns + d.ns}; }
    friend constexpr Instant operator-(Instant t, Duration d) { return {t.ns - d.ns}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.ns - b.ns}; }
    constexpr Instant& operator+=(Duration d) {
        ns += d.ns;
        return *this;
    }
};

constexpr Duration nanoseconds(std::int64_t n) { return {n}; }
constexpr Duration microseconds(std::int64_t n) { return {n * 1'000}; }
constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000'000}; }

constexpr double to_ms(Duration d) { return static_cast<double>(d.ns) / 1e6; }
constexpr double to_ms(Instant t) { return static_cast<double>(t.ns) / 1e6; }

/// Later than everything that a run can reach.
constexpr Instant instant_never{std::numeric_limits<std::int64_t>::max()};
/// The longest time a program may name (about 104 days): sums of a few of them stay far from overflow.
constexpr Duration duration_max{std::int64_t{1} << 53};

}  // namespace sim
