#include "sim/predict/capacity.hpp"

#include <algorithm>
#include <vector>

#include "sim/core/exact_math.hpp"
#include "sim/engine/run.hpp"
#include "sim/predict/sample.hpp"

namespace sim {

namespace {

constexpr std::int64_t users_max = 4096;
constexpr std::int64_t events_each = 20'000'000;
constexpr std::int64_t requests_most = 1'500'000;  // of a run

Trace run_saturated(Program& program, const Profile& profile, std::int64_t users,
                    std::int64_t requests, std::uint64_t seed, const std::atomic<bool>* interrupt) {
    Load& load = program.loads.front();
    load.users = users;
    load.requests_max = requests;
    return run(program, profile,
               {.level = TraceLevel::none,
                .seed = seed,
                .replication = 3'000'000'000,
                .interrupt = interrupt,
                .splits_latency = true,
                .ends_with_loads = true,
                .program_name = {}});
}

struct Rate {
    double per_second = 0;
    double error = 0;  // standard error, as a share of the rate
};

/// Requests a second in the middle half of the run, when all users are there, by batches of it.
Rate rate_within(const LatencyCourse& course) {
    constexpr std::int64_t batches = 16;
    const auto slices = static_cast<std::int64_t>(course.slices().size());
    const std::int64_t each = slices / 2 / batches;
    if (each == 0) return {};
    double sum = 0;
    double squares = 0;
    for (std::int64_t batch = 0; batch < batches; ++batch) {
        const Instant from = Instant{} + course.width() * (slices / 4 + batch * each);
        const auto count =
            static_cast<double>(course.between(from, from + course.width() * each).count);
        sum += count;
        squares += count * count;
    }
    if (sum <= 0) return {};
    const double mean = sum / batches;
    const double variance = std::max(0.0, squares / batches - mean * mean) / (batches - 1);
    return {mean * 1e9 / static_cast<double>((course.width() * each).ns),
            exact_sqrt(variance) / mean};
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

/// The users of a run are at most a fortieth of its requests. If a tenth of all jobs waited at once, answered requests left them behind.
bool leaves_work_behind(const RunStatistics& run) {
    const auto is_left = [](std::int64_t done, std::int64_t queue_max) {
        return queue_max > (done + queue_max) / 10;
    };
    return std::any_of(
               run.pools.begin(), run.pools.end(),
               [&](const PoolStatistics& pool) { return is_left(pool.jobs, pool.queue_max); }) ||
           std::any_of(run.stations.begin(), run.stations.end(),
                       [&](const StationStatistics& station) {
                           return is_left(station.calls, station.queue_max);
                       });
}

}  // namespace

double doubt_of(const Capacity& capacity) { return std::max(0.01, 3 * capacity.error); }

bool is_beyond(const Capacity& capacity, double offered) {
    return capacity.is_known && capacity.per_second > 0 &&
           offered > (1 + doubt_of(capacity)) * capacity.per_second;
}

bool is_open(const Load& load) {
    return load.kind == ArrivalKind::poisson || load.kind == ArrivalKind::constant ||
           load.kind == ArrivalKind::bursts;
}

double rate_of(const Load& load) {
    if (!is_open(load) || load.interval.ns <= 0) return 0;
    const std::int64_t burst = load.kind == ArrivalKind::bursts ? load.burst : 1;
    return static_cast<double>(burst) * 1e9 / static_cast<double>(load.interval.ns);
}

std::string_view hinders_capacity(const Program& program) {
    if (program.loads.size() != 1) return "how much of one load is possible depends on the others";
    switch (program.loads.front().kind) {
        case ArrivalKind::poisson:
        case ArrivalKind::constant:
        case ArrivalKind::bursts: return {};
        case ArrivalKind::list: return "the arrivals are a list of instants";
        case ArrivalKind::ramp: return "the load changes all the time";
        case ArrivalKind::closed: return "users wait for an answer before they ask again";
    }
    return {};
}

namespace {

Capacity unknown(std::string_view why) {
    Capacity capacity;
    capacity.unknown = why;
    return capacity;
}

}  // namespace

Capacity find_capacity(const Program& program, const Profile& profile, double error_wanted,
                       std::uint64_t seed, const std::atomic<bool>* interrupt) {
    Capacity capacity;
    if (const std::string_view why = hinders_capacity(program); !why.empty()) return unknown(why);
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
    std::int64_t users = 64;
    std::int64_t requests = 20'000;
    while (users <= users_max) {
        requests = std::max(requests, 40 * users);
        const Trace trace = run_saturated(saturated, profile, users, requests, seed, interrupt);
        const LoadStatistics& result = trace.statistics.loads.front();
        const bool is_over =
            trace.ending.kind == EndKind::interrupted || trace.ending.kind == EndKind::limit;
        if (is_over && capacity.is_known) break;
        if (trace.ending.kind == EndKind::interrupted) return {};
        if (is_over) return unknown("finding it takes too many events");
        if (result.failed > 0 || result.done < result.generated)
            return unknown("many requests at once fail or are not answered");
        // Users who do not wait for their work are answered faster than it is done.
        if (leaves_work_behind(trace.statistics)) {
            capacity = unknown("requests are answered before their work is done");
            capacity.leaves_work = true;
            return capacity;
        }
        const Rate rate = rate_within(result.course);
        if (rate.per_second <= 0)
            return unknown("the runs that look for it are too short to measure");
        const bool is_most = capacity.is_known || rate.per_second < before * 1.02;
        if (rate.per_second > before || capacity.is_known) {
            capacity.per_second = rate.per_second;
            capacity.error = rate.error;
            capacity.limits = limits_of(trace);
        }
        before = std::max(before, rate.per_second);
        capacity.is_known = is_most;
        // More users change nothing: from here on, longer runs tell more.
        if (!is_most) users *= 2;
        else if (capacity.error <= error_wanted || requests >= requests_most) break;
        else requests = std::min(4 * requests, requests_most);
    }
    if (!capacity.is_known) return unknown("more requests at once are still answered faster");
    return capacity;
}

}  // namespace sim
