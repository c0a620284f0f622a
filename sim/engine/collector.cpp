// Pauses are drawn: a scavenge takes a constant and a time per surviving MiB with lognormal spread; a mark-compact
// follows when enough was promoted, its pause goes through the measured median, p90 and p99, with one incremental step
// beside it. The survivors need no list of requests: each request has its share and the number of the scavenge it was
// true at, and two scavenges later nothing of it is young.
#include "sim/engine/collector.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/distribution.hpp"
#include "sim/core/exact_math.hpp"
#include "sim/engine/machine.hpp"

namespace sim {

namespace {

constexpr std::int64_t mib = 1 << 20;
constexpr double z_90 = 1.2815515655446004;  // standard normal quantiles
constexpr double z_99 = 2.3263478740408408;

/// exp(ln-linear through the quantiles at 50, 90 and 99 %).
double through(Duration p50, Duration p90, Duration p99, double z) {
    const auto real = [](Duration time) {
        return static_cast<double>(std::max<std::int64_t>(1, time.ns));
    };
    const double lower = exact_ln(real(p90) / real(p50)) / z_90;
    if (z <= z_90) return real(p50) * exact_exp(lower * z);
    const double upper = exact_ln(real(p99) / real(p90)) / (z_99 - z_90);
    return real(p90) * exact_exp(upper * (z - z_90));
}

Duration to_pause(double ns) {
    return nanoseconds(static_cast<std::int64_t>(std::clamp(ns, 0.0, 60e9)));
}

}  // namespace

Collector::Collector(const Machine& machine, std::uint32_t loop)
    : machine_(machine), loop_(loop), capacity_(machine.costs.gc_semi_space) {}

std::int64_t Collector::room() const {
    return capacity_ > 0 ? capacity_ - used_ : std::numeric_limits<std::int64_t>::max();
}

void Collector::age(HeapShare& owner) const {
    const std::int64_t since = scavenges_ - owner.scavenges;
    if (since >= 1) owner.survived = since == 1 ? owner.fresh : 0;
    if (since >= 1) owner.fresh = 0;
    owner.scavenges = scavenges_;
}

void Collector::allocate(std::int64_t bytes, HeapShare* owner) {
    if (capacity_ == 0) return;
    used_ += bytes;
    if (owner == nullptr) return;
    age(*owner);
    owner->fresh += bytes;
    fresh_ += bytes;
}

void Collector::forget(HeapShare& owner) {
    age(owner);
    fresh_ -= owner.fresh;
    survived_ -= owner.survived;
    owner = {};
}

Duration Collector::collect() {
    const std::int64_t survivors = fresh_ + survived_;
    promoted_ += survived_;
    survived_ = fresh_;
    fresh_ = 0;
    used_ = survived_;  // it stays in the young generation until the next scavenge
    ++scavenges_;
    grown_at_ += survivors;
    if (grown_at_ > capacity_ && capacity_ < machine_.costs.gc_semi_space_max) {
        capacity_ = std::min(2 * capacity_, machine_.costs.gc_semi_space_max);
        grown_at_ = 0;
    }
    Duration pause = scavenge_pause(survivors);
    if (machine_.costs.gc_mark_compact_every > 0 &&
        promoted_ >= machine_.costs.gc_mark_compact_every) {
        promoted_ = 0;
        pause += mark_compact_pause();
    }
    return pause;
}

Duration Collector::scavenge_pause(std::int64_t survivors) {
    const CostModel& costs = machine_.costs;
    const double middle =
        static_cast<double>(costs.gc_scavenge.ns) +
        static_cast<double>(costs.gc_scavenge_per_mib.ns) * (static_cast<double>(survivors) / mib);
    const double sigma = static_cast<double>(costs.gc_scavenge_sigma) / 1000;
    return to_pause(middle * exact_exp(sigma * draw_normal()));
}

Duration Collector::mark_compact_pause() {
    const CostModel& costs = machine_.costs;
    const double pause = through(costs.gc_mark_compact_p50, costs.gc_mark_compact_p90,
                                 costs.gc_mark_compact_p99, draw_normal());
    // Of a step only two quantiles are known: its p99 lies on their line.
    const double z = draw_normal();
    const double ratio =
        exact_ln(static_cast<double>(std::max<std::int64_t>(1, costs.gc_step_p90.ns)) /
                 static_cast<double>(std::max<std::int64_t>(1, costs.gc_step_p50.ns)));
    const double step = static_cast<double>(costs.gc_step_p50.ns) * exact_exp(ratio / z_90 * z);
    return to_pause(pause) + to_pause(step);
}

double Collector::draw_normal() {
    Stream numbers =
        machine_.stream(DrawSource::collector, (std::uint64_t{loop_} << 40) | draws_++);
    return sample_normal(numbers);
}

}  // namespace sim
