#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/density.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui {

namespace {

/// What those that wait in a row do: "3 wait", "200 armed".
std::string_view waits_as(TrackKind kind, std::uint32_t count) {
    if (kind == TrackKind::timers) return "armed";
    if (kind == TrackKind::outside) return "pending";
    return count == 1 ? "waits" : "wait";
}

struct Named {
    std::string brief;
    std::string full;
    std::uint32_t subject = index_absent;
};

/// Waits for the time or the outside: a frame in the colour of what will follow.
void draw_wait(Frame& frame, const Box& box, const Mark& mark, const Named& named, TrackKind kind) {
    Scene& scene = frame.scene;
    Item& back = scene.rectangle(Role::span, box, frame.theme->panel);
    back.stroke = row_of(mark.hue).fill;
    back.stroke_width = 1.2F;
    back.radius = static_cast<float>(std::min(3.0, box.width / 4));
    back.subject = named.subject;
    const std::string& name = named.brief;
    if (name.empty() || box.height < 13) return;
    const std::string whole = fmt::format("{} {}", name, waits_as(kind, 1));
    if (back.title == index_absent)
        scene.set_title(back, fmt::format("{} {}", named.full, waits_as(kind, 1)));
    const double room = box.width - 10;
    const auto fits = [&](std::string_view text) {
        return text_width(Face::sans, text_small, text) <= room;
    };
    const std::string_view text = fits(whole)  ? std::string_view{whole}
                                  : fits(name) ? std::string_view{name}
                                               : without_module(name);
    if (has_room_to_read(text_small, text, room))
        scene.text(Role::span, box.inset(5, 0), text,
                   {.size = text_small, .color = frame.theme->muted});
}

void draw_phase(Frame& frame, const Box& box, const Mark& mark, const std::string& name) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const bool is_asleep = mark.hue == Hue::idle;
    if (is_asleep) add_hatched(scene, Role::phase, box, theme);
    else
        scene.rectangle(Role::phase, box,
                        blended(faded(row_of(mark.hue).fill, 82), theme.background));
    const auto width_of = [](std::string_view text) {
        return text_width(Face::sans, text_small, text) + 8;
    };
    std::string_view shown =
        is_asleep ? std::string_view{"sleeps in poll"} : std::string_view{name};
    if (is_asleep && width_of(shown) + 6 > box.width) shown = "sleeps";
    if (shown.empty() || width_of(shown) > box.width || box.height < 14) return;
    const Box room{box.x + (box.width - width_of(shown)) / 2, box.y + (box.height - 18) / 2,
                   width_of(shown), 18};
    if (is_asleep) scene.rectangle(Role::phase, room, theme.panel);
    scene.text(Role::phase, is_asleep ? room : Box{room.x, box.y, room.width, box.height}, shown,
               {.size = text_small, .color = theme.ink, .align = TextAlign::middle});
}

/// What is too short to be seen alone: a bar as high as its share of the time.
void draw_merged(Frame& frame, const Box& box, const Mark& mark, std::uint32_t subject) {
    const double height = box.height * mark.share / shares_all;
    const Color color = mark.hue == Hue::idle ? frame.theme->border : row_of(mark.hue).fill;
    Item& bar =
        frame.scene.rectangle(Role::span, {box.x, box.bottom() - height, box.width, height}, color);
    bar.subject = subject;
}

/// As itself, not as a bar for what is too short.
bool shows_phase(TrackKind kind, const Mark& mark, const View& view) {
    return kind == TrackKind::phases &&
           (mark.count == 1 || view.trace.level == sim::TraceLevel::full);
}

/// How a row is labelled.
struct RowStyle {
    bool is_to_scale = true;
    double named_from = 0;  // room from which a request is more than its number
};

/// Room for the number of any request.
double number_width(const View& view) {
    const std::size_t digits = std::to_string(view.trace.requests.size()).size();
    return text_width(Face::sans, text_small, std::string(digits, '4'));  // no digit is wider
}

/// Of "login 7" what a box with this room can say of any request: all of it, the number, or nothing.
std::string_view request_label(const View& view, std::string_view name, double room,
                               double named_from) {
    const std::size_t number = name.rfind(' ') + 1;
    const double needed = number_width(view);
    const bool has_name =
        text_width(Face::sans, text_small, name.substr(0, number)) + needed <= room;
    if (has_name && room >= named_from) return name;
    return needed <= room ? name.substr(number) : std::string_view{};
}

void draw_mark(Frame& frame, const RowBox& row, const Level& level, const Mark& mark, double y,
               const View& view, const RowStyle& style) {
    const TrackKind kind = row.track->kind;
    const bool is_wait = kind == TrackKind::timers || kind == TrackKind::outside;
    const double gap = mark.width > 6 ? 0.5 : 0;
    const double slack = is_wait ? 3 : row.track->levels.size() > 1 ? 2 : 0;
    const Box box{mark.x + gap, y + slack / 2, mark.width - 2 * gap, row.level - slack};
    const std::uint32_t subject = level.subject[mark.longest];
    const bool is_single = mark.count == 1;
    if (!is_single && !shows_phase(kind, mark, view)) return draw_merged(frame, box, mark, subject);
    const bool is_named = is_single && box.width >= 12;
    const auto named = [&](Naming naming) {
        return is_named ? subject_name(view, kind, subject, naming) : std::string{};
    };
    const std::string name = named(Naming::brief);
    if (kind == TrackKind::phases) return draw_phase(frame, box, mark, name);
    const std::string full = named(Naming::full);
    if (is_wait) return draw_wait(frame, box, mark, {name, full, subject}, kind);
    if (!is_named) return draw_merged(frame, box, mark, subject);
    const sim::Duration length{level.to[mark.longest] - level.from[mark.longest]};
    const std::string title =
        style.is_to_scale ? fmt::format("{}, {}", full, to_short(length)) : full;
    const std::string_view label =
        view.trace.level == sim::TraceLevel::full
            ? std::string_view{name}
            : request_label(view, name, chip_room(box.width, mark.hue), style.named_from);
    add_chip(frame.scene, Role::span, box, mark.hue, label, subject, title);
}

/// Boxes of about one width are labelled alike: where the narrowest that is labelled has no room for the name, the number
/// has to do up to twice its room.
double named_from(const View& view, const RowBox& row,
                  const std::vector<std::vector<Mark>>& levels) {
    if (view.trace.level == sim::TraceLevel::full) return 0;
    const double number = number_width(view);
    double least = 0;
    bool is_named = true;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        for (const Mark& mark : levels[i]) {
            const double room = chip_room(mark.width - 1, mark.hue);
            if (mark.count != 1 || room < number || (least > 0 && room >= least)) continue;
            least = room;
            const std::uint32_t subject = row.track->levels[i].subject[mark.longest];
            const std::string name = subject_name(view, row.track->kind, subject, Naming::brief);
            is_named = request_label(view, name, room, 0) == name;
        }
    }
    return is_named ? 0 : 2 * least;
}

void draw_levels(Frame& frame, const RowBox& row, const Scale& scale, const View& view,
                 std::uint32_t& used) {
    std::vector<std::vector<Mark>> levels;
    for (const Level& level : row.track->levels) levels.push_back(marks_of(level, scale));
    const RowStyle style{.is_to_scale = scale.is_straight(),
                         .named_from = named_from(view, row, levels)};
    double y = row.box.y;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        for (const Mark& mark : levels[i]) {
            if (mark.width <= 0) continue;
            draw_mark(frame, row, row.track->levels[i], mark, y, view, style);
            const bool is_hatched =
                mark.hue == Hue::idle && shows_phase(row.track->kind, mark, view);
            if (is_hatched || shows_hues(row.track->kind))
                used |= 1U << static_cast<unsigned>(mark.hue);
        }
        y += row.level;
    }
}

void draw_depths(Frame& frame, const RowBox& row, const Scale& scale) {
    if (row.depth <= 0 || row.track->depths.empty()) return;
    Scene& scene = frame.scene;
    const double bottom = row.box.bottom();
    const double unit = (row.depth - 2) / std::max(1.0, static_cast<double>(row.track->depth_max));
    const std::vector<DepthMark> marks = depth_marks(row.track->depths, scale);
    std::vector<Point> area{{scale.left(), bottom}};
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const double y = bottom - unit * marks[i].count;
        const double end = i + 1 < marks.size() ? marks[i + 1].x : scale.right();
        if (area.back().y != y || i == 0) area.push_back({marks[i].x, y});
        area.push_back({end, y});
    }
    area.push_back({scale.right(), bottom});
    Item& shape = scene.path(Role::depth, area, true);
    shape.fill = faded(row_of(Hue::wait).fill, 150);
    scene.set_title(shape, fmt::format("{}: at most {} {}", row.track->label, row.track->depth_max,
                                       waits_as(row.track->kind, 2)));
    // The number stands in the first stretch that is wide and high enough.
    for (std::size_t i = 0; i < marks.size() && row.depth >= 12; ++i) {
        const double end = i + 1 < marks.size() ? marks[i + 1].x : scale.right();
        const std::string number =
            fmt::format("{} {}", marks[i].count, waits_as(row.track->kind, marks[i].count));
        const double width = text_width(Face::sans, text_small, number) + 6;
        const bool is_high = row.track->depth_max == marks[i].count;
        if (!is_high || marks[i].count == 0 || end - marks[i].x < width ||
            unit * marks[i].count < text_small)
            continue;
        scene.text(Role::depth, {marks[i].x + 3, bottom - row.depth, width, row.depth}, number,
                   {.size = text_small, .color = frame.theme->ink});
        break;
    }
}

}  // namespace

bool shows_hues(TrackKind kind) {
    return kind != TrackKind::timers && kind != TrackKind::outside && kind != TrackKind::phases;
}

std::string subject_name(const View& view, TrackKind kind, std::uint32_t subject, Naming naming) {
    if (subject == index_absent) return {};
    if (kind == TrackKind::phases)
        return view.trace.level == sim::TraceLevel::full
                   ? std::string{to_text(static_cast<sim::Phase>(subject))}
                   : std::string{"sleeps"};
    if (view.trace.level == sim::TraceLevel::full)
        return view.subject.names.of(sim::TaskId{subject}, naming);
    if (subject >= view.trace.requests.size()) return {};
    const sim::RequestRecord& request = view.trace.requests[subject];
    const std::string_view load =
        request.load < view.trace.statistics.loads.size()
            ? view.trace.names.text(view.trace.statistics.loads[request.load].name)
            : std::string_view{};
    return fmt::format("{} {}", load.empty() ? "request" : load, subject + 1);
}

void draw_label(Frame& frame, const RowBox& row, const Box& plot) {
    const std::string& label = row.track->label;
    const double width = plot.x - frame.body.x - 14;
    const auto put = [&](const Box& box, std::string_view text, double size) {
        frame.scene.text(Role::label, box, text,
                         {.size = size, .color = frame.theme->muted, .align = TextAlign::right});
    };
    const Box room{frame.body.x, row.box.y, width, row.box.height};
    if (row.track->depth_max > 1 && row.box.height >= 33) {
        const double top = row.box.y + row.box.height / 2 - 17;
        put({room.x, top, width, 18}, label, text_normal);
        put({room.x, top + 17, width, 17}, fmt::format("up to {}", row.track->depth_max),
            text_small);
        return;
    }
    const bool is_small =
        row.box.height < text_normal + 2 || text_width(Face::sans, text_normal, label) > width;
    put(room, label, is_small ? text_small : text_normal);
}

void draw_row(Frame& frame, const RowBox& row, const Scale& scale, const View& view,
              std::uint32_t& used) {
    draw_depths(frame, row, scale);
    draw_levels(frame, row, scale, view, used);
    draw_outputs(frame, row, scale, view);
}

}  // namespace ui
