#include "sim/predict/warmup.hpp"

#include <algorithm>
#include <vector>

namespace sim {

namespace {

constexpr std::int64_t batch_requests = 20;  // fewer say little about a mean

struct Batch {
    std::size_t first = 0;  // slice
    double mean = 0;
};

/// Neighbouring slices together until they hold enough; what remains at the end is left out, as is the last slice,
/// which may be cut off.
std::vector<Batch> batches_of(const LatencyCourse& course) {
    std::vector<Batch> batches;
    LatencyCourse::Slice sum;
    std::size_t first = 0;
    for (std::size_t i = 0; i + 1 < course.slices().size(); ++i) {
        sum.count += course.slices()[i].count;
        sum.sum += course.slices()[i].sum;
        if (sum.count < batch_requests) continue;
        batches.push_back({first, sum.sum / static_cast<double>(sum.count)});
        sum = {};
        first = i + 1;
    }
    return batches;
}

}  // namespace

Warmup find_warmup(const LatencyCourse& course) {
    const std::vector<Batch> batches = batches_of(course);
    if (batches.size() < 8) return {};
    // From the end, so that sums grow by one batch at a time. Means are taken from the last one, where rounding is small.
    const double centre = batches.back().mean;
    double sum = 0;
    double squares = 0;
    double smallest = 0;
    std::size_t best = batches.size();
    for (std::size_t i = batches.size(); i-- > 0;) {
        const double value = batches[i].mean - centre;
        sum += value;
        squares += value * value;
        const auto count = static_cast<double>(batches.size() - i);
        if (i > batches.size() / 2) continue;
        const double error = (squares - sum * sum / count) / (count * count);
        if (best == batches.size() || error <= smallest) {
            smallest = error;
            best = i;
        }
    }
    Warmup warmup;
    // Where noise hides a short transient the rule takes nothing; a tenth is cheap and covers that.
    const std::size_t least = course.slices().size() / 10;
    warmup.length =
        course.width() * static_cast<std::int64_t>(std::max(batches[best].first, least));
    warmup.is_settled = best < batches.size() / 2;
    return warmup;
}

}  // namespace sim
