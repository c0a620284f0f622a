#include "sim/core/histogram.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/distribution.hpp"
#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("an empty histogram is all zeros", "[histogram]") {
    const Histogram empty;
    CHECK(empty.count() == 0);
    CHECK(empty.min() == Duration{});
    CHECK(empty.max() == Duration{});
    CHECK(empty.mean() == Duration{});
    CHECK(empty.percentile(50'000) == Duration{});
    CHECK(empty.buckets().empty());
}

TEST_CASE("below 2048 ns percentiles are exact nearest ranks", "[histogram]") {
    Histogram histogram;
    for (int ns = 1; ns <= 1000; ++ns) histogram.add(nanoseconds(2 * ns));
    CHECK(histogram.percentile(0).ns == 2);
    CHECK(histogram.percentile(1).ns == 2);          // rank ceil(0.01) = 1
    CHECK(histogram.percentile(50'000).ns == 1000);  // rank 500
    CHECK(histogram.percentile(50'001).ns == 1002);  // rank ceil(500.01) = 501
    CHECK(histogram.percentile(99'000).ns == 1980);
    CHECK(histogram.percentile(99'900).ns == 1998);
    CHECK(histogram.percentile(100'000).ns == 2000);
    CHECK(histogram.mean().ns == 1001);
}

TEST_CASE("percentiles lie at most 1/1024 above the nearest rank of the sorted values",
          "[histogram]") {
    const Distribution distribution = Distribution::lognormal(milliseconds(1), 3);
    Stream stream = Draws{1, 0}.stream(0, 0);
    std::vector<Duration> values;
    Histogram histogram;
    for (int i = 0; i < 20'011; ++i) {
        values.push_back(sample(distribution, {}, stream));
        histogram.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (std::int32_t parts = 1; parts <= 100'000; parts += 7) {
        const std::size_t rank =
            (values.size() * static_cast<std::size_t>(parts) + 99'999) / 100'000;
        const Duration exact = values[rank - 1];
        const Duration shown = histogram.percentile(parts);
        REQUIRE(shown >= exact);
        REQUIRE((shown - exact).ns * 1024 <= exact.ns);
    }
    CHECK(histogram.min() == values.front());
    CHECK(histogram.max() == values.back());
    CHECK(histogram.percentile(100'000) == values.back());
}

TEST_CASE("every value finds a bucket that holds it, up to the longest duration", "[histogram]") {
    for (int bits = 0; bits <= 53; ++bits) {
        for (const std::int64_t offset : {-1, 0, 1}) {
            const std::int64_t ns = (std::int64_t{1} << bits) + offset;
            if (ns > duration_max.ns) continue;
            Histogram histogram;
            histogram.add({ns});
            REQUIRE(histogram.buckets().size() == 1);
            const Histogram::Bucket bucket = histogram.buckets().front();
            REQUIRE(bucket.first.ns <= ns);
            REQUIRE(bucket.last.ns >= ns);
            REQUIRE((bucket.last - bucket.first).ns <= ns / 1024);
            REQUIRE(histogram.percentile(50'000).ns == ns);  // max cuts the bucket
        }
    }
}

TEST_CASE("buckets are adjacent and count everything", "[histogram]") {
    Histogram histogram;
    for (std::int64_t ns = 0; ns < 70'000; ++ns) histogram.add({ns});
    std::int64_t next = 0;
    std::int64_t total = 0;
    for (const Histogram::Bucket& bucket : histogram.buckets()) {
        REQUIRE(bucket.first.ns == next);
        next = bucket.last.ns + 1;
        total += bucket.count;
        if (bucket.last.ns < 69'000) REQUIRE(bucket.count == bucket.last.ns - bucket.first.ns + 1);
    }
    CHECK(total == 70'000);
}

TEST_CASE("values outside the range count as the nearer end", "[histogram]") {
    Histogram histogram;
    histogram.add(nanoseconds(-5));
    histogram.add({duration_max.ns + 5});
    CHECK(histogram.min() == Duration{});
    CHECK(histogram.max() == duration_max);
    CHECK(histogram.count() == 2);
}

TEST_CASE("the mean is exact where 64 bits of nanoseconds overflow", "[histogram]") {
    Histogram histogram;
    for (int i = 0; i < 5000; ++i) histogram.add(duration_max);  // 4.5e19 ns, more than 2^64
    histogram.add({duration_max.ns - 5001});
    CHECK(histogram.mean().ns == duration_max.ns - 1);
    Histogram twice = histogram;
    twice.merge(histogram);
    CHECK(twice.mean().ns == duration_max.ns - 1);
}

TEST_CASE("merging is the same as adding everything to one histogram", "[histogram]") {
    const Distribution distribution = Distribution::exponential(milliseconds(3));
    Stream stream = Draws{1, 0}.stream(0, 0);
    Histogram all;
    Histogram even;
    Histogram odd;
    for (int i = 0; i < 10'000; ++i) {
        const Duration value = sample(distribution, {}, stream);
        all.add(value);
        (i % 2 == 0 ? even : odd).add(value);
    }
    SECTION("in one order") {
        even.merge(odd);
        CHECK(even == all);
    }
    SECTION("in the other") {
        odd.merge(even);
        CHECK(odd == all);
    }
    SECTION("and an empty one changes nothing") {
        Histogram copy = all;
        copy.merge({});
        CHECK(copy == all);
        Histogram empty;
        empty.merge(all);
        CHECK(empty == all);
        CHECK_FALSE(even == all);
    }
}
