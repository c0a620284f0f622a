// From the statistics of one run to what forecasts need of it. Resources stand in a fixed order: main threads, pools,
// stations, cores.
#include "sim/predict/sample.hpp"

#include <algorithm>

namespace sim {

namespace {

double to_real(Duration d) { return static_cast<double>(d.ns); }

/// What came after the warm-up and was answered, by when it came: to answer the last ones takes time in which no others come. In a
/// run of a few requests, all of them from the first that came to the last that was answered.
RatioPart throughput_of(const LoadStatistics& load, Instant warm) {
    const std::int64_t width = load.course.width().ns;
    const Instant from{(warm.ns + width - 1) / width * width};
    // The last slice may be cut off.
    const Instant to{width * (static_cast<std::int64_t>(load.course.slices().size()) - 1)};
    constexpr std::int64_t slices_least = 64;
    if (load.counted > 0 && to - from >= Duration{width * slices_least})
        return {static_cast<double>(load.course.between(from, to).count), to_real(to - from) / 1e9};
    if (load.counted == 0) return {};
    return {static_cast<double>(load.counted), to_real(load.last_done - load.first_arrival) / 1e9};
}

LoadSample sample_of(const LoadStatistics& load, Instant warm) {
    LoadSample sample{.generated = load.generated,
                      .done = load.done,
                      .failed = load.failed,
                      .timed_out = load.timed_out,
                      .in_flight = load.in_flight,
                      .lost = 0,
                      .counted = load.counted,
                      .latency_sum = 0,
                      .throughput = throughput_of(load, warm),
                      .latencies = Sorted{load.latency},
                      .third = {},
                      .last = {}};
    for (const Duration wait : load.waits) sample.latency_sum += to_real(wait);
    const Duration width = load.course.width();
    const auto slices = static_cast<std::int64_t>(load.course.slices().size());
    const Instant half = Instant{} + width * (slices / 2);
    const Instant quarter = Instant{} + width * (slices * 3 / 4);
    const LatencyCourse::Slice third = load.course.between(half, quarter);
    const LatencyCourse::Slice last = load.course.between(quarter, Instant{} + width * slices);
    sample.third = {third.sum, static_cast<double>(third.count)};
    sample.last = {last.sum, static_cast<double>(last.count)};
    return sample;
}

/// The sum of several loads; its latencies as one histogram.
LoadStatistics together(const std::vector<LoadStatistics>& loads) {
    LoadStatistics all;
    all.first_arrival = instant_never;
    for (const LoadStatistics& load : loads) {
        all.generated += load.generated;
        all.done += load.done;
        all.failed += load.failed;
        all.timed_out += load.timed_out;
        all.in_flight += load.in_flight;
        all.counted += load.counted;
        all.latency.merge(load.latency);
        all.profile.merge(load.profile);
        all.course.merge(load.course);
        for (std::size_t i = 0; i < wait_reasons; ++i) all.waits[i] += load.waits[i];
        if (load.counted == 0) continue;
        all.first_arrival = std::min(all.first_arrival, load.first_arrival);
        all.last_done = std::max(all.last_done, load.last_done);
    }
    return all;
}

ResourceSample main_threads(const RunStatistics& run) {
    ResourceSample sample;
    for (const LoopStatistics& loop : run.loops) {
        sample.busy.above += to_real(loop.cpu);
        sample.busy.below += to_real(run.measured);
        // Idle time counts from the end of the warm-up, as all measured time does.
        const Duration life = std::min(loop.loop_end - loop.loop_start, run.measured);
        sample.active.above += std::max(0.0, to_real(life - loop.idle));
        sample.active.below += to_real(life);
    }
    return sample;
}

ResourceSample pools(const RunStatistics& run) {
    ResourceSample sample;
    for (const PoolStatistics& pool : run.pools) {
        sample.busy.above += to_real(pool.busy);
        sample.busy.below += to_real(run.measured * pool.workers);
        sample.queue.above += to_real(pool.queue_wait);
        sample.queue.below = to_real(run.measured);
        sample.jobs += pool.jobs;
        sample.queue_max = std::max(sample.queue_max, pool.queue_max);
    }
    return sample;
}

std::vector<ResourceSample> resource_samples(const RunStatistics& run) {
    std::vector<ResourceSample> samples{main_threads(run), pools(run)};
    for (const StationStatistics& station : run.stations) {
        samples.push_back({.busy = {to_real(station.busy), to_real(run.measured * station.servers)},
                           .active = {},
                           .queue = {to_real(station.queue_wait), to_real(run.measured)},
                           .jobs = station.calls,
                           .queue_max = station.queue_max});
    }
    if (run.cores.empty()) return samples;
    ResourceSample cores;
    for (const CoreStatistics& core : run.cores) {
        cores.busy.above += to_real(core.busy);
        cores.busy.below += to_real(run.measured);
    }
    samples.push_back(cores);
    return samples;
}

/// What a load run should not end with.
std::string problem_of(const Ending& ending) {
    switch (ending.kind) {
        case EndKind::done:
        case EndKind::until:
        case EndKind::interrupted: return {};
        case EndKind::exit_called: return "process.exit was called";
        case EndKind::exception: return ending.message;
        case EndKind::unsettled: return "main awaits a promise that nothing can settle";
        case EndKind::limit: return "a limit was reached: " + ending.message;
    }
    return {};
}

bool has_died(const Ending& ending) {
    return ending.kind == EndKind::exit_called || ending.kind == EndKind::exception ||
           ending.kind == EndKind::unsettled;
}

}  // namespace

void Samples::add(const Trace& trace) {
    const RunStatistics& run = trace.statistics;
    std::vector<LoadStatistics> all;
    if (run.loads.size() > 1) all.push_back(together(run.loads));
    Sample sample;
    loads.resize(run.loads.size() + all.size());
    for (std::size_t i = 0; i < loads.size(); ++i) {
        const LoadStatistics& load = i < run.loads.size() ? run.loads[i] : all.front();
        sample.loads.push_back(sample_of(load, run.end - run.measured));
        if (has_died(trace.ending)) sample.loads.back().lost = load.in_flight;
        loads[i].latency.merge(load.latency);
        loads[i].profile.merge(load.profile);
        for (std::size_t r = 0; r < wait_reasons; ++r) loads[i].waits[r] += to_real(load.waits[r]);
    }
    sample.resources = resource_samples(run);
    sample.end = run.end - Instant{};
    sample.ending = trace.ending.kind;
    if (std::string found = problem_of(trace.ending); !found.empty()) {
        if (problem.empty()) problem = std::move(found);
        ++ended_early;
        ended_early_sum += sample.end;
    }
    for (const LoopStatistics& loop : run.loops) delay.merge(loop.delay);
    each.push_back(std::move(sample));
}

std::vector<Sorted> Samples::latencies(std::size_t load) const {
    std::vector<Sorted> list;
    list.reserve(each.size());
    for (const Sample& sample : each) list.push_back(sample.loads[load].latencies);
    return list;
}

std::vector<ResourceForecast> resources_of(const Trace& trace) {
    const RunStatistics& run = trace.statistics;
    std::vector<ResourceForecast> list(2);
    list[0].kind = ResourceKind::main_thread;
    list[0].servers = static_cast<std::int32_t>(run.loops.size());
    list[1].kind = ResourceKind::pool;
    list[1].servers = 0;
    for (const PoolStatistics& pool : run.pools) list[1].servers += pool.workers;
    for (const StationStatistics& station : run.stations) {
        ResourceForecast row;
        row.kind = ResourceKind::station;
        row.name = std::string{trace.names.text(station.name)};
        row.servers = station.servers;
        list.push_back(std::move(row));
    }
    if (!run.cores.empty()) {
        ResourceForecast row;
        row.kind = ResourceKind::cores;
        row.servers = static_cast<std::int32_t>(run.cores.size());
        list.push_back(std::move(row));
    }
    return list;
}

}  // namespace sim
