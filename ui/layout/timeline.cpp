// Rows over time. Where a run is short enough to be told callback by callback, the axis is bent: each callback gets the
// width of its name, and says so; otherwise it is straight and density.cpp decides what is merged.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui {

namespace {

constexpr double row_gap = 7;
constexpr std::size_t bent_max = 160;  // callbacks that a bent axis may try to show

std::optional<Step> chosen_step(const Subject& subject, const PictureOptions& options) {
    if (!options.step || *options.step >= subject.steps.size()) return std::nullopt;
    return subject.steps[*options.step];
}

bool is_wanted(const Track& track, const PictureOptions& options) {
    const std::vector<TrackKind>& lanes = options.lanes;
    return !track.is_empty() &&
           (lanes.empty() || std::count(lanes.begin(), lanes.end(), track.kind) > 0);
}

/// Natural height of a row's levels and of its strip of depths.
struct Heights {
    double level = 0;
    double levels = 0;
    double depth = 0;
    [[nodiscard]] double all() const { return level * levels + depth; }
};

Heights heights_of(const Track& track) {
    const auto levels = static_cast<double>(std::max<std::size_t>(track.levels.size(), 1));
    const double depth = track.depth_max > 1 || track.kind == TrackKind::pool_queue ? 15 : 0;
    switch (track.kind) {
        case TrackKind::phases: return {24, 1, 0};
        case TrackKind::stack: return {30, levels, 0};
        case TrackKind::ticks:
        case TrackKind::microtasks: return {26, levels, depth};
        case TrackKind::timers:
        case TrackKind::outside: return {17, levels, 0};
        case TrackKind::pool_queue: return {0, 0, 26};
        case TrackKind::worker: return {24, levels, 0};
        case TrackKind::station: return {20, levels, depth};
        case TrackKind::output: return {24, 1, 0};
    }
    return {};
}

/// Rows from top to bottom; when they are too many, those of workers give way first, then the last ones.
std::vector<RowBox> place_rows(const Tracks& tracks, const View& view, const Box& body,
                               std::size_t& left_out) {
    std::vector<const Track*> rows;
    for (const Track& track : tracks.rows) {
        if (is_wanted(track, view.options)) rows.push_back(&track);
    }
    const auto total = [&] {
        double sum = 0;
        for (const Track* row : rows) sum += heights_of(*row).all() + row_gap;
        return sum;
    };
    constexpr double least = 0.62;  // of the natural height: letters still fit
    while (rows.size() > 1 && total() * least > body.height) {
        auto victim = std::find_if(rows.rbegin(), rows.rend(),
                                   [](const Track* row) { return row->kind == TrackKind::worker; });
        if (victim == rows.rend()) victim = rows.rbegin();
        rows.erase(std::next(victim).base());
        ++left_out;
    }
    const double stretch = std::clamp(body.height / std::max(total(), 1.0), 0.0, 2.6);
    std::vector<RowBox> placed;
    double y = body.y;
    for (const Track* row : rows) {
        const Heights heights = heights_of(*row);
        const double height = heights.all() * stretch;
        placed.push_back({.track = row,
                          .box = {body.x, y, body.width, height},
                          .level = heights.level * stretch,
                          .depth = heights.depth * stretch});
        y += height + row_gap * stretch;
    }
    return placed;
}

std::vector<Wish> wishes_of(const Tracks& tracks, const View& view, double name_max) {
    std::vector<Wish> wishes;
    for (const Track& track : tracks.rows) {
        if (!is_wanted(track, view.options)) continue;
        const bool is_brief = track.kind == TrackKind::timers || track.kind == TrackKind::outside;
        for (const Level& level : track.levels) {
            for (std::size_t i = 0; i < level.size(); ++i) {
                if (is_brief) continue;
                if (track.kind == TrackKind::phases) {
                    if (level.hue[i] == Hue::idle)
                        wishes.push_back({level.from[i], level.to[i], 58});
                    continue;
                }
                const std::string name = subject_name(view, track.kind, level.subject[i]);
                const double width = text_width(Face::sans, text_small, name) + 30;
                wishes.push_back({level.from[i], level.to[i], std::min(width, name_max)});
            }
        }
        for (std::size_t i = 0; i < track.outputs.size(); ++i) {
            const std::string_view text =
                view.trace.names.text(view.trace.outputs[track.outputs[i].line].text);
            const double width =
                std::min(text_width(Face::mono, text_small, text) + 16, std::max(name_max, 26.0));
            const Position end = i + 1 < track.outputs.size() ? track.outputs[i + 1].at : tracks.to;
            wishes.push_back({track.outputs[i].at, end, width});
        }
    }
    return wishes;
}

/// Time that passes between two events, flattened: a thousand times longer is a few times wider.
double passed(const void* context, Position from, Position to) {
    const auto& trace = *static_cast<const sim::Trace*>(context);
    const auto at = [&](Position i) {
        const auto index = static_cast<std::size_t>(i);
        return index < trace.events.size() ? trace.events[index].at.ns : trace.statistics.end.ns;
    };
    return std::pow(static_cast<double>(std::max<std::int64_t>(at(to) - at(from), 0)), 0.35);
}

Position event_at(const sim::Trace& trace, sim::Instant at) {
    return std::lower_bound(
               trace.events.begin(), trace.events.end(), at,
               [](const sim::TraceEvent& event, sim::Instant value) { return event.at < value; }) -
           trace.events.begin();
}

std::optional<Scale> bent_scale(const Tracks& tracks, const View& view, const Box& plot) {
    std::size_t callbacks = 0;
    for (const Track& track : tracks.rows) {
        for (const Level& level : track.levels)
            callbacks += track.kind == TrackKind::phases ? 0 : level.size();
    }
    if (callbacks == 0 || callbacks > bent_max) return std::nullopt;
    Scale::Range range{tracks.from, tracks.to};
    if (view.options.from) range.from = event_at(view.trace, *view.options.from);
    if (view.options.to) range.to = event_at(view.trace, *view.options.to);
    for (const double name_max : {128.0, 96.0, 72.0, 54.0, 20.0}) {
        std::vector<Wish> wishes = wishes_of(tracks, view, name_max);
        std::erase_if(wishes, [&](const Wish& wish) {
            return wish.to <= range.from || wish.from >= range.to;
        });
        if (wishes.empty()) return std::nullopt;
        std::vector<Scale::Knot> knots =
            bent_knots(range, std::move(wishes), plot.x, plot.width, passed, &view.trace);
        if (knots.size() >= 2) return Scale{std::move(knots)};
    }
    return std::nullopt;
}

Scale straight_scale(const Tracks& tracks, const View& view, const Box& plot) {
    Scale::Range range{tracks.from, tracks.to};
    if (view.options.from) range.from = view.options.from->ns;
    if (view.options.to) range.to = view.options.to->ns;
    return Scale{range, plot.x, plot.width};
}

/// Whether a straight axis shows every callback wide enough for its letter.
bool is_readable(const Tracks& tracks, const Scale& scale, const PictureOptions& options) {
    for (const Track& track : tracks.rows) {
        if (!is_wanted(track, options) || track.kind == TrackKind::phases ||
            track.kind == TrackKind::timers || track.kind == TrackKind::outside)
            continue;
        for (const Level& level : track.levels) {
            for (std::size_t i = 0; i < level.size(); ++i) {
                if (scale.x(level.to[i]) - scale.x(level.from[i]) < 40) return false;
            }
        }
    }
    return true;
}

std::string described(const View& view) {
    std::string text = fmt::format("Timeline of {}.", view.subject.title);
    const std::size_t count = std::min<std::size_t>(view.subject.steps.size(), 200);
    for (std::size_t i = 0; i < count; ++i)
        text += fmt::format(" {}. {}.", i + 1, view.subject.steps[i].what);
    return text;
}

}  // namespace

Scene timeline_picture(const Subject& subject, const PictureOptions& options) {
    const Tracks time = tracks_in_time(*subject.trace);
    const bool may_bend =
        subject.trace->level == sim::TraceLevel::full && subject.steps.size() <= bent_max;
    if (!may_bend) return timeline_picture(subject, options, time, nullptr);
    const Tracks order = tracks_in_order(*subject.trace);
    return timeline_picture(subject, options, time, &order);
}

void draw_timeline(Frame& frame, const Subject& subject, const PictureOptions& options,
                   const Tracks& time, const Tracks* order) {
    const View view{subject, options, *subject.trace, *options.theme,
                    chosen_step(subject, options)};
    const Box whole = frame.body;
    Box area = whole;
    const double code = has_code(subject, options) ? code_width(subject, area.width * 0.36) : 0;
    if (code > 0) {
        area.x += code + 16;
        area.width -= code + 16;
    }
    const double label_width = time.names_loops ? 118 : 96;
    constexpr double legend_height = 32;
    Box plot{area.x + label_width, area.y, area.width - label_width - 4,
             area.height - legend_height - axis_height};
    const Scale straight = straight_scale(time, view, plot);
    std::optional<Scale> bent;
    if (order != nullptr && !is_readable(time, straight, options))
        bent = bent_scale(*order, view, plot);
    const Tracks& tracks = bent ? *order : time;
    const Scale& scale = bent ? *bent : straight;

    std::size_t left_out = 0;
    const Box inside{plot.x, plot.y + head_height, plot.width, plot.height - head_height - 6};
    const std::vector<RowBox> rows = place_rows(tracks, view, inside, left_out);
    if (!rows.empty()) plot.height = rows.back().box.bottom() + 6 - plot.y;
    if (code > 0) {
        add_code(frame, {whole.x, area.y, code, area.height - legend_height}, subject,
                 view.step ? code_line(view.trace, view.step->place) : 0);
    }
    frame.body.x = area.x;
    frame.body.width = area.width;
    draw_iterations(frame, tracks, scale, plot);
    if (view.step) draw_selection(frame, view, rows, scale, bent.has_value(), plot);
    std::uint32_t used = 0;
    for (const RowBox& row : rows) {
        draw_label(frame, row, plot);
        frame.scene.line(Role::grid, {plot.x, row.box.bottom()}, {plot.right(), row.box.bottom()},
                         view.theme.grid, 1);
        draw_row(frame, row, scale, view, used);
    }
    if (view.step) draw_outline(frame, view, rows, scale, bent.has_value());
    draw_axis(frame, tracks, scale, view, plot);
    frame.body = whole;
    std::string remark = bent ? "time is not to scale" : "";
    if (left_out > 0)
        remark = fmt::format("{}{} more row{} not shown", remark.empty() ? "" : remark + ", ",
                             left_out, left_out == 1 ? " is" : "s are");
    add_legend(frame, used, remark);
}

Scene timeline_picture(const Subject& subject, const PictureOptions& options, const Tracks& time,
                       const Tracks* order) {
    Frame frame = begin_frame(subject, options);
    const View view{subject, options, *subject.trace, *options.theme,
                    chosen_step(subject, options)};
    frame.scene.description = described(view);
    if (view.step) {
        const std::string& reason = *options.step < subject.reasons.size()
                                        ? subject.reasons[*options.step]
                                        : view.step->what;
        add_caption(frame, fmt::format("{} / {}", *options.step + 1, subject.steps.size()), reason);
    } else if (!subject.about.empty()) {
        add_caption(frame, {}, subject.about);
    }
    draw_timeline(frame, subject, options, time, order);
    return std::move(frame.scene);
}

}  // namespace ui
