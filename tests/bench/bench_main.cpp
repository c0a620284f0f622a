// loopglass_bench [--smoke] [--json]: the workloads as scenarios beside hand-written limit loops, as ratios within one
// run, so that the figures mean something on any machine. --smoke runs a hundredth of the work and claims nothing.

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/bench/limits.hpp"

namespace {

struct Row {
    std::string name;
    std::int64_t operations = 0;                // events or callbacks
    std::string text;                           // the scenario
    std::function<bench::LimitResult()> limit;  // none: only the time for one is shown
};

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The median of three.
double median_seconds(const std::function<void()>& work) {
    std::vector<double> times{seconds_of(work), seconds_of(work), seconds_of(work)};
    std::sort(times.begin(), times.end());
    return times[1];
}

sim::Program load(const std::string& text) {
    auto program =
        sim::load_scenario(text, "bench.json", [](std::string_view) -> sim::Result<std::string> {
            return sim::Diagnostic{
                .place = {}, .message = "no files here", .excerpt = {}, .hint = {}};
        });
    if (program) return *program;
    std::cerr << sim::to_text(program.diagnostics().front()) << '\n';
    std::exit(2);
}

std::string load_scenario_text(std::string_view runtime, std::string_view time,
                               std::string_view arrivals, std::int64_t requests,
                               std::string_view handler) {
    return fmt::format(
        R"({{ "runtime": {{ {}, "threadpool": 4 }}, "work": {{ "job": {{ "time": {} }} }},
        "load": {{ "arrivals": {{ "poisson": "{}" }}, "requests": {}, "handler": [ {} {{ "respond": 200 }} ] }} }})",
        runtime, time, arrivals, requests, handler);
}

std::string chain_text(std::string_view action, std::int64_t rounds) {
    return fmt::format(
        R"({{ "runtime": {{ "costs": "none" }}, "handlers": {{ "f": [ {{ "count": "n" }},
        {{ "if": "n < {}", "then": [ {} ] }} ] }}, "main": [ {{ "call": "f" }} ] }})",
        rounds, action);
}

std::vector<Row> rows(std::int64_t scale) {
    const std::string ideal = R"("costs": "none", "cores": "unlimited")";
    const std::string login =
        R"({ "cpu": "0.1ms" }, { "await": { "work": "job" } }, { "cpu": "0.05ms" },)";
    const std::int64_t jobs = 1'000'000 / scale;
    return {
        {"W1 M/M/4", 2 * jobs,
         load_scenario_text(ideal, R"({ "exponential": "1s" })", "3.6/s", jobs,
                            R"({ "await": { "work": "job" } },)"),
         [jobs] { return bench::run_mm4(jobs, 1); }},
        {"W2 login", 4 * jobs, load_scenario_text(ideal, R"("80ms")", "42.5/s", jobs, login),
         [jobs] { return bench::run_login(jobs, 1); }},
        {"W2 login, 2 cores, linux", 4 * jobs / 4,
         load_scenario_text(R"("costs": "none", "cores": 2)", R"("40ms")", "42.5/s", jobs / 4,
                            login),
         [jobs] { return bench::run_login(jobs / 4, 1); }},
        {"nextTick chain", jobs, chain_text(R"({ "nextTick": "f" })", jobs), {}},
        {"queueMicrotask chain", jobs, chain_text(R"({ "queueMicrotask": "f" })", jobs), {}},
        {"setImmediate chain", jobs, chain_text(R"({ "setImmediate": "f" })", jobs), {}},
        {"setTimeout chain, 1 ms", jobs, chain_text(R"({ "setTimeout": 1, "do": "f" })", jobs), {}},
    };
}

}  // namespace

int main(int argc, char** argv) {
    bool is_smoke = false;
    bool is_json = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--smoke") is_smoke = true;
        else if (argument == "--json") is_json = true;
        else {
            std::cerr << "usage: loopglass_bench [--smoke] [--json]\n";
            return 2;
        }
    }
    if (!is_json)
        fmt::print("{:<28}{:>12}{:>14}{:>16}\n", "workload", "ns each", "limit ns each",
                   "of the limit");
    std::string json;
    for (const Row& row : rows(is_smoke ? 100 : 1)) {
        const sim::Program program = load(row.text);
        sim::RunOptions options;
        options.level = sim::TraceLevel::none;
        bool is_complete = true;
        const double ours = median_seconds([&] {
            const sim::Trace trace = sim::run(program, *sim::find_profile("24"), options);
            is_complete = is_complete && trace.ending.kind == sim::EndKind::done;
        });
        if (!is_complete) {
            std::cerr << row.name << ": the run did not end by itself\n";
            return 1;
        }
        const double each = ours * 1e9 / static_cast<double>(row.operations);
        double limit_each = 0;
        if (row.limit) {
            double mean = 0;
            limit_each = median_seconds([&] { mean += row.limit().mean_ms; }) * 1e9 /
                         static_cast<double>(row.operations);
            if (mean <= 0) return 1;
        }
        const double ratio = limit_each / each;
        if (is_json) {
            json += fmt::format(
                "{}{{\"workload\":\"{}\",\"ns\":{:.2f},\"limit_ns\":{:.2f},\"ratio\":{:.4f}}}",
                json.empty() ? "" : ",\n ", row.name, each, limit_each, ratio);
        } else if (row.limit) {
            fmt::print("{:<28}{:>12.1f}{:>14.1f}{:>16.3f}\n", row.name, each, limit_each, ratio);
        } else {
            fmt::print("{:<28}{:>12.1f}\n", row.name, each);
        }
    }
    if (is_json) fmt::print("[{}]\n", json);
    return 0;
}
