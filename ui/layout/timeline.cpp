// Rows over time. Where a run is short enough to be told callback by callback, the axis is bent: each callback gets the
// width of its name, or at least of its letter, and the picture says so; the source beside it gives way if need be.
// Otherwise the axis is straight and density.cpp decides what is merged.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/source_panel.hpp"
#include "ui/layout/step_reasons.hpp"
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

/// Whether a pool's queue has at most one job, and never for as long as an eye would see: a worker is woken, and no more.
bool is_hairline(const Track& track, const Scale& scale) {
    if (track.kind != TrackKind::pool_queue || track.depth_max > 1) return false;
    constexpr double visible = 3;
    for (std::size_t i = 0; i < track.depths.size(); ++i) {
        if (track.depths[i].count == 0) continue;
        const Position end = i + 1 < track.depths.size() ? track.depths[i + 1].at : scale.to();
        if (scale.x(end) - scale.x(track.depths[i].at) >= visible) return false;
    }
    return true;
}

/// Natural height of a row's levels and of its strip of depths.
struct Heights {
    double level = 0;
    double levels = 0;
    double depth = 0;
    [[nodiscard]] double all() const { return level * levels + depth; }
};

/// `output_rows`: how many levels printed lines stand on.
Heights heights_of(const Track& track, std::size_t output_rows) {
    const auto levels = static_cast<double>(std::max<std::size_t>(track.levels.size(), 1));
    const double depth = track.depth_max > 1 || track.kind == TrackKind::pool_queue ? 15 : 0;
    switch (track.kind) {
        case TrackKind::phases: return {24, 1, 0};
        case TrackKind::stack: return {30, levels, 0};
        case TrackKind::ticks:
        case TrackKind::microtasks: return {26, levels, depth};
        case TrackKind::timers:
        case TrackKind::outside:
            return track.levels.empty() ? Heights{0, 0, 34} : Heights{17, levels, 0};
        case TrackKind::pool_queue: return {0, 0, 26};
        case TrackKind::worker: return {24, levels, 0};
        case TrackKind::station: return {20, levels, depth};
        case TrackKind::output: return {24, static_cast<double>(output_rows), 0};
    }
    return {};
}

/// Rows from top to bottom; when they are too many, those of workers give way first, then the last ones.
std::vector<RowBox> place_rows(const Tracks& tracks, const View& view, const Scale& scale,
                               const Box& body, std::size_t& left_out) {
    std::vector<const Track*> rows;
    std::size_t output_rows = 1;
    for (const Track& track : tracks.rows) {
        if (!is_wanted(track, view.options)) continue;
        if (view.options.lanes.empty() && is_hairline(track, scale)) continue;
        rows.push_back(&track);
        if (track.kind == TrackKind::output)
            output_rows = std::max(output_rows, output_levels(track, scale, view));
    }
    const auto total = [&] {
        double sum = 0;
        for (const Track* row : rows) sum += heights_of(*row, output_rows).all() + row_gap;
        return sum;
    };
    constexpr double least = 0.62;  // of the natural height: letters still fit
    constexpr double comfortable = 0.8;
    while (output_rows > 1 && total() * comfortable > body.height) --output_rows;
    while (rows.size() > 1 && total() * least > body.height) {
        auto victim = std::find_if(rows.rbegin(), rows.rend(),
                                   [](const Track* row) { return row->kind == TrackKind::worker; });
        if (victim == rows.rend()) victim = rows.rbegin();
        rows.erase(std::next(victim).base());
        ++left_out;
    }
    const double stretch_max = is_upright(view.options) ? 3.8 : 2.6;
    const double stretch = std::clamp(body.height / std::max(total(), 1.0), 0.0, stretch_max);
    std::vector<RowBox> placed;
    double y = body.y;
    for (const Track* row : rows) {
        const Heights heights = heights_of(*row, output_rows);
        const double height = heights.all() * stretch;
        placed.push_back({.track = row,
                          .box = {body.x, y, body.width, height},
                          .level = heights.level * stretch,
                          .depth = heights.depth * stretch});
        y += height + row_gap * stretch;
    }
    return placed;
}

/// What a bent axis gives to what it shows, at most or exactly.
struct Widths {
    double name_max = 0;    // of a callback
    double sleep = 0;       // of the loop in poll
    double output_min = 0;  // of a printed line
};

/// From names to single letters; what gets less than the last says nothing any more.
constexpr std::array<Widths, 6> widths_tried{
    {{128, 58, 26}, {96, 58, 26}, {72, 58, 26}, {54, 58, 26}, {20, 58, 26}, {17, 46, 17}}};

std::vector<Wish> wishes_of(const Tracks& tracks, const View& view, const Widths& widths) {
    std::vector<Wish> wishes;
    for (const Track& track : tracks.rows) {
        if (!is_wanted(track, view.options)) continue;
        const bool is_brief = track.kind == TrackKind::timers || track.kind == TrackKind::outside;
        for (const Level& level : track.levels) {
            for (std::size_t i = 0; i < level.size(); ++i) {
                if (is_brief) continue;
                if (track.kind == TrackKind::phases) {
                    if (level.hue[i] == Hue::idle)
                        wishes.push_back({level.from[i], level.to[i], widths.sleep});
                    continue;
                }
                const std::string name =
                    subject_name(view, track.kind, level.subject[i], Naming::brief);
                const double width = text_width(Face::sans, text_small, name) + 30;
                wishes.push_back({level.from[i], level.to[i], std::min(width, widths.name_max)});
            }
        }
        for (std::size_t i = 0; i < track.outputs.size(); ++i) {
            const std::string_view text =
                view.trace.names.text(view.trace.outputs[track.outputs[i].line].text);
            const double width = std::min(text_width(Face::mono, text_small, text) + 16,
                                          std::max(widths.name_max, widths.output_min));
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
    for (const Widths& widths : widths_tried) {
        std::vector<Wish> wishes = wishes_of(tracks, view, widths);
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

/// The hues that a legend may have to name.
std::uint32_t hues_of(const Tracks& tracks, const PictureOptions& options) {
    std::uint32_t hues = 0;
    for (const Track& track : tracks.rows) {
        if (!is_wanted(track, options)) continue;
        std::uint32_t found = 0;
        for (const Level& level : track.levels) {
            // Short levels have no index.
            if (level.sums.empty()) {
                for (const Hue hue : level.hue) found |= 1U << static_cast<unsigned>(hue);
            }
            for (std::size_t i = 0; i < hue_count; ++i) {
                if (level.sum_of[i] != 0) found |= 1U << i;
            }
        }
        // In other rows only the hatching of sleep has to be named.
        constexpr std::uint32_t sleep = 1U << static_cast<unsigned>(Hue::idle);
        hues |= shows_hues(track.kind) ? found : found & sleep;
    }
    return hues;
}

/// Where a timeline and the source beside it stand.
struct Layout {
    double code = 0;  // width of the source; 0: not shown
    double legend = 0;
    Box plot;
    std::optional<Scale> bent;
};

/// Callbacks of which each can be read are worth more than a wide source, and than any source if they are many.
Layout layout_of(const View& view, const Box& body, bool shows_code, const Tracks& time,
                 const Tracks* order) {
    constexpr std::string_view remark_usual = "time is not to scale, source left out";
    const double legend = legend_height(body.width, hues_of(time, view.options), remark_usual);
    const double label_width = time.names_loops ? 118 : 96;
    const auto beside = [&](double code) {
        const double taken = (code > 0 ? code + 16 : 0) + label_width;
        return Layout{.code = code,
                      .legend = legend,
                      .plot = {body.x + taken, body.y, body.width - taken - 4,
                               body.height - legend - axis_height},
                      .bent = std::nullopt};
    };
    const auto code_at = [&](double share) {
        return shows_code ? code_width(view.subject, body.width * share) : 0;
    };
    constexpr std::array<double, 3> code_shares{0.36, 0.27, 0};
    const Layout widest = beside(code_at(code_shares.front()));
    if (order == nullptr ||
        is_readable(time, straight_scale(time, view, widest.plot), view.options))
        return widest;
    for (const double share : code_shares) {
        Layout layout = beside(code_at(share));
        layout.bent = bent_scale(*order, view, layout.plot);
        if (layout.bent) return layout;
    }
    return widest;
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
    Box whole = frame.body;
    const std::int32_t line = view.step ? code_line(view.trace, view.step->place) : 0;
    const bool is_above = is_upright(options) && has_code(subject, options);
    if (is_above) {
        const double bottom =
            add_code(frame, {whole.x, whole.y, whole.width, whole.height * 0.4}, subject, line) +
            16;
        whole.height -= bottom - whole.y;
        whole.y = bottom;
    }
    const bool is_beside = !is_above && has_code(subject, options);
    const Layout layout = layout_of(view, whole, is_beside, time, order);
    const double code = layout.code;
    Box area = whole;
    if (code > 0) {
        area.x += code + 16;
        area.width -= code + 16;
    }
    Box plot = layout.plot;
    const bool is_bent = layout.bent.has_value();
    const Tracks& tracks = is_bent ? *order : time;
    const Scale scale = is_bent ? *layout.bent : straight_scale(time, view, plot);

    std::size_t left_out = 0;
    const Box inside{plot.x, plot.y + head_height, plot.width, plot.height - head_height - 6};
    const std::vector<RowBox> rows = place_rows(tracks, view, scale, inside, left_out);
    if (!rows.empty()) plot.height = rows.back().box.bottom() + 6 - plot.y;
    if (code > 0) {
        add_code(frame, {whole.x, area.y, code, area.height - layout.legend}, subject, line);
    }
    frame.body.x = area.x;
    frame.body.width = area.width;
    draw_iterations(frame, tracks, scale, plot);
    if (view.step) draw_selection(frame, view, rows, scale, is_bent, plot);
    std::uint32_t used = 0;
    for (const RowBox& row : rows) {
        draw_label(frame, row, plot);
        frame.scene.line(Role::grid, {plot.x, row.box.bottom()}, {plot.right(), row.box.bottom()},
                         view.theme.grid, 1);
        draw_row(frame, row, scale, view, used);
    }
    if (view.step) draw_outline(frame, view, rows, scale, is_bent);
    draw_axis(frame, tracks, scale, view, plot);
    frame.body = whole;
    std::string remark = is_bent ? "time is not to scale" : "";
    if (is_bent && code <= 0 && is_beside) remark += ", source left out";
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
        add_caption(frame, fmt::format("{} / {}", *options.step + 1, subject.steps.size()),
                    step_reason(subject, *options.step));
    } else if (!subject.about.empty()) {
        add_caption(frame, {}, subject.about);
    }
    draw_timeline(frame, subject, options, time, order);
    return std::move(frame.scene);
}

}  // namespace ui
