#include "sim/predict/stability.hpp"

#include <algorithm>

#include "sim/core/exact_math.hpp"
#include "sim/engine/run.hpp"
#include "sim/predict/capacity.hpp"

namespace sim {

namespace {

constexpr double requests_least = 200;
constexpr double busy_all_the_time = 0.97;

/// How long requests come at most; the engine's own limit holds where nothing else ends the load.
double seconds_of(const Program& program, const Load& load) {
    const bool is_counted = load.requests_max >= 0;
    double seconds = is_counted ? 1e18 : static_cast<double>(until_default.ns) / 1e9;
    if (load.duration.ns >= 0) seconds = static_cast<double>(load.duration.ns) / 1e9;
    else if (!is_counted && program.runtime.until.ns >= 0) seconds = 1e18;
    if (program.runtime.until.ns >= 0)
        seconds = std::min(seconds, static_cast<double>(program.runtime.until.ns) / 1e9);
    return seconds;
}

double expected_requests(const Program& program, const Load& load) {
    const bool is_listed = load.kind == ArrivalKind::list;
    double requests = is_listed ? static_cast<double>(load.instants.size()) : requests_unknown;
    if (is_open(load)) requests = rate_of(load) * seconds_of(program, load);
    if (load.requests_max >= 0)
        requests = std::min(requests, static_cast<double>(load.requests_max));
    return requests;
}

/// Whether the last quarter's latencies are above the third's by more than chance and by more than a transient leaves.
bool has_growing_latency(const Samples& samples) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    double level = 0;
    for (const Sample& sample : samples.each) {
        const LoadSample& all = sample.loads.back();
        if (all.third.below <= 0 || all.last.below <= 0) continue;
        const double third = all.third.above / all.third.below;
        const double difference = all.last.above / all.last.below - third;
        level += third;
        sum += difference;
        squares += difference * difference;
        ++count;
    }
    if (count < 3 || level <= 0) return false;
    const double mean = sum / count;
    const double variance = (squares / count - mean * mean) / (count - 1);
    const double error = variance > 0 ? exact_sqrt(variance) : 0;
    return mean > 3 * error && mean > 0.15 * level / count;
}

/// Requests that a run is through with each second, until all that came are answered or given up and their work is done: what
/// comes faster piles up, also where timeouts hide it.
double served_per_s(const Samples& samples) {
    double requests = 0;
    double seconds = 0;
    for (const Sample& sample : samples.each) {
        const LoadSample& all = sample.loads.back();
        requests += static_cast<double>(all.generated - all.in_flight);
        seconds += static_cast<double>(sample.end.ns) / 1e9;
    }
    return seconds > 0 ? requests / seconds : 0;
}

/// By how many jobs the longest queue grows each second while requests come, at `offered` a second; 0 if no queue is counted.
double queue_growth(const Samples& samples, double offered) {
    double most = 0;
    double requests = 0;
    for (const Sample& sample : samples.each)
        requests += static_cast<double>(sample.loads.back().generated);
    for (std::size_t i = 0; i < samples.each.front().resources.size(); ++i) {
        double longest = 0;
        for (const Sample& sample : samples.each)
            longest += static_cast<double>(sample.resources[i].queue_max);
        most = std::max(most, longest / requests * offered);
    }
    return most;
}

/// In the end the queue takes this share of the load's time to be worked off: more than what is open at any time.
constexpr double backlog_least = 0.03;

bool has_full_resource(const Forecast& forecast) {
    return std::any_of(
        forecast.resources.begin(), forecast.resources.end(),
        [](const ResourceForecast& row) { return row.utilisation.value > busy_all_the_time; });
}

bool has_full_resource(const Samples& samples) {
    for (std::size_t i = 0; i < samples.each.front().resources.size(); ++i) {
        RatioPart busy;
        for (const Sample& sample : samples.each) {
            busy.above += sample.resources[i].busy.above;
            busy.below += sample.resources[i].busy.below;
        }
        if (busy.above > busy_all_the_time * busy.below) return true;
    }
    return false;
}

double offered_per_s(const Program& program) {
    double offered = 0;
    for (const Load& load : program.loads) offered += rate_of(load);
    return offered;
}

}  // namespace

double expected_requests(const Program& program) {
    double requests = 0;
    for (const Load& load : program.loads) requests += expected_requests(program, load);
    return requests;
}

bool goes_on(const Program& program) {
    const bool is_steady = std::all_of(
        program.loads.begin(), program.loads.end(),
        [](const Load& load) { return is_open(load) || load.kind == ArrivalKind::closed; });
    return is_steady && expected_requests(program) >= requests_least;
}

bool is_hopeless(const Program& program, const Samples& samples) {
    return std::all_of(program.loads.begin(), program.loads.end(), is_open) &&
           2 * served_per_s(samples) < offered_per_s(program) && has_full_resource(samples);
}

void judge_stability(Forecast& forecast, const Program& program, const Samples& samples) {
    forecast.offered_per_s = offered_per_s(program);
    forecast.stability = Stability::whole;
    if (!goes_on(program)) return;
    forecast.stability = Stability::steady;
    if (forecast.offered_per_s <= 0) return;
    const double possible = forecast.capacity.per_second;
    if (forecast.capacity.is_known &&
        forecast.offered_per_s < (1 - doubt_of(forecast.capacity)) * possible)
        return;
    const bool is_above = is_beyond(forecast.capacity, forecast.offered_per_s);
    const double served = served_per_s(samples);
    const bool piles_up =
        has_growing_latency(samples) || served * (1 + backlog_least) < forecast.offered_per_s;
    if (!is_above && !(piles_up && has_full_resource(forecast))) return;
    forecast.stability = Stability::unstable;
    if (is_above || served <= 0) {
        forecast.growth_per_s = std::max(0.0, forecast.offered_per_s - possible);
        forecast.latency_growth = possible > 0 ? forecast.growth_per_s / possible : 0;
        return;
    }
    forecast.latency_growth = std::max(0.0, forecast.offered_per_s / served - 1);
    forecast.growth_per_s = queue_growth(samples, forecast.offered_per_s);
    if (forecast.growth_per_s <= 0)
        forecast.growth_per_s = std::max(0.0, forecast.offered_per_s - served);
}

}  // namespace sim
