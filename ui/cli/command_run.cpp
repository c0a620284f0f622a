#include <algorithm>
#include <ostream>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/engine/run.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/expectations.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/report.hpp"
#include "ui/cli/run_json.hpp"
#include "ui/cli/run_result.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/trace_file.hpp"
#include "ui/cli/waterfall.hpp"
#include "ui/host/watch.hpp"

namespace ui {

namespace {

/// How many requests a load makes, about; a large number if its end is not known beforehand.
double requests_of(const sim::Load& load) {
    if (load.kind == sim::ArrivalKind::list) return static_cast<double>(load.instants.size());
    if (load.requests_max >= 0) return static_cast<double>(load.requests_max);
    const bool has_end = load.duration.ns >= 0 && load.interval.ns > 0 &&
                         load.kind != sim::ArrivalKind::closed &&
                         load.kind != sim::ArrivalKind::ramp;
    if (!has_end) return 1e18;
    return static_cast<double>(load.duration.ns) / static_cast<double>(load.interval.ns) *
           static_cast<double>(load.burst);
}

bool has_few_requests(const sim::Program& program) {
    double requests = 0;
    for (const sim::Load& load : program.loads) requests += requests_of(load);
    return requests <= static_cast<double>(waterfall_requests_max);
}

/// Everything for what can be looked at line by line, as little as possible for what runs for long.
sim::TraceLevel level_for(const sim::Program& program, const std::optional<TraceFile>& trace_file) {
    if (program.loads.empty()) return sim::TraceLevel::full;
    if (trace_file) return std::max(sim::TraceLevel::spans, trace_file->level());
    return has_few_requests(program) ? sim::TraceLevel::spans : sim::TraceLevel::none;
}

/// Whether nothing but the file needs the spans and requests of the run.
bool may_stream(const Job& job, const sim::RunOptions& run_options, const Options& options) {
    return run_options.level == sim::TraceLevel::spans && !has_few_requests(job.program) &&
           !options.is_json && !options.is_audited && options.replay.empty();
}

void print_outputs(const sim::Trace& trace, const Console& console) {
    bool was_error = false;
    for (const sim::OutputLine& line : trace.outputs) {
        // Both streams may end in one file; their lines stay in order.
        if (line.is_error != was_error) (was_error ? console.err : console.out).flush();
        was_error = line.is_error;
        (line.is_error ? console.err : console.out) << trace.names.text(line.text) << '\n';
    }
    if (was_error) console.err.flush();
}

void print_results(const Job& job, const sim::Trace& trace,
                   const std::vector<ExpectationFailure>& failures, const Options& options,
                   const Console& console) {
    if (options.is_json) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_run_json(trace, failures, to_stdout);
        return;
    }
    print_outputs(trace, console);
    if (job.program.loads.empty()) return;
    if (!trace.outputs.empty()) console.out << '\n';
    console.out << report_text(job.program, trace, console.out_terminal.width,
                               console.out_terminal.has_colour);
}

int run_job(const Job& job, const Options& options, const Console& console) {
    std::optional<TraceFile> trace_file;
    if (options.trace == "-") {
        complain(console, "--trace needs a file, stdout shows the results",
                 "loopglass export FILE --format NAME -o - writes a trace to stdout");
        return exit_bad_input;
    }
    if (!options.trace.empty()) {
        if (is_same_file(job.name, options.trace, console) ||
            is_same_file(options.costs, options.trace, console))
            return exit_bad_input;
        std::optional<TraceFile> opened =
            TraceFile::open(options.trace, TraceUse::beside_run, options, console);
        if (!opened) return exit_bad_input;
        trace_file.emplace(*std::move(opened));
    }
    sim::RunOptions run_options{.level = level_for(job.program, trace_file),
                                .seed = options.seed,
                                .replication = 0,
                                .interrupt = console.interrupt,
                                .program_name = job.given,
                                .version = version_number()};
    if (trace_file && may_stream(job, run_options, options)) run_options.sink = trace_file->start();
    const bool is_streamed = run_options.sink != nullptr;
    const std::optional<sim::Trace> ran = run_once_or_replay(job, run_options, options, console);
    if (!ran) return exit_bad_input;
    const sim::Trace& trace = *ran;
    const bool is_interrupted = console.interrupt != nullptr && console.interrupt->load();
    const bool is_stopped = trace.ending.kind == sim::EndKind::interrupted;
    // A file that takes no more stops the run, too: what is wrong with it is said when it is finished.
    if (trace_file && !(is_stopped && is_interrupted) &&
        !(is_streamed ? trace_file->finish(trace, console) : trace_file->write(trace, console)))
        return exit_bad_input;
    // With another pool or other costs it is another model: what the scenario expects was not meant for it.
    const bool is_checked = !is_stopped && model_changes(options).empty() && options.replay.empty();
    const std::vector<ExpectationFailure> failures =
        is_checked ? check_expectations(job.program, trace) : std::vector<ExpectationFailure>{};
    print_results(job, trace, failures, options, console);
    const int code = report_ending(job, trace, options, console);
    return code == exit_limit
               ? code
               : std::max(code, report_expectations(job, failures, options, console));
}

/// The exit code; `files` gets what was read, for watching.
int run_once(const Options& options, const Console& console, std::vector<std::string>& files) {
    if (is_script(options.operands.front(), options)) {
        files = {options.operands.front()};
        return run_script_command(options, console);
    }
    const Loaded<Input> input =
        read_input(options.operands.front(), options, console, exit_script_refused);
    if (!input.value) return input.code;
    files = {input.value->name};
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return job.code;
    files = job.value->files;
    complain(console, job.value->program.warnings);
    return run_job(*job.value, options, console);
}

}  // namespace

int run_command(const Options& options, const Console& console) {
    std::vector<std::string> files;
    if (!options.is_watched) return run_once(options, console, files);
    if (options.operands.front() == "-") {
        complain(console, "--watch needs a file, stdin does not change");
        return exit_bad_input;
    }
    for (;;) {
        FileWatch watch{files};  // before the run reads them, so that no change is missed
        const int code = run_once(options, console, files);
        if (files.empty() || console.interrupt == nullptr) return code;
        if (watch.files() != files) watch = FileWatch{files};
        complain(console, fmt::format("watching {}, Ctrl-C ends", files.front()));
        if (!watch.wait(*console.interrupt)) return exit_done;
    }
}

}  // namespace ui
