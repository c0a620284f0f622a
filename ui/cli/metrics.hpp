#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// What a number of a metric means, for showing it.
enum class MetricUnit : std::uint8_t { time, share, per_second, count };

struct Metric {
    double value = 0;  // ns for times, 0 to 1 for shares
    MetricUnit unit = MetricUnit::count;
    bool is_bucketed = false;  // a percentile: known to the bucket of its histogram
};

/// A number of a finished run by the name that expectations use: "latency.p99", "latency.login.p50", "delay.max",
/// "utilisation.pool", "throughput", "throughput.login", "requests.done", "elu", "exitCode". Without a load's name all loads count together.
/// Nothing if there is no such number, or nothing was measured for it.
[[nodiscard]] std::optional<Metric> find_metric(const sim::Trace& trace, std::string_view name);
/// Three or four digits, for people.
[[nodiscard]] std::string format_metric(Metric metric);
/// All digits.
[[nodiscard]] std::string format_metric_exact(Metric metric);

/// Whether "value comparison bound" holds; comparison is one of < <= == >= >. A percentile equals a bound when both lie in one bucket,
/// so that "<=80ms" holds for requests of 80 ms sharp.
[[nodiscard]] bool holds(Metric value, std::string_view comparison, double bound);

/// Shares of the measured time, 0 if there is none. All loops, all pools and all cores together.
[[nodiscard]] double loop_utilisation(const sim::RunStatistics& statistics);
[[nodiscard]] double pool_utilisation(const sim::RunStatistics& statistics);
[[nodiscard]] double core_utilisation(const sim::RunStatistics& statistics);
[[nodiscard]] double station_utilisation(const sim::RunStatistics& statistics,
                                         const sim::StationStatistics& station);
/// CPU time of one loop's thread as a share of the measured time.
[[nodiscard]] double loop_cpu(const sim::RunStatistics& statistics,
                              const sim::LoopStatistics& loop);
/// performance.eventLoopUtilization().utilization at the end of the loop (R7.4); 0 before it started.
[[nodiscard]] double event_loop_utilization(const sim::RunStatistics& statistics,
                                            const sim::LoopStatistics& loop);
/// Responses per second of counted requests: how many were done, by the time from the first arrival to the last response.
[[nodiscard]] double throughput(const sim::LoadStatistics& load);

/// All loads together.
[[nodiscard]] sim::LoadStatistics total(const std::vector<sim::LoadStatistics>& loads);

/// "p50" 50000, "p99.9" 99900, "min" 0, "max" 100000; nothing otherwise.
[[nodiscard]] std::optional<std::int32_t> parse_percentile(std::string_view name);

}  // namespace ui
