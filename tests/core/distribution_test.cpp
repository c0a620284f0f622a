#include "sim/core/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/exact_math.hpp"
#include "tests/catch.hpp"

using namespace sim;

namespace {

constexpr std::int64_t count = 400'000;

/// Ascending; the n-th value is that of the n-th stream, as in the engine.
std::vector<double> sorted_samples(const Distribution& distribution,
                                   const EmpiricalTables& tables = {}) {
    const Source source = Draws{1, 0}.source(3);
    std::vector<double> values;
    for (std::uint64_t i = 0; i < count; ++i) {
        Stream stream = source.at(i);
        values.push_back(static_cast<double>(sample(distribution, tables, stream).ns));
    }
    std::sort(values.begin(), values.end());
    return values;
}

/// The Kolmogorov-Smirnov statistic times the root of the count; above 1.95 with probability 0.001.
template <class Cumulative>
double kolmogorov_smirnov(const std::vector<double>& sorted, Cumulative cumulative) {
    double largest = 0;
    const auto n = static_cast<double>(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double expected = cumulative(sorted[i]);
        largest = std::max(largest, std::abs(expected - static_cast<double>(i) / n));
        largest = std::max(largest, std::abs(expected - static_cast<double>(i + 1) / n));
    }
    return largest * std::sqrt(n);
}
constexpr double likely = 1.95;

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}
double deviation_of(const std::vector<double>& values) {
    const double centre = mean_of(values);
    double sum = 0;
    for (const double value : values) sum += (value - centre) * (value - centre);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// The regularised lower incomplete gamma function by its series.
double gamma_cumulative(double shape, double x) {
    if (x <= 0) return 0;
    double term = 1 / shape;
    double sum = term;
    for (int n = 1; term > sum * 1e-17; ++n) {
        term *= x / (shape + n);
        sum += term;
    }
    return sum * std::exp(-x + shape * std::log(x) - std::lgamma(shape));
}

constexpr double ms = 1e6;

}  // namespace

TEST_CASE("logarithm, exponential and root agree with libm to 1e-14", "[distribution]") {
    double worst_ln = 0;
    double worst_exp = 0;
    double worst_root = 0;
    Stream stream = Draws{1, 0}.stream(0, 0);
    for (int i = 0; i < 200'000; ++i) {
        const double exponent = (stream.unit() - 0.5) * 1400;
        const double x = std::exp(exponent);
        const double ln = std::log(x);
        if (std::abs(ln) > 1e-3)
            worst_ln = std::max(worst_ln, std::abs(exact_ln(x) - ln) / std::abs(ln));
        worst_exp = std::max(worst_exp, std::abs(exact_exp(exponent) - x) / x);
        worst_root = std::max(worst_root, std::abs(exact_sqrt(x) - std::sqrt(x)) / std::sqrt(x));
        const double near_one = 0.5 + stream.unit();
        worst_ln = std::max(worst_ln, std::abs(exact_ln(near_one) - std::log(near_one)) /
                                          std::abs(std::log(near_one)));
    }
    CHECK(worst_ln < 1e-14);
    CHECK(worst_exp < 1e-14);
    CHECK(worst_root < 1e-14);
    CHECK(exact_ln(1) == 0);
    CHECK(exact_exp(0) == 1);
    CHECK(exact_exp(-1000) == 0);
    CHECK(exact_exp(1000) == Approx(std::exp(709.0)));
}

TEST_CASE("a constant is always the same", "[distribution]") {
    const std::vector<double> values = sorted_samples(Distribution::constant(milliseconds(3)));
    CHECK(values.front() == 3 * ms);
    CHECK(values.back() == 3 * ms);
}

TEST_CASE("a uniform time reaches both ends", "[distribution]") {
    const std::vector<double> values =
        sorted_samples(Distribution::uniform(nanoseconds(10), nanoseconds(14)));
    for (int value = 10; value <= 14; ++value) {
        const auto times = std::count(values.begin(), values.end(), static_cast<double>(value));
        CHECK(static_cast<double>(times) == Approx(80'000).margin(5 * 253));
    }
    CHECK(values.front() == 10);
    CHECK(values.back() == 14);
    const std::vector<double> wide =
        sorted_samples(Distribution::uniform(milliseconds(2), milliseconds(6)));
    CHECK(kolmogorov_smirnov(wide, [](double x) { return (x - 2 * ms) / (4 * ms); }) < likely);
}

TEST_CASE("an exponential time has the exponential distribution, tail included", "[distribution]") {
    const std::vector<double> values = sorted_samples(Distribution::exponential(milliseconds(80)));
    CHECK(kolmogorov_smirnov(values, [](double x) { return 1 - std::exp(-x / (80 * ms)); }) <
          likely);
    CHECK(mean_of(values) == Approx(80 * ms).epsilon(5 / 632.0));
    CHECK(deviation_of(values) == Approx(80 * ms).epsilon(0.01));
    // The tail begins at 7.7 means: of 400,000 values 181 lie there (deviation 13), and their excess is again
    // exponential.
    const auto tail = std::upper_bound(values.begin(), values.end(), 7.69711747 * 80 * ms);
    const auto in_tail = static_cast<double>(values.end() - tail);
    CHECK(in_tail == Approx(400'000 * std::exp(-7.69711747)).margin(5 * 13.5));
    CHECK(mean_of({tail, values.end()}) == Approx((7.697 + 1) * 80 * ms).epsilon(0.05));
}

TEST_CASE("a normal time has the normal distribution, cut at 0", "[distribution]") {
    const std::vector<double> values =
        sorted_samples(Distribution::normal(milliseconds(80), milliseconds(10)));
    CHECK(kolmogorov_smirnov(values, [](double x) {
              return normal_cumulative((x - 80 * ms) / (10 * ms));
          }) < likely);
    CHECK(mean_of(values) == Approx(80 * ms).margin(5 * 10 * ms / 632));
    CHECK(deviation_of(values) == Approx(10 * ms).epsilon(0.01));

    const Distribution wide = Distribution::normal(milliseconds(10), milliseconds(10));
    const std::vector<double> cut = sorted_samples(wide);
    const double below = normal_cumulative(-1);
    CHECK(kolmogorov_smirnov(cut, [&](double x) {
              return (normal_cumulative((x - 10 * ms) / (10 * ms)) - below) / (1 - below);
          }) < likely);
    CHECK(static_cast<double>(mean(wide, {}).ns) == Approx(mean_of(cut)).epsilon(0.006));
}

TEST_CASE("the normal variate has both tails", "[distribution]") {
    Stream stream = Draws{1, 0}.stream(0, 0);
    std::vector<double> values;
    for (int i = 0; i < 4'000'000; ++i) values.push_back(sample_normal(stream));
    std::sort(values.begin(), values.end());
    CHECK(kolmogorov_smirnov(values, normal_cumulative) < likely);
    // The tails begin at 3.654: 516 of 4,000,000 on each side (deviation 23).
    const double expected = 4e6 * normal_cumulative(-3.6541528853610088);
    const auto low = std::lower_bound(values.begin(), values.end(), -3.6541528853610088);
    const auto high = std::lower_bound(values.begin(), values.end(), 3.6541528853610088);
    CHECK(static_cast<double>(low - values.begin()) == Approx(expected).margin(5 * 23));
    CHECK(static_cast<double>(values.end() - high) == Approx(expected).margin(5 * 23));
    // The mean beyond the edge is density / probability.
    const double edge_mean =
        std::exp(-0.5 * 3.65415288 * 3.65415288) / std::sqrt(2 * 3.14159265358979) * 4e6 / expected;
    CHECK(mean_of({high, values.end()}) == Approx(edge_mean).epsilon(0.02));
}

TEST_CASE("a lognormal time has its median and its mean", "[distribution]") {
    const Distribution distribution = Distribution::lognormal(milliseconds(2), 0.5);
    const std::vector<double> values = sorted_samples(distribution);
    CHECK(kolmogorov_smirnov(values, [](double x) {
              return normal_cumulative(std::log(x / (2 * ms)) / 0.5);
          }) < likely);
    CHECK(values[values.size() / 2] == Approx(2 * ms).epsilon(0.005));
    CHECK(static_cast<double>(mean(distribution, {}).ns) == Approx(2 * ms * std::exp(0.125)));
    CHECK(mean_of(values) == Approx(2 * ms * std::exp(0.125)).epsilon(0.006));
    CHECK(mean(Distribution::lognormal_of_mean(milliseconds(5), 1.2), {}).ns ==
          Approx(5 * ms).epsilon(1e-6));
}

TEST_CASE("a gamma time has the gamma distribution", "[distribution]") {
    const auto shape = GENERATE(0.3, 1.0, 2.5, 40.0);
    CAPTURE(shape);
    constexpr double scale =
        1e12;  // long, as small shapes have much of their weight near 0, where only whole ns exist
    const std::vector<double> values = sorted_samples(Distribution::gamma(shape, seconds(1000)));
    CHECK(kolmogorov_smirnov(values, [&](double x) {
              return gamma_cumulative(shape, x / (scale)*shape);
          }) < likely);
    const double deviation = scale / std::sqrt(shape);
    CHECK(mean_of(values) == Approx(scale).margin(5 * deviation / 632));
    CHECK(deviation_of(values) == Approx(deviation).epsilon(0.02));
}

TEST_CASE("an empirical time repeats observed values by their weights", "[distribution]") {
    const EmpiricalTables tables{make_empirical_table({{milliseconds(30), 1},
                                                       {milliseconds(10), 6},
                                                       {milliseconds(20), 3},
                                                       {milliseconds(99), 0}})};
    CHECK(tables[0].values == std::vector{milliseconds(10), milliseconds(20), milliseconds(30)});
    CHECK(tables[0].cumulative == std::vector<std::uint64_t>{6, 9, 10});
    const Distribution distribution = Distribution::empirical(0);
    CHECK(mean(distribution, tables) == milliseconds(15));
    const std::vector<double> values = sorted_samples(distribution, tables);
    CHECK(static_cast<double>(std::count(values.begin(), values.end(), 10 * ms)) ==
          Approx(240'000).margin(5 * 310));
    CHECK(static_cast<double>(std::count(values.begin(), values.end(), 20 * ms)) ==
          Approx(120'000).margin(5 * 290));
    CHECK(static_cast<double>(std::count(values.begin(), values.end(), 30 * ms)) ==
          Approx(40'000).margin(5 * 190));
}

TEST_CASE("samples never leave 0 .. duration_max", "[distribution]") {
    Stream stream = Draws{1, 0}.stream(0, 0);
    const std::vector<Distribution> wild{Distribution::exponential(duration_max),
                                         Distribution::normal(duration_max, duration_max),
                                         Distribution::lognormal(duration_max, 100),
                                         Distribution::gamma(1e-3, duration_max),
                                         Distribution::uniform({}, duration_max),
                                         Distribution::normal({}, duration_max),
                                         Distribution::exponential({}),
                                         Distribution::gamma(1e9, duration_max),
                                         Distribution::lognormal({}, 3),
                                         Distribution::normal({}, {})};
    for (const Distribution& distribution : wild) {
        for (int i = 0; i < 1000; ++i) {
            const Duration value = sample(distribution, {}, stream);
            REQUIRE(value >= Duration{});
            REQUIRE(value <= duration_max);
        }
        CHECK(mean(distribution, {}) >= Duration{});
        CHECK(mean(distribution, {}) <= duration_max);
    }
    CHECK(Distribution::constant(milliseconds(-1)).a == Duration{});
}

TEST_CASE("a draw with other parameters scales: sweeps share random numbers", "[distribution]") {
    const Source source = Draws{1, 0}.source(3);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        Stream one = source.at(i);
        Stream two = source.at(i);
        const Duration shorter = sample(Distribution::exponential(milliseconds(10)), {}, one);
        const Duration longer = sample(Distribution::exponential(milliseconds(20)), {}, two);
        REQUIRE(std::abs(longer.ns - 2 * shorter.ns) <= 1);
    }
}

TEST_CASE("the first samples are those of all earlier releases", "[distribution][golden]") {
    // Computed once; the tests above are the reason to believe them.
    const EmpiricalTables tables{
        make_empirical_table({{milliseconds(10), 6}, {milliseconds(20), 3}})};
    const std::vector<Distribution> distributions{
        Distribution::uniform({}, milliseconds(10)),
        Distribution::exponential(milliseconds(10)),
        Distribution::normal(milliseconds(10), milliseconds(3)),
        Distribution::lognormal(milliseconds(10), 0.5),
        Distribution::gamma(2.5, milliseconds(10)),
        Distribution::gamma(0.5, milliseconds(10)),
        Distribution::empirical(0)};
    std::vector<std::int64_t> sums;
    std::vector<std::int64_t> firsts;
    for (const Distribution& distribution : distributions) {
        Stream stream = Draws{1, 0}.stream(0, 0);
        firsts.push_back(sample(distribution, tables, stream).ns);
        std::int64_t sum = 0;
        for (int i = 0; i < 100'000; ++i) sum += sample(distribution, tables, stream).ns;
        sums.push_back(sum);
    }
    CHECK(firsts == std::vector<std::int64_t>{9967528, 1370201, 10653739, 11151139, 10014060,
                                              10899000, 20000000});
    CHECK(sums == std::vector<std::int64_t>{498552794007, 992099905332, 1000080249497,
                                            1131489602412, 998787831612, 997221924181,
                                            1333080000000});
}
