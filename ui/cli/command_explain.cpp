#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/explain/reason.hpp"
#include "sim/trace/audit.hpp"
#include "sim/trace/origin.hpp"
#include "traces/read.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/explain_report.hpp"
#include "ui/cli/foreign_options.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/own_result.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/run_result.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

/// A trace that can be explained: every event is in it and no invariant is broken.
std::optional<sim::Trace> checked(sim::Result<sim::Trace> trace, const std::string& name,
                                  const Console& console) {
    if (!trace) {
        complain(console, trace.diagnostics());
        return std::nullopt;
    }
    if (trace->facts.scheduler == sim::scheduler_simulated) {
        complain(console,
                 fmt::format("{}: Chrome JSON of a run, which says when callbacks ran and not why",
                             name),
                 "export the run as .json instead: the native form holds the reasons");
        return std::nullopt;
    }
    if (trace->facts.scheduler == sim::scheduler_recorded) {
        complain(console,
                 fmt::format(
                     "{}: a recording of a real program, which says when callbacks ran and not why",
                     name),
                 "loopglass export draws it; reasons need a run of loopglass");
        return std::nullopt;
    }
    if (trace->level != sim::TraceLevel::full) {
        complain(console,
                 fmt::format("{}: a trace of level {}, and reasons need every event", name,
                             to_text(trace->level)),
                 "export writes level full for scenarios without a load");
        return std::nullopt;
    }
    const std::vector<std::string> broken = sim::audit(*trace);
    if (!broken.empty()) {
        complain(console, fmt::format("{}: {}", name, broken.front()),
                 "a trace that breaks an invariant cannot be explained");
        return std::nullopt;
    }
    return std::move(*trace);
}

std::optional<sim::Trace> read_trace(InputFile& file, std::string_view first,
                                     const std::string& name, const Console& console) {
    const traces::Source source = [&]() -> std::string_view {
        if (is_interrupted(console)) return {};
        return first.empty() ? file.next() : std::exchange(first, {});
    };
    sim::Result<sim::Trace> trace = traces::read(source, name);
    if (file.failure()) {
        complain(console, *file.failure());
        return std::nullopt;
    }
    return checked(std::move(trace), name, console);
}

int show(const sim::Trace& trace, const Options& options, const Console& console) {
    const auto lines = static_cast<std::int32_t>(trace.outputs.size());
    if (options.line && *options.line > lines) {
        complain(console, fmt::format("--line {}: the output has {} line{}", *options.line, lines,
                                      lines == 1 ? "" : "s"));
        return exit_bad_input;
    }
    const sim::History history{trace};
    const ExplainView view{.line = options.line,
                           .width = console.out_terminal.width,
                           .has_colour = console.out_terminal.has_colour};
    if (options.is_json) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_explain_json(history, view, to_stdout);
    } else {
        console.out << explain_text(history, view);
    }
    return exit_done;
}

std::optional<sim::Trace> run_once(const Job& job, const Options& options, const Console& console) {
    const sim::RunOptions run_options{.level = sim::TraceLevel::full,
                                      .seed = options.seed,
                                      .replication = 0,
                                      .interrupt = console.interrupt,
                                      .program_name = job.given,
                                      .version = version_number()};
    return run_once_or_replay(job, run_options, options, console);
}

constexpr std::array<std::string_view, 5> compared{"node", "module", "threadpool", "cores", "seed"};

/// "node=18,24": what differs and its two values; empty after a message.
struct Compared {
    std::string what;
    std::array<std::string, 2> values;
};
std::optional<Compared> parse_compare(const std::string& text, const Console& console) {
    const std::size_t equals = text.find('=');
    const std::size_t comma = text.find(',');
    Compared found;
    if (equals != std::string::npos) found.what = text.substr(0, equals);
    const bool is_known = std::ranges::find(compared, found.what) != compared.end();
    if (!is_known || comma == std::string::npos || comma < equals ||
        text.find(',', comma + 1) != std::string::npos) {
        complain(console,
                 fmt::format("option --compare: found \"{}\", expected two values such as "
                             "node=18,24; it compares {}",
                             text, fmt::join(compared, ", ")),
                 is_known ? std::string{} : guess(found.what, {compared.begin(), compared.end()}));
        return std::nullopt;
    }
    found.values = {text.substr(equals + 1, comma - equals - 1), text.substr(comma + 1)};
    return found;
}

/// What a program leaves behind under these options.
using Runner = std::function<Loaded<sim::Trace>(const Options&)>;

int compare(const Runner& run, const Options& options, const Console& console) {
    const std::optional<Compared> what = parse_compare(options.compare, console);
    if (!what) return exit_bad_input;
    std::vector<sim::Trace> traces;
    for (const std::string& value : what->values) {
        Options own = options;
        const std::string wrong = find_option("--" + what->what)->apply(own, value);
        if (!wrong.empty()) {
            complain(console, fmt::format("option --compare, {}: {}", what->what, wrong));
            return exit_bad_input;
        }
        Loaded<sim::Trace> trace = run(own);
        if (!trace.value) return trace.code;
        traces.push_back(*std::move(trace.value));
    }
    const sim::History first{traces[0]};
    const sim::History second{traces[1]};
    const ComparedRun a{fmt::format("{} {}", what->what, what->values[0]), &first};
    const ComparedRun b{fmt::format("{} {}", what->what, what->values[1]), &second};
    const ExplainView view{.line = {},
                           .width = console.out_terminal.width,
                           .has_colour = console.out_terminal.has_colour};
    if (options.is_json) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_comparison_json(a, b, to_stdout);
    } else {
        console.out << comparison_text(a, b, view);
    }
    return exit_done;
}

int explain_script(const Options& options, const Console& console) {
    const Runner run = [&](const Options& own) -> Loaded<sim::Trace> {
        const Loaded<ScriptJob> job = load_script(own, console);
        if (!job.value) return {.value = {}, .code = exit_bad_input};
        return trace_script(*job.value, own, console);
    };
    if (!options.compare.empty()) return compare(run, options, console);
    const Loaded<sim::Trace> trace = run(options);
    if (!trace.value) return trace.code;
    const int code = show(*trace.value, options, console);
    const sim::Ending& ending = trace.value->ending;
    if (ending.kind == sim::EndKind::exception) {
        complain(
            console,
            fmt::format("{}: uncaught exception: {}", options.operands.front(), ending.message),
            fmt::format("the process ends here with exit code {}", ending.exit_code));
    }
    return code == exit_done ? trace.code : code;
}

}  // namespace

int explain_command(const Options& options, const Console& console) {
    const std::string& operand = options.operands.front();
    if (is_script(operand, options)) return explain_script(options, console);
    sim::Result<InputFile> file = InputFile::open(operand);
    if (operand != "-" && file) {
        const std::string_view first = file->next();
        if (traces::is_trace(first) && own_result(first).what.empty()) {
            if (!options.compare.empty()) {
                complain(console, "--compare runs a program twice, and a trace is one run");
                return exit_bad_input;
            }
            if (refuse_model_options(options, console)) return exit_bad_input;
            const std::optional<sim::Trace> trace = read_trace(*file, first, operand, console);
            return trace ? show(*trace, options, console) : exit_bad_input;
        }
    }
    const Loaded<Input> input = read_input(operand, options, console);
    if (!input.value) return input.code;
    if (!options.compare.empty()) {
        const Runner run = [&](const Options& own) -> Loaded<sim::Trace> {
            const Loaded<Job> job = load_job(*input.value, own, console);
            if (!job.value) return {.value = {}, .code = job.code};
            return {.value = run_once(*job.value, own, console), .code = exit_bad_input};
        };
        return compare(run, options, console);
    }
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return job.code;
    const std::optional<sim::Trace> trace = run_once(*job.value, options, console);
    if (!trace) return exit_bad_input;
    const int code = show(*trace, options, console);
    return code == exit_done ? report_ending(*job.value, *trace, options, console) : code;
}

}  // namespace ui
