#include "sim/predict/estimate.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "sim/core/draws.hpp"
#include "sim/predict/closed_forms.hpp"
#include "sim/predict/warmup.hpp"
#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("Student's t is that of the tables", "[predict]") {
    // Any table of quantiles, two-sided 95 %.
    CHECK(student_t95(1) == Approx(12.706).epsilon(1e-4));
    CHECK(student_t95(9) == Approx(2.262).epsilon(2e-4));
    CHECK(student_t95(10) == Approx(2.228).epsilon(2e-4));
    CHECK(student_t95(15) == Approx(2.131).epsilon(2e-4));
    CHECK(student_t95(30) == Approx(2.042).epsilon(2e-4));
    CHECK(student_t95(1000) == Approx(1.962).epsilon(2e-4));
}

TEST_CASE("a ratio's interval comes from the spread of its parts", "[predict]") {
    const Estimate same = estimate_ratio({{1, 2}, {2, 4}, {3, 6}});
    CHECK(same.value == 0.5);
    CHECK(same.low == 0.5);
    CHECK(same.high == 0.5);
    // Means 1, 2 and 3 of equal weight: deviation 1, error 1 / sqrt(3), t 4.303.
    const Estimate spread = estimate_ratio({{1, 1}, {2, 1}, {3, 1}});
    CHECK(spread.value == 2);
    CHECK(spread.high - spread.value == Approx(4.3027 / std::sqrt(3.0)).epsilon(1e-4));
    CHECK(spread.value - spread.low == Approx(4.3027 / std::sqrt(3.0)).epsilon(1e-4));
    const Estimate one = estimate_ratio({{1, 2}});
    CHECK(one.value == 0.5);
    CHECK(std::isinf(one.low));
    CHECK(std::isinf(one.high));
}

TEST_CASE("a percentile beyond what was seen has no upper end", "[predict]") {
    Histogram all;
    std::vector<Sorted> replications;
    for (int replication = 0; replication < 4; ++replication) {
        Histogram part;
        for (int i = 1; i <= 25; ++i) part.add(nanoseconds(i + replication));
        all.merge(part);
        replications.emplace_back(part);
    }
    const Estimate p50 = estimate_percentile(replications, all, 50'000);
    CHECK(p50.low <= p50.value);
    CHECK(p50.value <= p50.high);
    CHECK(p50.low >= 1);
    CHECK(p50.high <= 28);
    CHECK(std::isinf(estimate_percentile(replications, all, 99'900).high));
}

TEST_CASE("what one percentile is at least, those above it are, too", "[predict]") {
    const double endless = std::numeric_limits<double>::infinity();
    // Of three percentiles the rarer ones are known less from below, and the middle one from above.
    std::array<Estimate, 3> percentiles{Estimate{.value = 20, .low = 12, .high = 60},
                                        Estimate{.value = 40, .low = 5, .high = 90},
                                        Estimate{.value = 50, .low = 4, .high = endless}};
    share_bounds(percentiles);
    CHECK(percentiles[0].low == 12);
    CHECK(percentiles[1].low == 12);
    CHECK(percentiles[2].low == 12);
    CHECK(percentiles[2].high == endless);
    percentiles[2].high = 55;
    share_bounds(percentiles);
    CHECK(percentiles[1].high == 55);
    CHECK(percentiles[0].high == 55);
}

TEST_CASE("equal replications leave no doubt", "[predict]") {
    Histogram part;
    part.add(milliseconds(80));
    Histogram all;
    all.merge(part);
    all.merge(part);
    const Estimate p99 = estimate_percentile({Sorted{part}, Sorted{part}}, all, 99'000);
    CHECK(p99.value == 80e6);
    CHECK(p99.low == p99.value);
    CHECK(p99.high == p99.value);
}

TEST_CASE("the warm-up ends where a level is reached", "[predict]") {
    // Latency climbs for 100 s to a level about which it wavers for 900 s.
    const Source noise = Draws{1, 0}.source(1);
    LatencyCourse course;
    for (int i = 0; i < 100'000; ++i) {
        const double at = i / 100.0;
        const double level = at < 100 ? at : 100;
        const double wavers = 20 * noise.at(static_cast<std::uint64_t>(i)).unit() - 10;
        course.add(Instant{} + milliseconds(10 * i),
                   milliseconds(static_cast<std::int64_t>(200 + 10 * (level + wavers))));
    }
    const Warmup warmup = find_warmup(course);
    CHECK(warmup.is_settled);
    CHECK(to_ms(warmup.length) > 80e3);
    CHECK(to_ms(warmup.length) < 130e3);
}

TEST_CASE("what never levels off is not settled", "[predict]") {
    LatencyCourse course;
    for (int i = 0; i < 10'000; ++i) course.add(Instant{} + milliseconds(i), milliseconds(i));
    CHECK_FALSE(find_warmup(course).is_settled);
}

TEST_CASE("a course holds all requests however long the run", "[predict]") {
    LatencyCourse course;
    LatencyCourse other;
    for (int i = 0; i < 5000; ++i) {
        course.add(Instant{} + seconds(i), milliseconds(1));
        other.add(Instant{} + milliseconds(i), milliseconds(2));
    }
    CHECK(course.slices().size() <= LatencyCourse::slices_max);
    course.merge(other);
    const LatencyCourse::Slice all = course.between({}, Instant{} + seconds(100'000));
    CHECK(all.count == 10'000);
    CHECK(all.sum == Approx(5000 * 1e6 + 5000 * 2e6));
    // All of `other` came within five seconds.
    CHECK(course.between({}, Instant{} + course.width()).count >= 5000);
}

TEST_CASE("arrivals at even distances wait as Takacs says", "[predict]") {
    // One server: the root of x = e^(-(1 - x) / rho), 0.20319 at rho 0.5, is the chance to wait, and responses are exponential.
    const ConstantArrivals one{1, 0.5};
    CHECK(one.wait() == Approx(0.20319 / (1 - 0.20319)).epsilon(1e-4));
    CHECK(one.beyond(2) == Approx(std::exp(-2 * (1 - 0.20319))).epsilon(1e-4));
    // Four and sixteen servers: 2,000,000 arrivals of a plain simulation gave 0.860 and 0.139.
    CHECK(ConstantArrivals(4, 0.9).wait() == Approx(0.8612).epsilon(1e-3));
    CHECK(ConstantArrivals(16, 0.9).wait() == Approx(0.1404).epsilon(1e-3));
    // Two servers at 1 / (2 ln 2), where a quotient of the formula is 0 / 0.
    const double special = 0.5 / std::log(2.0);
    CHECK(ConstantArrivals(2, special).wait() ==
          Approx(ConstantArrivals(2, special + 1e-6).wait()).epsilon(1e-5));
    // The mean is the integral of what is beyond; at most half of what Poisson arrivals wait, when all servers are busy.
    const ConstantArrivals four{4, 0.75};
    double mean = 0;
    for (int i = 0; i < 40'000; ++i) mean += four.beyond(i * 0.001 + 0.0005) * 1e-3;
    CHECK(mean == Approx(1 + four.wait()).epsilon(1e-4));
    CHECK(ConstantArrivals(64, 0.999).wait() / mmc_wait(64, 0.999) == Approx(0.5).epsilon(0.02));
    CHECK(ConstantArrivals(1024, 0.01).wait() < 1e-12);
}

TEST_CASE("formulas of waiting agree where they are known otherwise", "[predict]") {
    // Erlang C(4, 3 erlangs): any table.
    CHECK(erlang_c(4, 0.75) == Approx(0.5094).epsilon(1e-3));
    CHECK(erlang_c(1, 0.7) == Approx(0.7));
    CHECK(mmc_wait(1, 0.5) == Approx(1.0));
    // Pollaczek and Khinchine: rho / 2 / (1 - rho) services.
    CHECK(mdc_wait(1, 0.8) == Approx(2.0));
    // Two servers, by iterating Crommelin's chain from an empty system (as closed_forms_test.cpp does): 0.17674 and 0.90328.
    CHECK(mdc_wait(2, 0.5) == Approx(0.17674).epsilon(1e-4));
    CHECK(mdc_wait(2, 0.8) == Approx(0.90328).epsilon(1e-4));
    CHECK(mdc_wait(2, 0.95) == Approx(mdc_wait(2, 0.9601) * 0.04 / 0.05).epsilon(0.03));
    // M/M/1: responses are exponential of mean 1 / (1 - rho).
    CHECK(mmc_response_beyond(1, 0.7, 10) == Approx(std::exp(-3.0)).epsilon(1e-6));
    // The mean is the integral of what is beyond.
    double mean = 0;
    for (int i = 0; i < 40'000; ++i)
        mean += mmc_response_beyond(4, 0.75, i * 0.001 + 0.0005) * 1e-3;
    CHECK(mean == Approx(1 + mmc_wait(4, 0.75)).epsilon(1e-4));
    // Constant service of many servers: between half the wait of exponential service and all of it.
    for (const int servers : {2, 4, 16}) {
        CHECK(mdc_wait(servers, 0.8) > 0.5 * mmc_wait(servers, 0.8));
        CHECK(mdc_wait(servers, 0.8) < mmc_wait(servers, 0.8));
    }
}
