#include "sim/predict/estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/exact_math.hpp"

namespace sim {

double student_t95(int degrees_of_freedom) {
    // The first ones from tables, then the expansion of Cornish and Fisher, good to four digits from there.
    constexpr std::array<double, 9> few{12.7062, 4.3027, 3.1824, 2.7764, 2.5706,
                                        2.4469,  2.3646, 2.3060, 2.2622};
    SIM_CHECK(degrees_of_freedom >= 1);
    const auto index = static_cast<std::size_t>(degrees_of_freedom - 1);
    if (index < few.size()) return few[index];
    const double z = 1.959963985;
    const double n = degrees_of_freedom;
    const double z3 = z * z * z;
    const double z5 = z3 * z * z;
    const double z7 = z5 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

namespace {

/// Half the width of the interval of the ratio `value`.
double half_width(const std::vector<RatioPart>& parts, double value) {
    const auto count = static_cast<double>(parts.size());
    double below = 0;
    double squares = 0;
    for (const RatioPart& part : parts) {
        below += part.below;
        const double rest = part.above - value * part.below;
        squares += rest * rest;
    }
    if (squares <= 0) return 0;
    return student_t95(static_cast<int>(parts.size()) - 1) *
           exact_sqrt(squares * count / (count - 1)) / below;
}

double ratio_of(const std::vector<RatioPart>& parts) {
    double above = 0;
    double below = 0;
    for (const RatioPart& part : parts) {
        above += part.above;
        below += part.below;
    }
    return below > 0 ? above / below : 0;
}

}  // namespace

Estimate estimate_ratio(const std::vector<RatioPart>& parts) {
    Estimate estimate;
    estimate.value = ratio_of(parts);
    const bool tells = std::any_of(parts.begin(), parts.end(),
                                   [](const RatioPart& part) { return part.below > 0; });
    if (parts.size() < 2 || !tells) return estimate;
    const double half = half_width(parts, estimate.value);
    estimate.low = estimate.value - half;
    estimate.high = estimate.value + half;
    return estimate;
}

Sorted::Sorted(const Histogram& histogram) {
    std::int64_t up_to = 0;
    for (const Histogram::Bucket& bucket : histogram.buckets()) {
        up_to += bucket.count;
        rows_.push_back({bucket.first.ns, up_to});
    }
}

std::int64_t Sorted::count_up_to(Duration value) const {
    const auto row = std::upper_bound(rows_.begin(), rows_.end(), value.ns,
                                      [](std::int64_t at, const Row& r) { return at < r.first; });
    return row == rows_.begin() ? 0 : (row - 1)->up_to;
}

namespace {

constexpr std::int32_t all_parts = 100'000;

/// Half the width of the interval of the share of requests up to `parts`. Slow requests come in clusters, of which few
/// replications may see none: how much the share varies for its size is the same a little further inside, where there are
/// more of them, so the largest of what is seen at one, two, four and eight times as many counts.
double share_half_width(const std::vector<Sorted>& replications, const Histogram& all,
                        std::int32_t parts) {
    constexpr std::int32_t steps_most = 8;
    const std::int32_t beyond = all_parts - parts;
    double half = 0;
    for (std::int32_t step = 1; step <= steps_most; step *= 2) {
        if (step > 1 && beyond * step > all_parts / 10) break;
        const Duration at = all.percentile(all_parts - beyond * step);
        std::vector<RatioPart> shares;
        shares.reserve(replications.size());
        for (const Sorted& one : replications) {
            shares.push_back(
                {static_cast<double>(one.count_up_to(at)), static_cast<double>(one.count())});
        }
        half = std::max(half, half_width(shares, ratio_of(shares)) / exact_sqrt(step));
    }
    return half;
}

}  // namespace

Estimate estimate_percentile(const std::vector<Sorted>& replications, const Histogram& all,
                             std::int32_t parts) {
    Estimate estimate;
    if (all.count() == 0) return estimate;
    const Duration at = all.percentile(parts);
    estimate.value = static_cast<double>(at.ns);
    if (replications.size() < 2) return estimate;
    const double beyond = 1 - static_cast<double>(parts) / all_parts;
    const double factor = exact_exp(share_half_width(replications, all, parts) / beyond);
    const auto count = static_cast<double>(all.count());
    const double low = std::ceil((1 - std::min(1.0, beyond * factor)) * count);
    const double above = std::floor(beyond / factor * count);
    estimate.low = static_cast<double>(
        all.at_rank(std::max<std::int64_t>(1, static_cast<std::int64_t>(low))).ns);
    // Fewer values beyond than in one replication of three: nobody knows how far they reach, unless all end alike.
    const bool ends_alike =
        std::all_of(replications.begin(), replications.end(),
                    [&](const Sorted& one) { return one.most() == replications.front().most(); });
    if (above * 3 >= static_cast<double>(replications.size()) || ends_alike)
        estimate.high =
            static_cast<double>(all.at_rank(all.count() - static_cast<std::int64_t>(above)).ns);
    return estimate;
}

void share_bounds(std::span<Estimate> percentiles) {
    for (std::size_t i = 1; i < percentiles.size(); ++i) {
        percentiles[i].low = std::max(percentiles[i].low, percentiles[i - 1].low);
        const std::size_t below = percentiles.size() - 1 - i;
        percentiles[below].high = std::min(percentiles[below].high, percentiles[below + 1].high);
    }
}

WaitMeans waits_at_p99(const WaitProfile& profile, const Histogram& latency, double p99) {
    const WaitProfile::Part near =
        profile.between(latency.percentile(98'500), latency.percentile(99'500));
    double all = 0;
    for (const Duration wait : near.waits) all += static_cast<double>(wait.ns);
    WaitMeans waits{};
    for (std::size_t r = 0; r < wait_reasons && all > 0; ++r)
        waits[r] = static_cast<double>(near.waits[r].ns) / all * p99;
    return waits;
}

}  // namespace sim
