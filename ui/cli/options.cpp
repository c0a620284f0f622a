#include "ui/cli/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "sim/node/profile.hpp"
#include "sim/program/limits.hpp"
#include "traces/log_time.hpp"
#include "ui/cli/console.hpp"
#include "ui/export/format.hpp"

namespace ui {

namespace {

constexpr std::int32_t lines_max = 1'000'000;
constexpr std::int32_t cores_max = 1024;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string expected(std::string_view what, std::string_view found) {
    return fmt::format("expects {}, found \"{}\"", what, found);
}

/// The same for a word out of a list.
std::string expected_word(std::string_view what, std::string_view found,
                          const std::vector<std::string_view>& known) {
    const std::string near = guess(found, known);
    return expected(what, found).append(near.empty() ? "" : "; ").append(near);
}

std::string set_range(std::optional<std::int32_t>& field, std::string_view value, std::int32_t most,
                      std::string_view what) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > most) return expected(what, value);
    field = number;
    return {};
}

std::string set_node(Options& options, std::string_view value) {
    if (sim::find_profile(value) == nullptr) {
        return fmt::format(
            "{}; see: loopglass list profiles",
            expected(fmt::format("a Node version ({})", profile_names(", ")), value));
    }
    options.node = value;
    return {};
}

std::string set_module(Options& options, std::string_view value) {
    if (value != "cjs" && value != "esm") return expected("cjs or esm", value);
    options.is_module = value == "esm";
    return {};
}

std::string set_threadpool(Options& options, std::string_view value) {
    return set_range(options.threadpool, value, sim::threadpool_max,
                     "a number of threads from 1 to 1024");
}

std::string set_cores(Options& options, std::string_view value) {
    if (value == "unlimited") {
        options.cores = 0;
        return {};
    }
    return set_range(options.cores, value, cores_max,
                     "a number of cores from 1 to 1024 or \"unlimited\"");
}

std::string set_scheduler(Options& options, std::string_view value) {
    options.has_both_schedulers = value == "both";
    if (options.has_both_schedulers) return {};
    if (value != "linux" && value != "ps") return expected("linux or ps", value);
    options.scheduler = value == "linux" ? sim::Scheduler::per_core : sim::Scheduler::ps;
    return {};
}

std::string set_cpu(Options& options, std::string_view value) {
    if (value != "modelled" && value != "measured") return expected("modelled or measured", value);
    options.is_cpu_measured = value == "measured";
    return {};
}

std::string set_results(Options& options, std::string_view value) {
    if (value != "true" && value != "fake") return expected("true or fake", value);
    options.has_fake_results = value == "fake";
    return {};
}

std::string set_replications(Options& options, std::string_view value) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > 100'000)
        return expected("a whole number from 1 to 100000", value);
    options.replications = *number;
    return {};
}

std::string set_precision(Options& options, std::string_view value) {
    std::string_view digits = value;
    const bool is_percent = !digits.empty() && digits.back() == '%';
    if (is_percent) digits.remove_suffix(1);
    const std::optional<double> number = parse_number<double>(digits);
    const double share = number.value_or(0) / (is_percent ? 100 : 1);
    if (!(share >= 0.0005 && share <= 0.5))
        return expected("a share such as 2% (0.05% to 50%)", value);
    options.precision = share;
    return {};
}

std::string set_requests(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1 || *number > 1'000'000'000)
        return expected("a number of requests from 1 to 1000000000", value);
    options.requests = number;
    return {};
}

std::string set_warmup(Options& options, std::string_view value) {
    const sim::Result<sim::Duration> duration = sim::parse_duration(value == "0" ? "0ms" : value);
    if (!duration) return expected("a time such as 0, 500ms or 10s", value);
    options.warmup = *duration;
    return {};
}

std::string add_vary(Options& options, std::string_view value) {
    options.vary.emplace_back(value);
    return {};
}

std::string add_target(Options& options, std::string_view value) {
    options.targets.emplace_back(value);
    return {};
}

std::string add_find(Options& options, std::string_view value) {
    options.finds.emplace_back(value);
    return {};
}

std::string set_shard(Options& options, std::string_view value) {
    const std::size_t slash = std::min(value.find('/'), value.size());
    const auto one = parse_number<std::int32_t>(value.substr(0, slash));
    const auto all = parse_number<std::int32_t>(value.substr(std::min(slash + 1, value.size())));
    if (!one || !all || *one < 1 || *one > *all || *all > 10'000)
        return expected("i/n, such as 1/4 for the first of four shards", value);
    options.shard = std::pair{*one, *all};
    return {};
}

std::string set_threads(Options& options, std::string_view value) {
    return set_range(options.threads, value, 256, "a number of threads from 1 to 256");
}

std::string set_costs(Options& options, std::string_view value) {
    if (value.empty()) return expected(R"(a cost file, "none" or "node")", value);
    options.costs = value;
    return {};
}

std::string set_seed(Options& options, std::string_view value) {
    const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(value);
    if (!number) return expected("a whole number from 0 to 18446744073709551615", value);
    options.seed = *number;
    return {};
}

std::string set_difficulty(Options& options, std::string_view value) {
    std::optional<std::int32_t> number;
    std::string wrong = set_range(number, value, 3, "1, 2 or 3");
    if (wrong.empty()) options.difficulty = *number;
    return wrong;
}

std::string add_variable(Options& options, std::string_view value) {
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return fmt::format("needs NAME=VALUE, not \"{}\"", value);
    options.environment.emplace_back(value.substr(0, equals), value.substr(equals + 1));
    return {};
}

std::string set_line(Options& options, std::string_view value) {
    return set_range(options.line, value, lines_max, "a line of the output, from 1");
}

template <std::optional<std::int64_t> Options::*field, std::int64_t least, std::int64_t most>
std::string set_count(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < least || *number > most)
        return expected(fmt::format("a whole number from {} to {}", least, most), value);
    options.*field = number;
    return {};
}

std::string set_runs(Options& options, std::string_view value) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > 10'000)
        return expected("a whole number from 1 to 10000", value);
    options.runs = *number;
    return {};
}

/// "10h1s": each unit with its number.
std::optional<sim::Duration> parse_sum(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    sim::Duration sum;
    do {
        const std::size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::size_t end = std::min(text.find_first_of(digits, unit), text.size());
        const sim::Result<sim::Duration> part = sim::parse_duration(text.substr(0, end));
        if (!part || part->ns > std::numeric_limits<std::int64_t>::max() - sum.ns)
            return std::nullopt;
        sum += *part;
        text.remove_prefix(end);
    } while (!text.empty());
    return sum;
}

template <std::optional<sim::Duration> Options::*field>
std::string set_duration(Options& options, std::string_view value) {
    const std::optional<sim::Duration> duration = parse_sum(value);
    if (!duration) return expected("a time such as 500ms, 10s or 1m30s", value);
    if (duration->ns == 0) return expected("a time above zero", value);
    options.*field = *duration;
    return {};
}

std::string add_work(Options& options, std::string_view value) {
    if (value.empty()) return expected("work such as bcrypt:12", value);
    options.works.emplace_back(value);
    return {};
}

std::string add_path(Options& options, std::string_view value) {
    const std::string_view path = value.substr(std::min(value.find(' ') + 1, value.size()));
    if (!path.starts_with('/') || path.find(' ') != std::string_view::npos)
        return expected("a path such as /login or \"POST /login\"", value);
    options.paths_wanted.emplace_back(value);
    return {};
}

/// The unit, if there is one, stands behind the last colon.
std::string set_log_duration(Options& options, std::string_view value) {
    const std::size_t colon = value.rfind(':');
    const bool is_right = colon == std::string_view::npos ||
                          std::ranges::find(traces::log_units, value.substr(colon + 1),
                                            &traces::LogUnit::name) != traces::log_units.end();
    if (value.empty() || colon == 0 || !is_right)
        return expected("a field with its unit, such as latency:ms (ns, us, ms or s), or none",
                        value);
    options.duration = value;
    return {};
}

std::string set_stamp(Options& options, std::string_view value) {
    if (value != "start" && value != "end") return expected("start or end", value);
    options.stamp = value == "start" ? traces::LogStamp::start : traces::LogStamp::end;
    return {};
}

std::string set_input_kind(Options& options, std::string_view value) {
    constexpr std::array<std::pair<std::string_view, InputKind>, 4> kinds{
        {{"js", InputKind::js},
         {"mjs", InputKind::mjs},
         {"cjs", InputKind::cjs},
         {"json", InputKind::json}}};
    for (const auto& [name, kind] : kinds) {
        if (name != value) continue;
        options.input_kind = kind;
        return {};
    }
    return expected("js, mjs, cjs or json", value);
}

std::string set_picture(Options& options, std::string_view value) {
    if (find_picture(value) == nullptr) {
        std::vector<std::string_view> names;
        for (const PictureRow& row : pictures()) names.push_back(row.name);
        return expected_word(picture_names(", "), value, names);
    }
    options.picture = value;
    return {};
}

std::string set_step(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1) return expected("the number of a step, from 1", value);
    options.step = number;
    return {};
}

std::string set_request(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1) return expected("the number of a request, from 1", value);
    options.request = number;
    return {};
}

template <std::optional<sim::Instant> Options::*field>
std::string set_instant(Options& options, std::string_view value) {
    const std::optional<sim::Duration> duration = parse_sum(value);
    if (!duration) return expected("a time such as 0ms, 500ms or 1m10s", value);
    options.*field = sim::Instant{duration->ns};
    return {};
}

std::string set_size(Options& options, std::string_view value) {
    struct Shape {
        std::string_view name;
        PixelSize size;
    };
    constexpr std::array<Shape, 3> shapes{
        {{"16:9", {1920, 1080}}, {"4:3", {1440, 1080}}, {"1:1", {1080, 1080}}}};
    for (const Shape& shape : shapes) {
        if (shape.name != value) continue;
        options.size = shape.size;
        return {};
    }
    const std::size_t cross = value.find('x');
    const auto width = parse_number<std::int32_t>(value.substr(0, cross));
    const auto height = cross == std::string_view::npos
                            ? width
                            : parse_number<std::int32_t>(value.substr(cross + 1));
    const bool is_size = cross != std::string_view::npos && width && height && *width >= 480 &&
                         *height >= 320 && *width <= 8192 && *height <= 8192;
    if (!is_size) return expected("16:9, 4:3, 1:1, or pixels from 480x320 to 8192x8192", value);
    options.size = PixelSize{*width, *height};
    return {};
}

std::string set_scale(Options& options, std::string_view value) {
    const std::optional<double> number = parse_number<double>(value);
    if (!number || !(*number >= 0.5 && *number <= 4))
        return expected("a number from 0.5 to 4", value);
    options.scale = *number;
    return {};
}

std::string set_theme(Options& options, std::string_view value) {
    if (find_theme(value) == nullptr) return expected("light, dark or projector", value);
    options.theme = value;
    return {};
}

constexpr std::array<std::pair<std::string_view, TrackKind>, track_kinds> lane_names{
    {{"phases", TrackKind::phases},
     {"stack", TrackKind::stack},
     {"ticks", TrackKind::ticks},
     {"microtasks", TrackKind::microtasks},
     {"timers", TrackKind::timers},
     {"queue", TrackKind::pool_queue},
     {"workers", TrackKind::worker},
     {"outside", TrackKind::outside},
     {"stations", TrackKind::station},
     {"output", TrackKind::output}}};

std::string set_lanes(Options& options, std::string_view value) {
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(','), value.size());
        const std::string_view name = value.substr(0, end);
        const auto* const known = std::find_if(lane_names.begin(), lane_names.end(),
                                               [&](const auto& row) { return row.first == name; });
        if (known == lane_names.end()) {
            std::vector<std::string_view> names;
            for (const auto& row : lane_names) names.push_back(row.first);
            return expected_word(fmt::format("some of {}", fmt::join(names, ",")), name, names);
        }
        options.lanes.push_back(known->second);
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return options.lanes.empty() ? expected("names of lanes", value) : std::string{};
}

/// A flag of Options, or a text that must not be empty.
template <bool Options::*field>
std::string set_flag(Options& options, std::string_view /*value*/) {
    options.*field = true;
    return {};
}

template <std::string Options::*field>
std::string set_name(Options& options, std::string_view value) {
    if (value.empty()) return expected("a name", value);
    options.*field = value;
    return {};
}

constexpr std::string_view model = "What is simulated (each replaces what the scenario says)";
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
    OptionRow{"--env", "", "NAME=VALUE", "", model,
              "a variable in process.env of a JavaScript program", add_variable, true},
    OptionRow{"--root", "", "DIR", "FILE", model,
              "a folder around a JavaScript program that it may read, too",
              set_name<&Options::root>},
    OptionRow{"--cpu-limit", "", "TIME", "", model,
              "real CPU time a JavaScript program may take; default 10s",
              set_duration<&Options::cpu_limit>},
    OptionRow{"--cpu", "", "KIND", "modelled measured", model,
              "CPU time of JavaScript: modelled, or measured in this run", set_cpu},
    OptionRow{"--results", "", "KIND", "true fake", model,
              "hashes of a JavaScript program: true, or fake, which takes no real time",
              set_results},
    OptionRow{"--seed", "", "N", "", model, "other draws, other choices; default 1", set_seed},
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
              "what stdin holds when FILE is \"-\"; default json", set_input_kind},
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
        if (row.name == name) return &row;
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
