#include "ui/cli/metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

double share(sim::Duration part, sim::Duration whole) {
    return whole.ns > 0 ? static_cast<double>(part.ns) / static_cast<double>(whole.ns) : 0.0;
}

/// The upper end of the bucket that holds `ns`: with something larger beside it, the median of two is not cut at the maximum.
double bucket_end(double ns) {
    sim::Histogram histogram;
    histogram.add({std::llround(ns)});
    histogram.add(sim::duration_max);
    return static_cast<double>(histogram.percentile(50'000).ns);
}

/// The last part of "login.p99" and what stands before it.
struct Split {
    std::string_view first;
    std::string_view last;
};

Split split_last(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    // The percentile "p99.9" has a dot of its own.
    const std::size_t inner = dot == std::string_view::npos || dot == 0 ? std::string_view::npos
                                                                        : name.rfind('.', dot - 1);
    const std::string_view tail = inner == std::string_view::npos ? name : name.substr(inner + 1);
    if (tail.find('.') != std::string_view::npos && parse_percentile(tail)) {
        return {inner == std::string_view::npos ? std::string_view{} : name.substr(0, inner), tail};
    }
    if (dot == std::string_view::npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

std::optional<sim::LoadStatistics> find_load(const sim::Trace& trace, std::string_view name) {
    if (trace.statistics.loads.empty()) return std::nullopt;
    if (name.empty()) return total(trace.statistics.loads);
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        if (trace.names.text(load.name) == name) return load;
    }
    return std::nullopt;
}

std::optional<Metric> of_histogram(const sim::Histogram& histogram, std::string_view name) {
    if (histogram.count() == 0) return std::nullopt;
    if (name == "mean") return Metric{static_cast<double>(histogram.mean().ns), MetricUnit::time};
    const std::optional<std::int32_t> parts = parse_percentile(name);
    if (!parts) return std::nullopt;
    const bool is_exact = *parts == 0 || *parts == 100'000;
    return Metric{static_cast<double>(histogram.percentile(*parts).ns), MetricUnit::time,
                  !is_exact};
}

std::optional<Metric> latency_metric(const sim::Trace& trace, std::string_view rest) {
    const Split split = split_last(rest);
    const std::optional<sim::LoadStatistics> load = find_load(trace, split.first);
    return load ? of_histogram(load->latency, split.last) : std::nullopt;
}

std::optional<Metric> delay_metric(const sim::Trace& trace, std::string_view rest) {
    sim::Histogram delay;
    for (const sim::LoopStatistics& loop : trace.statistics.loops) delay.merge(loop.delay);
    return of_histogram(delay, rest);
}

std::optional<Metric> utilisation_metric(const sim::Trace& trace, std::string_view rest) {
    const sim::RunStatistics& statistics = trace.statistics;
    if (rest == "loop") return Metric{loop_utilisation(statistics), MetricUnit::share};
    if (rest == "pool") return Metric{pool_utilisation(statistics), MetricUnit::share};
    if (rest == "cores" && !statistics.cores.empty())
        return Metric{core_utilisation(statistics), MetricUnit::share};
    for (const sim::StationStatistics& station : statistics.stations) {
        if (trace.names.text(station.name) == rest)
            return Metric{station_utilisation(statistics, station), MetricUnit::share};
    }
    return std::nullopt;
}

std::optional<Metric> requests_metric(const sim::Trace& trace, std::string_view rest) {
    const Split split = split_last(rest);
    const std::optional<sim::LoadStatistics> load = find_load(trace, split.first);
    if (!load) return std::nullopt;
    // A request that timed out has failed as far as whoever waits for it is concerned.
    const std::array<std::pair<std::string_view, std::int64_t>, 6> counts{
        {{"generated", load->generated},
         {"done", load->done},
         {"failed", load->failed + load->timed_out},
         {"timedOut", load->timed_out},
         {"inFlight", load->in_flight},
         {"flying", load->in_flight}}};
    for (const auto& [name, count] : counts) {
        if (name == split.last) return Metric{static_cast<double>(count), MetricUnit::count};
    }
    return std::nullopt;
}

std::optional<Metric> throughput_metric(const sim::Trace& trace, std::string_view rest) {
    const std::optional<sim::LoadStatistics> load = find_load(trace, rest);
    return load ? std::optional{Metric{throughput(*load), MetricUnit::per_second}} : std::nullopt;
}

std::optional<Metric> elu_metric(const sim::Trace& trace, std::string_view /*rest*/) {
    if (trace.statistics.loops.empty()) return std::nullopt;
    return Metric{event_loop_utilization(trace.statistics, trace.statistics.loops.front()),
                  MetricUnit::share};
}

std::optional<Metric> exit_code_metric(const sim::Trace& trace, std::string_view /*rest*/) {
    return Metric{static_cast<double>(trace.ending.exit_code), MetricUnit::count};
}

struct Family {
    std::string_view name;
    std::optional<Metric> (*find)(const sim::Trace& trace, std::string_view rest);
};

constexpr std::array families{
    Family{"latency", latency_metric},         Family{"delay", delay_metric},
    Family{"utilisation", utilisation_metric}, Family{"requests", requests_metric},
    Family{"throughput", throughput_metric},   Family{"elu", elu_metric},
    Family{"exitCode", exit_code_metric},
};

}  // namespace

std::optional<Metric> find_metric(const sim::Trace& trace, std::string_view name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    for (const Family& family : families) {
        if (family.name == name.substr(0, dot))
            return family.find(trace, name.substr(std::min(dot + 1, name.size())));
    }
    return std::nullopt;
}

std::string format_metric(Metric metric) {
    switch (metric.unit) {
        case MetricUnit::time: return sim::format_duration({std::llround(metric.value)});
        case MetricUnit::share: return fmt::format("{:.4g}", metric.value);
        case MetricUnit::per_second: return format_number(metric.value) + "/s";
        case MetricUnit::count: return fmt::format("{:.0f}", metric.value);
    }
    return {};
}

std::string format_metric_exact(Metric metric) {
    return metric.unit == MetricUnit::time
               ? sim::format_duration_exact({std::llround(metric.value)})
               : fmt::format("{:.9g}", metric.value);
}

bool holds(Metric value, std::string_view comparison, double bound) {
    const double left = value.is_bucketed ? bucket_end(value.value) : value.value;
    const double right = value.is_bucketed ? bucket_end(bound) : bound;
    if (comparison == "<") return left < right;
    if (comparison == "<=") return left <= right;
    if (comparison == ">") return left > right;
    if (comparison == ">=") return left >= right;
    return left == right;
}

double loop_cpu(const sim::RunStatistics& statistics, const sim::LoopStatistics& loop) {
    return share(loop.cpu, statistics.measured);
}

double loop_utilisation(const sim::RunStatistics& statistics) {
    sim::Duration cpu{};
    for (const sim::LoopStatistics& loop : statistics.loops) cpu += loop.cpu;
    return share(cpu, statistics.measured * static_cast<std::int64_t>(statistics.loops.size()));
}

double pool_utilisation(const sim::RunStatistics& statistics) {
    sim::Duration busy{};
    std::int64_t workers = 0;
    for (const sim::PoolStatistics& pool : statistics.pools) {
        busy += pool.busy;
        workers += pool.workers;
    }
    return share(busy, statistics.measured * workers);
}

double core_utilisation(const sim::RunStatistics& statistics) {
    sim::Duration busy{};
    for (const sim::CoreStatistics& core : statistics.cores) busy += core.busy;
    return share(busy, statistics.measured * static_cast<std::int64_t>(statistics.cores.size()));
}

double station_utilisation(const sim::RunStatistics& statistics,
                           const sim::StationStatistics& station) {
    return share(station.busy, statistics.measured * station.servers);
}

double event_loop_utilization(const sim::RunStatistics& statistics,
                              const sim::LoopStatistics& loop) {
    // Idle time counts from the end of the warm-up, as all measured time does.
    const sim::Instant from = std::max(loop.loop_start, statistics.end - statistics.measured);
    const sim::Duration lifetime = loop.loop_end - from;
    return lifetime.ns > 0 ? share(lifetime - loop.idle, lifetime) : 0.0;
}

double throughput(const sim::LoadStatistics& load) {
    const sim::Duration time = load.last_done - load.first_arrival;
    return load.counted > 0 && time.ns > 0
               ? static_cast<double>(load.counted) * 1e9 / static_cast<double>(time.ns)
               : 0.0;
}

sim::LoadStatistics total(const std::vector<sim::LoadStatistics>& loads) {
    sim::LoadStatistics all;
    all.first_arrival = sim::instant_never;
    for (const sim::LoadStatistics& load : loads) {
        all.generated += load.generated;
        all.done += load.done;
        all.failed += load.failed;
        all.timed_out += load.timed_out;
        all.in_flight += load.in_flight;
        all.counted += load.counted;
        all.latency.merge(load.latency);
        for (std::size_t i = 0; i < sim::wait_reasons; ++i) all.waits[i] += load.waits[i];
        if (load.counted == 0) continue;
        all.first_arrival = std::min(all.first_arrival, load.first_arrival);
        all.last_done = std::max(all.last_done, load.last_done);
    }
    if (all.counted == 0) all.first_arrival = all.last_done;
    return all;
}

std::optional<std::int32_t> parse_percentile(std::string_view name) {
    if (name == "min") return 0;
    if (name == "max") return 100'000;
    if (name.size() < 2 || name[0] != 'p') return std::nullopt;
    const std::string_view digits = name.substr(1);
    const std::size_t dot = std::min(digits.find('.'), digits.size());
    const std::string_view fraction = digits.substr(std::min(dot + 1, digits.size()));
    if (fraction.size() > 3 || (dot < digits.size() && fraction.empty())) return std::nullopt;
    const std::string text = fmt::format("{}{:0<3}", digits.substr(0, dot), fraction);
    std::int32_t parts = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts);
    const bool is_number =
        error == std::errc{} && end == text.data() + text.size() && dot > 0 && digits[0] != '-';
    return is_number && parts > 0 && parts <= 100'000 ? std::optional{parts} : std::nullopt;
}

}  // namespace ui
