#include "ui/cli/script_forecast.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/predict/estimate.hpp"
#include "ui/cli/metrics.hpp"
#include "ui/cli/node_error.hpp"

namespace ui {

namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::int32_t runs_default = 16;

/// What the first loop's clock showed when the trace began; the event that says so comes after the main script.
std::int64_t clock_at_begin(const sim::Trace& trace) {
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind == sim::EventKind::loop_started) return static_cast<std::int64_t>(event.a);
    }
    return 0;
}

/// What one call into the pool spent its time with, all trips together.
struct Trips {
    std::int64_t called = -1;       // its first trip was queued
    std::int64_t called_back = -1;  // after its last one
    std::int64_t queued = 0;
    std::int64_t worked = 0;
    std::int64_t waited_for_core = 0;
};

/// By task: the first of those that are one call. Within a promise each trip is a task of its own, which Node makes, and not the
/// program, right after the callback of the trip before it.
std::vector<std::size_t> calls_of(const sim::Trace& trace) {
    std::vector<std::size_t> call(trace.tasks.size());
    std::iota(call.begin(), call.end(), std::size_t{0});
    std::vector<bool> is_further = sim::internal_tasks(trace);
    std::optional<std::size_t> before;
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind != sim::EventKind::moved || !event.task) continue;
        const std::size_t i = event.task.index();
        const sim::Task& task = trace.tasks[i];
        if (task.kind != sim::TaskKind::pool_job) continue;
        const auto where = static_cast<sim::Where>(event.detail);
        if (where == sim::Where::running) before = i;
        if (where != sim::Where::pool_queue || !is_further[i]) continue;
        is_further[i] = false;
        if (before && trace.tasks[*before].name == task.name &&
            trace.tasks[*before].place == task.place)
            call[i] = call[*before];
    }
    return call;
}

void take_instants(const sim::Trace& trace, const std::vector<std::size_t>& call_of,
                   std::vector<Trips>& calls) {
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind != sim::EventKind::moved || !event.task) continue;
        if (trace.tasks[event.task.index()].kind != sim::TaskKind::pool_job) continue;
        Trips& call = calls[call_of[event.task.index()]];
        const auto where = static_cast<sim::Where>(event.detail);
        if (where == sim::Where::pool_queue) {
            if (call.called < 0) call.called = event.at.ns;
            call.called_back = -1;  // there is one more trip
        }
        if (where == sim::Where::running) call.called_back = event.at.ns;
    }
}

/// Spans stand in the order of their ends, so a worker's waits for a core come before the work that they delayed.
void take_spans(const sim::Trace& trace, const std::vector<std::size_t>& call_of,
                std::vector<Trips>& calls) {
    std::vector<std::vector<std::size_t>> stalls(trace.lanes.size());
    const sim::Spans& spans = trace.spans;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        std::vector<std::size_t>& stalled = stalls[spans.lane[i]];
        if (spans.kind[i] == sim::SpanKind::core_wait) stalled.push_back(i);
        if (spans.owner[i] >= calls.size()) continue;
        Trips& call = calls[call_of[spans.owner[i]]];
        if (spans.kind[i] == sim::SpanKind::pool_queue) call.queued += spans.duration[i];
        if (spans.kind[i] != sim::SpanKind::pool_work) continue;
        call.worked += spans.duration[i];
        for (const std::size_t stall : stalled) {
            if (spans.start[stall] >= spans.start[i]) call.waited_for_core += spans.duration[stall];
        }
        stalled.clear();
    }
}

sim::Duration& part(sim::Waits& waits, sim::WaitReason reason) {
    return waits[static_cast<std::size_t>(reason)];
}

sim::Waits waits_of(const Trips& call) {
    sim::Waits waits{};
    part(waits, sim::WaitReason::pool_queue) = {call.queued};
    part(waits, sim::WaitReason::core_wait) = {call.waited_for_core};
    part(waits, sim::WaitReason::pool_work) = {call.worked - call.waited_for_core};
    part(waits,
         sim::WaitReason::loop_busy) = {call.called_back - call.called - call.queued - call.worked};
    return waits;
}

sim::LoadForecast load_of(std::string name, const ScriptForecast::Waits& waits) {
    sim::LoadForecast load;
    load.name = std::move(name);
    load.generated = load.done = load.counted = waits.latency.count();
    for (std::size_t i = 0; i < load.percentiles.size(); ++i)
        load.percentiles[i] = waits.percentile(sim::forecast_percentiles[i].second);
    sim::share_bounds(load.percentiles);
    std::vector<sim::RatioPart> means;
    means.reserve(waits.by_run.size());
    for (const sim::Histogram& run : waits.by_run) {
        const auto count = static_cast<double>(run.count());
        means.push_back({count * static_cast<double>(run.mean().ns), count});
    }
    load.mean = sim::estimate_ratio(means);
    load.min = waits.latency.min();
    load.max = waits.latency.max();
    load.latency = waits.latency;
    return load;
}

/// What else than the limit's own words may help. Whatever else starves the loop is named there.
void tell_of_limit(const sim::Trace& trace, const Options& options, const Console& console) {
    const std::string_view limit = trace.ending.message;
    const bool has_cpu_limit = limit.find("CPU time") != std::string_view::npos;
    const bool returns = limit.ends_with("allows more)") || limit.ends_with("in a full trace");
    if (returns) {
        complain(console,
                 fmt::format("the program had not ended after {} of virtual time",
                             sim::format_duration(trace.statistics.end - sim::Instant{})),
                 "--until TIME ends it at that virtual time, such as --until 10s");
    } else if ((limit.ends_with(" events") || has_cpu_limit) && !options.is_cpu_measured) {
        complain(console,
                 "a loop that waits for the clock reads it until then; with --cpu measured it "
                 "does so no longer than it really would");
    }
}

/// What hashes take in virtual time does not depend on whether they are computed.
void tell_of_slow_results(std::chrono::nanoseconds one_run, const Console& console) {
    constexpr std::chrono::milliseconds patience{500};
    if (one_run < patience) return;
    complain(console,
             fmt::format("a run takes {} of real time, as hashes and keys are computed",
                         sim::format_duration({one_run.count()})),
             "--results fake makes them up; the forecast is the same unless the program looks at "
             "them");
}

/// With the error's place and line as Node shows them, if it does.
void tell_of_exception(const std::string& file, const sim::Ending& ending, std::string_view said,
                       const Console& console) {
    const std::optional<sim::Diagnostic> error = find_node_error(said);
    if (error) complain(console, *error);
    complain(console,
             error ? fmt::format("{}: ends by this uncaught exception", file)
                   : fmt::format("{}: ends by an uncaught exception: {}", file, ending.message),
             "loopglass run FILE shows it");
}

}  // namespace

sim::Estimate ScriptForecast::Waits::percentile(std::int32_t parts) const {
    std::vector<sim::Sorted> runs;
    runs.reserve(by_run.size());
    for (const sim::Histogram& run : by_run) runs.emplace_back(run);
    return sim::estimate_percentile(runs, latency, parts);
}

void ScriptForecast::add_latency(Waits& waits, sim::Duration latency) const {
    waits.by_run.resize(by_run_.size());
    waits.by_run.back().add(latency);
    waits.latency.add(latency);
}

void ScriptForecast::add(const sim::Trace& trace) {
    facts_ = trace.facts;
    const sim::Duration length = trace.statistics.end - sim::Instant{};
    by_run_.push_back({.ns = static_cast<double>(length.ns),
                       .main_thread = loop_utilisation(trace.statistics),
                       .pool = pool_utilisation(trace.statistics),
                       .cores = core_utilisation(trace.statistics)});
    has_cores_ = !trace.statistics.cores.empty();
    if (trace.ending.kind == sim::EndKind::until) ++stopped_;
    add_latency(length_, length);
    add_timers(trace);
    add_calls(trace);
}

/// How long after they were due, by the loop's clock, timers are called.
void ScriptForecast::add_timers(const sim::Trace& trace) {
    const std::int64_t clock = clock_at_begin(trace);
    std::vector<std::int64_t> due(trace.tasks.size(), -1);
    for (const sim::TraceEvent& event : trace.events) {
        if (!event.task) continue;
        std::int64_t& at = due[event.task.index()];
        if (event.kind == sim::EventKind::note &&
            static_cast<sim::NoteKind>(event.detail) == sim::NoteKind::timer_armed)
            at = static_cast<std::int64_t>(event.b) * ns_per_ms - clock;
        if (event.kind != sim::EventKind::moved || at < 0 ||
            static_cast<sim::Where>(event.detail) != sim::Where::running)
            continue;
        add_latency(timers_, {std::max<std::int64_t>(0, event.at.ns - at)});
        at = -1;
    }
}

void ScriptForecast::add_calls(const sim::Trace& trace) {
    std::vector<Trips> calls(trace.tasks.size());
    const std::vector<std::size_t> call_of = calls_of(trace);
    take_instants(trace, call_of, calls);
    take_spans(trace, call_of, calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].called < 0 || calls[i].called_back < 0) continue;
        const sim::Duration latency{calls[i].called_back - calls[i].called};
        Waits& waits = pool_work_[std::string{trace.names.text(trace.tasks[i].name)}];
        add_latency(waits, latency);
        waits.queue.add({calls[i].queued});
        add_latency(calls_of_all_names_, latency);
        waits_.add(latency, waits_of(calls[i]));
        by_run_.back().calls += 1;
    }
}

sim::Estimate ScriptForecast::mean_share(double Run::*share) const {
    std::vector<sim::RatioPart> parts;
    parts.reserve(by_run_.size());
    for (const Run& run : by_run_) parts.push_back({run.*share * run.ns, run.ns});
    return sim::estimate_ratio(parts);
}

sim::Estimate ScriptForecast::per_second(double (*count)(const Run&)) const {
    std::vector<sim::RatioPart> parts;
    parts.reserve(by_run_.size());
    for (const Run& run : by_run_) parts.push_back({count(run) * 1e9, run.ns});
    return sim::estimate_ratio(parts);
}

double ScriptForecast::main_thread() const { return mean_share(&Run::main_thread).value; }
bool ScriptForecast::has_crypto() const {
    return std::any_of(pool_work_.begin(), pool_work_.end(),
                       [](const auto& row) { return row.first.rfind("crypto.", 0) == 0; });
}
double ScriptForecast::pool() const { return mean_share(&Run::pool).value; }

sim::LoadForecast ScriptForecast::calls_as_load() const {
    sim::LoadForecast load = load_of("pool calls", calls_of_all_names_);
    load.throughput = per_second([](const Run& run) { return run.calls; });
    const sim::WaitProfile::Part all = waits_.between(load.min, load.max);
    for (std::size_t reason = 0; reason < sim::wait_reasons; ++reason)
        load.at_mean[reason] =
            static_cast<double>(all.waits[reason].ns) / static_cast<double>(load.counted);
    load.at_p99 =
        sim::waits_at_p99(waits_, load.latency, load.percentiles[sim::forecast_p99].value);
    return load;
}

/// It either runs or waits for something, for what is not told.
sim::LoadForecast ScriptForecast::program_as_load() const {
    sim::LoadForecast load = load_of("program", length_);
    load.throughput = per_second([](const Run&) { return 1.0; });
    for (const auto& [means, total] : {std::pair{&load.at_mean, load.mean.value},
                                       {&load.at_p99, load.percentiles[sim::forecast_p99].value}}) {
        (*means)[static_cast<std::size_t>(sim::WaitReason::running)] = main_thread() * total;
        (*means)[static_cast<std::size_t>(sim::WaitReason::other)] = (1 - main_thread()) * total;
    }
    return load;
}

sim::Forecast ScriptForecast::to_forecast() const {
    sim::Forecast forecast;
    forecast.replications = runs();
    forecast.stability = sim::Stability::whole;
    forecast.loads.push_back(waits_.is_empty() ? program_as_load() : calls_as_load());
    forecast.requests = forecast.loads.back().counted;
    const auto add = [&](sim::ResourceKind kind, double Run::*share) {
        forecast.resources.emplace_back();
        forecast.resources.back().kind = kind;
        forecast.resources.back().utilisation = mean_share(share);
    };
    add(sim::ResourceKind::main_thread, &Run::main_thread);
    add(sim::ResourceKind::pool, &Run::pool);
    if (has_cores_) add(sim::ResourceKind::cores, &Run::cores);
    return forecast;
}

bool refuse_load_options(const Options& options, const Console& console) {
    std::string_view name;
    if (options.requests) name = "--requests";
    if (options.warmup) name = "--warmup";
    if (options.precision) name = "--precision";
    if (options.has_both_schedulers) name = "--scheduler both";
    if (name.empty()) return false;
    complain(console, fmt::format("{} is for scenarios with a load", name),
             "a JavaScript program takes --replications N");
    return true;
}

Loaded<ScriptForecast> forecast_script(ScriptJob job, const Options& options,
                                       const Console& console,
                                       const std::function<void(int done, int runs)>& progress,
                                       bool is_first) {
    ScriptForecast forecast;
    const auto begin = std::chrono::steady_clock::now();
    const std::int32_t runs = options.replications > 0 ? options.replications : runs_default;
    job.run.is_typical = false;  // their replications differ instead
    if (job.run.cpu == ScriptCpu::mixed) job.run.cpu = ScriptCpu::modelled;
    job.tells_notes = is_first;
    job.ends_at_until = options.until.has_value();
    for (std::int32_t i = 0; i < runs; ++i) {
        job.run.replication = static_cast<std::uint64_t>(i);
        std::string said;
        const Loaded<sim::Trace> trace = trace_script(job, options, console, &said);
        if (trace.value && trace.value->ending.kind == sim::EndKind::limit)
            tell_of_limit(*trace.value, options, console);
        if (!trace.value || trace.code != exit_done) return {.value = {}, .code = trace.code};
        if (trace.value->ending.kind == sim::EndKind::exception) {
            tell_of_exception(job.run.file, trace.value->ending, said, console);
            return {.value = {}, .code = exit_failed};
        }
        job.tells_notes = false;
        forecast.add(*trace.value);
        const bool may_take_less = is_first && runs > 1 && !options.has_fake_results;
        if (i == 0 && may_take_less && forecast.has_crypto())
            tell_of_slow_results(std::chrono::steady_clock::now() - begin, console);
        if (progress) progress(i + 1, runs);
    }
    return {.value = std::move(forecast), .code = exit_done};
}

}  // namespace ui
