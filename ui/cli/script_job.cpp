// What all commands that run a JavaScript program have in common.
#include "ui/cli/script_job.hpp"

#include <array>
#include <filesystem>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/explore/explore.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/trace/audit.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/replay.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

constexpr std::string_view comment = "//";

ScriptRun script_run(const Options& options, const Console& console) {
    ScriptRun run{.file = options.operands.front()};
    run.arguments.assign(options.operands.begin() + 1, options.operands.end());
    run.environment = options.environment;
    run.profile = options.node;
    run.runtime.threadpool = options.threadpool.value_or(run.runtime.threadpool);
    run.runtime.are_cores_stated = options.cores.has_value();
    if (options.cores.value_or(0) > 0) run.runtime.cores = *options.cores;
    if (options.scheduler) run.runtime.scheduler = *options.scheduler;
    if (options.cores == 0) run.runtime.scheduler = sim::Scheduler::unlimited;
    run.has_fake_results = options.has_fake_results;
    run.cpu = options.is_cpu_measured   ? ScriptCpu::measured
              : options.is_cpu_modelled ? ScriptCpu::modelled
                                        : ScriptCpu::mixed;
    if (options.until) run.runtime.until = *options.until;
    run.seed = options.seed;
    run.is_typical = !options.is_seed_stated && !options.is_cpu_measured && options.replay.empty();
    if (!options.root.empty()) run.root = std::filesystem::canonical(options.root).string();
    run.cpu_most = options.cpu_limit.value_or(run.cpu_most);
    run.version = version_number();
    run.interrupt = console.interrupt;
    return run;
}

/// Options of scenarios that mean nothing here, or not yet.
bool refuse_options(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file, error);
    if (std::filesystem::is_other(status)) {
        complain(console, fmt::format("{}: is no regular file, a program is expected", file));
        return true;
    }
    if (!std::filesystem::is_regular_file(status)) {
        complain(console, InputFile::open(file).diagnostics());
        return true;
    }
    if (!options.root.empty() && !std::filesystem::is_directory(options.root, error)) {
        complain(console, fmt::format("--root {}: there is no such folder", options.root));
        return true;
    }
    if (options.is_module) {
        complain(console, "--module is for scenarios; Node tells from a file's name and text");
        return true;
    }
    return refuse_idle_scheduler(options.operands.front(), sim::Runtime{}, options, console);
}

/// Of a cost file a program takes what Node's own doings cost; its calls have times of their own.
bool apply_costs(sim::Runtime& runtime, const std::string& costs, const Console& console) {
    runtime.costs_none = costs == "none";
    if (costs.empty() || costs == "none" || costs == "node") return true;
    const sim::Result<sim::Program> program = load_costs(costs);
    if (!program) {
        complain(console, program.diagnostics());
        return false;
    }
    take_costs(runtime, program->runtime);
    return true;
}

/// What a program's own CPU time takes the place of: all that the main thread is charged by the model, but the loop's own.
void leave_out_measured(sim::Runtime& runtime) {
    constexpr std::array<std::string_view, 34> modelled{
        "tickFirst",      "tickRunFirst",    "microtaskFirst",  "microtaskRunFirst",
        "tick",           "microtask",       "promiseReaction", "awaitHop",
        "immediate",      "immediateFirst",  "timerCreate",     "timerRun",
        "timerClear",     "timerFirst",      "poolSubmit",      "poolComplete",
        "callScale",      "fsPromise",       "syncCall",        "codeFunction",
        "codePerKib",     "codeModule",      "callbackCold",    "callbackWarm",
        "outputFirst",    "outputFirstLow",  "outputFirstHigh", "outputLater",
        "outputLaterLow", "outputLaterHigh", "codeRequire",     "codeRequireFirst",
        "codeImport",     "codeImportFirst"};
    for (const std::string_view name : modelled) {
        const auto field =
            static_cast<std::uint32_t>(sim::find_cost_field(name) - sim::cost_fields().data());
        runtime.cost_overrides.emplace_back(field, 0);
    }
}

bool is_at_until(const ScriptResult& result) {
    return result.end == ScriptEnd::limit && result.trace &&
           result.trace->ending.kind == sim::EndKind::until;
}

/// The text after "//" and one blank; empty if the line is no comment.
std::string_view comment_of(std::string_view line) {
    line.remove_prefix(comment.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
}

}  // namespace

Loaded<ScriptJob> load_script(const Options& options, const Console& console) {
    if (refuse_options(options, console)) return {.value = {}, .code = exit_script_refused};
    sim::Result<ScriptHost> host = find_script_host(options.node);
    if (!host) {
        complain(console, host.diagnostics());
        return {.value = {}, .code = exit_script_refused};
    }
    ScriptJob job{*std::move(host), script_run(options, console)};
    if (!apply_costs(job.run.runtime, options.costs, console))
        return {.value = {}, .code = exit_script_refused};
    if (options.is_cpu_measured) {
        if (!options.replay.empty()) {
            complain(console, "--cpu measured and --replay exclude each other",
                     "a path is the same in every run, measured time is not");
            return {.value = {}, .code = exit_script_refused};
        }
        leave_out_measured(job.run.runtime);
    }
    if (!options.replay.empty()) {
        job.path = replayed_path(options, console);
        if (!job.path) return {.value = {}, .code = exit_script_refused};
        job.run.runtime.events_max = sim::explored_steps_max;
    }
    return {.value = std::move(job), .code = exit_done};
}

int report_script(const ScriptResult& result, const std::string& file, const Console& console) {
    switch (result.end) {
        case ScriptEnd::done:
            if (!result.message.empty())
                complain(console, fmt::format("{}: note: {}", file, result.message),
                         "the program went on, and what it did from there may differ from Node");
            return result.exit_code;
        case ScriptEnd::limit:
            complain(console, fmt::format("{}: a limit was reached: {}", file, result.message));
            return exit_script_limit;
        case ScriptEnd::crashed:
            complain(console, fmt::format("{}: the run was ended: {}", file, result.message));
            return exit_script_limit;
        case ScriptEnd::refused:
            complain(console, fmt::format("{}: {}", file, result.message));
            return exit_script_refused;
        case ScriptEnd::interrupted: complain(console, "interrupted"); return exit_script_limit;
    }
    return exit_script_limit;
}

std::optional<ScriptResult> run_job(const ScriptJob& job, const ScriptRun& run,
                                    const Console& console) {
    std::optional<sim::Path> path = job.path;
    ScriptRun own = run;
    if (path) own.path = &*path;
    sim::Result<ScriptResult> result = run_script(job.host, own);
    if (!result) {
        complain(console, result.diagnostics());
        return std::nullopt;
    }
    if (path && result->end == ScriptEnd::done && !fits(*path, console)) return std::nullopt;
    return *std::move(result);
}

Loaded<sim::Trace> trace_script(const ScriptJob& job, const Options& options,
                                const Console& console, std::string* said) {
    ScriptRun run = job.run;
    run.level = sim::TraceLevel::full;
    run.is_silent = true;
    std::optional<ScriptResult> result = run_job(job, run, console);
    if (!result) return {.value = {}, .code = exit_bad_input};
    if (said != nullptr) *said = result->said;
    int code = exit_done;
    const bool is_done =
        result->end == ScriptEnd::done || (job.ends_at_until && is_at_until(*result));
    if ((job.tells_notes && result->end == ScriptEnd::done) || !is_done)
        (void)report_script(*result, run.file, console);
    if (job.tells_notes) tell_of_measured_cpu(run, *result, console);
    if (!is_done) code = result->end == ScriptEnd::refused ? exit_bad_input : exit_limit;
    if (!result->trace) return {.value = {}, .code = code == exit_done ? exit_limit : code};
    if (options.is_audited) {
        for (const std::string& violation : sim::audit(*result->trace)) {
            complain(console, fmt::format("{}: audit: {}", run.file, violation));
            code = exit_failed;
        }
    }
    return {.value = *std::move(result->trace), .code = code};
}

void tell_of_measured_cpu(const ScriptRun& run, const ScriptResult& result,
                          const Console& console) {
    if (run.cpu != ScriptCpu::mixed || result.unmodelled_cpu.ns == 0) return;
    complain(console,
             fmt::format("{}: note: it computes for {} here, as measured: another run will differ",
                         run.file, sim::format_duration(result.unmodelled_cpu)),
             "loopglass run --cpu modelled leaves that out");
}

void tell_of_free_cpu(const ScriptJob& job, const Console& console) {
    // Node's own modules were seen to take half of it more than the model charges, when they are loaded here.
    constexpr sim::Duration told = sim::milliseconds(50);
    if (job.run.cpu == ScriptCpu::measured) return;
    ScriptRun run = job.run;
    run.is_silent = true;
    run.is_typical = false;
    run.cpu = ScriptCpu::watched;
    const sim::Result<ScriptResult> result = run_script(job.host, run);
    // The runs that the forecast is made of tell how they fail.
    if (!result || result->end != ScriptEnd::done || result->unmodelled_cpu < told) return;
    complain(console,
             fmt::format("{}: its own code takes about {} of CPU time here that the forecast does "
                         "not charge",
                         run.file, sim::format_duration(result->unmodelled_cpu)),
             "loops, parsing and the like take no virtual time; --cpu measured charges what they "
             "take here");
}

std::optional<ScriptText> read_script(const std::string& file, const Console& console) {
    const sim::Result<std::string> text = read_code(file);
    if (!text) {
        complain(console, text.diagnostics());
        return std::nullopt;
    }
    ScriptText script;
    bool is_head = true;
    bool is_expectation = false;
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool is_comment = line.starts_with(comment);
        is_head = is_head && is_comment;
        const std::string_view words = is_comment ? comment_of(line) : std::string_view{};
        if (is_head && script.title.empty()) script.title = words;
        else if (is_head && !(script.about.empty() && words.empty()))
            script.about.append(script.about.empty() ? "" : " ").append(words);
        // Lines keep their numbers, since places in the trace name them.
        const bool begins =
            is_comment && (words.starts_with("expect:") || words.starts_with("expect ") ||
                           words.starts_with("expect,"));
        is_expectation = is_comment && (begins || is_expectation);
        if (!is_head && !is_expectation) script.code.append(line);
        script.code += '\n';
    }
    script.code.erase(script.code.find_last_not_of('\n') + 1);
    script.code += '\n';
    return script;
}

}  // namespace ui
