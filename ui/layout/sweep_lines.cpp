// Percentiles over the values of one field. Where the values are numbers of one unit they stand where they belong, on a
// logarithmic axis if they span a factor of 16; otherwise one beside the other.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/chart.hpp"
#include "ui/layout/sweep_parts.hpp"

namespace ui {

namespace {

struct Series {
    std::size_t percentile = 0;
    Color color;
    bool is_dashed = false;
};
constexpr std::array<Series, 3> all_series{
    {{0, rgb(0x0072B2), false}, {2, rgb(0xE69F00), true}, {3, rgb(0xD55E00), false}}};

constexpr double names_width = 64;  // right of the plot
constexpr double cap = 4;           // half the width of an interval's ends
constexpr double open_end = 26;     // above a value: an interval whose upper end is not known

struct Plot {
    Box box;
    DurationAxis vertical;   // along a box as wide as the plot is high
    std::vector<double> xs;  // by value

    [[nodiscard]] double y(double ns) const {
        return box.bottom() - vertical.x(static_cast<std::int64_t>(std::llround(ns)));
    }
};

/// "40/s" as 40 and "/s".
std::optional<std::pair<double, std::string_view>> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
    return std::pair{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::vector<double> places_of(const std::vector<std::string>& values, const Box& plot) {
    const double inset = std::min(30.0, plot.width / 8);
    std::vector<double> at;
    std::string_view unit;
    for (const std::string& value : values) {
        const auto number = number_of(value);
        const bool fits = number && (at.empty() || number->second == unit);
        if (!fits) break;
        unit = number->second;
        at.push_back(number->first);
    }
    const bool is_ascending = at.size() == values.size() && std::is_sorted(at.begin(), at.end());
    if (!is_ascending) {
        at.resize(values.size());
        for (std::size_t i = 0; i < at.size(); ++i) at[i] = static_cast<double>(i);
    } else if (at.front() > 0 && at.back() / at.front() >= 16) {
        for (double& value : at) value = std::log(value);
    }
    const double low = at.front();
    const double span = at.back() - at.front();
    for (double& value : at) {
        value = span > 0 ? plot.x + inset + (plot.width - 2 * inset) * ((value - low) / span)
                         : plot.x + plot.width / 2;
    }
    return at;
}

const SweepLatency* latency_at(const SweepView& view, std::size_t cell, std::size_t percentile) {
    const std::optional<SweepFigure>& figure = view.sweep->cells[cell];
    if (!figure || is_overloaded(*figure) || !figure->latencies[percentile]) return nullptr;
    return &*figure->latencies[percentile];
}

bool has_open_interval(const SweepView& view) {
    for (const Series& series : all_series) {
        for (std::size_t i = 0; i < view.sweep->cells.size(); ++i) {
            const SweepLatency* const latency = latency_at(view, i, series.percentile);
            if (latency != nullptr && latency->low && !latency->high) return true;
        }
    }
    return false;
}

DurationAxis axis_of(const SweepView& view, double length) {
    double least = 1e18;
    double most = 1;
    const auto take = [&](double ns) {
        least = std::min(least, ns);
        most = std::max(most, ns);
    };
    for (std::size_t i = 0; i < view.sweep->cells.size(); ++i) {
        for (const Series& series : all_series) {
            const SweepLatency* const latency = latency_at(view, i, series.percentile);
            if (latency == nullptr) continue;
            take(latency->value);
            // An interval without end does not make the rest small.
            if (latency->high) take(std::min(*latency->high, latency->value * 4));
            if (latency->low) take(std::max(*latency->low, latency->value / 4));
        }
    }
    if (view.target) take(view.target->bound);
    DurationAxis axis =
        axis_for(static_cast<std::int64_t>(std::min(least, most)),
                 static_cast<std::int64_t>(std::min(most * 1.05, 9e17)), {0, 0, length, 0});
    axis.tick_gap = 62;
    return axis;
}

void draw_axes(Frame& frame, const SweepView& view, const Plot& plot) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    for (const std::int64_t tick : ticks_of(plot.vertical)) {
        const double y = plot.box.bottom() - plot.vertical.x(tick);
        scene.line(Role::grid, {plot.box.x, y}, {plot.box.right(), y}, theme.grid, 1);
        scene.text(Role::axis, {plot.box.x - 78, y - 9, 70, 18}, tick_text(tick),
                   {.size = text_small, .color = theme.muted, .align = TextAlign::right});
    }
    scene.line(Role::axis, {plot.box.x, plot.box.bottom()}, {plot.box.right(), plot.box.bottom()},
               theme.border, 1);
    const std::vector<std::string>& values = view.sweep->dimensions[0].values;
    double free_from = plot.box.x - 30;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double width = text_width(Face::sans, text_small, values[i]) + 1;
        const double left = plot.xs[i] - width / 2;
        if (left < free_from || left + width > scene.width() - 6) continue;
        scene.line(Role::axis, {plot.xs[i], plot.box.bottom()}, {plot.xs[i], plot.box.bottom() + 4},
                   theme.border, 1);
        scene.text(Role::axis, {left, plot.box.bottom() + 6, width, 18}, values[i],
                   {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
        free_from = left + width + 10;
    }
    scene.text(Role::label, {plot.box.x, plot.box.bottom() + 26, plot.box.width, 20},
               view.sweep->dimensions[0].field,
               {.face = Face::sans_bold,
                .size = text_normal,
                .color = theme.ink,
                .align = TextAlign::middle});
}

void draw_band_name(Frame& frame, const Box& band) {
    const Theme& theme = *frame.theme;
    const double width = text_width(Face::sans_bold, text_small, "overload") + 16;
    if (band.width < width) return;
    const Box tag{band.x + (band.width - width) / 2, band.y + 6, width, 20};
    frame.scene.rectangle(Role::label, tag, theme.background).radius = 4;
    frame.scene.text(Role::label, tag, "overload",
                     {.face = Face::sans_bold,
                      .size = text_small,
                      .color = theme.ink,
                      .align = TextAlign::middle});
}

/// Bands where there is more load than can be served, and what each column says.
void draw_columns(Frame& frame, const SweepView& view, const Plot& plot) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const auto column = [&](std::size_t i) {
        const double from = i == 0 ? plot.box.x : (plot.xs[i - 1] + plot.xs[i]) / 2;
        const double to =
            i + 1 == plot.xs.size() ? plot.box.right() : (plot.xs[i] + plot.xs[i + 1]) / 2;
        return Box{from, plot.box.y, to - from, plot.box.height};
    };
    const auto is_over = [&](std::size_t i) {
        return i < plot.xs.size() && view.sweep->cells[i] && is_overloaded(*view.sweep->cells[i]);
    };
    for (std::size_t first = 0; first < plot.xs.size(); ++first) {
        if (!is_over(first)) continue;
        std::size_t last = first;
        while (is_over(last + 1)) ++last;
        Box band = column(first);
        band.width = column(last).right() - band.x;
        Item& item = scene.rectangle(Role::phase, band, theme.panel);
        item.pattern = Pattern::hatched;
        item.stroke = theme.border;
        draw_band_name(frame, band);
        first = last;
    }
    for (std::size_t i = 0; i < plot.xs.size(); ++i) {
        Item& item = scene.rectangle(Role::span, column(i), transparent);
        item.subject = static_cast<std::uint32_t>(i);
        scene.set_title(item, cell_words(view, i));
    }
}

void draw_interval(Frame& frame, const Plot& plot, double x, const SweepLatency& latency,
                   Color color) {
    if (!latency.low) return;
    const double bottom = plot.y(*latency.low);
    if (!latency.high) {
        const double value = plot.y(latency.value);
        const double end = std::max(value - open_end, plot.box.y);
        Item& open = frame.scene.line(Role::curve, {x, bottom}, {x, end}, color, 1.5);
        open.has_arrow = true;
        frame.scene.line(Role::curve, {x - cap, bottom}, {x + cap, bottom}, color, 1.5);
        return;
    }
    const double top = plot.y(*latency.high);
    if (bottom - top < 2) return;
    frame.scene.line(Role::curve, {x, top}, {x, bottom}, color, 1.5);
    for (const double y : {top, bottom})
        frame.scene.line(Role::curve, {x - cap, y}, {x + cap, y}, color, 1.5);
}

/// Gives the height at which the line ends; nothing if there is none.
std::optional<Point> draw_series(Frame& frame, const SweepView& view, const Plot& plot,
                                 const Series& series) {
    std::vector<Point> points;
    std::optional<Point> last;
    const auto finish = [&] {
        if (points.size() > 1) {
            Item& line = frame.scene.path(Role::curve, points, false);
            line.stroke = series.color;
            line.stroke_width = static_cast<float>(frame.theme->line + 1);
            line.is_dashed = series.is_dashed;
        }
        points.clear();
    };
    for (std::size_t i = 0; i < plot.xs.size(); ++i) {
        const SweepLatency* const latency = latency_at(view, i, series.percentile);
        if (latency == nullptr) {
            finish();
            continue;
        }
        last = Point{plot.xs[i], plot.y(latency->value)};
        points.push_back(*last);
    }
    finish();
    const double pitch = plot.xs.size() < 2 ? 100
                                            : (plot.xs.back() - plot.xs.front()) /
                                                  static_cast<double>(plot.xs.size() - 1);
    if (pitch < 12) return last;
    for (std::size_t i = 0; i < plot.xs.size(); ++i) {
        const SweepLatency* const latency = latency_at(view, i, series.percentile);
        if (latency == nullptr) continue;
        // Beside each other where there is room, or one would hide another.
        const auto place = static_cast<double>(&series - all_series.data()) - 1;
        const double aside = pitch < 40 ? 0 : 6 * place;
        draw_interval(frame, plot, plot.xs[i] + aside, *latency, series.color);
        Item& dot = frame.scene.rectangle(
            Role::curve, {plot.xs[i] - 4, plot.y(latency->value) - 4, 8, 8}, series.color);
        dot.radius = 4;
        dot.stroke = frame.theme->background;
        dot.stroke_width = 1.5F;
    }
    return last;
}

void draw_target(Frame& frame, const SweepView& view, const Plot& plot) {
    if (!view.target) return;
    const Theme& theme = *frame.theme;
    const double y = plot.y(view.target->bound);
    Item& line =
        frame.scene.line(Role::now, {plot.box.x, y}, {plot.box.right(), y}, theme.ink, theme.line);
    line.is_dashed = true;
}

/// Names beside the ends of their lines, moved apart, and that of the target.
void draw_names(Frame& frame, const SweepView& view, const Plot& plot,
                const std::vector<std::pair<Point, std::string_view>>& ends) {
    struct Name {
        double y = 0;
        double x = 0;
        std::string_view text;
    };
    std::vector<Name> names;
    names.reserve(ends.size() + 1);
    for (const auto& [end, text] : ends) names.push_back({end.y, end.x + 10, text});
    if (view.target) names.push_back({plot.y(view.target->bound), plot.box.right() + 8, "target"});
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.y < b.y; });
    constexpr double pitch = 19;
    double free_from = plot.box.y;
    for (Name& name : names) {
        name.y = std::max(name.y - pitch / 2, free_from);
        free_from = name.y + pitch;
    }
    double limit = plot.box.bottom() + pitch / 2;
    std::ranges::for_each(names.rbegin(), names.rend(), [&](Name& name) {
        name.y = std::min(name.y, limit - pitch);
        limit = name.y;
    });
    for (const Name& name : names) {
        const double width = text_width(Face::sans_bold, text_normal, name.text) + 8;
        const Box tag{name.x, name.y, width, pitch};
        frame.scene.rectangle(Role::legend, tag, frame.theme->background).radius = 4;
        frame.scene.text(Role::legend, tag, name.text,
                         {.face = Face::sans_bold,
                          .size = text_normal,
                          .color = frame.theme->ink,
                          .align = TextAlign::middle});
    }
}

/// What the lines are, in the order of the percentiles.
void draw_legend(Frame& frame, const SweepView& view, const Box& area, double y) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    double x = area.x;
    const auto name = [&](std::string_view text, Color color, double width, bool is_dashed) {
        const double wide = text_width(Face::sans, text_small, text) + 1;
        if (x + 34 + wide > area.right()) return;
        scene.line(Role::legend, {x, y + 10}, {x + 26, y + 10}, color, width).is_dashed = is_dashed;
        scene.text(Role::legend, {x + 34, y, wide, 20}, text,
                   {.size = text_small, .color = theme.muted});
        x += 34 + wide + 22;
    };
    for (const Series& series : all_series)
        name(sweep_percentile_name(series.percentile), series.color, theme.line + 1,
             series.is_dashed);
    if (view.target) name(target_words(*view.target), theme.ink, theme.line, true);
    const std::string_view rest = has_open_interval(view)
                                      ? "bars: 95 % confidence, arrows: no upper end known"
                                      : "bars: 95 % confidence";
    const double wide = text_width(Face::sans, text_small, rest) + 1;
    if (x + wide < area.right())
        scene.text(Role::legend, {x, y, wide, 20}, rest,
                   {.size = text_small, .color = theme.muted});
}

}  // namespace

void draw_sweep_lines(Frame& frame, const SweepView& view) {
    Plot plot;
    const Box& body = frame.body;
    plot.box = {body.x + 80, body.y + 30, body.width - 80 - names_width, body.height - 30 - 48};
    if (plot.box.width < 40 || plot.box.height < 20) return;  // a window may be as small
    plot.vertical = axis_of(view, plot.box.height);
    plot.xs = places_of(view.sweep->dimensions[0].values, plot.box);
    draw_legend(frame, view, {plot.box.x, body.y, plot.box.width, 20}, body.y - 2);
    draw_columns(frame, view, plot);
    draw_axes(frame, view, plot);
    draw_target(frame, view, plot);
    std::vector<std::pair<Point, std::string_view>> ends;
    for (const Series& series : all_series) {
        if (const std::optional<Point> end = draw_series(frame, view, plot, series))
            ends.emplace_back(*end, sweep_percentile_name(series.percentile));
    }
    draw_names(frame, view, plot, ends);
}

}  // namespace ui
