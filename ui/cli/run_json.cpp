#include "ui/cli/run_json.hpp"

#include <array>

#include "ui/cli/json.hpp"
#include "ui/cli/metrics.hpp"

namespace ui {

namespace {

void put_histogram(Json& json, std::string_view key, const sim::Histogram& histogram) {
    if (histogram.count() == 0) return json.null(key);
    json.open(key, '{');
    json.integer("count", histogram.count());
    json.integer("min", histogram.min().ns);
    json.integer("mean", histogram.mean().ns);
    constexpr std::array<std::pair<std::string_view, std::int32_t>, 5> percentiles{
        {{"p50", 50'000}, {"p90", 90'000}, {"p95", 95'000}, {"p99", 99'000}, {"p99.9", 99'900}}};
    for (const auto& [name, parts] : percentiles)
        json.integer(name, histogram.percentile(parts).ns);
    json.integer("max", histogram.max().ns);
    json.close('}');
}

/// Sums by reason, zero ones left out.
void put_waits(Json& json, std::string_view key, const sim::Waits& waits) {
    json.open(key, '{');
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        if (waits[i].ns != 0) json.integer(to_text(static_cast<sim::WaitReason>(i)), waits[i].ns);
    }
    json.close('}');
}

void put_facts(Json& json, const sim::Trace& trace) {
    const sim::RunFacts& facts = trace.facts;
    json.open("facts", '{');
    json.text("program", facts.program);
    json.text("node", facts.profile);
    json.integer("threadpool", facts.threadpool);
    if (facts.scheduler == "unlimited") {
        json.text("cores", "unlimited");
    } else {
        json.integer("cores", facts.cores);
    }
    json.text("scheduler", facts.scheduler);
    json.text("seed",
              fmt::format("{}", facts.seed));  // a string: programs would round a number of 64 bits
    json.text("version", facts.version);
    json.close('}');
}

void put_outputs(Json& json, const sim::Trace& trace) {
    json.open("outputs", '[');
    for (const sim::OutputLine& line : trace.outputs) {
        json.open({}, '{');
        json.integer("at_ns", line.at.ns);
        json.text("stream", line.is_error ? "stderr" : "stdout");
        json.text("text", trace.names.text(line.text));
        json.close('}');
    }
    json.close(']');
}

void put_ending(Json& json, const sim::Trace& trace) {
    json.open("ending", '{');
    json.text("kind", to_text(trace.ending.kind));
    json.integer("exitCode", trace.ending.exit_code);
    if (!trace.ending.message.empty()) json.text("message", trace.ending.message);
    json.close('}');
}

void put_loads(Json& json, const sim::Trace& trace) {
    json.open("loads", '[');
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        json.open({}, '{');
        json.text("name", trace.names.text(load.name));
        json.integer("generated", load.generated);
        json.integer("done", load.done);
        json.integer("failed", load.failed);
        json.integer("timedOut", load.timed_out);
        json.integer("inFlight", load.in_flight);
        json.integer("counted", load.counted);
        json.real("throughput_per_s", throughput(load));
        put_histogram(json, "latency_ns", load.latency);
        put_waits(json, "waits_ns", load.waits);
        json.close('}');
    }
    json.close(']');
}

void put_loops(Json& json, const sim::Trace& trace) {
    json.open("loops", '[');
    for (const sim::LoopStatistics& loop : trace.statistics.loops) {
        json.open({}, '{');
        json.text("name", trace.names.text(loop.name));
        json.integer("iterations", loop.iterations);
        json.integer("callbacks", loop.callbacks);
        json.integer("ticks", loop.ticks);
        json.integer("microtasks", loop.microtasks);
        json.integer("cpu_ns", loop.cpu.ns);
        json.integer("idle_ns", loop.idle.ns);
        json.instant("loopStart_ns", loop.loop_start);
        json.instant("loopEnd_ns", loop.loop_end);
        json.real("cpu", loop_cpu(trace.statistics, loop));
        json.real("elu", event_loop_utilization(trace.statistics, loop));
        put_histogram(json, "delay_ns", loop.delay);
        json.close('}');
    }
    json.close(']');
}

void put_pools(Json& json, const sim::Trace& trace) {
    json.open("pools", '[');
    for (const sim::PoolStatistics& pool : trace.statistics.pools) {
        json.open({}, '{');
        json.integer("workers", pool.workers);
        json.integer("jobs", pool.jobs);
        json.integer("busy_ns", pool.busy.ns);
        json.integer("cpu_ns", pool.cpu.ns);
        json.integer("queueWait_ns", pool.queue_wait.ns);
        json.integer("queueMax", pool.queue_max);
        json.integer("slowRunningMax", pool.slow_running_max);
        json.instant("started_ns", pool.started);
        json.close('}');
    }
    json.close(']');
}

void put_stations(Json& json, const sim::Trace& trace) {
    json.open("stations", '[');
    for (const sim::StationStatistics& station : trace.statistics.stations) {
        json.open({}, '{');
        json.text("name", trace.names.text(station.name));
        json.integer("servers", station.servers);
        json.integer("calls", station.calls);
        json.integer("rejected", station.rejected);
        json.integer("busy_ns", station.busy.ns);
        json.integer("queueWait_ns", station.queue_wait.ns);
        json.integer("queueMax", station.queue_max);
        json.real("utilisation", station_utilisation(trace.statistics, station));
        json.close('}');
    }
    json.close(']');
}

void put_cores(Json& json, const sim::Trace& trace) {
    json.open("cores", '[');
    for (const sim::CoreStatistics& core : trace.statistics.cores) {
        json.open({}, '{');
        json.integer("busy_ns", core.busy.ns);
        json.close('}');
    }
    json.close(']');
}

void put_utilisation(Json& json, const sim::Trace& trace) {
    json.open("utilisation", '{');
    json.real("loop", loop_utilisation(trace.statistics));
    json.real("pool", pool_utilisation(trace.statistics));
    if (!trace.statistics.cores.empty()) json.real("cores", core_utilisation(trace.statistics));
    json.close('}');
}

void put_requests(Json& json, const sim::Trace& trace) {
    json.open("requests", '[');
    for (const sim::RequestRecord& request : trace.requests) {
        const bool is_ended = request.outcome != sim::RequestOutcome::in_flight;
        json.open({}, '{');
        json.text("load", trace.names.text(trace.statistics.loads[request.load].name));
        json.text("outcome", to_text(request.outcome));
        json.integer("arrival_ns", request.arrival.ns);
        if (is_ended) json.integer("latency_ns", (request.done - request.arrival).ns);
        put_waits(json, "waits_ns", request.waits);
        json.close('}');
    }
    json.close(']');
}

void put_failures(Json& json, const std::vector<ExpectationFailure>& failures) {
    json.open("failures", '[');
    for (const ExpectationFailure& failure : failures) json.text({}, failure.message);
    json.close(']');
}

}  // namespace

bool write_run_json(const sim::Trace& trace, const std::vector<ExpectationFailure>& failures,
                    const traces::Sink& sink) {
    Json json{sink};
    json.open({}, '{');
    put_facts(json, trace);
    put_ending(json, trace);
    json.text("fingerprint", fmt::format("{:016x}", trace.statistics.fingerprint));
    json.integer("end_ns", trace.statistics.end.ns);
    json.integer("measured_ns", trace.statistics.measured.ns);
    json.integer("events", trace.statistics.events);
    put_outputs(json, trace);
    put_loads(json, trace);
    put_loops(json, trace);
    put_pools(json, trace);
    put_stations(json, trace);
    put_cores(json, trace);
    put_utilisation(json, trace);
    put_requests(json, trace);
    put_failures(json, failures);
    json.close('}');
    return json.finish();
}

}  // namespace ui
