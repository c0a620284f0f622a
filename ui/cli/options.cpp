#include "ui/cli/options.hpp"

#include <array>
#include <utility>

#include "sim/node/profile.hpp"
#include "ui/cli/setters.hpp"

namespace ui {

namespace {

using namespace setters;

constexpr std::string_view model = options_of_runs;
constexpr std::string_view result = "What comes out";
constexpr std::string_view picture = "What a picture shows";
constexpr std::string_view other = "Other";

constexpr std::array rows{
    OptionRow{"--node", "", "N", "14 16 18 20 22 24 26", model,
              "Node version whose rules and costs hold", set_node},
    OptionRow{"--module", "", "KIND", "cjs esm", model, "CommonJS or ES module: cjs, esm",
              set_module},
    OptionRow{"--threadpool", "", "N", "1 2 4 8 16", model,
              "threads of the pool, as UV_THREADPOOL_SIZE", set_threadpool},
    OptionRow{"--cores", "", "N", "1 2 4 8 unlimited", model, "CPU cores, or \"unlimited\"",
              set_cores},
    OptionRow{"--scheduler", "", "NAME", "linux ps both", model,
              "linux: per-core queues and ticks; ps: ideal sharing; predict: both", set_scheduler},
    OptionRow{"--costs", "", "FILE", "none node FILE", model,
              R"(cost file, "none" (all free) or "node" (as measured))", set_costs},
    OptionRow{"--seed", "", "N", "", model,
              "other draws and choices; default 1, a typical one for programs", set_seed},
    OptionRow{"--until", "", "TIME", "", model, "stop at this virtual time: 500ms, 10s, 1m30s",
              set_duration<&Options::until>},
    OptionRow{"--requests", "", "N", "10000 100000", model,
              "requests of one replication, instead of the scenario's length", set_requests},
    OptionRow{"--warmup", "", "TIME", "0 1s 10s", model,
              "time to leave out at the start; default: found by rule", set_warmup},
    OptionRow{"--vary", "", "FIELD=VALUES", "threadpool=1..16 cores=1,2,4,8 rate=10..100:10", model,
              "a field and its values: threadpool=1..16, rate=10..100:10; twice: a matrix",
              add_vary, true},
    OptionRow{"--replay", "", "CHOICES", "", model, "one of the paths that explore shows: 0,2,1",
              set_name<&Options::replay>},
    OptionRow{"--from-start", "", "", "", model,
              "explore: the OS may delay the main script as long as it likes",
              set_flag<&Options::is_from_start>},
    OptionRow{"--under-load", "", "", "", model,
              "explore: and every turn of the loop, as on a busy machine",
              set_flag<&Options::is_under_load>},
    OptionRow{"--env", "", "NAME=VALUE", "", model,
              "a variable in process.env of a JavaScript program", add_variable, true, true},
    OptionRow{"--root", "", "DIR", "FILE", model,
              "a folder around a JavaScript program that it may read, too",
              set_name<&Options::root>, false, true},
    OptionRow{"--cpu-limit", "", "TIME", "", model,
              "real CPU time a JavaScript program may take; default 10s",
              set_duration<&Options::cpu_limit>, false, true},
    OptionRow{"--cpu", "", "KIND", "modelled measured", model,
              "CPU time of JavaScript: all modelled or measured; default: what takes long measured",
              set_cpu, false, true},
    OptionRow{"--results", "", "KIND", "true fake", model,
              "hashes of a JavaScript program: true, or fake, which takes no real time",
              set_results, false, true},
    OptionRow{"--shard", "", "I/N", "1/2 2/2", result,
              "only every Nth cell, from the Ith; loopglass merge joins them", set_shard},
    OptionRow{"--resume", "", "", "", result, "keep the cells that the output file has already",
              set_flag<&Options::is_resumed>},
    OptionRow{"--csv", "", "", "", result, "a table for programs to read",
              set_flag<&Options::is_csv>},
    OptionRow{"--target", "", "GOAL", "p99<200ms utilisation<0.7 errors<0.1%", result,
              "what must hold: p99<200ms, utilisation<0.7, errors<0.1%; may be repeated",
              add_target, true},
    OptionRow{
        "--find", "", "FIELD", "threadpool cores replicas rate users", result,
        "what to look for: threadpool, cores, replicas, rate, users; default: all that matter",
        add_find, true},
    OptionRow{"--precision", "", "SHARE", "1% 2% 5%", result,
              "of p99, at which to stop; default 2%, for several forecasts 5%", set_precision},
    OptionRow{"--replications", "", "N", "16 64 256", result,
              "runs under other seeds; default: as many as the precision takes", set_replications},
    OptionRow{"--threads", "", "N", "1 2 4 8", result,
              "of this machine; default: all its cores; results are the same", set_threads},
    OptionRow{"--compare", "", "WHAT", "node= module=cjs,esm threadpool= seed=", result,
              "two runs: node=18,24 module=cjs,esm threadpool=1,4 cores= seed=",
              set_name<&Options::compare>},
    OptionRow{"--explore", "", "", "", result,
              "check: prove or refute what FILE expects of all its orders",
              set_flag<&Options::is_exploring>},
    OptionRow{"--paths", "", "N", "1000 100000", result,
              "stop exploring after so many paths; default 100000, JavaScript 4000",
              set_count<&Options::paths, 1, 10'000'000>},
    OptionRow{"--samples", "", "N", "0 500 5000", result,
              "runs for likelihoods; default 500, JavaScript 200",
              set_count<&Options::samples, 0, 1'000'000>},
    OptionRow{"--choose", "", "", "", result, "offer a few orders to choose from",
              set_flag<&Options::is_choosing>},
    OptionRow{"--answer", "", "TEXT", "", result, "the answer, as letters: \"b a c\"",
              set_name<&Options::answer>},
    OptionRow{"--make", "", "TOPIC", "jobs modules phases timers io promises pool", result,
              "make a random program of this topic; --seed chooses which",
              set_name<&Options::topic>},
    OptionRow{"--difficulty", "", "N", "1 2 3", result, "of what is made, 1 to 3; default 2",
              set_difficulty},
    OptionRow{"--line", "", "N", "", result, "only this line of the output", set_line},
    OptionRow{"--runs", "", "N", "1 5 20 100", result, "runs of real Node; default 20", set_runs},
    OptionRow{"--with", "", "NODE", "FILE", result,
              "the real Node: a path, or a command; default node", set_name<&Options::with>},
    OptionRow{"--work", "", "WORK", "bcrypt:10 bcrypt:12 pbkdf2:100000 scrypt:16384 sha256:65536",
              result, "work to measure: bcrypt:12, NAME=pbkdf2:100000; may be given several times",
              add_work, true},
    OptionRow{"--quick", "", "", "", result, "in 5 seconds instead of 20, less exactly",
              set_flag<&Options::is_quick>},
    OptionRow{"--path", "", "PATH", "", result,
              "only requests to paths that begin so: /login, \"POST /login\"; twice: two loads",
              add_path, true},
    OptionRow{"--duration", "", "FIELD", "responseTime:ms request_time:s none", result,
              "field of a log with the time of a request, and its unit: latency:ms",
              set_log_duration},
    OptionRow{"--stamp", "", "WHEN", "start end", result,
              "what a log's instants are: start or end of requests", set_stamp},
    OptionRow{"--output", "-o", "OUT", "FILE", result, "file to write, \"-\" is stdout",
              set_name<&Options::output>},
    OptionRow{
        "--format", "", "NAME",
        "native chrome text csv csv-spans csv-requests csv-tasks js svg png pdf pptx gif html",
        result, "format, where the ending of OUT does not say", set_name<&Options::format>},
    OptionRow{"--trace", "", "FILE", "FILE", result,
              "write the trace, too: .json .trace.json .txt .csv", set_name<&Options::trace>},
    OptionRow{"--json", "", "", "", result, "one JSON object for programs to read",
              set_flag<&Options::is_json>},
    OptionRow{"--verbose", "-v", "", "", result, "say what went well, too",
              set_flag<&Options::is_verbose>},
    OptionRow{"--audit", "", "", "", result, "check the invariants of the run afterwards",
              set_flag<&Options::is_audited>},
    OptionRow{"--force", "", "", "", result, "replace files that loopglass did not write",
              set_flag<&Options::is_forced>},
    OptionRow{"--picture", "", "NAME", "timeline state steps request latency sweep orders", picture,
              "timeline, state (a step), steps (all), request, latency, sweep, orders",
              set_picture},
    OptionRow{"--step", "", "N", "", picture, "the step to show; on a timeline with its cause",
              set_step},
    OptionRow{"--request", "", "N", "", picture, "the request to show; without it, the slowest",
              set_request},
    OptionRow{"--from", "", "TIME", "", picture,
              "first moment to show: 20ms; of the trace of a load no more is read",
              set_instant<&Options::from>},
    OptionRow{"--to", "", "TIME", "", picture, "last moment to show: 50ms",
              set_instant<&Options::to>},
    OptionRow{"--size", "", "SIZE", "16:9 4:3 1:1 1200x675", picture,
              "16:9 (default), 4:3, 1:1 or pixels: 1200x675", set_size},
    OptionRow{"--theme", "", "NAME", "light dark projector", picture,
              "light (default), dark, or projector: larger and stronger", set_theme},
    OptionRow{"--lanes", "", "NAMES", "stack,ticks,microtasks stack,workers", picture,
              "only these rows: stack,ticks,microtasks,workers ...", set_lanes},
    OptionRow{"--title", "", "TEXT", "", picture, "title, instead of the scenario's own",
              set_name<&Options::title>},
    OptionRow{"--no-code", "", "", "", picture, "leave out the source",
              set_flag<&Options::hides_code>},
    OptionRow{"--orders", "", "", "", picture, "on a page: every order that explore finds, as tabs",
              set_flag<&Options::has_orders>},
    OptionRow{"--screenshot", "", "FILE", "FILE", picture, "write the window as PNG and close it",
              set_name<&Options::screenshot>},
    OptionRow{"--scale", "", "N", "1 1.5 2", picture,
              "of letters in the window; default: the screen's", set_scale},
    OptionRow{"--script", "", "FILE", "FILE", other, "commands for the window, one a line",
              set_name<&Options::script>},
    OptionRow{"--dump-state", "", "FILE", "FILE", other,
              "write the window's state as JSON at the end", set_name<&Options::state_file>},
    OptionRow{"--watch", "", "", "", other, "run again whenever the file changes, until Ctrl-C",
              set_flag<&Options::is_watched>},
    OptionRow{"--as", "", "KIND", "js mjs cjs json", other,
              "what FILE holds, if its ending does not say; stdin (\"-\"): json", set_input_kind},
    OptionRow{"--help", "-h", "", "", other, "this text", set_flag<&Options::wants_help>},
};

/// Rows that replace the one of their name in the options of one command.
constexpr std::array<std::pair<std::string_view, OptionRow>, 1> own_rows{
    {{"calibrate",
      {"--module", "", "FILE", "FILE", model,
       "your own work: a file that exports a function, which may be async",
       set_name<&Options::work_module>}}}};

}  // namespace

std::span<const OptionRow> option_rows() { return rows; }

const OptionRow* find_option(std::string_view name) {
    for (const OptionRow& row : rows) {
        if (row.name == name || (row.short_name == name && !name.empty())) return &row;
    }
    return nullptr;
}

const OptionRow& option_of(std::string_view command, const OptionRow& row) {
    for (const auto& [name, own] : own_rows) {
        if (name == command && own.name == row.name) return own;
    }
    return row;
}

std::string profile_names(std::string_view separator) {
    std::string names;
    for (const sim::Profile& profile : sim::profiles()) {
        names.append(names.empty() ? "" : separator).append(profile.name);
    }
    return names;
}

std::string model_changes(const Options& options) {
    std::string changes;
    const auto add = [&](bool is_set, std::string_view name) {
        if (is_set) changes.append(changes.empty() ? "" : " ").append(name);
    };
    add(options.is_module.has_value(), "--module");
    add(options.threadpool.has_value(), "--threadpool");
    add(options.cores.has_value(), "--cores");
    add(options.scheduler.has_value(), "--scheduler");
    add(!options.costs.empty(), "--costs");
    add(options.until.has_value(), "--until");
    return changes;
}

}  // namespace ui
