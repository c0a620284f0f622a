// What must hold of the counted results, and between them and the requests.
#include <algorithm>
#include <numeric>

#include "sim/trace/audit_parts.hpp"

namespace sim {

namespace {

Duration total(const Waits& waits) {
    return std::accumulate(waits.begin(), waits.end(), Duration{});
}

std::string_view name_of(const Trace& trace, NameId name) {
    return name.index() < trace.names.size() ? trace.names.text(name) : std::string_view{};
}

/// Within 0 .. what `servers` can do in the time of the run.
bool is_within_capacity(const Trace& trace, Duration busy, std::int64_t servers) {
    if (servers <= 0) return busy.ns == 0;
    return busy.ns >= 0 && (busy.ns + servers - 1) / servers <= trace.statistics.end.ns;
}

void audit_load(const Trace& trace, const LoadStatistics& load, AuditReport& report) {
    const std::string_view name = name_of(trace, load.name);
    const std::int64_t settled = load.done + load.failed + load.timed_out;
    report.require(load.generated == settled + load.in_flight,
                   "load {}: generated {} is not done {} + failed {} + timed out {} + in flight {}",
                   name, load.generated, load.done, load.failed, load.timed_out, load.in_flight);
    report.require(load.counted <= load.done, "load {}: counted {} exceeds done {}", name,
                   load.counted, load.done);
    report.require(load.latency.count() == load.counted,
                   "load {}: its histogram holds {} latencies, counted are {}", name,
                   load.latency.count(), load.counted);
    const Duration waits = total(load.waits);
    // The histogram keeps the exact sum but shows its rounded mean, which the sum of the waits must have, too.
    report.require(load.counted == 0
                       ? waits.ns == 0
                       : (waits.ns + load.counted / 2) / load.counted == load.latency.mean().ns,
                   "load {}: its waits add up to {} ns, {} latencies have the mean {} ns", name,
                   waits.ns, load.counted, load.latency.mean().ns);
}

void audit_loop(const Trace& trace, const LoopStatistics& loop, AuditReport& report) {
    const std::string_view name = name_of(trace, loop.name);
    report.require(
        is_within_capacity(trace, loop.cpu + loop.idle, 1) && loop.cpu.ns >= 0 && loop.idle.ns >= 0,
        "loop {}: CPU time {} ns and idle time {} ns do not fit into the run", name, loop.cpu.ns,
        loop.idle.ns);
    report.require(loop.is_monitored || loop.delay.count() == 0,
                   "loop {}: delays without a monitor", name);
}

void audit_pool(const Trace& trace, std::size_t process, AuditReport& report) {
    const PoolStatistics& pool = trace.statistics.pools[process];
    report.require(pool.slow_running_max <= (pool.workers + 1) / 2,
                   "pool {}: {} slow jobs at once on {} workers", process, pool.slow_running_max,
                   pool.workers);
    report.require(is_within_capacity(trace, pool.busy, pool.workers),
                   "pool {}: busy for {} ns on {} workers", process, pool.busy.ns, pool.workers);
    report.require(is_within_capacity(trace, pool.cpu, pool.workers),
                   "pool {}: CPU time {} ns on {} workers", process, pool.cpu.ns, pool.workers);
    report.require(pool.queue_wait.ns >= 0, "pool {}: negative queue wait", process);
}

void audit_cores(const Trace& trace, AuditReport& report) {
    const RunStatistics& statistics = trace.statistics;
    if (statistics.cores.empty()) return;
    Duration busy{};
    for (std::size_t i = 0; i < statistics.cores.size(); ++i) {
        busy += statistics.cores[i].busy;
        report.require(is_within_capacity(trace, statistics.cores[i].busy, 1),
                       "core {}: busy for {} ns of {} ns", i, statistics.cores[i].busy.ns,
                       statistics.end.ns);
    }
    Duration work{};
    for (const LoopStatistics& loop : statistics.loops) work += loop.cpu;
    for (const PoolStatistics& pool : statistics.pools) work += pool.cpu;
    report.require(busy == work, "cores: busy for {} ns, loops and pools used {} ns", busy.ns,
                   work.ns);
}

/// All that a histogram shows; one read from a file keeps no more.
bool agree(const Histogram& x, const Histogram& y) {
    const auto same = [](const Histogram::Bucket& a, const Histogram::Bucket& b) {
        return a.first == b.first && a.count == b.count;
    };
    const std::vector<Histogram::Bucket> xs = x.buckets();
    const std::vector<Histogram::Bucket> ys = y.buckets();
    return x.min() == y.min() && x.max() == y.max() && x.mean() == y.mean() &&
           std::equal(xs.begin(), xs.end(), ys.begin(), ys.end(), same);
}

/// What the requests say a load entry must have counted.
struct Recount {
    std::int64_t generated = 0;
    std::int64_t done = 0;
    std::int64_t failed = 0;
    std::int64_t timed_out = 0;
    std::int64_t in_flight = 0;
    std::int64_t counted = 0;
    Waits waits{};
    Histogram latency;
};

void count(const RequestRecord& request, Instant warm, Recount& sum) {
    ++sum.generated;
    switch (request.outcome) {
        case RequestOutcome::in_flight: ++sum.in_flight; return;
        case RequestOutcome::failed: ++sum.failed; return;
        case RequestOutcome::timed_out: ++sum.timed_out; return;
        case RequestOutcome::done: ++sum.done; break;
    }
    if (request.arrival < warm) return;
    ++sum.counted;
    sum.latency.add(request.done - request.arrival);
    for (std::size_t i = 0; i < wait_reasons; ++i) sum.waits[i] += request.waits[i];
}

void audit_request(const Trace& trace, std::size_t i, AuditReport& report) {
    const RequestRecord& request = trace.requests[i];
    report.require(std::all_of(request.waits.begin(), request.waits.end(),
                               [](Duration wait) { return wait.ns >= 0; }),
                   "request {}: a negative wait", i);
    if (request.outcome == RequestOutcome::in_flight) return;
    report.require(request.done >= request.arrival && request.done <= trace.statistics.end,
                   "request {}: it ends at {} ns, it arrived at {} ns and the run ends at {} ns", i,
                   request.done.ns, request.arrival.ns, trace.statistics.end.ns);
    report.require(total(request.waits) == request.done - request.arrival,
                   "request {}: its waits add up to {} ns, its latency is {} ns", i,
                   total(request.waits).ns, (request.done - request.arrival).ns);
}

}  // namespace

void audit_statistics(const Trace& trace, AuditReport& report) {
    const RunStatistics& statistics = trace.statistics;
    report.require(statistics.end.ns >= 0 && statistics.measured.ns >= 0 &&
                       statistics.measured.ns <= statistics.end.ns,
                   "run: it ends at {} ns and is measured for {} ns", statistics.end.ns,
                   statistics.measured.ns);
    for (const LoadStatistics& load : statistics.loads) audit_load(trace, load, report);
    for (const LoopStatistics& loop : statistics.loops) audit_loop(trace, loop, report);
    for (std::size_t process = 0; process < statistics.pools.size(); ++process)
        audit_pool(trace, process, report);
    for (const StationStatistics& station : statistics.stations) {
        report.require(is_within_capacity(trace, station.busy, station.servers),
                       "station {}: busy for {} ns on {} servers", name_of(trace, station.name),
                       station.busy.ns, station.servers);
    }
    audit_cores(trace, report);
}

void audit_requests(const Trace& trace, AuditReport& report) {
    // A run that ended within its warm-up has counted nothing, not even what arrived at its end.
    const bool is_cold = trace.statistics.measured.ns == 0 &&
                         std::all_of(trace.statistics.loads.begin(), trace.statistics.loads.end(),
                                     [](const LoadStatistics& load) { return load.counted == 0; });
    const Instant warm = is_cold ? instant_never : trace.statistics.end - trace.statistics.measured;
    std::vector<Recount> sums(trace.statistics.loads.size());
    for (std::size_t i = 0; i < trace.requests.size(); ++i) {
        audit_request(trace, i, report);
        count(trace.requests[i], warm, sums[trace.requests[i].load]);
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const LoadStatistics& load = trace.statistics.loads[i];
        const Recount& sum = sums[i];
        const std::string_view name = name_of(trace, load.name);
        report.require(sum.generated == load.generated && sum.done == load.done &&
                           sum.failed == load.failed && sum.timed_out == load.timed_out &&
                           sum.in_flight == load.in_flight && sum.counted == load.counted,
                       "load {}: its counts differ from its {} requests", name, sum.generated);
        report.require(sum.waits == load.waits,
                       "load {}: its waits are not the sums over its counted requests", name);
        report.require(agree(sum.latency, load.latency),
                       "load {}: its histogram differs from its counted requests", name);
    }
}

}  // namespace sim
