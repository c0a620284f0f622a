// Pilot runs, which count for nothing else, say how long the warm-up is and how many replications the precision takes:
// running on until the precision seems reached would stop at lucky moments and promise too much. Results are taken in
// the order of replications, so threads change nothing. A few runs with a delay monitor follow.
#include "sim/predict/predict.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/core/exact_math.hpp"
#include "sim/engine/run.hpp"
#include "sim/predict/capacity.hpp"
#include "sim/predict/parallel.hpp"
#include "sim/predict/sample.hpp"
#include "sim/predict/second_opinion.hpp"
#include "sim/predict/stability.hpp"
#include "sim/predict/warmup.hpp"

namespace sim {

namespace {

constexpr std::uint64_t pilot_replication = 1'000'000'000;
constexpr std::uint64_t monitor_replication = 2'000'000'000;
constexpr Duration monitor_most = seconds(3600);
constexpr int pilots = 16;
constexpr double margin = 1.5;  // more replications than the precision seems to take
constexpr std::int64_t pilot_requests = 50'000;
constexpr int chunk = 32;  // replications whose traces are held at one time

/// Half the width of p99's interval as a share of p99, of the load that is known least; 0 if nothing was done.
double imprecision(const Samples& samples) {
    double most = 0;
    for (std::size_t i = 0; i < samples.loads.size(); ++i) {
        const Estimate p99 =
            estimate_percentile(samples.latencies(i), samples.loads[i].latency, 99'000);
        if (p99.value > 0) most = std::max(most, (p99.high - p99.low) / 2 / p99.value);
    }
    return most;
}

class Prediction {
public:
    Prediction(Program program, const Profile& profile, const PredictPlan& plan)
        : program_(std::move(program)), profile_(profile), plan_(plan) {}

    Forecast run();

private:
    [[nodiscard]] Trace replicate(const Program& program, std::uint64_t replication) const;
    std::vector<Trace> replicate_all(const Program& program, std::uint64_t first, int count) const;
    void settle_warmup();
    void add_replications(int wanted);
    [[nodiscard]] int next_total() const;
    [[nodiscard]] int affordable(double wanted) const;
    void add_monitored();
    void fill_loads();
    void fill_load(std::size_t index, LoadForecast& load) const;
    void fill_resources();
    template <class Part>
    [[nodiscard]] Estimate ratio(Part part) const;
    [[nodiscard]] bool is_interrupted() const {
        return plan_.interrupt != nullptr && plan_.interrupt->load();
    }

    Program program_;
    const Profile& profile_;
    const PredictPlan& plan_;
    Samples samples_;
    double wanted_ = 0;  // replications, as the pilot runs say
    std::vector<std::string> names_;
    std::vector<ResourceForecast> rows_;
    Forecast forecast_;
};

Trace Prediction::replicate(const Program& program, std::uint64_t replication) const {
    return sim::run(program, profile_,
                    {.level = TraceLevel::none,
                     .seed = plan_.seed,
                     .replication = replication,
                     .interrupt = plan_.interrupt,
                     .splits_latency = true,
                     .program_name = {}});
}

std::vector<Trace> Prediction::replicate_all(const Program& program, std::uint64_t first,
                                             int count) const {
    std::vector<Trace> traces(static_cast<std::size_t>(count));
    for_each_parallel(count, plan_.threads, [&](int i) {
        traces[static_cast<std::size_t>(i)] =
            replicate(program, first + static_cast<std::uint64_t>(i));
    });
    return traces;
}

/// A shorter run is enough to see how a queue fills.
Program shortened(Program program) {
    const double requests = expected_requests(program);
    if (requests <= pilot_requests) return program;
    const double share = static_cast<double>(pilot_requests) / requests;
    for (Load& load : program.loads) {
        if (load.requests_max >= 0)
            load.requests_max = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(static_cast<double>(load.requests_max) * share));
        if (load.duration.ns >= 0)
            load.duration =
                Duration{static_cast<std::int64_t>(static_cast<double>(load.duration.ns) * share)};
    }
    return program;
}

/// Requests may be hours apart, and the monitor fires all the while.
void limit_time(Duration& until, const std::vector<Load>& loads) {
    const auto is_endless = [](const Load& load) {
        return load.requests_max < 0 && load.duration.ns < 0 && load.kind != ArrivalKind::list;
    };
    if (until.ns >= 0) until = std::min(until, monitor_most);
    else if (std::none_of(loads.begin(), loads.end(), is_endless)) until = monitor_most;
}

void Prediction::settle_warmup() {
    if (plan_.warmup) program_.runtime.warmup = *plan_.warmup;
    forecast_.warmup = program_.runtime.warmup;
    if (!goes_on(program_)) return;
    const Program shorter = shortened(program_);
    Samples sounding;
    LatencyCourse course;
    for (const Trace& trace : replicate_all(shorter, pilot_replication, pilots)) {
        sounding.add(trace);
        for (const LoadStatistics& load : trace.statistics.loads) course.merge(load.course);
    }
    const double by = imprecision(sounding) / plan_.precision *
                      exact_sqrt(expected_requests(shorter) / expected_requests(program_));
    wanted_ = margin * pilots * by * by;
    if (plan_.warmup || program_.runtime.warmup.ns > 0) return;
    const Warmup found = find_warmup(course);
    program_.runtime.warmup = forecast_.warmup = found.length;
    forecast_.is_warmup_found = true;
    forecast_.is_settled = found.is_settled;
}

void Prediction::add_replications(int wanted) {
    for (int done = static_cast<int>(samples_.each.size()); done < wanted;) {
        const int count = std::min(chunk, wanted - done);
        const std::vector<Trace> traces =
            replicate_all(program_, static_cast<std::uint64_t>(done), count);
        if (is_interrupted()) return;
        if (rows_.empty()) {
            rows_ = resources_of(traces.front());
            for (const LoadStatistics& load : traces.front().statistics.loads)
                names_.emplace_back(traces.front().names.text(load.name));
            if (names_.size() > 1) names_.emplace_back("all");
        }
        for (const Trace& trace : traces) samples_.add(trace);
        done += count;
        if (plan_.progress) plan_.progress(done, wanted);
    }
}

template <class Part>
Estimate Prediction::ratio(Part part) const {
    std::vector<RatioPart> parts;
    parts.reserve(samples_.each.size());
    for (const Sample& sample : samples_.each) parts.push_back(part(sample));
    return estimate_ratio(parts);
}

/// How many replications to have after the next round; no more than now if that is enough.
int Prediction::next_total() const {
    const int done = static_cast<int>(samples_.each.size());
    const double by = imprecision(samples_) / plan_.precision;
    if (by <= 1 || !samples_.problem.empty()) return done;
    return std::max(done, affordable(margin * done * by * by));
}

/// `wanted` replications, or as many as the limits allow.
int Prediction::affordable(double wanted) const {
    const double each = std::max(1.0, expected_requests(program_));
    const double most = std::min(static_cast<double>(plan_.requests_budget) / each,
                                 static_cast<double>(replications_most));
    return static_cast<int>(
        std::max(static_cast<double>(replications_least), std::min(wanted, most)));
}

void Prediction::fill_load(std::size_t index, LoadForecast& load) const {
    const Samples::Sum& sum = samples_.loads[index];
    for (const Sample& sample : samples_.each) {
        const LoadSample& part = sample.loads[index];
        load.generated += part.generated;
        load.done += part.done;
        load.failed += part.failed;
        load.timed_out += part.timed_out;
        load.in_flight += part.in_flight;
        load.counted += part.counted;
    }
    load.name = names_[index];
    load.latency = sum.latency;
    load.min = sum.latency.min();
    load.max = sum.latency.max();
    const std::vector<Sorted> latencies = samples_.latencies(index);
    for (std::size_t i = 0; i < forecast_percentiles.size(); ++i)
        load.percentiles[i] =
            estimate_percentile(latencies, sum.latency, forecast_percentiles[i].second);
    const auto of = [&](const Sample& sample) -> const LoadSample& { return sample.loads[index]; };
    load.mean = ratio([&](const Sample& sample) {
        return RatioPart{of(sample).latency_sum, static_cast<double>(of(sample).counted)};
    });
    load.throughput = ratio([&](const Sample& sample) {
        return RatioPart{static_cast<double>(of(sample).counted), of(sample).seconds};
    });
    const auto ended = [&](const Sample& sample) {
        return static_cast<double>(of(sample).done + of(sample).failed + of(sample).timed_out);
    };
    load.errors = ratio([&](const Sample& sample) {
        return RatioPart{static_cast<double>(of(sample).failed + of(sample).timed_out),
                         ended(sample)};
    });
    load.timeouts = ratio([&](const Sample& sample) {
        return RatioPart{static_cast<double>(of(sample).timed_out), ended(sample)};
    });
    if (load.counted == 0) return;
    for (std::size_t r = 0; r < wait_reasons; ++r)
        load.at_mean[r] = sum.waits[r] / static_cast<double>(load.counted);
    load.at_p99 = waits_at_p99(sum.profile, sum.latency, load.percentiles[forecast_p99].value);
}

void Prediction::fill_loads() {
    for (std::size_t i = 0; i < samples_.loads.size(); ++i) {
        forecast_.loads.emplace_back();
        fill_load(i, forecast_.loads.back());
    }
}

void Prediction::fill_resources() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        ResourceForecast row = rows_[i];
        row.utilisation = ratio([&](const Sample& s) { return s.resources[i].busy; });
        row.elu = ratio([&](const Sample& s) { return s.resources[i].active; });
        row.queue_mean = ratio([&](const Sample& s) { return s.resources[i].queue; });
        double waited = 0;
        for (const Sample& sample : samples_.each) {
            row.jobs += sample.resources[i].jobs;
            row.queue_max = std::max(row.queue_max, sample.resources[i].queue_max);
            waited += sample.resources[i].queue.above;
        }
        if (row.jobs > 0) row.wait_mean = waited / static_cast<double>(row.jobs);
        forecast_.resources.push_back(std::move(row));
    }
}

/// The monitor is a timer of the program's own loop: it costs a little, and runs with it take the long way. So the delay
/// comes from runs of their own unless the scenario has a monitor anyway.
void Prediction::add_monitored() {
    forecast_.delay_resolution = program_.runtime.monitor_resolution;
    if (forecast_.delay_resolution.ns > 0) {
        forecast_.delay = samples_.delay;
        return;
    }
    if (!plan_.has_delay || is_interrupted()) return;
    Program monitored = shortened(program_);
    monitored.runtime.monitor_resolution = milliseconds(10);
    limit_time(monitored.runtime.until, monitored.loads);
    forecast_.delay_resolution = monitored.runtime.monitor_resolution;
    for (const Trace& trace : replicate_all(monitored, monitor_replication, 4)) {
        for (const LoopStatistics& loop : trace.statistics.loops) forecast_.delay.merge(loop.delay);
    }
}

Forecast Prediction::run() {
    forecast_.scheduler = to_text(program_.runtime.scheduler);
    settle_warmup();
    if (plan_.has_capacity && goes_on(program_))
        forecast_.capacity = find_capacity(program_, profile_, plan_.seed, plan_.interrupt);
    const bool is_free = plan_.replications == 0;
    const bool is_over = forecast_.capacity.is_known && forecast_.capacity.per_second > 0 &&
                         rate_of(program_.loads.front()) > 1.01 * forecast_.capacity.per_second;
    add_replications(!is_free  ? plan_.replications
                     : is_over ? replications_least
                               : affordable(wanted_));
    if (samples_.each.empty()) {
        forecast_.is_interrupted = true;
        return forecast_;
    }
    while (is_free && !is_over && !is_interrupted()) {
        const int wanted = next_total();
        if (wanted <= static_cast<int>(samples_.each.size())) break;
        add_replications(wanted);
    }
    fill_loads();
    fill_resources();
    forecast_.is_precise = imprecision(samples_) <= plan_.precision;
    judge_stability(forecast_, program_, samples_);
    add_monitored();
    forecast_.opinion = second_opinion(program_, profile_);
    forecast_.is_interrupted = is_interrupted();
    forecast_.problem = samples_.problem;
    forecast_.replications = static_cast<std::int32_t>(samples_.each.size());
    for (const Sample& sample : samples_.each) {
        forecast_.requests += sample.loads.back().generated;
        forecast_.virtual_time += sample.end;
    }
    return forecast_;
}

}  // namespace

Forecast predict(const Program& program, const Profile& profile, const PredictPlan& plan) {
    return Prediction{program, profile, plan}.run();
}

}  // namespace sim
