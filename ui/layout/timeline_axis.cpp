#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui {

namespace {

/// 1, 2 or 5 times a power of ten nanoseconds, such that at most `count` fit into `length`.
std::int64_t nice_step(std::int64_t length, double count) {
    std::int64_t step = 1;
    constexpr std::array<int, 3> factors{2, 5, 10};
    for (std::int64_t power = 1; power < std::int64_t{1'000'000'000'000'000'000} / 10;
         power *= 10) {
        step = power;
        if (static_cast<double>(length) / static_cast<double>(step) <= count) return step;
        for (const int factor : factors) {
            step = power * factor;
            if (static_cast<double>(length) / static_cast<double>(step) <= count) return step;
        }
    }
    return step;
}

/// Moments close to each other differ in what is written.
std::string to_moment(sim::Instant at) {
    if (at.ns == 0) return "0";
    if (at < sim::Instant{} + sim::milliseconds(1) || at > sim::Instant{} + sim::seconds(10))
        return to_short(sim::Duration{at.ns});
    return fmt::format("{:.2f} ms", static_cast<double>(at.ns) / 1e6);
}

void draw_tick(Frame& frame, double x, const Box& plot, const std::string& text,
               double& free_from) {
    Scene& scene = frame.scene;
    const double width = text_width(Face::sans, text_small, text) + 2;
    const double most = frame.body.right() - width;
    if (most < plot.x - 12) return;  // no room for any name
    const double left = std::clamp(x - width / 2, plot.x - 12, most);
    if (left < free_from) return;
    scene.line(Role::axis, {x, plot.bottom()}, {x, plot.bottom() + 5}, frame.theme->border, 1);
    scene.text(Role::axis, {left, plot.bottom() + 6, width, axis_height - 6}, text,
               {.size = text_small, .color = frame.theme->muted, .align = TextAlign::middle});
    free_from = left + width + 14;
}

/// The box of the interval of `task` that holds `at`.
std::optional<Box> box_of(const std::vector<RowBox>& rows, const Scale& scale, std::uint32_t task,
                          Position at) {
    for (const RowBox& row : rows) {
        const TrackKind kind = row.track->kind;
        if (kind == TrackKind::phases || kind == TrackKind::timers || kind == TrackKind::outside)
            continue;
        double y = row.box.y;
        for (const Level& level : row.track->levels) {
            const auto after = std::upper_bound(level.from.begin(), level.from.end(), at);
            const auto i = static_cast<std::size_t>(after - level.from.begin());
            if (i > 0 && level.subject[i - 1] == task && level.to[i - 1] >= at) {
                const double x = scale.x(level.from[i - 1]);
                return Box{x, y, scale.x(level.to[i - 1]) - x, row.level};
            }
            y += row.level;
        }
    }
    return std::nullopt;
}

/// From the cause down to the gap before the effect's row, along it, and into the effect.
void draw_cause(Frame& frame, const Box& cause, double x, const Box& effect) {
    const double gap = 5;
    const bool is_same_row = std::abs(cause.y - effect.y) < 1;
    const bool is_below = effect.y > cause.y;
    const double from = is_below || is_same_row ? cause.bottom() : cause.y;
    const double to = is_below ? effect.y : effect.bottom();
    const double lane = is_below ? to - gap : to + gap;
    const double target = effect.x + std::min(5.0, effect.width / 2);
    const std::array<Point, 4> points{{{x, from}, {x, lane}, {target, lane}, {target, to}}};
    Item& arrow = frame.scene.path(Role::arrow, points, false);
    arrow.stroke = frame.theme->ink;
    arrow.stroke_width = static_cast<float>(frame.theme->line);
    arrow.has_arrow = true;
}

}  // namespace

void draw_iterations(Frame& frame, const Tracks& tracks, const Scale& scale, const Box& plot) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    struct Band {  // several iterations where they are too short to be told apart
        double x = 0;
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };
    std::vector<Band> bands;
    double last = -1e9;
    bool is_dense = false;
    for (const IterationMark& mark : tracks.iterations) {
        if (mark.lane != tracks.iterations.front().lane || mark.at > scale.to()) continue;
        const double x = scale.x(mark.at);
        if (mark.at >= scale.from() && x - last < 4 && !bands.empty() && scale.is_straight())
            is_dense = true;
        if (!bands.empty() && mark.at < scale.from()) bands.back() = {x, mark.number, mark.number};
        else if (!bands.empty() && x - last < 4)
            bands.back() = {x, bands.back().first, mark.number};
        else bands.push_back({x, mark.number, mark.number});
        last = bands.back().x;
        if (bands.size() > 200) is_dense = true;
        if (is_dense) return;  // iterations too short to be told apart
    }
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const double end = i + 1 < bands.size() ? bands[i + 1].x : scale.right();
        if (bands[i].last % 2 == 0 && end > bands[i].x)
            scene.rectangle(Role::grid, {bands[i].x, plot.y, end - bands[i].x, plot.height},
                            theme.band);
    }
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const double end = i + 1 < bands.size() ? bands[i + 1].x : scale.right();
        scene.line(Role::grid, {bands[i].x, plot.y}, {bands[i].x, plot.bottom()}, theme.border, 1);
        const bool is_one = bands[i].first == bands[i].last;
        const std::string brief = is_one ? std::to_string(bands[i].last)
                                         : fmt::format("{}–{}", bands[i].first, bands[i].last);
        const std::string full = fmt::format("iteration{} {}", is_one ? "" : "s", brief);
        const bool has_room = text_width(Face::sans, text_small, full) + 10 < end - bands[i].x;
        const std::string& shown = has_room ? full : brief;
        if (text_width(Face::sans, text_small, shown) + 8 >= end - bands[i].x) continue;
        scene.text(Role::axis, {bands[i].x + 5, plot.y, end - bands[i].x - 6, head_height}, shown,
                   {.size = text_small, .color = theme.muted});
    }
}

void draw_axis(Frame& frame, const Tracks& tracks, const Scale& scale, const View& view,
               const Box& plot) {
    frame.scene.line(Role::axis, {plot.x, plot.bottom()}, {plot.right(), plot.bottom()},
                     frame.theme->border, 1);
    double free_from = plot.x - 20;
    if (scale.is_straight()) {
        const std::int64_t step = nice_step(scale.to() - scale.from(), plot.width / 110);
        // Nothing happens before the run.
        const std::int64_t first = std::max<std::int64_t>(scale.from(), 0);
        for (std::int64_t at = (first + step - 1) / step * step; at <= scale.to(); at += step) {
            const std::string text = sim::format_duration_exact(sim::Duration{at});
            const std::size_t unit = text.find_first_not_of("0123456789.");
            draw_tick(frame, scale.x(at), plot,
                      at == 0 ? "0"
                              : fmt::format("{} {}", text.substr(0, unit),
                                            text.substr(unit) == "us" ? "µs" : text.substr(unit)),
                      free_from);
        }
        return;
    }
    std::vector<Position> starts;
    for (const Track& track : tracks.rows) {
        if (track.kind >= TrackKind::timers && track.kind != TrackKind::worker) continue;
        for (const Level& level : track.levels)
            starts.insert(starts.end(), level.from.begin(), level.from.end());
    }
    std::sort(starts.begin(), starts.end());
    std::string last;
    for (const Position start : starts) {
        if (start < scale.from() || start >= scale.to()) continue;
        const sim::Instant at = view.trace.events[static_cast<std::size_t>(start)].at;
        // A program that is read before it runs begins a little later than its run.
        const bool is_begin = last.empty() && at.ns < view.trace.statistics.end.ns / 1000;
        // What would be written alike is no other moment to a reader.
        std::string text = to_moment(is_begin ? sim::Instant{} : at);
        if (text == last) continue;
        const double before = free_from;
        draw_tick(frame, scale.x(start), plot, text, free_from);
        if (free_from != before) last = std::move(text);
    }
}

void draw_selection(Frame& frame, const View& view, const std::vector<RowBox>& rows,
                    const Scale& scale, bool counts_events, const Box& plot) {
    const Step& step = *view.step;
    const auto position = [&](std::uint64_t event) {
        return counts_events ? static_cast<Position>(event) : view.trace.events[event].at.ns;
    };
    const Position from = position(step.first);
    if (from > scale.to() || position(step.last) < scale.from()) return;
    const double x = scale.x(from);
    const double width = std::max(scale.x(position(step.last)) - x, 2.0);
    frame.scene.rectangle(Role::now, {x, plot.y + head_height, width, plot.height - head_height},
                          blended(faded(frame.theme->ink, 26), frame.theme->background));
    if (!step.task) return;
    const std::uint32_t task = step.task.value;
    const sim::TaskId cause = view.trace.tasks[task].cause;
    const std::optional<Box> effect = box_of(rows, scale, task, from);
    if (!effect || !cause) return;
    // The event with which the cause made it: the first that names the task.
    const auto* const made = std::find_if(
        view.trace.events.begin(), view.trace.events.end(), [&](const sim::TraceEvent& event) {
            return event.kind == sim::EventKind::moved && event.task.value == task;
        });
    const Position at = position(static_cast<std::uint64_t>(made - view.trace.events.begin()));
    const std::optional<Box> origin = box_of(rows, scale, cause.value, at);
    if (!origin || at < scale.from() || scale.x(at) > effect->x) return;
    draw_cause(frame, *origin, scale.x(at), *effect);
}

void draw_outline(Frame& frame, const View& view, const std::vector<RowBox>& rows,
                  const Scale& scale, bool counts_events) {
    const Step& step = *view.step;
    if (!step.task) return;
    const Position from =
        counts_events ? static_cast<Position>(step.first) : view.trace.events[step.first].at.ns;
    const std::optional<Box> box = box_of(rows, scale, step.task.value, from);
    if (!box || from < scale.from() || from > scale.to()) return;
    Item& outline = frame.scene.rectangle(
        Role::now, {box->x, box->y, std::max(box->width, 2.0), box->height}, transparent);
    outline.stroke = frame.theme->ink;
    outline.stroke_width = static_cast<float>(frame.theme->line + 0.7);
    outline.radius = 3;
}

}  // namespace ui
