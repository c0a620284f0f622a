// `run FILE.js`: the program's own output and exit code; what is ours is said on stderr.
#include <filesystem>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/command.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/run_json.hpp"
#include "ui/cli/trace_file.hpp"
#include "ui/host/script_run.hpp"

namespace ui {

namespace {

constexpr int exit_script_limit = 125;

ScriptRun script_run(const Options& options, const Console& console) {
    ScriptRun run{.file = options.operands.front()};
    run.arguments.assign(options.operands.begin() + 1, options.operands.end());
    run.environment = options.environment;
    run.profile = options.node;
    run.runtime.threadpool = options.threadpool.value_or(run.runtime.threadpool);
    if (options.cores.value_or(0) > 0) run.runtime.cores = *options.cores;
    if (options.scheduler) run.runtime.scheduler = *options.scheduler;
    if (options.cores == 0) run.runtime.scheduler = sim::Scheduler::unlimited;
    run.runtime.costs_none = options.costs == "none";
    if (options.until) run.runtime.until = *options.until;
    run.seed = options.seed;
    if (!options.root.empty()) run.root = std::filesystem::canonical(options.root).string();
    run.cpu_most = options.cpu_limit.value_or(run.cpu_most);
    run.version = version_number();
    run.interrupt = console.interrupt;
    if (options.is_json) run.is_silent = true;
    return run;
}

/// What ended the run that is not the program's own doing; the exit code.
int report(const ScriptResult& result, const std::string& file, const Console& console) {
    switch (result.end) {
        case ScriptEnd::done: return result.exit_code;
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

/// Options of scenarios that mean nothing here, or not yet.
bool refuse_options(const Options& options, const Console& console) {
    if (options.operands.front() == "-") {
        complain(console, "a JavaScript program needs a file of its own, stdin is the program's");
        return true;
    }
    std::error_code error;
    if (!std::filesystem::is_regular_file(options.operands.front(), error)) {
        complain(console, fmt::format("{}: there is no such file", options.operands.front()));
        return true;
    }
    if (!options.root.empty() && !std::filesystem::is_directory(options.root, error)) {
        complain(console, fmt::format("--root {}: there is no such folder", options.root));
        return true;
    }
    if (options.input_kind) {
        complain(console, "--as is for stdin; the ending of a JavaScript file says what it is");
        return true;
    }
    if (!options.costs.empty() && options.costs != "none" && options.costs != "node") {
        complain(console, "a JavaScript program runs with --costs node or --costs none");
        return true;
    }
    return false;
}

}  // namespace

int run_script_command(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    if (refuse_options(options, console)) return exit_script_refused;
    const sim::Result<ScriptHost> host = find_script_host();
    if (!host) {
        complain(console, host.diagnostics());
        return exit_script_refused;
    }
    ScriptRun run = script_run(options, console);
    std::optional<TraceFile> trace_file;
    if (!options.trace.empty()) {
        if (is_same_file(file, options.trace, console)) return exit_script_refused;
        std::optional<TraceFile> opened =
            TraceFile::open(options.trace, TraceUse::beside_run, options, console);
        if (!opened) return exit_script_refused;
        trace_file.emplace(*std::move(opened));
    }
    if (trace_file || options.is_json) run.level = sim::TraceLevel::full;
    console.out.flush();
    const sim::Result<ScriptResult> result = run_script(*host, run);
    if (!result) {
        complain(console, result.diagnostics());
        return exit_script_refused;
    }
    if (result->trace) {
        if (trace_file && !trace_file->write(*result->trace, console)) return exit_script_refused;
        if (options.is_json) {
            (void)write_run_json(*result->trace, {}, [&](std::string_view bytes) {
                return static_cast<bool>(console.out << bytes);
            });
        }
    }
    return report(*result, file, console);
}

}  // namespace ui
