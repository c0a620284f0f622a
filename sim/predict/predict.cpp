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
#include "sim/predict/run_length.hpp"
#include "sim/predict/sample.hpp"
#include "sim/predict/second_opinion.hpp"
#include "sim/predict/stability.hpp"
#include "sim/predict/warmup.hpp"

namespace sim {

namespace {

constexpr std::uint64_t pilot_replication = 1'000'000'000;
constexpr std::uint64_t monitor_replication = 2'000'000'000;
constexpr Duration monitor_most = seconds(3600);
constexpr int pilot_count = 16;
constexpr double margin = 1.5;  // more replications than the precision seems to take
constexpr double pilot_requests = 50'000;
constexpr double endless_requests = 2000;  // at least in one run of a load that says no length
constexpr double brief_requests = 5000;    // of one run, at first
constexpr double capacity_error = 0.01;    // of what is possible, a share of it
constexpr double capacity_error_brief = 0.03;
constexpr double requests_a_user = 100;  // so that those who ask while others have stopped are few
constexpr double replications_enough = 64;  // beyond that longer runs are better than more of them
constexpr double run_requests_most = 100'000;
constexpr double run_events_most = 4e6;
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

/// In which so many requests come at this rate, which is not 0.
Duration time_for(double requests, double rate) {
    const double ns = requests / rate * 1e9;
    return Duration{static_cast<std::int64_t>(std::min(ns, static_cast<double>(duration_max.ns)))};
}

/// From the start to where half of the requests have come of each open load that has a number or a time; negative: there
/// are not several loads, or none such.
Duration half_of_shortest(const Program& program) {
    Duration shortest{-1};
    if (program.loads.size() < 2) return shortest;
    for (const Load& load : program.loads) {
        const double rate = rate_of(load);
        if (rate <= 0 || (load.requests_max < 0 && load.duration.ns < 0)) continue;
        Duration length = load.duration;
        if (load.requests_max >= 0) {
            const Duration all = time_for(static_cast<double>(load.requests_max), rate);
            if (length.ns < 0 || all < length) length = all;
        }
        const Duration half = (load.start - Instant{}) + Duration{length.ns / 2};
        if (shortest.ns < 0 || half < shortest) shortest = half;
    }
    return shortest;
}

/// What the pilot runs say.
struct Pilots {
    Samples samples;
    LatencyCourse course;
    double requests = 0;  // of one, on average
    double events = 0;
};

class Prediction {
public:
    Prediction(Program program, const Profile& profile, const PredictPlan& plan)
        : program_(std::move(program)), profile_(profile), plan_(plan) {}

    Forecast run();

private:
    [[nodiscard]] Trace replicate(const Program& program, std::uint64_t replication) const;
    std::vector<Trace> replicate_all(const Program& program, std::uint64_t first, int count) const;
    [[nodiscard]] Pilots fly() const;
    void settle_length();
    [[nodiscard]] double replications_for(const Pilots& pilots) const;
    [[nodiscard]] double missing_length(const Pilots& pilots) const;
    void change_length(double factor);
    void end_overload();
    void settle_warmup(const Pilots& pilots);
    void add_replications(int wanted);
    void tell_progress(int done, int wanted) const {
        if (plan_.progress) plan_.progress(done, wanted);
    }
    void tell_beginning() const {
        tell_progress(0, plan_.replications > 0 ? plan_.replications : replications_least);
    }
    [[nodiscard]] int next_total() const;
    [[nodiscard]] int affordable(double wanted) const;
    [[nodiscard]] double requests_each() const;
    void count_whole_runs();
    void settle_opinion();
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
    double requests_each_ = 0;  // of one run, on average; 0: not known yet
    bool is_endless_ = false;   // the scenario says no length
    bool is_over_ = false;      // more load than capacity, so that no run is long enough
    double wanted_ = 0;         // replications, as the pilot runs say
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
                     .ends_with_loads = true,
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

/// Requests may be hours apart, and the monitor fires all the while.
void limit_time(Duration& until, const std::vector<Load>& loads) {
    const auto is_endless = [](const Load& load) {
        return load.requests_max < 0 && load.duration.ns < 0 && load.kind != ArrivalKind::list;
    };
    if (until.ns >= 0) until = std::min(until, monitor_most);
    else if (std::none_of(loads.begin(), loads.end(), is_endless)) until = monitor_most;
}

Pilots Prediction::fly() const {
    tell_beginning();
    Pilots result;
    const Program program = shortened(program_, requests_each_, pilot_requests);
    for (const Trace& trace : replicate_all(program, pilot_replication, pilot_count)) {
        result.samples.add(trace);
        for (const LoadStatistics& load : trace.statistics.loads) {
            result.course.merge(load.course);
            result.requests += static_cast<double>(load.generated) / pilot_count;
        }
        result.events += static_cast<double>(trace.statistics.events) / pilot_count;
    }
    return result;
}

/// What the precision takes.
double Prediction::replications_for(const Pilots& pilots) const {
    const double by = imprecision(pilots.samples) / plan_.precision;
    return margin * pilot_count * by * by * pilots.requests /
           std::max(requests_each_, pilots.requests);
}

/// How many times as long as now a run should be; 1 or less: it is long enough, or may not be longer.
double Prediction::missing_length(const Pilots& pilots) const {
    if (plan_.keeps_length || is_over_ || program_.runtime.until.ns >= 0 || pilots.requests <= 0)
        return 0;
    const double longer = std::max(1.0, requests_each_ / pilots.requests);
    double factor = independent_least / (independent_latencies(pilots.samples) * longer);
    for (const Load& load : program_.loads) {
        if (load.kind == ArrivalKind::closed)
            factor = std::max(factor,
                              requests_a_user * static_cast<double>(load.users) / requests_each_);
    }
    if (is_endless_) factor = std::max(factor, endless_requests / requests_each_);
    if (plan_.replications == 0)
        factor = std::max(factor, replications_for(pilots) / replications_enough);
    if (factor <= 1) return factor;
    constexpr double reserve = 1.25;  // pilots are few
    return std::min(
        {reserve * factor, run_requests_most / requests_each_,
         static_cast<double>(plan_.requests_budget) / replications_least / requests_each_,
         run_events_most / (pilots.events * longer)});
}

/// Runs until they are long enough: of a run that is much too short nobody can say how much.
void Prediction::settle_length() {
    if (plan_.warmup) program_.runtime.warmup = *plan_.warmup;
    forecast_.warmup = program_.runtime.warmup;
    if (!plan_.keeps_length) end_by_time(program_);
    is_endless_ = !plan_.keeps_length && is_endless(program_);
    if (is_endless_) {
        double rate = 0;
        for (const Load& load : program_.loads) rate += rate_of(load);
        end_loads(program_, std::max(until_default,
                                     rate > 0 ? time_for(endless_requests, rate) : Duration{}));
    }
    if (!goes_on(program_)) {
        const std::string_view why = hinders_capacity(program_);
        forecast_.capacity.unknown = why.empty() ? "so few requests do not reach it" : why;
        return;
    }
    tell_beginning();
    if (plan_.has_capacity) {
        const double error = plan_.is_brief ? capacity_error_brief : capacity_error;
        forecast_.capacity = find_capacity(program_, profile_, error, plan_.seed, plan_.interrupt);
    }
    is_over_ = is_beyond(forecast_.capacity, rate_of(program_.loads.front()));
    requests_each_ = expected_requests(program_);
    if (requests_each_ >= requests_unknown) requests_each_ = 0;
    if (plan_.is_brief && !plan_.keeps_length && program_.runtime.until.ns < 0 &&
        requests_each_ > brief_requests) {
        lengthen(program_, brief_requests / requests_each_);
        requests_each_ = brief_requests;
    }
    if (is_over_) end_overload();
    Pilots pilots = fly();
    if (requests_each_ <= 0) requests_each_ = pilots.requests;
    if (requests_each_ > run_requests_most && is_hopeless(program_, pilots.samples)) {
        change_length(run_requests_most / requests_each_);
        is_over_ = true;
    }
    constexpr int rounds = 5;
    for (int round = 0; round < rounds && !is_interrupted(); ++round) {
        const double factor = missing_length(pilots);
        if (factor <= 1) break;
        change_length(factor);
        pilots = fly();
    }
    if (is_endless_) forecast_.lengthened = 1;
    settle_warmup(pilots);
}

void Prediction::change_length(double factor) {
    lengthen(program_, factor);
    requests_each_ *= factor;
    forecast_.lengthened *= factor;
}

/// What comes beyond the capacity waits, and a queue of all the requests that a scenario may ask for needs more memory than there is.
void Prediction::end_overload() {
    if (requests_each_ > 0 && requests_each_ <= run_requests_most) return;
    if (requests_each_ > 0) forecast_.lengthened *= run_requests_most / requests_each_;
    requests_each_ = run_requests_most;
    program_.loads.front().requests_max = static_cast<std::int64_t>(run_requests_most);
}

void Prediction::settle_warmup(const Pilots& pilots) {
    wanted_ = replications_for(pilots);
    if (plan_.warmup || program_.runtime.warmup.ns > 0) return;
    Warmup found = find_warmup(pilots.course);
    // A load that stops before the others would look like a start that is not steady, and be left out.
    const Duration most = half_of_shortest(program_);
    if (most.ns >= 0 && found.length > most) found = {.length = most, .is_settled = false};
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
        tell_progress(done, wanted);
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

/// Requests of one run: as they were, as the pilots were, or as the scenario says.
double Prediction::requests_each() const {
    if (samples_.each.empty())
        return requests_each_ > 0 ? requests_each_ : expected_requests(program_);
    double sum = 0;
    for (const Sample& sample : samples_.each)
        sum += static_cast<double>(sample.loads.back().generated);
    return sum / static_cast<double>(samples_.each.size());
}

/// `wanted` replications, or as many as the limits allow.
int Prediction::affordable(double wanted) const {
    const double each = std::max(1.0, requests_each());
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
        load.lost += part.lost;
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
    share_bounds(load.percentiles);
    const auto of = [&](const Sample& sample) -> const LoadSample& { return sample.loads[index]; };
    load.mean = ratio([&](const Sample& sample) {
        return RatioPart{of(sample).latency_sum, static_cast<double>(of(sample).counted)};
    });
    load.throughput = ratio([&](const Sample& sample) { return of(sample).throughput; });
    const auto ended = [&](const Sample& sample) {
        return static_cast<double>(of(sample).done + of(sample).failed + of(sample).timed_out +
                                   of(sample).lost);
    };
    load.errors = ratio([&](const Sample& sample) {
        return RatioPart{
            static_cast<double>(of(sample).failed + of(sample).timed_out + of(sample).lost),
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
    Program monitored = shortened(program_, requests_each(), pilot_requests);
    monitored.runtime.monitor_resolution = milliseconds(10);
    limit_time(monitored.runtime.until, monitored.loads);
    forecast_.delay_resolution = monitored.runtime.monitor_resolution;
    for (const Trace& trace : replicate_all(monitored, monitor_replication, 4)) {
        for (const LoopStatistics& loop : trace.statistics.loops) forecast_.delay.merge(loop.delay);
    }
}

/// Where a queue grows, what came after the warm-up is answered long after it came, so that whole runs tell how much is done in a
/// second.
void Prediction::count_whole_runs() {
    for (std::size_t i = 0; i < forecast_.loads.size(); ++i) {
        forecast_.loads[i].throughput = ratio([i](const Sample& sample) {
            return RatioPart{static_cast<double>(sample.loads[i].done),
                             static_cast<double>(sample.end.ns) / 1e9};
        });
    }
}

/// A formula about something that is less busy than the main thread, of which it knows nothing, is no second opinion.
void Prediction::settle_opinion() {
    if (forecast_.stability == Stability::unstable) return;
    const SecondOpinion opinion = second_opinion(program_, profile_);
    const double main = forecast_.resources.front().utilisation.value;
    if (!opinion.model.empty() && (opinion.is_main || opinion.utilisation >= main))
        forecast_.opinion = opinion;
}

Forecast Prediction::run() {
    forecast_.scheduler = to_text(program_.runtime.scheduler);
    settle_length();
    const bool is_free = plan_.replications == 0;
    add_replications(!is_free   ? plan_.replications
                     : is_over_ ? replications_least
                                : affordable(wanted_));
    if (samples_.each.empty()) {
        forecast_.is_interrupted = true;
        return forecast_;
    }
    while (is_free && !is_over_ && !is_interrupted()) {
        const int wanted = next_total();
        if (wanted <= static_cast<int>(samples_.each.size())) break;
        add_replications(wanted);
    }
    fill_loads();
    fill_resources();
    forecast_.is_precise = imprecision(samples_) <= plan_.precision;
    judge_stability(forecast_, program_, samples_);
    if (forecast_.stability == Stability::unstable) count_whole_runs();
    add_monitored();
    settle_opinion();
    forecast_.is_interrupted = is_interrupted();
    forecast_.problem = samples_.problem;
    forecast_.ended_early = samples_.ended_early;
    if (samples_.ended_early > 0)
        forecast_.ended_early_after = samples_.ended_early_sum / samples_.ended_early;
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
