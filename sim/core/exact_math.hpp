#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace sim {

// Logarithm, exponential and root from + - * / and moves of bits only. IEEE 754 defines these to the last
// bit, libm does not define its functions, so results here are the same on every machine and compiler as
// long as products and sums are not contracted (-ffp-contract=off). Errors are a few units in the last place.

/// The natural logarithm of a positive, finite, normal `x`.
[[nodiscard]] constexpr double exact_ln(double x) {
    const auto word = std::bit_cast<std::uint64_t>(x);
    auto exponent = static_cast<std::int64_t>(word >> 52) - 1023;
    auto mantissa = std::bit_cast<double>((word & 0xFFFF'FFFF'FFFFFU) | 0x3FF0'0000'0000'0000U);
    if (mantissa > 1.4142135623730951) {
        mantissa *= 0.5;
        ++exponent;
    }
    // ln m = 2 artanh((m-1)/(m+1)) with an argument of at most 0.172, whose series has converged after 12 terms.
    const double ratio = (mantissa - 1) / (mantissa + 1);
    const double square = ratio * ratio;
    double series = 0;
    for (int odd = 23; odd >= 3; odd -= 2) series = (series + 1.0 / odd) * square;
    // ln 2 in two parts: the first has 32 zero bits at its end, so that its product with an exponent is exact.
    const auto twos = static_cast<double>(exponent);
    return twos * 6.93147180369123816490e-01 +
           (2 * ratio + (2 * ratio * series + twos * 1.90821492927058770002e-10));
}

/// e to the power `x`; 0 below -708, and no more than e^709.
[[nodiscard]] constexpr double exact_exp(double x) {
    if (x < -708) return 0;
    if (x > 709) x = 709;
    const auto twos = static_cast<std::int64_t>(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    const auto count = static_cast<double>(twos);
    const double rest =
        (x - count * 6.93147180369123816490e-01) - count * 1.90821492927058770002e-10;
    // The largest rest is 0.347, for which the series has converged after 14 terms.
    constexpr auto reciprocals = [] {
        std::array<double, 15> all{1};  // of factorials
        double factorial = 1;
        for (std::size_t n = 1; n < all.size(); ++n) {
            factorial *= static_cast<double>(n);
            all[n] = 1 / factorial;
        }
        return all;
    }();
    double series = reciprocals.back();
    for (std::size_t n = reciprocals.size() - 1; n > 0; --n)
        series = series * rest + reciprocals[n - 1];
    return series * std::bit_cast<double>(static_cast<std::uint64_t>(twos + 1023) << 52);
}

/// The square root of a normal, positive `x`: Newton's method from an estimate that is off by few bits.
[[nodiscard]] constexpr double exact_sqrt(double x) {
    double root = exact_exp(0.5 * exact_ln(x));
    root = 0.5 * (root + x / root);
    return root;
}

}  // namespace sim
