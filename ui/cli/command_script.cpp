// `run FILE.js`: the program's own output and exit code; what is ours is said on stderr.
#include <csignal>
#include <ostream>

#include <sys/resource.h>

#include "ui/cli/command.hpp"
#include "ui/cli/run_json.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/cli/trace_file.hpp"

namespace ui {

namespace {

/// Ends as the program did, so that whoever started it sees that, too. Its core is not ours to leave.
void end_by_signal(int number, const Console& console) {
    console.out.flush();
    console.err.flush();
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    (void)std::signal(number, SIG_DFL);
    (void)std::raise(number);
}

}  // namespace

int run_script_command(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return job.code;
    ScriptRun run = job.value->run;
    run.is_silent = options.is_json;
    run.is_last = true;
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
    if (options.is_cpu_measured)
        complain(console, "CPU time is measured (--cpu measured): another run will differ");
    if (options.has_fake_results)
        complain(console, "hashes and keys are made up (--results fake)",
                 "what the program computes from them is, too");
    const std::optional<ScriptResult> result = run_job(*job.value, run, console);
    if (!result) return exit_script_refused;
    console.err << result->said;
    if (result->trace) {
        if (trace_file && !trace_file->write(*result->trace, console)) return exit_script_refused;
        if (options.is_json) {
            (void)write_run_json(*result->trace, {}, [&](std::string_view bytes) {
                return static_cast<bool>(console.out << bytes);
            });
        }
    }
    tell_of_measured_cpu(run, *result, console);
    const int code = result->is_shown ? exit_script_refused : report_script(*result, file, console);
    if (result->signal != 0) end_by_signal(result->signal, console);
    return code;
}

}  // namespace ui
