// A histogram is filled with values that lie in the wanted buckets and have the wanted sum: the least and the
// largest one are fixed, all others begin at the lower end of their buckets and are raised, bucket by bucket, until
// the sum is reached. That needs at most two different values a bucket. They are added bit by bit of their counts:
// double what is there, add each value whose count has the bit set.
#include "traces/histogram_form.hpp"

#include <algorithm>

#include "sim/core/draws.hpp"

namespace traces {

namespace {

using sim::Duration;
using sim::Histogram;
using sim::uint128;

struct Repeated {
    std::int64_t value = 0;
    std::int64_t count = 0;
};

/// Values of one bucket that are not fixed: `count` of them in low .. high.
struct Free {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::int64_t count = 0;
};

uint128 wide(std::int64_t value) { return static_cast<uint128>(value); }

bool is_plausible(const HistogramForm& form) {
    if (form.min.ns < 0 || form.max < form.min || form.max > sim::duration_max ||
        form.mean < form.min || form.mean > form.max)
        return false;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < form.buckets.size(); ++i) {
        const Histogram::Bucket& bucket = form.buckets[i];
        if (bucket.count <= 0 || bucket.count > (std::int64_t{1} << 56) - total) return false;
        if (bucket.first.ns < 0 || bucket.first > form.max) return false;
        if (i > 0 && bucket.first <= form.buckets[i - 1].first) return false;
        total += bucket.count;
    }
    return total > 1 || form.min == form.max;
}

std::vector<Free> free_values(const HistogramForm& form) {
    std::vector<Free> result;
    for (const Histogram::Bucket& bucket : form.buckets) {
        // Buckets are 1 ns wide below 2048 ns and at most 1/1024 of their values above (Histogram).
        std::int64_t width = 1;
        while (width <= bucket.first.ns / 2048) width *= 2;
        const std::int64_t low = std::max(bucket.first, form.min).ns;
        const std::int64_t high = std::min(bucket.first.ns + width - 1, form.max.ns);
        result.push_back({.low = low, .high = std::max(low, high), .count = bucket.count});
    }
    --result.front().count;
    if (result.back().count > 0) --result.back().count;
    return result;
}

std::vector<Repeated> spread(const HistogramForm& form, const std::vector<Free>& rows) {
    std::int64_t count = 0;
    for (const Histogram::Bucket& bucket : form.buckets) count += bucket.count;
    std::vector<Repeated> values{{form.min.ns, 1}};
    uint128 sum = wide(form.min.ns);
    if (count > 1) {
        values.push_back({form.max.ns, 1});
        sum += wide(form.max.ns);
    }
    for (const Free& row : rows) sum += wide(row.low) * wide(row.count);
    const uint128 wanted = wide(form.mean.ns) * wide(count);
    uint128 missing = wanted > sum ? wanted - sum : 0;
    for (const Free& row : rows) {
        if (row.count == 0) continue;
        const uint128 room = wide(row.high - row.low) * wide(row.count);
        const uint128 given = std::min(missing, room);
        missing -= given;
        const auto each = static_cast<std::int64_t>(given / wide(row.count));
        const auto one_more = static_cast<std::int64_t>(given % wide(row.count));
        values.push_back({row.low + each, row.count - one_more});
        values.push_back({row.low + each + 1, one_more});
    }
    return values;
}

Histogram fill(const std::vector<Repeated>& values) {
    Histogram result;
    for (int bit = 56; bit >= 0; --bit) {
        const Histogram half = result;
        result.merge(half);
        for (const Repeated& row : values) {
            if (((row.count >> bit) & 1) != 0) result.add(Duration{row.value});
        }
    }
    return result;
}

bool shows(const Histogram& histogram, const HistogramForm& form) {
    const std::vector<Histogram::Bucket> buckets = histogram.buckets();
    const auto same = [](const Histogram::Bucket& x, const Histogram::Bucket& y) {
        return x.first == y.first && x.count == y.count;
    };
    return histogram.min() == form.min && histogram.max() == form.max &&
           histogram.mean() == form.mean &&
           std::equal(buckets.begin(), buckets.end(), form.buckets.begin(), form.buckets.end(),
                      same);
}

}  // namespace

std::optional<Histogram> make_histogram(const HistogramForm& form) {
    if (form.buckets.empty()) {
        const bool is_zero = form.min.ns == 0 && form.max.ns == 0 && form.mean.ns == 0;
        return is_zero ? std::optional<Histogram>{Histogram{}} : std::nullopt;
    }
    if (!is_plausible(form)) return std::nullopt;
    const Histogram result = fill(spread(form, free_values(form)));
    return shows(result, form) ? std::optional<Histogram>{result} : std::nullopt;
}

}  // namespace traces
