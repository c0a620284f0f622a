#include "ui/layout/frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "sim/trace/origin.hpp"
#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

constexpr double font_slack = 0.92;  // other fonts than ours are up to a tenth wider

constexpr double legend_line = 20;
constexpr double legend_pitch = 22;  // from one line to the next

struct LegendEntry {
    Hue hue = Hue::wait;
    double x = 0;  // from the left edge
    double width = 0;
    double row = 0;
};

struct Legend {
    std::vector<LegendEntry> entries;
    double rows = 1;
};

double remark_width(std::string_view remark) {
    return remark.empty() ? 0 : text_width(Face::sans, text_small, remark) + 2;
}

/// As many lines as the entries need; the remark stands at the end of the last.
Legend legend_of(double width, std::uint32_t used, std::string_view remark) {
    Legend legend;
    double x = 0;
    for (std::size_t i = 0; i < hue_count; ++i) {
        if ((used >> i & 1U) == 0) continue;
        const auto hue = static_cast<Hue>(i);
        const double entry = 24 + text_width(Face::sans, text_small, row_of(hue).name) + 1;
        if (x > 0 && x + entry > width) {
            x = 0;
            ++legend.rows;
        }
        legend.entries.push_back({.hue = hue, .x = x, .width = entry, .row = legend.rows - 1});
        x += entry + 18;
    }
    if (x > 0 && x - 18 + remark_width(remark) > width) ++legend.rows;
    return legend;
}

double height_of(const Legend& legend) { return legend_line + (legend.rows - 1) * legend_pitch; }

constexpr double chip_padding = 5;

double letter_width(const HueRow& row) {
    return text_width(Face::sans_bold, text_small, {&row.letter, 1}) + 0.5;
}

}  // namespace

std::string facts_line(const sim::Trace& trace) {
    const sim::RunFacts& facts = trace.facts;
    const std::string length = to_short(sim::Duration{trace.statistics.end.ns});
    if (facts.scheduler == sim::scheduler_recorded) {
        return fmt::format("{}recorded  ·  {} of real time",
                           facts.profile.empty() ? "" : fmt::format("Node {}  ·  ", facts.profile),
                           length);
    }
    const std::string cores =
        trace.statistics.cores.empty() && facts.scheduler == "unlimited"
            ? std::string{"unlimited cores"}
            : fmt::format("{} core{}", facts.cores, facts.cores == 1 ? "" : "s");
    return fmt::format("Node {}  ·  pool of {}  ·  {}  ·  {} of virtual time", facts.profile,
                       facts.threadpool, cores, length);
}

Subject subject_of(const sim::Trace& trace) {
    Subject subject;
    subject.trace = &trace;
    subject.title = to_plain_line(file_name(trace.facts.program));
    subject.steps = steps_of(trace);
    subject.names = TaskNames{trace};
    subject.is_internal = sim::internal_tasks(trace);
    return subject;
}

std::vector<std::string> to_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string line{text.substr(0, end)};
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

double scale_of(const PictureOptions& options) {
    // An upright picture has its parts below each other, so that its width is enough for larger letters.
    const double width = 1280 * std::clamp(options.width / options.height, 0.55, 1.0);
    return std::max(std::min(options.width / width, options.height / 720), 0.5) *
           options.theme->zoom;
}

bool is_upright(const PictureOptions& options) { return options.height > 1.2 * options.width; }

Frame begin_frame(const Subject& subject, const PictureOptions& options) {
    return begin_frame(options.title.empty() ? subject.title : options.title,
                       facts_line(*subject.trace), options);
}

Frame begin_frame(const std::string& title, const std::string& facts,
                  const PictureOptions& options) {
    Frame frame;
    const double zoom = scale_of(options);
    frame.scene = Scene{options.width / zoom, options.height / zoom};
    frame.theme = options.theme;
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    scene.title = to_plain_line(title);
    scene.rectangle(Role::background, {0, 0, scene.width(), scene.height()}, theme.background);
    const double width = scene.width() - 2 * margin;
    scene.text(Role::heading, {margin, 22, width, 32}, title,
               {.face = Face::sans_bold, .size = text_title, .color = theme.ink});
    scene.text(Role::heading, {margin, 54, width, 20}, facts,
               {.size = text_normal, .color = theme.muted});
    frame.body = {margin, 88, width, scene.height() - 88 - 22};
    return frame;
}

void add_caption(Frame& frame, std::string_view number, std::string_view caption) {
    constexpr double size = 16;
    constexpr double line_height = 23;
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    scene.caption = caption;
    const double room = frame.body.width - 32;
    const double offset =
        number.empty() ? 0 : text_width(Face::sans_bold, text_normal, number) + 16;
    const std::string text = to_plain_line(caption);
    const double slack = (room - offset) * font_slack;
    const auto is_cut = [&](const std::vector<std::string>& lines, double width) {
        return !lines.empty() && text_width(Face::sans, size, lines.back()) > width;
    };
    // Rather no slack than another line, and rather more lines than a cut, as long as the picture has most of the room.
    std::vector<std::string> lines;
    const auto lines_max =
        static_cast<std::size_t>(std::max(2.0, frame.body.height / 3 / line_height));
    for (std::size_t most = 2; most <= lines_max; ++most) {
        lines = wrap(Face::sans, size, text, slack, most);
        if (!is_cut(lines, slack)) break;
        lines = wrap(Face::sans, size, text, room - offset, most);
        if (!is_cut(lines, room - offset)) break;
    }
    const double height =
        line_height * static_cast<double>(std::max<std::size_t>(lines.size(), 1)) + 18;
    const Box panel{frame.body.x, frame.body.bottom() - height, frame.body.width, height};
    scene.rectangle(Role::caption, panel, theme.panel).radius = 6;
    const double top = panel.y + 9;
    if (!number.empty())
        scene.text(Role::caption, {panel.x + 16, top, offset, line_height}, number,
                   {.face = Face::sans_bold, .size = text_normal, .color = theme.muted});
    for (std::size_t i = 0; i < lines.size(); ++i) {
        scene.text(Role::caption,
                   {panel.x + 16 + offset, top + line_height * static_cast<double>(i),
                    room - offset, line_height},
                   lines[i], {.size = size, .color = theme.ink});
    }
    frame.body.height -= height + 14;
}

double legend_height(double width, std::uint32_t used, std::string_view remark) {
    return height_of(legend_of(width, used, remark)) + 12;
}

void add_legend(Frame& frame, std::uint32_t used, std::string_view remark) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const Legend legend = legend_of(frame.body.width, used, remark);
    const double height = height_of(legend);
    const double top = frame.body.bottom() - height;
    for (const LegendEntry& entry : legend.entries) {
        const double x = frame.body.x + entry.x;
        const double y = top + entry.row * legend_pitch;
        const Box sample{x, y + 2, 18, 16};
        if (entry.hue == Hue::idle) add_hatched(scene, Role::legend, sample, theme);
        else add_chip(scene, Role::legend, sample, entry.hue, {}, index_absent);
        scene.text(Role::legend, {x + 24, y, entry.width - 24, legend_line}, row_of(entry.hue).name,
                   {.size = text_small, .color = theme.muted});
    }
    if (!remark.empty()) {
        const double width = remark_width(remark);
        scene.text(
            Role::legend,
            {frame.body.right() - width, frame.body.bottom() - legend_line, width, legend_line},
            remark, {.size = text_small, .color = theme.muted, .align = TextAlign::right});
    }
    frame.body.height -= height + 12;
}

std::string to_short(sim::Duration duration) { return with_micro(sim::format_duration(duration)); }

std::string file_name(std::string_view path) {
    return std::string{path.substr(path.rfind('/') + 1)};
}

std::string with_micro(std::string text) {
    constexpr std::string_view unit = " us";
    for (std::size_t at = text.find(unit); at != std::string::npos; at = text.find(unit, at + 1)) {
        const auto is_word = [&](std::size_t i) {
            return i < text.size() && (text[i] >= 'a' && text[i] <= 'z');
        };
        const bool is_behind_number = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
        if (is_behind_number && !is_word(at + unit.size())) text.replace(at + 1, 2, "µs");
    }
    return text;
}

std::string_view without_module(std::string_view name) {
    const std::size_t dot = name.substr(0, name.find(' ')).rfind('.');
    return dot == std::string_view::npos || dot + 1 == name.size() ? name : name.substr(dot + 1);
}

bool has_room_to_read(double size, std::string_view text, double room) {
    constexpr std::string_view least = "abc…";
    const std::string shown = fit_text(Face::sans, size, text, room);
    return !text.empty() && (shown == text || shown.size() >= least.size());
}

void add_hatched(Scene& scene, Role role, const Box& box, const Theme& theme) {
    Item& item = scene.rectangle(role, box, theme.panel);
    item.pattern = Pattern::hatched;
    item.stroke = theme.border;
    item.stroke_width = 1;
}

double chip_room(double width, Hue hue) {
    return width - 3 * chip_padding - letter_width(row_of(hue));
}

void add_chip(Scene& scene, Role role, const Box& box, Hue hue, std::string_view name,
              std::uint32_t subject, std::string_view title) {
    const HueRow& row = row_of(hue);
    Item& back = scene.rectangle(role, box, row.fill);
    back.radius = static_cast<float>(std::min(3.0, box.width / 4));
    back.subject = subject;
    if (!title.empty()) scene.set_title(back, title);
    constexpr double size = text_small;
    if (box.height < size + 1) return;
    const std::string_view letter{&row.letter, 1};
    const double width = letter_width(row);
    // The name where it can be read, otherwise the letter alone.
    const double room = chip_room(box.width, hue);
    // "pbkdf2" says more than "crypto.…".
    const bool is_file = hue == Hue::script;  // "login.js" has no module before its dot
    if (!is_file && text_width(Face::sans, size, name) > room && without_module(name) != name) {
        if (title.empty()) scene.set_title(scene.last(), name);
        name = without_module(name);
    }
    if (has_room_to_read(size, name, room)) {
        scene.text(role, {box.x + chip_padding, box.y, width, box.height}, letter,
                   {.face = Face::sans_bold, .size = size, .color = row.ink});
        scene.text(role, {box.x + 2 * chip_padding + width, box.y, room, box.height}, name,
                   {.size = size, .color = row.ink});
    } else if (box.width >= width + 2) {
        scene.text(
            role, box, letter,
            {.face = Face::sans_bold, .size = size, .color = row.ink, .align = TextAlign::middle});
    }
}

}  // namespace ui
