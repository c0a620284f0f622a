#include "sim/predict/run_length.hpp"

#include <algorithm>
#include <limits>

#include "sim/predict/capacity.hpp"

namespace sim {

namespace {

Duration scaled(Duration length, double factor) {
    const double ns = static_cast<double>(length.ns) * factor;
    return Duration{static_cast<std::int64_t>(std::min(ns, static_cast<double>(duration_max.ns)))};
}

/// Of one load: runs that are independent draws of `share` would differ by share * (1 - share) / count.
double independent_latencies(const std::vector<Sorted>& runs, const Histogram& all) {
    const Duration at = all.percentile(90'000);
    double above = 0;
    double count = 0;
    for (const Sorted& run : runs) {
        above += static_cast<double>(run.count() - run.count_up_to(at));
        count += static_cast<double>(run.count());
    }
    const double share = count > 0 ? above / count : 0;
    double squares = 0;
    for (const Sorted& run : runs) {
        const double rest = static_cast<double>(run.count() - run.count_up_to(at)) -
                            share * static_cast<double>(run.count());
        squares += rest * rest;
    }
    if (squares <= 0) return std::numeric_limits<double>::infinity();
    const auto number = static_cast<double>(runs.size());
    const double variance = squares * number / (number - 1) / (count * count) * number;
    return share * (1 - share) / variance;
}

}  // namespace

bool is_endless(const Program& program) {
    return program.runtime.until.ns < 0 &&
           std::all_of(program.loads.begin(), program.loads.end(), [](const Load& load) {
               return load.requests_max < 0 && load.duration.ns < 0 &&
                      (is_open(load) || load.kind == ArrivalKind::closed);
           });
}

void end_loads(Program& program, Duration length) {
    for (Load& load : program.loads) load.duration = length;
}

void end_by_time(Program& program) {
    if (program.loads.size() < 2) return;
    for (Load& load : program.loads) {
        const double rate = rate_of(load);
        if (load.requests_max < 0 || load.duration.ns >= 0 || rate <= 0) continue;
        load.duration = scaled(seconds(1), static_cast<double>(load.requests_max) / rate);
        load.requests_max = -1;
    }
}

void lengthen(Program& program, double factor) {
    for (Load& load : program.loads) {
        if (load.kind == ArrivalKind::list || load.kind == ArrivalKind::ramp) continue;
        if (load.requests_max >= 0)
            load.requests_max = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(static_cast<double>(load.requests_max) * factor));
        if (load.duration.ns >= 0) load.duration = scaled(load.duration, factor);
    }
}

double independent_latencies(const Samples& samples) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < samples.loads.size(); ++i) {
        if (samples.loads[i].latency.count() > 0)
            least = std::min(least,
                             independent_latencies(samples.latencies(i), samples.loads[i].latency));
    }
    return least;
}

Program shortened(Program program, double requests, double most) {
    if (requests > most) lengthen(program, most / requests);
    return program;
}

}  // namespace sim
