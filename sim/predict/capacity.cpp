#include "sim/predict/capacity.hpp"

#include <algorithm>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/predict/sample.hpp"

namespace sim {

namespace {

constexpr std::int64_t users_max = 4096;
constexpr std::int64_t events_each = 20'000'000;

Trace run_saturated(Program& program, const Profile& profile, std::int64_t users,
                    std::uint64_t seed, const std::atomic<bool>* interrupt) {
    Load& load = program.loads.front();
    load.users = users;
    load.requests_max = std::max<std::int64_t>(20'000, 40 * users);
    return run(program, profile,
               {.level = TraceLevel::none,
                .seed = seed,
                .replication = 3'000'000'000,
                .interrupt = interrupt,
                .splits_latency = true,
                .ends_with_loads = true,
                .program_name = {}});
}

/// Requests a second in the middle half of the run, when all users are there.
double rate_within(const LatencyCourse& course) {
    const auto slices = static_cast<std::int64_t>(course.slices().size());
    const Instant from = Instant{} + course.width() * (slices / 4);
    const Instant to = Instant{} + course.width() * (slices * 3 / 4);
    if (to <= from) return 0;
    return static_cast<double>(course.between(from, to).count) * 1e9 /
           static_cast<double>((to - from).ns);
}

/// What was busy nearly as long as what was busy most. Cores first: with more threads than cores the pool only seems full.
std::vector<Capacity::Limit> limits_of(const Trace& trace) {
    Samples samples;
    samples.add(trace);
    const std::vector<ResourceForecast> resources = resources_of(trace);
    const std::vector<ResourceSample>& busy = samples.each.front().resources;
    const auto share = [&](std::size_t i) {
        return busy[i].busy.below > 0 ? busy[i].busy.above / busy[i].busy.below : 0;
    };
    double most = 0;
    for (std::size_t i = 0; i < busy.size(); ++i) most = std::max(most, share(i));
    std::vector<Capacity::Limit> limits;
    for (std::size_t i = 0; i < busy.size(); ++i) {
        if (share(i) < most - 0.04) continue;
        limits.push_back({resources[i].kind, resources[i].name, resources[i].servers});
    }
    std::reverse(limits.begin(), limits.end());
    return limits;
}

}  // namespace

bool is_open(const Load& load) {
    return load.kind == ArrivalKind::poisson || load.kind == ArrivalKind::constant ||
           load.kind == ArrivalKind::bursts;
}

double rate_of(const Load& load) {
    if (!is_open(load) || load.interval.ns <= 0) return 0;
    const std::int64_t burst = load.kind == ArrivalKind::bursts ? load.burst : 1;
    return static_cast<double>(burst) * 1e9 / static_cast<double>(load.interval.ns);
}

Capacity find_capacity(const Program& program, const Profile& profile, std::uint64_t seed,
                       const std::atomic<bool>* interrupt) {
    Capacity capacity;
    if (program.loads.size() != 1 || !is_open(program.loads.front())) return capacity;
    Program saturated = program;
    Load& load = saturated.loads.front();
    load.kind = ArrivalKind::closed;
    load.think = index_none;
    load.start = {};
    load.duration = Duration{-1};
    load.timeout = Duration{-1};
    saturated.runtime.warmup = {};
    saturated.runtime.until = Duration{-1};
    saturated.runtime.events_max = events_each;
    double before = 0;
    for (std::int64_t users = 64; users <= users_max; users *= 2) {
        const Trace trace = run_saturated(saturated, profile, users, seed, interrupt);
        const LoadStatistics& result = trace.statistics.loads.front();
        if (trace.ending.kind == EndKind::interrupted || trace.ending.kind == EndKind::limit ||
            result.failed > 0 || result.done < result.generated)
            return {};
        const double rate = rate_within(result.course);
        if (rate <= 0) return {};
        const bool is_most = rate < before * 1.02;
        if (rate > before) {
            capacity.per_second = rate;
            capacity.limits = limits_of(trace);
        }
        before = std::max(before, rate);
        if (!is_most) continue;
        capacity.is_known = true;
        break;
    }
    return capacity;
}

}  // namespace sim
