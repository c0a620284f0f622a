#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/draws.hpp"
#include "sim/core/time.hpp"

namespace sim {

/// Observed values, ascending; `cumulative[i]` is the weight of the values up to and including i.
struct EmpiricalTable {
    std::vector<Duration> values;
    std::vector<std::uint64_t> cumulative;
};
using EmpiricalTables = std::vector<EmpiricalTable>;

/// One observed value and how often it occurs.
struct WeightedValue {
    Duration value;
    std::uint64_t weight = 1;
};
/// Sorts, drops weights of 0; at least one weight must be positive.
[[nodiscard]] EmpiricalTable make_empirical_table(std::vector<WeightedValue> observations);

/// How long something takes: a kind and its parameters. Made by the functions below.
struct Distribution {
    enum class Kind : std::uint8_t {
        constant,
        uniform,
        exponential,
        normal,
        lognormal,
        gamma,
        empirical
    };

    Kind kind = Kind::constant;
    std::uint32_t table = 0;  // empirical: index into the tables
    Duration a{};             // constant: value; uniform: least; lognormal: median; otherwise: mean
    Duration b{};             // uniform: most; normal: standard deviation
    double shape = 0;  // gamma: shape; lognormal: sigma, the standard deviation of the logarithm

    friend bool operator==(const Distribution&, const Distribution&) = default;

    static Distribution constant(Duration value);
    /// Whole nanoseconds from `least` to `most`, both included.
    static Distribution uniform(Duration least, Duration most);
    static Distribution exponential(Duration mean);
    /// Negative values are drawn again, so the mean is a little above `mean` when the deviation is large.
    static Distribution normal(Duration mean, Duration deviation);
    static Distribution lognormal(Duration median, double sigma);
    /// The lognormal distribution with this mean: its median is mean / exp(sigma^2 / 2).
    static Distribution lognormal_of_mean(Duration mean, double sigma);
    static Distribution gamma(double shape, Duration mean);
    static Distribution empirical(std::uint32_t table);
};

/// One value in 0 .. duration_max, from as many bits of `stream` as it takes.
[[nodiscard]] Duration sample(const Distribution& distribution, const EmpiricalTables& tables,
                              Stream& stream);

/// The least value that can be drawn.
[[nodiscard]] Duration least(const Distribution& distribution, const EmpiricalTables& tables);

/// The expected value, for capacity: exact up to rounding, and up to the cut at duration_max.
[[nodiscard]] Duration mean(const Distribution& distribution, const EmpiricalTables& tables);

/// Of mean 0 and deviation 1. Exponential variates: exponential.hpp.
[[nodiscard]] double sample_normal(Stream& stream);

}  // namespace sim
