#include "sim/core/draws.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "tests/catch.hpp"

using namespace sim;

namespace {

/// Chi-square of the low byte of `words`; 255 degrees of freedom: mean 255, deviation 22.6.
template <class Next>
double chi_square_of_bytes(std::int64_t words, int shift, Next next) {
    std::array<std::int64_t, 256> counts{};
    for (std::int64_t i = 0; i < words; ++i) ++counts[(next(i) >> shift) & 255];
    const double expected = static_cast<double>(words) / 256;
    double sum = 0;
    for (const std::int64_t n : counts)
        sum += (static_cast<double>(n) - expected) * (static_cast<double>(n) - expected);
    return sum / expected;
}

}  // namespace

TEST_CASE("a draw depends on seed, replication, source and index, and on nothing else", "[draws]") {
    const Draws draws{1, 2};
    const std::uint64_t value = draws.bits(3, 4);
    CHECK(Draws{1, 2}.bits(3, 4) == value);
    CHECK(draws.source(3).at(4).bits() == value);
    const std::set<std::uint64_t> others{value,
                                         Draws{2, 2}.bits(3, 4),
                                         Draws{1, 3}.bits(3, 4),
                                         draws.bits(4, 4),
                                         draws.bits(3, 5),
                                         Draws{2, 1}.bits(3, 4),
                                         draws.bits(4, 3)};
    CHECK(others.size() == 7);
}

TEST_CASE("the first draws are those of all earlier releases", "[draws][golden]") {
    // Computed once; a change here changes the result of every scenario with chance in it.
    const Draws draws{1, 0};
    CHECK(draws.bits(0, 0) == 18386843655450611056U);
    CHECK(draws.bits(0, 1) == 12434641833429431531U);
    CHECK(draws.bits(7, 1'000'000) == 4362157388781165630U);
    Stream stream = draws.stream(0, 0);
    (void)stream.bits();
    CHECK(stream.bits() == 16744413577744080364U);
    CHECK(stream.uniform_below(1'000'000) == 329760);
}

TEST_CASE("the mixing function is that of SplitMix64", "[draws]") {
    // The first outputs for seed 1234567, as published with the reference implementation (Rosetta Code, "Splitmix64").
    Stream stream{1234567};
    CHECK(stream.bits() == 6457827717110365317U);
    CHECK(stream.bits() == 3203168211198807973U);
    CHECK(stream.bits() == 9817491932198370423U);
}

TEST_CASE("bits are even along indices, sources, replications, seeds and within a stream",
          "[draws]") {
    constexpr std::int64_t count = 256'000;
    const Draws draws{1, 0};
    const Source source = draws.source(5);
    for (const int shift : {0, 11, 29, 56}) {
        CAPTURE(shift);
        Stream stream = draws.stream(9, 9);
        const auto word = [](std::int64_t i) { return static_cast<std::uint64_t>(i); };
        const auto index = [&](std::int64_t i) { return source.at(word(i)).bits(); };
        const auto by_source = [&](std::int64_t i) {
            return draws.bits(static_cast<std::uint32_t>(i), 0);
        };
        const auto by_replication = [&](std::int64_t i) { return Draws{1, word(i)}.bits(0, 0); };
        const auto by_seed = [&](std::int64_t i) { return Draws{word(i), 0}.bits(0, 0); };
        const auto within = [&](std::int64_t) { return stream.bits(); };
        // 255 +- 5 deviations
        CHECK(chi_square_of_bytes(count, shift, index) == Approx(255).margin(113));
        CHECK(chi_square_of_bytes(count, shift, by_source) == Approx(255).margin(113));
        CHECK(chi_square_of_bytes(count, shift, by_replication) == Approx(255).margin(113));
        CHECK(chi_square_of_bytes(count, shift, by_seed) == Approx(255).margin(113));
        CHECK(chi_square_of_bytes(count, shift, within) == Approx(255).margin(113));
    }
}

TEST_CASE("neighbouring streams are independent", "[draws]") {
    // The bits in which two independent words differ are binomial: mean 32, deviation 4 a pair.
    constexpr std::int64_t count = 100'000;
    const Draws draws{1, 0};
    std::int64_t index = 0;
    std::int64_t source = 0;
    std::int64_t replication = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto id = static_cast<std::uint32_t>(i);
        index += std::popcount(draws.bits(1, i) ^ draws.bits(1, i + 1));
        source += std::popcount(draws.bits(id, 1) ^ draws.bits(id + 1, 1));
        replication += std::popcount(Draws{1, i}.bits(1, 1) ^ Draws{1, i + 1}.bits(1, 1));
    }
    const double margin = 5 * 4 / 316.2;  // five deviations of the mean
    CHECK(static_cast<double>(index) / count == Approx(32).margin(margin));
    CHECK(static_cast<double>(source) / count == Approx(32).margin(margin));
    CHECK(static_cast<double>(replication) / count == Approx(32).margin(margin));
}

TEST_CASE("uniform_below reaches each value equally often", "[draws]") {
    Stream stream = Draws{1, 0}.stream(0, 0);
    std::array<std::int64_t, 7> counts{};
    for (int i = 0; i < 700'000; ++i) ++counts[static_cast<std::size_t>(stream.uniform_below(7))];
    for (const std::int64_t n : counts)
        CHECK(static_cast<double>(n) == Approx(100'000).margin(5 * 293));

    SECTION("also where a plain product would prefer some values by half") {
        // Of 3 * 2^61 values, 2^64 words reach each third of them 2.67 times: unevenly without rejection.
        constexpr std::int64_t n = std::int64_t{3} << 61;
        std::array<std::int64_t, 3> thirds{};
        std::int64_t odd = 0;
        for (int i = 0; i < 300'000; ++i) {
            const std::int64_t value = stream.uniform_below(n);
            REQUIRE(value >= 0);
            REQUIRE(value < n);
            ++thirds[static_cast<std::size_t>(value >> 61)];
            odd += value % 3 == 0 ? 1 : 0;
        }
        for (const std::int64_t count : thirds)
            CHECK(static_cast<double>(count) == Approx(100'000).margin(5 * 258));
        CHECK(static_cast<double>(odd) == Approx(100'000).margin(5 * 258));
    }
    SECTION("and of one value it is that one") { CHECK(stream.uniform_below(1) == 0); }
}

TEST_CASE("unit draws lie from 0 to below 1 with mean 1/2 and variance 1/12", "[draws]") {
    Stream stream = Draws{1, 0}.stream(0, 1);
    double sum = 0;
    double squares = 0;
    constexpr int count = 1'000'000;
    for (int i = 0; i < count; ++i) {
        const double u = stream.unit();
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        sum += u;
        squares += u * u;
    }
    CHECK(sum / count == Approx(0.5).margin(5 * 0.000289));
    CHECK(squares / count - 0.25 == Approx(1.0 / 12).margin(0.0015));
}
