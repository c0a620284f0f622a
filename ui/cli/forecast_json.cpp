#include "ui/cli/forecast_json.hpp"

#include <cmath>

#include <fmt/core.h>

#include "ui/cli/help.hpp"

namespace ui {

namespace {

void put_real(Json& json, std::string_view key, double value) {
    if (std::isfinite(value)) json.real(key, value);
    else json.null(key);
}

void put_estimate(Json& json, std::string_view key, const sim::Estimate& estimate) {
    json.open(key, '{');
    put_real(json, "value", estimate.value);
    put_real(json, "low", estimate.low);
    put_real(json, "high", estimate.high);
    json.close('}');
}

void put_waits(Json& json, std::string_view key, const sim::WaitMeans& waits) {
    json.open(key, '{');
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        if (waits[i] > 0) json.real(to_text(static_cast<sim::WaitReason>(i)), waits[i]);
    }
    json.close('}');
}

void put_latency(Json& json, const sim::LoadForecast& load, bool has_latency) {
    if (!has_latency || load.counted == 0) {
        json.null("latency_ns");
        json.null("waits_ns");
        return;
    }
    json.open("latency_ns", '{');
    put_estimate(json, "mean", load.mean);
    for (std::size_t i = 0; i < sim::forecast_percentiles.size(); ++i)
        put_estimate(json, sim::forecast_percentiles[i].first, load.percentiles[i]);
    json.integer("min", load.min.ns);
    json.integer("max", load.max.ns);
    json.close('}');
    json.open("waits_ns", '{');
    put_waits(json, "mean", load.at_mean);
    put_waits(json, "p99", load.at_p99);
    json.close('}');
}

void put_load(Json& json, const sim::LoadForecast& load, bool has_latency) {
    json.open({}, '{');
    json.text("name", load.name);
    json.integer("generated", load.generated);
    json.integer("done", load.done);
    json.integer("failed", load.failed);
    json.integer("timedOut", load.timed_out);
    json.integer("inFlight", load.in_flight);
    json.integer("lost", load.lost);
    json.integer("counted", load.counted);
    put_latency(json, load, has_latency);
    put_estimate(json, "throughput_per_s", load.throughput);
    put_estimate(json, "errors", load.errors);
    put_estimate(json, "timeouts", load.timeouts);
    json.close('}');
}

std::string_view kind_text(sim::ResourceKind kind) {
    switch (kind) {
        case sim::ResourceKind::main_thread: return "main thread";
        case sim::ResourceKind::pool: return "pool";
        case sim::ResourceKind::station: return "station";
        case sim::ResourceKind::cores: break;
    }
    return "cores";
}

void put_resource(Json& json, const sim::ResourceForecast& row) {
    json.open({}, '{');
    json.text("kind", kind_text(row.kind));
    if (!row.name.empty()) json.text("name", row.name);
    json.integer("servers", row.servers);
    put_estimate(json, "utilisation", row.utilisation);
    if (row.kind == sim::ResourceKind::main_thread) put_estimate(json, "elu", row.elu);
    if (row.kind == sim::ResourceKind::pool || row.kind == sim::ResourceKind::station) {
        json.integer("jobs", row.jobs);
        put_estimate(json, "queue", row.queue_mean);
        json.integer("queueMax", row.queue_max);
        json.real("wait_ns", row.wait_mean);
    }
    json.close('}');
}

void put_capacity(Json& json, const sim::Forecast& forecast) {
    if (!forecast.capacity.is_known) {
        json.null("capacity_per_s");
        if (!forecast.capacity.unknown.empty())
            json.text("capacityUnknown", forecast.capacity.unknown);
        return;
    }
    json.real("capacity_per_s", forecast.capacity.per_second);
    json.open("limits", '[');
    for (const sim::Capacity::Limit& limit : forecast.capacity.limits)
        json.text({}, limit.name.empty() ? kind_text(limit.kind) : limit.name);
    json.close(']');
}

void put_delay(Json& json, const sim::Forecast& forecast) {
    if (forecast.delay.count() == 0) return json.null("delay_ns");
    json.open("delay_ns", '{');
    json.integer("resolution", forecast.delay_resolution.ns);
    json.integer("count", forecast.delay.count());
    json.integer("mean", forecast.delay.mean().ns);
    for (const auto& [name, parts] : sim::forecast_percentiles)
        json.integer(name, forecast.delay.percentile(parts).ns);
    json.integer("max", forecast.delay.max().ns);
    json.close('}');
}

void put_opinion(Json& json, const sim::SecondOpinion& opinion) {
    if (opinion.model.empty()) return json.null("secondOpinion");
    json.open("secondOpinion", '{');
    json.text("model", opinion.model);
    json.boolean("exact", opinion.is_exact);
    json.boolean("rough", opinion.is_rough);
    json.text("leftOut", opinion.left_out);
    json.real("mean_ns", opinion.mean);
    for (std::size_t i = 0; i < opinion.percentiles.size() && opinion.has_percentiles; ++i)
        json.real(fmt::format("{}_ns", sim::forecast_percentiles[i].first), opinion.percentiles[i]);
    json.close('}');
}

}  // namespace

void put_forecast(Json& json, const sim::Forecast& forecast) {
    const bool is_stable = forecast.stability != sim::Stability::unstable;
    json.text("stability", to_text(forecast.stability));
    json.integer("replications", forecast.replications);
    json.integer("requests", forecast.requests);
    json.integer("virtualTime_ns", forecast.virtual_time.ns);
    json.real("lengthened", forecast.lengthened);
    json.integer("warmup_ns", forecast.warmup.ns);
    json.boolean("warmupFound", forecast.is_warmup_found);
    json.boolean("settled", forecast.is_settled);
    json.boolean("precise", is_stable && forecast.is_precise);
    if (!forecast.problem.empty()) {
        json.text("problem", forecast.problem);
        json.integer("endedEarly", forecast.ended_early);
        json.integer("endedEarlyAfterMean_ns", forecast.ended_early_after.ns);
    }
    json.real("offered_per_s", forecast.offered_per_s);
    put_capacity(json, forecast);
    if (!is_stable) {
        json.real("growth_per_s", forecast.growth_per_s);
        json.real("latencyGrowth_s_per_s", forecast.latency_growth);
    }
    json.open("loads", '[');
    for (const sim::LoadForecast& load : forecast.loads) put_load(json, load, is_stable);
    json.close(']');
    json.open("resources", '[');
    for (const sim::ResourceForecast& row : forecast.resources) put_resource(json, row);
    json.close(']');
    put_delay(json, forecast);
    put_opinion(json, forecast.opinion);
}

bool write_forecast_json(const Job& job, const std::vector<sim::Forecast>& forecasts,
                         const Options& options, const traces::Sink& sink) {
    Json json{sink};
    json.open({}, '{');
    json.open("facts", '{');
    json.text("program", job.given);
    json.text("node", job.profile->name);
    json.integer("threadpool", job.program.runtime.threadpool);
    if (forecasts.front().scheduler == "unlimited") json.text("cores", "unlimited");
    else json.integer("cores", job.program.runtime.cores);
    json.text("seed", fmt::format("{}", options.seed));
    json.text("version", version_number());
    json.close('}');
    if (forecasts.size() == 1) {
        json.text("scheduler", forecasts.front().scheduler);
        put_forecast(json, forecasts.front());
    } else {
        json.open("forecasts", '[');
        for (const sim::Forecast& forecast : forecasts) {
            json.open({}, '{');
            json.text("scheduler", forecast.scheduler);
            put_forecast(json, forecast);
            json.close('}');
        }
        json.close(']');
    }
    json.close('}');
    return json.finish();
}

}  // namespace ui
