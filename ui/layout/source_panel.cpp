#include "ui/layout/source_panel.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

constexpr double text_code = 12;
constexpr double code_pitch = 18.5;

/// The lines of the program, and those of them that `rows` rows show: from the first on, or around `current`.
struct CodeLines {
    LineRange whole;
    LineRange shown;
};
CodeLines lines_in(const Subject& subject, std::int32_t current, std::int32_t rows) {
    LineRange whole = code_range(subject);
    if (current != 0 && (current < whole.first || current > whole.last))
        whole = {1, static_cast<std::int32_t>(subject.code.size())};
    const std::int32_t first_max = std::max(whole.last - rows + 1, whole.first);
    std::int32_t first = whole.first;
    // The last row tells what is cut, if anything is.
    if (first < first_max && current >= first + rows - 1)
        first = std::clamp(current - rows / 2, whole.first, first_max);
    return {whole, {first, std::min(first + rows - 1, whole.last)}};
}

/// What stands in the row of `line` instead of it, if that is where lines were cut.
std::string cut_text(const LineRange& whole, const LineRange& shown, std::int32_t line) {
    const auto lines = [](std::int32_t count) {
        return fmt::format("{} {}", count, count == 1 ? "line" : "lines");
    };
    if (line == shown.first && shown.first > whole.first)
        return fmt::format("… {} above", lines(line - whole.first + 1));
    if (line == shown.last && shown.last < whole.last)
        return fmt::format("… {} below", lines(whole.last - line + 1));
    return {};
}

/// The indentation that all lines have which are not empty.
std::size_t shared_indent(const Subject& subject, const LineRange& range) {
    std::size_t indent = 1000;
    for (std::int32_t line = range.first; line <= range.last; ++line) {
        const std::size_t at =
            subject.code[static_cast<std::size_t>(line) - 1].find_first_not_of(' ');
        if (at != std::string::npos) indent = std::min(indent, at);
    }
    return indent;
}

/// All lines of a program but the empty ones above and below it, where comments were that are told elsewhere.
LineRange without_empty_ends(const Subject& subject) {
    LineRange range{1, static_cast<std::int32_t>(subject.code.size())};
    const auto is_empty = [&](std::int32_t line) {
        return subject.code[static_cast<std::size_t>(line) - 1].empty();
    };
    while (range.first < range.last && is_empty(range.first)) ++range.first;
    while (range.last > range.first && is_empty(range.last)) --range.last;
    return range;
}

/// A row of the source panel: a line, or a part of one that is longer than the panel is wide.
struct CodeRow {
    std::int32_t line = 0;
    bool is_first = true;  // has the number
    std::string text;
};

/// Parts of `text` that fit into `room`, broken at spaces where there are any; what is left stands in the last of `most`.
std::vector<std::string> broken(std::string_view text, double room, std::size_t most) {
    std::vector<std::string> parts;
    const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
    std::string lead;
    while (parts.size() + 1 < most &&
           text_width(Face::mono, text_code, lead) + text_width(Face::mono, text_code, text) >
               room) {
        double width = text_width(Face::mono, text_code, lead);
        std::size_t end = 0;
        for (std::string_view rest = text; !rest.empty();) {
            const std::string_view before = rest;
            (void)take_code_point(rest);
            width +=
                text_width(Face::mono, text_code, before.substr(0, before.size() - rest.size()));
            if (width > room) break;
            end = text.size() - rest.size();
        }
        const std::size_t space = text.substr(0, end + 1).rfind(' ');
        const bool is_word = space != std::string_view::npos && space > end / 2;
        if (is_word) end = space;
        if (end == 0) break;
        parts.push_back(lead + std::string{text.substr(0, end)});
        text.remove_prefix(std::min(is_word ? end + 1 : end, text.size()));
        lead = std::string(indent + 4, ' ');
    }
    parts.push_back(lead + std::string{text});
    return parts;
}

/// The lines without the indentation that they share. Long ones are broken, rather than cut, as long as all rows fit; never
/// in a part of a source, whose rows would jump from step to step.
std::vector<CodeRow> code_rows(const Subject& subject, const CodeLines& lines, double room,
                               std::size_t rows_max) {
    const LineRange& range = lines.shown;
    const bool is_whole = range.first == lines.whole.first && range.last == lines.whole.last;
    const std::size_t indent = shared_indent(subject, range);
    std::vector<CodeRow> rows;
    for (std::size_t parts_max = is_whole ? 3 : 1; parts_max > 0; --parts_max) {
        rows.clear();
        for (std::int32_t line = range.first; line <= range.last; ++line) {
            const std::string& text = subject.code[static_cast<std::size_t>(line) - 1];
            const std::string plain =
                text.size() > indent ? to_plain_line(std::string_view{text}.substr(indent)) : "";
            bool is_first = true;
            for (std::string& part : broken(plain, room, parts_max)) {
                rows.push_back({line, is_first, std::move(part)});
                is_first = false;
            }
        }
        if (rows.size() <= rows_max) break;
    }
    return rows;
}

}  // namespace

LineRange code_range(const Subject& subject) {
    const sim::Trace& trace = *subject.trace;
    const auto count = static_cast<std::int32_t>(subject.code.size());
    const bool is_scenario = !subject.code.empty() && subject.code.front().starts_with('{');
    if (!is_scenario) return without_empty_ends(subject);
    std::int32_t first = count;
    std::int32_t last = 1;
    for (const sim::Task& task : trace.tasks) {
        const std::int32_t line = code_line(trace, task.place);
        if (line == 0) continue;
        first = std::min(first, line);
        last = std::max(last, line);
    }
    if (first > last) return {1, count};
    // A scenario says more than its program, which ends where the indentation falls back.
    const auto indent = [&](std::int32_t line) {
        const std::size_t at =
            subject.code[static_cast<std::size_t>(line) - 1].find_first_not_of(" \t");
        return at == std::string::npos ? std::size_t{0} : at;
    };
    const std::size_t outer = indent(first);
    while (last < count && indent(last + 1) > outer) ++last;
    if (last < count && last > first) ++last;
    return {first, last};
}

double code_width(const Subject& subject, double most) {
    const LineRange used = code_range(subject);
    double width = 160;
    const std::size_t indent = shared_indent(subject, used);
    for (std::int32_t line = used.first; line <= used.last; ++line) {
        const std::string& text = subject.code[static_cast<std::size_t>(line) - 1];
        if (text.size() <= indent) continue;
        width = std::max(
            width, text_width(Face::mono, text_code, std::string_view{text}.substr(indent)) + 64);
    }
    return std::min(width, most);
}

bool has_code(const Subject& subject, const PictureOptions& options) {
    return options.has_code && subject.trace->level == sim::TraceLevel::full &&
           std::any_of(subject.code.begin(), subject.code.end(), [](const std::string& line) {
               return line.find_first_not_of(" \t") != std::string::npos;
           });
}

double add_code(Frame& frame, const Box& most, const Subject& subject, std::int32_t current) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    Box panel = most;
    Box inner = panel.inset(12, 10);
    const auto rows_max = static_cast<std::int32_t>(inner.height / code_pitch);
    const CodeLines lines = lines_in(subject, current, rows_max);
    const auto [first, last] = lines.shown;
    const double number_width = text_width(Face::mono, text_small, std::to_string(last)) + 1;
    const double left = inner.x + number_width + 12;
    const double room = inner.right() - left;
    const std::vector<CodeRow> rows =
        code_rows(subject, lines, room, static_cast<std::size_t>(std::max(rows_max, 0)));
    panel.height = code_pitch * static_cast<double>(rows.size()) + 20;
    scene.rectangle(Role::panel, panel, theme.panel).radius = 6;
    double y = inner.y;
    for (const CodeRow& row : rows) {
        const Box place{left, y, room, code_pitch};
        const std::string cut = cut_text(lines.whole, lines.shown, row.line);
        if (row.line == current && cut.empty()) {
            Item& mark = scene.rectangle(Role::code, {panel.x + 4, y, panel.width - 8, code_pitch},
                                         theme.mark);
            mark.radius = 3;
        }
        y += code_pitch;
        if (!cut.empty()) {
            scene.text(Role::code, place, cut, {.size = text_small, .color = theme.muted});
            continue;
        }
        if (row.is_first)
            scene.text(Role::code, {inner.x, place.y, number_width, code_pitch},
                       std::to_string(row.line),
                       {.face = Face::mono,
                        .size = text_small,
                        .color = row.line == current ? theme.ink : theme.muted,
                        .align = TextAlign::right});
        if (row.text.empty()) continue;
        scene.text(Role::code, place, row.text,
                   {.face = Face::mono, .size = text_code, .color = theme.ink});
    }
    return panel.bottom();
}

std::int32_t code_line(const sim::Trace& trace, sim::PlaceId place) {
    if (!place || place.index() >= trace.places.rows.size()) return 0;
    const sim::SourcePlace row = trace.places[place];
    if (!trace.places.rows.empty() && row.file != trace.places.rows.front().file) return 0;
    return row.line;
}

}  // namespace ui
