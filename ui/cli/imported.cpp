#include "ui/cli/imported.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "sim/node/profile.hpp"
#include "sim/program/limits.hpp"
#include "ui/cli/forecast_report.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/observed_times.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

/// Longer lists of arrivals make files that nobody opens; their rate stands for them.
constexpr std::size_t arrivals_max = 10'000;
constexpr std::size_t paths_shown = 12;

std::string micro_text(double microseconds) {
    return sim::format_duration_exact(sim::Duration{std::llround(microseconds * 1000)});
}

/// "1 request", "2 requests".
std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
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
    for (const ObservedTime& time : condense(std::move(microseconds))) {
        if (time.count == 1) {
            json.text({}, micro_text(time.value));
            continue;
        }
        json.open({}, '[');
        json.text({}, micro_text(time.value));
        json.integer({}, time.count);
        json.close(']');
    }
    json.close(']');
    json.close('}');
}

/// The instants themselves, or their rate if there are very many. They ascend.
void put_arrivals(Json& json, const std::vector<double>& instants) {
    json.open("arrivals", '{');
    if (instants.size() <= arrivals_max) {
        json.open("list", '[');
        for (const double at : instants) json.text({}, micro_text(at));
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

void put_answer(Json& json, int status) {
    json.open({}, '{');
    json.integer("respond", status);
    json.close('}');
}

void put_await(Json& json, std::string_view what, std::string_view name) {
    json.open({}, '{');
    json.open("await", '{');
    json.text(what, name);
    json.close('}');
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
    json.text(
        "about",
        fmt::format("Imported by loopglass. {} on {}: on average {} in the "
                    "queue and {} on a worker, of it {} on a core. Each job is a request "
                    "here that arrives when it was submitted.{}",
                    counted(trace.jobs.size(), "job"),
                    counted(static_cast<std::size_t>(trace.workers), "thread"),
                    micro_text(std::round(wait / count)), micro_text(std::round(wall / count)),
                    micro_text(std::round(cpu / count)), arrivals_note(trace.jobs.size())));
}

void put_runtime(Json& json, const traces::NodeTrace& trace) {
    json.open("runtime", '{');
    if (const std::string version = version_of(trace); !version.empty()) json.text("node", version);
    json.integer("threadpool", std::clamp<std::int64_t>(trace.workers, 1, sim::threadpool_max));
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
    put_await(json, "work", name);
    put_answer(json, 200);
    json.close(']');
    json.close('}');
}

/// The requests of one path that was asked for, or all. Those that failed are a kind of their own, since they take as long as
/// failing takes.
struct Group {
    std::string name;
    std::vector<double> instants;
    std::vector<double> times;
    std::vector<double> times_failed;
    std::int64_t done = 0;
    std::int64_t failed = 0;
};

/// Those of `paths` that came at all.
std::vector<Group> groups_of(const traces::AccessLog& log, const std::vector<std::string>& paths) {
    std::vector<Group> groups(std::max<std::size_t>(paths.size(), 1));
    for (const traces::LoggedRequest& request : log.requests) {
        Group& group = groups[static_cast<std::size_t>(request.choice)];
        const bool has_failed = request.status >= 500;
        ++(has_failed ? group.failed : group.done);
        group.instants.push_back(static_cast<double>(request.at - log.requests.front().at));
        if (request.took < 0) continue;
        (has_failed ? group.times_failed : group.times)
            .push_back(static_cast<double>(request.took));
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i].name = paths.empty() ? "requests" : paths[i];
        // What is measured of a load is named LOAD.p99.
        std::replace(groups[i].name.begin(), groups[i].name.end(), '.', '_');
    }
    std::erase_if(groups, [](const Group& group) { return group.instants.empty(); });
    return groups;
}

std::string failed_name(const Group& group) { return group.name + ", failed"; }

void put_station(Json& json, const std::string& name, std::vector<double> times) {
    json.open(name, '{');
    json.integer("servers", 1'000'000);
    if (times.empty()) json.text("time", "5ms");
    else put_times(json, "time", std::move(times));
    json.close('}');
}

void put_stations(Json& json, const std::vector<Group>& groups) {
    json.open("stations", '{');
    for (const Group& group : groups) {
        if (group.done > 0) put_station(json, group.name, group.times);
        if (group.failed > 0) put_station(json, failed_name(group), group.times_failed);
    }
    json.close('}');
}

void put_service(Json& json, const std::string& station, int status) {
    put_await(json, "station", station);
    put_answer(json, status);
}

void put_branch(Json& json, std::int64_t weight, const std::string& station, int status) {
    json.open({}, '{');
    json.integer("weight", weight);
    json.open("do", '[');
    put_service(json, station, status);
    json.close(']');
    json.close('}');
}

void put_handler(Json& json, const Group& group) {
    json.open("handler", '[');
    if (group.failed == 0) {
        put_service(json, group.name, 200);
    } else if (group.done == 0) {
        put_service(json, failed_name(group), 500);
    } else {
        json.open({}, '{');
        json.open("choose", '[');
        put_branch(json, group.done, group.name, 200);
        put_branch(json, group.failed, failed_name(group), 500);
        json.close(']');
        json.close('}');
    }
    json.close(']');
}

constexpr std::string_view whole_seconds =
    "the log has whole seconds: within each, arrivals are put at random";

/// Whether arrivals are written that the log only knows to the second.
bool has_random_instants(const traces::AccessLog& log, const std::vector<Group>& groups) {
    return log.is_coarse && std::any_of(groups.begin(), groups.end(), [](const Group& group) {
               return group.instants.size() <= arrivals_max;
           });
}

std::string log_about(const traces::AccessLog& log, const std::vector<Group>& groups) {
    std::int64_t failed = 0;
    std::size_t arrivals_most = 0;
    bool has_times = false;
    for (const Group& group : groups) {
        failed += group.failed;
        arrivals_most = std::max(arrivals_most, group.instants.size());
        has_times = has_times || !group.times.empty() || !group.times_failed.empty();
    }
    const std::string_view times =
        has_times ? "The times are those of the log: they include whatever the requests waited "
                    "for, so the scenario is pessimistic where the service was busy. Say what a "
                    "request does: cpu, work on the pool, a station."
                  : "The log does not say how long they took: replace 5ms.";
    return fmt::format(
        "Imported by loopglass. {}{}. {}{}{}", counted(log.requests.size(), "request"),
        failed > 0 ? fmt::format(", of which {} failed (5xx)", failed) : "", times,
        has_random_instants(log, groups) ? fmt::format(" T{}.", whole_seconds.substr(1)) : "",
        arrivals_note(arrivals_most));
}

/// What one would not guess from the scenario, but has to know before asking it anything.
std::vector<std::string> log_notes(const traces::AccessLog& log, const std::vector<Group>& groups) {
    std::vector<std::string> notes;
    if (has_random_instants(log, groups)) notes.emplace_back(whole_seconds);
    std::vector<std::string> timed;
    std::vector<std::string> untimed;
    for (const Group& group : groups) {
        if (group.done > 0) (group.times.empty() ? untimed : timed).push_back(group.name);
        if (group.failed > 0)
            (group.times_failed.empty() ? untimed : timed).push_back(failed_name(group));
    }
    if (!untimed.empty())
        notes.push_back(fmt::format(
            "the log has no durations{}: 5ms stands for them in \"stations\", put your own",
            timed.empty() ? "" : fmt::format(" of \"{}\"", fmt::join(untimed, "\", \""))));
    if (!timed.empty())
        notes.emplace_back(
            "\"stations\" hold the times of the log, its waits included, and have a server for "
            "everyone: before asking for a pool or cores, say what a request does instead (cpu, "
            "work on the pool, a station with the servers it has)");
    return notes;
}

}  // namespace

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

ImportedLog scenario_of(const traces::AccessLog& log, const std::string& name,
                        const std::vector<std::string>& paths) {
    const std::vector<Group> groups = groups_of(log, paths);
    std::string scenario = object([&](Json& json) {
        json.text("title", fmt::format("requests of {}", name));
        json.text("about", log_about(log, groups));
        put_stations(json, groups);
        json.open("load", '[');
        for (const Group& group : groups) {
            json.open({}, '{');
            json.text("name", group.name);
            put_arrivals(json, group.instants);
            put_handler(json, group);
            json.close('}');
        }
        json.close(']');
    });
    return {.scenario = std::move(scenario), .notes = log_notes(log, groups)};
}

std::string paths_text(const traces::AccessLog& log, bool has_colour) {
    const double seconds =
        static_cast<double>(log.requests.back().at - log.requests.front().at) / 1e6;
    Table table{{{"path", Align::left}, {"requests"}, {"rate"}, {"failed"}, {"mean"}}};
    for (std::size_t i = 0; i < std::min(log.paths.size(), paths_shown); ++i) {
        const traces::LoggedPath& path = log.paths[i];
        const auto count = static_cast<double>(path.requests);
        table.add(
            {shorten(path.name, 48), format_count(path.requests),
             seconds > 0 ? rate_text(count / seconds) : "-",
             format_percent(static_cast<double>(path.errors) / count),
             path.timed > 0 ? time_text(1e3 * path.took / static_cast<double>(path.timed)) : "-"});
    }
    std::string text = table.to_text(has_colour);
    if (log.paths.size() > paths_shown)
        text.append(fmt::format("and {} more\n", log.paths.size() - paths_shown));
    return text;
}

}  // namespace ui
