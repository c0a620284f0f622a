// What the fuzzers feed, and what has to hold whatever the bytes: no crash, no hang, no sanitizer report, every run passes
// the audit, and what was written reads back as the same bytes.
#include "tests/fuzz/targets.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/units.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/trace/audit.hpp"
#include "tests/scenario/no_files.hpp"
#include "traces/format.hpp"
#include "traces/native.hpp"
#include "traces/native_columns.hpp"
#include "traces/read.hpp"
#include "ui/cli/cli.hpp"
#include "ui/layout/picture.hpp"

namespace fuzz {

namespace {

std::string native(const sim::Trace& trace) {
    std::string text;
    const bool is_written =
        traces::write(trace, traces::Format::native, [&text](std::string_view piece) {
            text += piece;
            return true;
        });
    SIM_CHECK(is_written);
    return text;
}

/// Loads, runs a few thousand events, audits, writes and reads back.
void run_scenario(std::string_view bytes) {
    auto program = sim::load_scenario(bytes, "fuzz.json", no_files);
    if (!program) {
        SIM_CHECK(!program.diagnostics().empty());
        return;
    }
    constexpr std::int64_t events_max = 3000;
    std::int64_t& limit = program->runtime.events_max;
    limit = limit < 0 ? events_max : std::min(limit, events_max);
    sim::RunOptions options;
    options.level = bytes.size() % 2 == 0 ? sim::TraceLevel::full : sim::TraceLevel::spans;
    const auto profiles = sim::profiles();
    const sim::Trace trace = sim::run(*program, profiles[bytes.size() % profiles.size()], options);
    SIM_CHECK(sim::audit(trace).empty());
    const std::string text = native(trace);
    const auto again = traces::read_native(text, "fuzz.trace");
    SIM_CHECK(again.has_value());
    SIM_CHECK(native(*again) == text);
}

/// What can be read reads back from the native form as the same bytes.
void write_native(const sim::Result<sim::Trace>& trace) {
    if (!trace) {
        SIM_CHECK(trace.diagnostics().size() == 1);
        return;
    }
    const std::string text = native(*trace);
    const auto again = traces::read_native(text, "fuzz.json");
    SIM_CHECK(again.has_value());
    SIM_CHECK(native(*again) == text);
}

/// And can be written in every format.
void write_all(const sim::Result<sim::Trace>& trace) {
    write_native(trace);
    if (!trace) return;
    for (const traces::FormatRow& row : traces::formats()) {
        std::size_t size = 0;
        const bool is_written = row.write(*trace, [&size](std::string_view piece) {
            size += piece.size();
            return true;
        });
        SIM_CHECK(is_written);
    }
}

/// Chunks with a space where the writer has none, which sends them through the reader of JSON.
std::string spaced(std::string_view text) {
    std::string result{text.substr(0, text.find('\n'))};
    for (std::size_t i = result.size(); i < text.size(); ++i) {
        result += text[i];
        if (text.substr(i).starts_with(":[") && text[i - 1] == '"' && text[i - 2] != '\\')
            result += ' ';
    }
    return result;
}

/// The short way into columns and the reader of JSON agree, and so do the ways to a part of the run.
void read_native_trace(std::string_view bytes) {
    const auto trace = traces::read_native(bytes, "fuzz.json");
    write_all(trace);
    const auto again = traces::read_native(spaced(bytes), "fuzz.json");
    SIM_CHECK(again.has_value() == trace.has_value());
    if (trace) SIM_CHECK(native(*again) == native(*trace));
    const auto size = static_cast<std::int64_t>(bytes.size());
    const traces::Window window{.from = size * 1000, .to = size * 100'000};
    std::string_view rest = bytes;
    const auto part = traces::read_native(
        [&rest] { return std::exchange(rest, std::string_view{}); }, "fuzz.json", window);
    if (trace) SIM_CHECK(part.has_value());
    write_native(part);
    const traces::Seekable file{.size = size, .read = [&](std::int64_t at) {
                                    return at < size
                                               ? bytes.substr(static_cast<std::size_t>(at), 4096)
                                               : std::string_view{};
                                }};
    const auto jumped = traces::read_native(file, "fuzz.json", window);
    write_native(jumped);
    if (part && jumped && part->level == sim::TraceLevel::spans)
        SIM_CHECK(jumped->spans.size() <= part->spans.size());
}

void append(std::string& text, const traces::NativeColumns::List& list) {
    text += '[';
    for (const std::int64_t value : list.values) {
        SIM_CHECK(value >= list.least && value <= list.most);
        if (text.back() != '[') text += ',';
        text += std::to_string(value);
    }
    text += ']';
}

/// The layout has one text for given columns, so what was taken can be written and compared. The line lies with no more
/// bytes behind it than the scanner asks for.
void scan_columns(std::string_view bytes) {
    std::vector<char> line(bytes.begin(), bytes.end());
    line.resize(bytes.size() + traces::native_line_padding, '\n');
    traces::NativeColumns columns;
    if (!columns.scan(line.data(), line.data() + bytes.size())) return;
    std::string text = "{\"" + std::string{columns.table()} + "\":{";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string_view key = columns.key(i);
        for (std::size_t j = 0; j < i; ++j) {
            if (columns.key(j) == key) return;  // asked for by name, only the first is found
        }
        if (i > 0) text += ',';
        text.append("\"").append(key).append("\":");
        if (const auto list = columns.values(key)) {
            append(text, *list);
            continue;
        }
        const auto lists = columns.lists(key);
        for (std::size_t list = 0; list < lists->size(); ++list) {
            text += list == 0 ? '[' : ',';
            append(text, (*lists)[list]);
        }
        text += ']';
    }
    SIM_CHECK(text + "}}" == bytes);
}

/// A real program's trace has any shape, so pictures must cope with it, too.
void read_chrome_trace(std::string_view bytes) {
    const traces::Source source = [&bytes] { return std::exchange(bytes, std::string_view{}); };
    const auto trace = traces::read(source, "fuzz.json");
    write_all(trace);
    if (!trace || trace->level != sim::TraceLevel::full) return;
    const ui::Subject subject = ui::subject_of(*trace);
    SIM_CHECK(!ui::timeline_picture(subject, {}).items().empty());
    if (!subject.steps.empty()) SIM_CHECK(!ui::state_picture(subject, {}).items().empty());
}

void read_unit(std::string_view bytes) {
    if (const auto duration = sim::parse_duration(bytes)) {
        SIM_CHECK(duration->ns >= 0 && *duration <= sim::duration_max);
        const auto again = sim::parse_duration(sim::format_duration_exact(*duration));
        SIM_CHECK(again && again->ns == duration->ns);
        SIM_CHECK(!sim::format_duration(*duration).empty());
    }
    if (const auto size = sim::parse_size(bytes)) {
        SIM_CHECK(*size >= 0 && *size <= sim::size_max);
        SIM_CHECK(!sim::format_size(*size).empty());
    }
    if (const auto rate = sim::parse_rate(bytes)) SIM_CHECK(rate->ns >= 1);
}

/// A folder of its own as the working directory, so that a command line may write where it likes.
void enter_scratch_folder() {
    static const bool is_there = [] {
        std::array<char, 32> name{"/tmp/loopglass-fuzz-XXXXXX"};
        return mkdtemp(name.data()) != nullptr && chdir(name.data()) == 0;
    }();
    SIM_CHECK(is_there);
}

/// The first line is the command line, the rest is its input. Paths that lead out of the scratch folder, commands that wait
/// for changes and calibrate, which measures the machine for half a minute, are left out.
void run_command_line(std::string_view bytes) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::istringstream line{std::string{bytes.substr(0, end)}};
    std::vector<std::string> words;
    for (std::string word; line >> word;) {
        if (word.find('/') != std::string::npos || word.find("..") != std::string::npos ||
            word.find('\0') != std::string::npos || word.rfind("--w", 0) == 0)
            return;
        words.push_back(word);
    }
    if (!words.empty() && words.front() == "calibrate") return;
    enter_scratch_folder();
    std::istringstream in{std::string{bytes.substr(std::min(end + 1, bytes.size()))}};
    std::ostringstream out;
    std::ostringstream err;
    const int code = ui::run_cli(words, ui::Console{.in = in,
                                                    .out = out,
                                                    .err = err,
                                                    .out_terminal = {},
                                                    .err_terminal = {},
                                                    .scenarios_folder = {}});
    SIM_CHECK(code >= ui::exit_done && code <= ui::exit_script_refused);
    SIM_CHECK(code != ui::exit_bad_input || !err.str().empty());
    for (const auto& entry : std::filesystem::directory_iterator{"."})
        std::filesystem::remove_all(entry.path());
}

constexpr std::array rows{
    Target{"scenario", run_scenario}, Target{"native", read_native_trace},
    Target{"columns", scan_columns},  Target{"chrome", read_chrome_trace},
    Target{"units", read_unit},       Target{"command", run_command_line},
};

}  // namespace

std::span<const Target> targets() { return rows; }

}  // namespace fuzz
