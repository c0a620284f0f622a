#include "traces/histogram_form.hpp"

#include <random>

#include "tests/catch.hpp"

namespace {

using sim::Duration;
using sim::Histogram;
using traces::HistogramForm;

HistogramForm form_of(const Histogram& histogram) {
    return {.min = histogram.min(),
            .max = histogram.max(),
            .mean = histogram.mean(),
            .buckets = histogram.buckets()};
}

bool equal(const HistogramForm& x, const HistogramForm& y) {
    const auto same = [](const Histogram::Bucket& a, const Histogram::Bucket& b) {
        return a.first == b.first && a.count == b.count;
    };
    return x.min == y.min && x.max == y.max && x.mean == y.mean &&
           std::equal(x.buckets.begin(), x.buckets.end(), y.buckets.begin(), y.buckets.end(), same);
}

}  // namespace

TEST_CASE("a histogram comes back from its form as it was", "[traces]") {
    std::mt19937_64 random{7};
    for (int round = 0; round < 200; ++round) {
        Histogram histogram;
        const auto values = random() % 50;
        const auto bits = random() % 52;
        for (std::uint64_t i = 0; i < values; ++i)
            histogram.add(Duration{static_cast<std::int64_t>(random() >> (63 - bits))});
        const auto again = traces::make_histogram(form_of(histogram));
        INFO("round " << round);
        REQUIRE(again.has_value());
        REQUIRE(equal(form_of(*again), form_of(histogram)));
        REQUIRE(again->count() == histogram.count());
    }
}

TEST_CASE("large counts cost no more than small ones", "[traces]") {
    Histogram histogram;
    for (const std::int64_t us : {1, 20, 20, 300}) histogram.add(sim::microseconds(us));
    for (int i = 0; i < 50; ++i) {
        const Histogram half = histogram;
        histogram.merge(half);
    }
    const auto again = traces::make_histogram(form_of(histogram));
    REQUIRE(again.has_value());
    CHECK(equal(form_of(*again), form_of(histogram)));
    CHECK(again->count() == std::int64_t{1} << 52);
}

TEST_CASE("parts that contradict each other are no histogram", "[traces]") {
    Histogram histogram;
    for (const std::int64_t us : {1, 20, 300}) histogram.add(sim::microseconds(us));
    const HistogramForm good = form_of(histogram);
    const auto refused = [&](auto change) {
        HistogramForm form = good;
        change(form);
        return !traces::make_histogram(form).has_value();
    };
    CHECK_FALSE(refused([](HistogramForm&) {}));
    CHECK(refused([](HistogramForm& form) { form.min = Duration{-1}; }));
    CHECK(refused([](HistogramForm& form) { form.max = Duration{5}; }));
    CHECK(refused([](HistogramForm& form) { form.max = form.max * 2; }));
    CHECK(refused([](HistogramForm& form) { form.mean = form.max; }));
    CHECK(refused([](HistogramForm& form) { form.buckets[1].first += Duration{1}; }));
    CHECK(refused([](HistogramForm& form) { form.buckets[1].count = 0; }));
    CHECK(refused([](HistogramForm& form) { form.buckets[1].count = INT64_MAX; }));
    CHECK(refused([](HistogramForm& form) { std::swap(form.buckets[0], form.buckets[1]); }));
    CHECK(refused([](HistogramForm& form) { form.buckets.clear(); }));
}
