#include "ui/cli/imported.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "sim/node/profile.hpp"
#include "ui/cli/json.hpp"

namespace ui {

namespace {

/// Longer lists of arrivals make files that nobody opens; their rate stands for them.
constexpr std::size_t arrivals_max = 10'000;
constexpr std::size_t points_max = 40;

std::string time_text(double microseconds) {
    return sim::format_duration_exact(sim::Duration{std::llround(microseconds * 1000)});
}

/// The text that `fill` writes as one JSON object.
template <class Fill>
std::string object(const Fill& fill) {
    std::string text;
    const traces::Sink sink = [&text](std::string_view bytes) {
        text.append(bytes);
        return true;
    };
    Json json{sink};
    json.open({}, '{');
    fill(json);
    json.close('}');
    return json.finish() ? text : std::string{};
}

void put_times(Json& json, std::string_view key, std::vector<double> microseconds) {
    json.open(key, '{');
    json.open("empirical", '[');
    for (const double time : condense(std::move(microseconds), points_max))
        json.text({}, time_text(time));
    json.close(']');
    json.close('}');
}

/// The instants themselves, or their rate if there are very many. They ascend.
void put_arrivals(Json& json, const std::vector<double>& instants) {
    json.open("arrivals", '{');
    if (instants.size() <= arrivals_max) {
        json.open("list", '[');
        for (const double at : instants) json.text({}, time_text(at));
        json.close(']');
        json.close('}');
        return;
    }
    const double seconds = std::max(1e-6, instants.back() / 1e6);
    json.text("poisson", fmt::format("{:.6g}/s", static_cast<double>(instants.size()) / seconds));
    json.close('}');
    json.integer("requests", static_cast<std::int64_t>(instants.size()));
}

std::string arrivals_note(std::size_t count) {
    return count <= arrivals_max ? std::string{}
                                 : fmt::format(
                                       " There were {} arrivals; their mean rate stands "
                                       "for them.",
                                       count);
}

void put_answer(Json& json) {
    json.open({}, '{');
    json.integer("respond", 200);
    json.close('}');
}

std::string version_of(const traces::NodeTrace& trace) {
    const std::string major = trace.node.substr(0, trace.node.find('.'));
    return sim::find_profile(major) == nullptr ? std::string{} : major;
}

/// CPU time where the trace has it, since the rest of the time the worker waited for a core.
double service_of(const traces::PoolJob& job) {
    return static_cast<double>(job.cpu >= 0 ? job.cpu : job.ended - job.begun);
}

using JobsByName = std::map<std::uint32_t, std::vector<const traces::PoolJob*>>;

void put_trace_about(Json& json, const traces::NodeTrace& trace, const std::string& name) {
    double wait = 0;
    double wall = 0;
    double cpu = 0;
    for (const traces::PoolJob& job : trace.jobs) {
        wait += static_cast<double>(job.begun - job.submitted);
        wall += static_cast<double>(job.ended - job.begun);
        cpu += service_of(job);
    }
    const double count = std::max<double>(1, static_cast<double>(trace.jobs.size()));
    json.text("title", fmt::format("pool work of {}", name));
    json.text("about",
              fmt::format("Imported by loopglass. {} jobs on {} threads: on average {} in the "
                          "queue and {} on a worker, of it {} on a core. Each job is a request "
                          "here that arrives when it was submitted.{}",
                          trace.jobs.size(), trace.workers, time_text(std::round(wait / count)),
                          time_text(std::round(wall / count)), time_text(std::round(cpu / count)),
                          arrivals_note(trace.jobs.size())));
}

void put_runtime(Json& json, const traces::NodeTrace& trace) {
    json.open("runtime", '{');
    if (const std::string version = version_of(trace); !version.empty()) json.text("node", version);
    json.integer("threadpool", std::clamp<std::int64_t>(trace.workers, 1, 1024));
    // A job is no HTTP request.
    json.open("costs", '{');
    for (const std::string_view cost : {"requestHot", "requestCold", "socketRead"})
        json.text(cost, "0ns");
    json.close('}');
    json.close('}');
}

void put_job_load(Json& json, const std::string& name,
                  const std::vector<const traces::PoolJob*>& jobs, std::int64_t start) {
    std::vector<double> instants;
    instants.reserve(jobs.size());
    for (const traces::PoolJob* job : jobs)
        instants.push_back(static_cast<double>(job->submitted - start));
    json.open({}, '{');
    json.text("name", name);
    put_arrivals(json, instants);
    json.open("handler", '[');
    json.open({}, '{');
    json.open("await", '{');
    json.text("work", name);
    json.close('}');
    json.close('}');
    put_answer(json);
    json.close(']');
    json.close('}');
}

/// Whole seconds hold several arrivals: they are spread evenly over theirs.
std::vector<double> spread_arrivals(const traces::AccessLog& log) {
    std::vector<double> instants;
    const std::int64_t start = log.requests.front().at;
    for (std::size_t i = 0; i < log.requests.size();) {
        std::size_t end = i;
        while (end < log.requests.size() && log.requests[end].at == log.requests[i].at) ++end;
        const bool is_whole = log.requests[i].at % 1'000'000 == 0;
        const double step = is_whole ? 1e6 / static_cast<double>(end - i) : 0;
        for (std::size_t k = i; k < end; ++k)
            instants.push_back(static_cast<double>(log.requests[i].at - start) +
                               step * static_cast<double>(k - i));
        i = end;
    }
    return instants;
}

std::vector<double> times_taken(const traces::AccessLog& log) {
    std::vector<double> times;
    for (const traces::LoggedRequest& request : log.requests) {
        if (request.took >= 0) times.push_back(static_cast<double>(request.took));
    }
    return times;
}

}  // namespace

std::vector<double> condense(std::vector<double> values, std::size_t points) {
    std::sort(values.begin(), values.end());
    if (values.size() <= points) return values;
    std::vector<double> means;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= points; ++i) {
        // Bins differ by one value at most; each point then stands for nearly as many.
        const std::size_t end = values.size() * i / points;
        double sum = 0;
        for (std::size_t k = begin; k < end; ++k) sum += values[k];
        means.push_back(sum / static_cast<double>(end - begin));
        begin = end;
    }
    return means;
}

std::string scenario_of(const traces::NodeTrace& trace, const std::string& name) {
    JobsByName by_name;
    for (const traces::PoolJob& job : trace.jobs) by_name[job.name].push_back(&job);
    return object([&](Json& json) {
        put_trace_about(json, trace, name);
        put_runtime(json, trace);
        json.open("work", '{');
        for (const auto& [index, jobs] : by_name) {
            std::vector<double> times;
            for (const traces::PoolJob* job : jobs) times.push_back(service_of(*job));
            json.open(trace.names[index], '{');
            json.text("api", "uv.work");
            put_times(json, "time", std::move(times));
            json.close('}');
        }
        json.close('}');
        json.open("load", '[');
        for (const auto& [index, jobs] : by_name)
            put_job_load(json, trace.names[index], jobs, trace.jobs.front().submitted);
        json.close(']');
    });
}

std::string scenario_of(const traces::AccessLog& log, const std::string& name) {
    const std::vector<double> instants = spread_arrivals(log);
    std::vector<double> times = times_taken(log);
    const bool has_times = !times.empty();
    return object([&](Json& json) {
        json.text("title", fmt::format("requests of {}", name));
        json.text("about",
                  fmt::format("Imported by loopglass. {} requests. {}{}", log.requests.size(),
                              has_times ? "The times are those of the log: they include whatever "
                                          "the requests waited for, so the scenario is pessimistic "
                                          "where the service was busy. Say what a request does: "
                                          "cpu, work on the pool, a station."
                                        : "The log does not say how long they took: replace 5ms.",
                              arrivals_note(instants.size())));
        json.open("stations", '{');
        json.open("service", '{');
        json.integer("servers", 1'000'000);
        if (has_times) put_times(json, "time", std::move(times));
        else json.text("time", "5ms");
        json.close('}');
        json.close('}');
        json.open("load", '{');
        json.text("name", "requests");
        put_arrivals(json, instants);
        json.open("handler", '[');
        json.open({}, '{');
        json.open("await", '{');
        json.text("station", "service");
        json.close('}');
        json.close('}');
        put_answer(json);
        json.close(']');
        json.close('}');
    });
}

}  // namespace ui
