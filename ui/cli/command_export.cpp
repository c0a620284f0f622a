#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/core.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "traces/native.hpp"
#include "traces/native_blocks.hpp"
#include "traces/read.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/course.hpp"
#include "ui/cli/explored_orders.hpp"
#include "ui/cli/export_options.hpp"
#include "ui/cli/foreign_options.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/orders_file.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/run_result.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/cli/sweep_file.hpp"
#include "ui/cli/trace_file.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

/// A file name may hold line breaks, a line comment may not.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

int export_script(const Options& options, const Console& console) {
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    const sim::Result<std::string> script =
        sim::scenario_to_javascript(input.value->text, input.value->name);
    if (!script) {
        complain(console, script.diagnostics());
        return exit_bad_input;
    }
    const sim::Result<sim::Program> program = load_program(*input.value);
    const bool is_module = program && program->scripts.front().is_module;
    if (is_module && !options.output.ends_with(".mjs") && options.output != "-") {
        complain(
            console,
            fmt::format("note: {} is an ES module; Node takes it for one if its name ends in .mjs",
                        options.output));
    }
    const std::string text =
        fmt::format("{}from {}.\n{}", script_mark, one_line(input.value->given), *script);
    if (options.output == "-") {
        console.out << text;
        return exit_done;
    }
    const OutputOptions output_options{.is_forced = options.is_forced,
                                       .interrupt = console.interrupt};
    if (const std::optional<sim::Diagnostic> problem =
            write_file(options.output, text, output_options)) {
        complain(console, *problem);
        return exit_bad_input;
    }
    return exit_done;
}

int write_trace(const sim::Trace& trace, TraceFile& out, const Options& options,
                const Console& console) {
    if (!out.write(trace, console)) return exit_bad_input;
    if (options.is_verbose) complain(console, fmt::format("{}: written", options.output));
    return exit_done;
}

/// --target and --orders have their places.
int check_additions(const Options& options, const Console& console, bool is_program) {
    std::string problem;
    if (!options.targets.empty()) problem = "--target is for the picture of a sweep";
    else if (options.has_orders && !wants_page(options))
        problem = "--orders is for pages: -o OUT.html; a picture of them is --picture orders";
    else if (options.has_orders && is_program)
        problem = "--orders is for scenarios; a program is exported order by order with --replay";
    if (problem.empty()) return exit_done;
    complain(console, problem);
    return exit_bad_input;
}

/// The file that a trace is written to; none for pictures, which are made when the trace is there.
Loaded<std::optional<TraceFile>> open_output(const Options& options, const Console& console) {
    if (wants_picture(options)) {
        const int code = check_picture(options, console);
        if (code != exit_done) return {.value = std::nullopt, .code = code};
        return {.value = std::optional<TraceFile>{}, .code = exit_done};
    }
    std::optional<TraceFile> file =
        TraceFile::open(options.output, TraceUse::exported, options, console);
    if (!file) return {.value = std::nullopt, .code = exit_bad_input};
    return {.value = std::move(file), .code = exit_done};
}

/// Whether a part of the run is asked for, by its time; a request by its number is one of the whole run.
traces::Window window_of(const Options& options) {
    traces::Window window;
    if (options.request) return window;
    if (options.from) window.from = options.from->ns;
    if (options.to) window.to = options.to->ns;
    return window;
}

/// As `file` gives its bytes, until Ctrl-C.
traces::Seekable seekable(InputFile& file, const Console& console) {
    return {.size = file.size(), .read = [&](std::int64_t at) {
                return is_interrupted(console) ? std::string_view{} : file.read_at(at);
            }};
}

/// What went wrong while reading; exit_done if nothing did.
int check_reading(const InputFile& file, const std::optional<sim::Diagnostic>& problem,
                  const Options& options, const Console& console) {
    if (is_interrupted(console)) {
        complain(console, fmt::format("{}: interrupted while reading; nothing was written",
                                      options.operands.front()));
        return exit_limit;
    }
    if (!file.failure() && !problem) return exit_done;
    complain(console, file.failure() ? *file.failure() : *problem);
    return exit_bad_input;
}

template <class Result>
std::optional<sim::Diagnostic> problem_of(const Result& result) {
    return result ? std::nullopt : std::optional{result.diagnostics().front()};
}

/// From one form of a long trace to another, block by block; none if this trace or form needs all of it at once.
std::optional<int> convert_trace(InputFile& file, TraceFile& out, const Options& options,
                                 const Console& console) {
    if (!out.takes_blocks() || file.size() == 0 || !traces::is_native(file.read_at(0))) return {};
    const std::string& name = options.operands.front();
    const traces::Seekable source = seekable(file, console);
    traces::NativeIndex index;
    const sim::Result<sim::Trace> frame = traces::read_native_frame(source, name, index);
    if (frame && frame->level != sim::TraceLevel::spans) return {};
    const int code = check_reading(file, problem_of(frame), options, console);
    if (code != exit_done) return code;
    traces::NativeBlocks blocks{source, name, *frame, index};
    const traces::TraceBlocks until_failure = [&](traces::TraceBlock& block) {
        const bool has_more = blocks.next(block);
        // What has been written so far is half a trace.
        if (blocks.has_failed()) out.give_up();
        return has_more;
    };
    const bool is_written = out.write(*frame, until_failure, console);
    if (blocks.has_failed()) return check_reading(file, blocks.problem(), options, console);
    return is_written ? exit_done : exit_bad_input;
}

int export_trace(InputFile& file, std::string_view first, const Options& options,
                 const Console& console) {
    Loaded<std::optional<TraceFile>> out = open_output(options, console);
    if (!out.value) return out.code;
    const traces::Window window = window_of(options);
    const std::string& name = options.operands.front();
    // `first` lies where the file's blocks do.
    const std::string beginning{first};
    if (*out.value && window.is_everything()) {
        if (const auto code = convert_trace(file, **out.value, options, console)) return *code;
    }
    bool has_begun = false;
    const traces::Source source = [&]() -> std::string_view {
        if (is_interrupted(console)) return {};
        return std::exchange(has_begun, true) ? file.next() : beginning;
    };
    const bool can_jump = !window.is_everything() && file.size() > 0;
    const sim::Result<sim::Trace> trace = can_jump
                                              ? traces::read(seekable(file, console), name, window)
                                              : traces::read(source, name, window);
    if (const int code = check_reading(file, problem_of(trace), options, console);
        code != exit_done)
        return code;
    if (!shows_part(options) && !window.is_everything() && trace->level != sim::TraceLevel::spans)
        complain(console, fmt::format("note: {}: a part can be written of the native trace of a "
                                      "load; this one is written whole",
                                      name));
    if (!*out.value) return write_picture(*trace, {}, options, console);
    if (const int code = check_from(*trace, options, console); code != exit_done) return code;
    if (trace->level < (*out.value)->level()) {
        complain(
            console,
            fmt::format("{}: the trace holds less than this format shows; the rest is left out",
                        options.operands.front()));
    }
    return write_trace(*trace, **out.value, options, console);
}

/// A part of a trace is read from one of a load.
bool has_part(const std::optional<TraceFile>& out, bool has_load, const Options& options,
              const Console& console) {
    const bool is_spans = has_load && out && out->level() != sim::TraceLevel::full;
    if (!out || is_spans || window_of(options).is_everything()) return true;
    complain(console, "--from and --to choose a part of a picture, or of the trace of a load",
             "other traces are written whole, and so is .txt");
    return false;
}

/// What lies in the window, as if the whole had been written and read.
sim::Result<sim::Trace> part_of(const sim::Trace& whole, const traces::Window& window,
                                const std::string& name) {
    std::string text;
    (void)traces::write_native(whole, [&](std::string_view bytes) {
        text.append(bytes);
        return true;
    });
    const traces::Seekable source{
        .size = static_cast<std::int64_t>(text.size()), .read = [&](std::int64_t at) {
            return std::string_view{text}.substr(static_cast<std::size_t>(at));
        }};
    return traces::read(source, name, window);
}

/// The trace of a run, or the part of it that is asked for.
int write_run(const sim::Trace& trace, TraceFile& out, const Options& options,
              const Console& console) {
    const traces::Window window = window_of(options);
    if (window.is_everything()) return write_trace(trace, out, options, console);
    if (const int code = check_from(trace, options, console); code != exit_done) return code;
    const sim::Result<sim::Trace> part = part_of(trace, window, options.operands.front());
    if (part) return write_trace(*part, out, options, console);
    complain(console, part.diagnostics());
    return exit_bad_input;
}

int export_run(const Options& options, const Console& console) {
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return job.code;
    if (wants_orders(options)) return export_explored(*job.value, options, console);
    Loaded<std::optional<TraceFile>> out = open_output(options, console);
    if (!out.value) return out.code;
    const bool has_load = !job.value->program.loads.empty();
    if (!has_part(*out.value, has_load, options, console)) return exit_bad_input;
    const sim::TraceLevel least = !has_load ? sim::TraceLevel::full : sim::TraceLevel::spans;
    const sim::TraceLevel level =
        *out.value ? std::max(least, (*out.value)->level()) : picture_level(options, least);
    const sim::RunOptions run_options{.level = level,
                                      .seed = options.seed,
                                      .replication = 0,
                                      .interrupt = console.interrupt,
                                      .program_name = job.value->given,
                                      .version = version_number()};
    const std::optional<sim::Trace> ran =
        run_once_or_replay(*job.value, run_options, options, console);
    if (!ran) return exit_bad_input;
    const sim::Trace& trace = *ran;
    const bool is_stopped = trace.ending.kind == sim::EndKind::interrupted;
    const PictureText text{.title = job.value->program.title,
                           .about = job.value->program.about,
                           .code = input.value->text};
    if (options.has_orders && !is_stopped && !can_explore(*job.value, console))
        return exit_bad_input;
    const std::vector<OrderRun> orders =
        is_stopped ? std::vector<OrderRun>{}
                   : order_runs(*job.value, run_options, options, console);
    const int written = is_stopped   ? exit_done
                        : *out.value ? write_run(trace, **out.value, options, console)
                                     : write_picture(trace, text, options, console, orders);
    return written != exit_done ? written : report_ending(*job.value, trace, options, console);
}

/// The same of a JavaScript program: its trace is always a full one.
int export_script_run(const Options& options, const Console& console) {
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return exit_bad_input;
    const std::optional<ScriptText> script = read_script(options.operands.front(), console);
    if (!script) return exit_bad_input;
    Loaded<std::optional<TraceFile>> out = open_output(options, console);
    if (!out.value) return out.code;
    if (!has_part(*out.value, false, options, console)) return exit_bad_input;
    const Loaded<sim::Trace> trace = trace_script(*job.value, options, console);
    if (!trace.value) return trace.code;
    const PictureText text{.title = script->title, .about = script->about, .code = script->code};
    const int written = *out.value ? write_trace(*trace.value, **out.value, options, console)
                                   : write_picture(*trace.value, text, options, console);
    return written != exit_done ? written : trace.code;
}

}  // namespace

int export_command(const Options& options, const Console& console) {
    if (options.output.empty()) {
        complain(console, "export needs -o OUT",
                 "the ending of OUT chooses the format: loopglass export FILE -o run.trace.json");
        return exit_bad_input;
    }
    const std::string& operand = options.operands.front();
    if (wants_course(options)) {
        if (refuse_idle_options(ExportSource::folder, options, console)) return exit_bad_input;
        return export_course(options, console);
    }
    if (is_input(options.output, options, console)) return exit_bad_input;
    const bool is_program = is_script(operand, options);
    if (is_program && wants_script(options)) {
        complain(console, fmt::format("{}: is a JavaScript program already", operand));
        return exit_bad_input;
    }
    sim::Result<InputFile> file =
        InputFile::open(operand);  // what cannot be opened is explained by read_input
    const bool is_readable = !is_program && operand != "-" && file;
    const std::string_view first = is_readable ? file->next() : std::string_view{};
    const bool is_over = is_sweep(first) || is_orders(first) || traces::is_trace(first);
    if (is_over && refuse_model_options(options, console)) return exit_bad_input;
    if (!is_sweep(first)) {
        if (const int code = check_additions(options, console, is_program); code != exit_done)
            return code;
    }
    const ExportSource source = is_program                ? ExportSource::program
                                : is_sweep(first)         ? ExportSource::sweep
                                : is_orders(first)        ? ExportSource::orders
                                : traces::is_trace(first) ? ExportSource::trace
                                                          : ExportSource::scenario;
    if (refuse_idle_options(source, options, console)) return exit_bad_input;
    if (is_sweep(first)) return export_sweep(options, console);
    if (wants_script(options)) return export_script(options, console);
    if (is_program && wants_orders(options)) return export_explored_script(options, console);
    if (is_program) return export_script_run(options, console);
    if (is_orders(first)) return export_orders(options, console);
    if (traces::is_trace(first)) return export_trace(*file, first, options, console);
    return export_run(options, console);
}

}  // namespace ui
