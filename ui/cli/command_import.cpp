// Makes a scenario of what really ran. The first line tells trace events (one JSON value) from an access log.

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/core.h>

#include "traces/compressed.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/imported.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/table.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

sim::Diagnostic at_file(const std::string& file, sim::Diagnostic diagnostic) {
    diagnostic.place.file = file;
    return diagnostic;
}

std::string file_name(const std::string& path) {
    return std::filesystem::path{path}.filename().string();
}

/// An object or a list of objects.
bool is_json(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return false;
    if (text[first] == '[') first = text.find_first_not_of(blanks, first + 1);
    return first == std::string_view::npos || text[first] == '{' || text[first] == ']';
}

/// A whole object in the first line is a log of objects and no trace, which is one object.
bool is_json_lines(std::string_view block) {
    std::string_view line = block.substr(0, std::min(block.find('\n'), block.size()));
    if (line.size() == block.size() || line.find("traceEvents") != std::string_view::npos)
        return false;
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    return line.size() > 2 && line.front() == '{' && line.back() == '}';
}

sim::Result<std::string> import_trace(traces::Unpacked& file, std::string_view block,
                                      const std::string& path, const Console& console) {
    traces::NodeTraceReader reader;
    for (; !block.empty() && reader.read(block); block = file.next()) {
        if (is_interrupted(console)) break;
    }
    sim::Result<traces::NodeTrace> trace = reader.finish();
    if (!trace) return at_file(path, trace.diagnostics().front());
    if (trace->jobs.empty()) {
        return at_file(path, {.place = {},
                              .message = "has no pool work that has ended",
                              .excerpt = {},
                              .hint = "node --trace-event-categories node.threadpoolwork FILE "
                                      "records it, from Node 18 on"});
    }
    if (trace->unmatched > 0)
        complain(console, fmt::format("{}: {} events without their partners are left out", path,
                                      trace->unmatched));
    if (trace->is_cut_off) complain(console, fmt::format("{}: ends in the middle", path));
    if (trace->processes > 1)
        complain(console, fmt::format("{}: {} processes, taken as one", path, trace->processes));
    return scenario_of(*trace, file_name(path));
}

std::string lines_text(std::int64_t skipped) {
    return skipped == 1 ? "1 line is none of an access log"
                        : fmt::format("{} lines are none of an access log", skipped);
}

/// The scenario; `seen` gets what there is to know before the next import of the log.
sim::Result<std::string> import_log(traces::Unpacked& file, std::string_view block,
                                    const Options& options, const Console& console,
                                    std::string& seen) {
    const std::string& path = options.operands.front();
    traces::AccessLogReader reader{
        {.paths = options.paths_wanted, .duration = options.duration, .stamp = options.stamp}};
    for (; !block.empty() && reader.read(block); block = file.next()) {
        if (is_interrupted(console)) break;
    }
    sim::Result<traces::AccessLog> log = reader.finish();
    if (!log) return at_file(path, log.diagnostics().front());
    if (log->skipped > 0)
        complain(console, fmt::format("{}: {} and left out", path, lines_text(log->skipped)));
    if (!log->fields.empty()) complain(console, fmt::format("{}: {}", path, log->fields));
    if (log->unwanted > 0)
        seen = fmt::format(
            "left out: {} of other paths\n",
            log->unwanted == 1 ? "1 request" : format_count(log->unwanted) + " requests");
    seen.append(paths_text(*log, console.out_terminal.has_colour));
    ImportedLog imported = scenario_of(*log, file_name(path), options.paths_wanted);
    for (const std::string& note : imported.notes)
        complain(console, fmt::format("{}: {}", path, note));
    return std::move(imported.scenario);
}

bool refuse_log_options(const Options& options, const Console& console) {
    const std::string_view option = !options.paths_wanted.empty()                 ? "--path"
                                    : !options.duration.empty()                   ? "--duration"
                                    : options.stamp != traces::LogStamp::as_known ? "--stamp"
                                                                                  : "";
    if (option.empty()) return false;
    complain(console, fmt::format("{}: holds trace events, {} is for access logs",
                                  options.operands.front(), option));
    return true;
}

}  // namespace

int import_command(const Options& options, const Console& console) {
    const std::string& path = options.operands.front();
    const bool is_file = !options.output.empty() && options.output != "-";
    if (is_file && is_input(options.output, options, console)) return exit_bad_input;
    if (is_file && !options.output.ends_with(".json")) {
        complain(console, fmt::format("{}: a scenario is written as .json", options.output));
        return exit_bad_input;
    }
    sim::Result<InputFile> file = InputFile::open(path);
    if (!file) {
        complain(console, file.diagnostics());
        return exit_bad_input;
    }
    const traces::Source source = [&] { return file->next(); };
    traces::Unpacked unpacked{source};
    const std::string_view block = unpacked.next();
    const bool is_trace = is_json(block) && !is_json_lines(block);
    if (is_trace && refuse_log_options(options, console)) return exit_bad_input;
    std::string seen;
    const sim::Result<std::string> scenario =
        is_trace ? import_trace(unpacked, block, path, console)
                 : import_log(unpacked, block, options, console, seen);
    if (file->failure()) {
        complain(console, *file->failure());
        return exit_bad_input;
    }
    if (!unpacked.problem().empty()) {
        complain(console, fmt::format("{}: {}", path, unpacked.problem()));
        return exit_bad_input;
    }
    if (is_interrupted(console)) {
        complain(console, "interrupted, nothing is written");
        return exit_limit;
    }
    if (!scenario) {
        complain(console, scenario.diagnostics());
        return exit_bad_input;
    }
    if (!is_file) {
        console.out << *scenario;
        return exit_done;
    }
    if (const auto problem =
            write_file(options.output, *scenario,
                       {.is_forced = options.is_forced, .interrupt = console.interrupt})) {
        complain(console, *problem);
        return exit_bad_input;
    }
    console.out << seen
                << fmt::format("{} is written; next: loopglass run {}\n", options.output,
                               options.output);
    return exit_done;
}

}  // namespace ui
