#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/core/time.hpp"
#include "sim/trace/waits.hpp"

namespace sim {

/// A number that was estimated from replications and its 95 % confidence interval; an end that the replications do
/// not tell is infinite.
struct Estimate {
    double value = 0;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// The percentiles of a forecast, in parts of 100000 as Histogram takes them.
constexpr std::array<std::pair<std::string_view, std::int32_t>, 5> forecast_percentiles{
    {{"p50", 50'000}, {"p90", 90'000}, {"p95", 95'000}, {"p99", 99'000}, {"p99.9", 99'900}}};
constexpr std::size_t forecast_p99 = 3;

/// Mean time by reason, ns a request.
using WaitMeans = std::array<double, wait_reasons>;

/// One load, or all together. Latencies are of requests that are done and came after the warm-up, in ns.
struct LoadForecast {
    std::string name;
    std::int64_t generated = 0;
    std::int64_t done = 0;
    std::int64_t failed = 0;
    std::int64_t timed_out = 0;
    std::int64_t in_flight = 0;  // when their run ended
    std::int64_t lost = 0;       // of those: with the process, which ended early
    std::int64_t counted = 0;
    std::array<Estimate, forecast_percentiles.size()> percentiles{};
    Estimate mean;
    Duration min{};
    Duration max{};
    Estimate throughput;  // responses a second
    Estimate errors;    // share of the requests that ended or were lost, and were not answered well
    Estimate timeouts;  // share of those that timed out
    WaitMeans at_mean{};  // adds up to the mean
    WaitMeans at_p99{};   // of the requests near p99, adds up to p99
    Histogram latency;
};

enum class ResourceKind : std::uint8_t { main_thread, pool, station, cores };

/// Something that is busy and may have a queue. Pools of all processes count as one, as do all cores.
struct ResourceForecast {
    ResourceKind kind = ResourceKind::pool;
    std::string name;  // of a station or of a loop
    std::int32_t servers = 1;
    Estimate utilisation;
    Estimate elu;         // main threads: event loop utilization as Node gives it
    Estimate queue_mean;  // jobs that wait, mean over time
    std::int64_t queue_max = 0;
    double wait_mean = 0;  // ns a job
    std::int64_t jobs = 0;
};

enum class Stability : std::uint8_t {
    steady,    // queues come and go
    unstable,  // they grow as long as the load lasts
    whole,     // nothing goes on for long: a burst, a list of arrivals, a ramp
};
[[nodiscard]] constexpr std::string_view to_text(Stability stability) {
    switch (stability) {
        case Stability::steady: return "steady";
        case Stability::unstable: return "unstable";
        case Stability::whole: break;
    }
    return "whole run";
}

/// What the load could be at most, from runs in which there is always somebody who asks.
struct Capacity {
    bool is_known = false;
    bool leaves_work = false;  // unknown, since requests are answered before their work is done
    std::string unknown;  // why it is not, "users wait for answers"; empty if nobody looked for it
    double per_second = 0;
    double error = 0;  // standard error, as a share of it
    struct Limit {
        ResourceKind kind = ResourceKind::pool;
        std::string name;  // of a station
        std::int32_t servers = 1;
    };
    std::vector<Limit> limits;  // what is busy all the time then, most important first
};

/// What a formula of queueing theory says about the scenario, without what the formula leaves out.
struct SecondOpinion {
    std::string model;      // "M/D/4", empty: none fits
    std::string left_out;   // what the formula does not know, empty: nothing
    bool is_exact = false;  // the formula is exact for its model
    bool is_rough = false;  // an approximation out of the range where it is good
    bool is_main = false;   // it is about the main thread
    double utilisation = 0;
    double mean = 0;  // ns
    bool has_percentiles = false;
    std::array<double, forecast_percentiles.size()> percentiles{};
};

/// What many runs of one scenario say together. A value, the same to the bit however many threads computed it.
struct Forecast {
    std::string scheduler;
    std::int32_t replications = 0;
    std::int64_t requests = 0;     // of all replications
    double lengthened = 1;         // runs are so many times as long as the scenario says
    Duration warmup{};             // left out at the start of each
    bool is_warmup_found = false;  // by rule, not stated
    bool is_settled = true;        // the rule found a steady state within the run
    bool is_precise = false;       // the precision asked for was reached
    bool is_interrupted = false;
    std::string problem;           // how a run ended that did not end well; empty: all did
    std::int32_t ended_early = 0;  // runs that did not
    Duration ended_early_after{};  // their mean length
    Duration virtual_time{};       // of all replications
    Stability stability = Stability::steady;
    double offered_per_s = 0;   // open loads; 0: none
    double growth_per_s = 0;    // unstable: requests by which the backlog grows each second
    double latency_growth = 0;  // unstable: seconds that the latency grows each second
    Capacity capacity;
    std::vector<LoadForecast> loads;  // several: the last one is all of them together
    std::vector<ResourceForecast> resources;
    Histogram delay;  // of the event loop, in runs with a monitor
    Duration delay_resolution{};
    SecondOpinion opinion;
};

/// The load that a forecast is about when none is named.
[[nodiscard]] inline const LoadForecast& headline_of(const Forecast& forecast) {
    return forecast.loads.back();
}

}  // namespace sim
