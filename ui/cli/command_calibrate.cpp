// Measures real Node and writes a cost file. Without -o it is only a table, so that trying it leaves nothing behind.

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>
#include <utility>

#include <stdlib.h>  // getloadavg

#include <fmt/core.h>

#include "ui/cli/calibration_report.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/host/calibration.hpp"
#include "ui/host/output_file.hpp"

namespace ui {

namespace {

/// The works that were asked for, each name once; empty after a message.
std::optional<std::vector<WorkRequest>> works_of(const Options& options, const Console& console) {
    std::vector<WorkRequest> works;
    for (const std::string& text : options.works) {
        sim::Result<WorkRequest> work = parse_work(text);
        if (!work) {
            complain(console, work.diagnostics());
            return std::nullopt;
        }
        works.push_back(std::move(*work));
    }
    if (!options.work_module.empty()) {
        const std::filesystem::path path{options.work_module};
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            complain(console, fmt::format("{}: no such file", options.work_module),
                     "--module takes a JavaScript file that exports a function");
            return std::nullopt;
        }
        works.push_back({.name = path.stem().string(),
                         .kind = "module",
                         .parameter = options.work_module,
                         .api = {}});
    }
    for (std::size_t i = 0; i < works.size(); ++i) {
        for (std::size_t j = i + 1; j < works.size(); ++j) {
            if (works[i].name != works[j].name) continue;
            complain(console, fmt::format("two kinds of work are called \"{}\"", works[i].name),
                     "NAME=KIND gives one another name: --work signup=bcrypt:12");
            return std::nullopt;
        }
    }
    return works;
}

/// One line that is written over, on a terminal only.
class ProgressLine {
public:
    explicit ProgressLine(const Console& console) : console_(console) {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() {
        if (is_shown_) console_.err << "\r\x1b[K" << std::flush;
    }
    void show(std::string_view what, double seconds_left) {
        if (!console_.err_terminal.is_terminal) return;
        is_shown_ = true;
        console_.err << fmt::format("\r\x1b[Kmeasuring {} ... {:.0f} s left", what, seconds_left)
                     << std::flush;
    }

private:
    const Console& console_;
    bool is_shown_ = false;
};

/// Of the last minute; 0 if the system does not tell.
double load_average() {
    double load = 0;
    return ::getloadavg(&load, 1) == 1 ? load : 0;
}

int write(const Calibration& calibration, const Options& options, const Console& console) {
    if (options.output == "-") {
        const bool is_written = write_cost_file(calibration, [&](std::string_view bytes) {
            console.out << bytes;
            return static_cast<bool>(console.out);
        });
        return is_written ? exit_done : exit_bad_input;
    }
    console.out << calibration_table(calibration, console.out_terminal.has_colour);
    for (const std::string& note : calibration.notes) complain(console, note);
    if (options.output.empty()) {
        console.out << "\n-o FILE writes this as a cost file for --costs\n";
        return exit_done;
    }
    std::string text;
    if (!write_cost_file(calibration, [&](std::string_view bytes) {
            text.append(bytes);
            return true;
        }))
        return exit_bad_input;
    if (const auto problem =
            write_file(options.output, text,
                       {.is_forced = options.is_forced, .interrupt = console.interrupt})) {
        complain(console, *problem);
        return exit_bad_input;
    }
    console.out << fmt::format("\n{} is written; next: loopglass run FILE --costs {}\n",
                               options.output, options.output);
    return exit_done;
}

}  // namespace

int calibrate_command(const Options& options, const Console& console) {
    const std::optional<std::vector<WorkRequest>> works = works_of(options, console);
    if (!works) return exit_bad_input;
    const sim::Result<RealNode> node = find_real_node(options.with.empty() ? "node" : options.with);
    if (!node) {
        complain(console, node.diagnostics());
        return exit_bad_input;
    }
    // What cannot be written is better known before than after twenty seconds.
    if (!options.output.empty() && options.output != "-") {
        if (is_input(options.output, options, console)) return exit_bad_input;
        const sim::Result<OutputFile> probe = OutputFile::open(
            options.output, {.is_forced = options.is_forced, .interrupt = console.interrupt});
        if (!probe) {
            complain(console, probe.diagnostics());
            return exit_bad_input;
        }
    }
    const std::string busy = busy_text(load_average(), std::thread::hardware_concurrency());
    sim::Result<std::optional<Calibration>> calibration = std::optional<Calibration>{};
    {
        ProgressLine line{console};
        calibration = calibrate(
            {.node = *node,
             .works = *works,
             .is_quick = options.is_quick,
             .interrupt = console.interrupt,
             .progress = [&](std::string_view what, double left) { line.show(what, left); }});
    }
    if (!calibration) {
        complain(console, calibration.diagnostics());
        return exit_bad_input;
    }
    if (!calibration->has_value()) {
        complain(console, "interrupted, nothing is written");
        return exit_limit;
    }
    if (!busy.empty()) complain(console, busy, "calibrate again while nothing else runs");
    return write(**calibration, options, console);
}

}  // namespace ui
