#include "ui/layout/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

constexpr double label_gap = 14;  // between two names of ticks

/// 1, 2 or 5 times a power of ten that is no less than `least`.
std::int64_t nice_above(double least) {
    std::int64_t step = 1;
    while (static_cast<double>(step) < least) {
        if (static_cast<double>(step * 2) >= least) return step * 2;
        if (static_cast<double>(step * 5) >= least) return step * 5;
        step *= 10;
    }
    return step;
}

/// "80.0 ms" as "80 ms": ticks are round.
std::string without_zeros(std::string text) {
    const std::size_t point = text.find('.');
    const std::size_t space = text.find(' ');
    if (point == std::string::npos || space == std::string::npos) return text;
    std::size_t end = space;
    while (end > point + 1 && text[end - 1] == '0') --end;
    if (end == point + 1) end = point;
    return text.erase(end, space - end);
}

}  // namespace

std::string tick_text(std::int64_t ns) {
    return ns == 0 ? std::string{"0"} : without_zeros(to_short(sim::Duration{ns}));
}

std::vector<std::int64_t> ticks_of(const DurationAxis& axis) {
    std::vector<std::int64_t> ticks;
    if (!axis.is_logarithmic) {
        const std::int64_t step = nice_above(static_cast<double>(axis.to - axis.from) /
                                             (axis.plot.width / axis.tick_gap));
        for (std::int64_t at = (axis.from + step - 1) / step * step; at <= axis.to; at += step)
            ticks.push_back(at);
        return ticks;
    }
    const double decades =
        std::log10(static_cast<double>(axis.to)) - std::log10(static_cast<double>(axis.from));
    const bool has_fine = axis.plot.width / decades > 1.7 * axis.tick_gap;
    for (std::int64_t decade = 1; decade <= axis.to; decade *= 10) {
        for (const std::int64_t factor : {1, 2, 5}) {
            const std::int64_t at = decade * factor;
            if ((factor == 1 || has_fine) && at >= axis.from && at <= axis.to) ticks.push_back(at);
        }
        if (decade > axis.to / 10) break;
    }
    return ticks;
}

double DurationAxis::x(std::int64_t at) const {
    const auto part = [&](double value, double low, double high) {
        return std::clamp((value - low) / std::max(high - low, 1e-9), 0.0, 1.0);
    };
    if (!is_logarithmic) {
        return plot.x +
               plot.width * part(static_cast<double>(at - from), 0, static_cast<double>(to - from));
    }
    const auto log = [](std::int64_t value) {
        return std::log10(static_cast<double>(std::max<std::int64_t>(value, 1)));
    };
    return plot.x + plot.width * part(log(at), log(from), log(to));
}

DurationAxis axis_for(std::int64_t least, std::int64_t most, const Box& plot) {
    DurationAxis axis{.from = 0, .to = std::max<std::int64_t>(most, 1), .plot = plot};
    const bool is_cut = least < most / 1000;
    least = std::max({least, most / 1000, std::int64_t{1}});
    if (most / least < 20) {
        const std::int64_t step = nice_above(static_cast<double>(axis.to) / 8);
        axis.to = (axis.to + step - 1) / step * step;
        return axis;
    }
    axis.is_logarithmic = true;
    axis.is_cut = is_cut;
    axis.to = nice_above(static_cast<double>(most));
    axis.from = nice_above(static_cast<double>(least));
    // The round number below, not above.
    if (axis.from > least) {
        const double decade = std::pow(10, std::floor(std::log10(static_cast<double>(least))));
        const double first = static_cast<double>(least) / decade;
        axis.from = std::llround(decade * (first >= 5 ? 5 : first >= 2 ? 2 : 1));
    }
    return axis;
}

void draw_histogram(Frame& frame, const sim::Histogram& values, std::string_view title,
                    const Box& area, Color color, std::optional<sim::Duration> mark) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    scene.text(Role::label, {area.x, area.y, area.width, 20}, title,
               {.face = Face::sans_bold, .size = text_normal, .color = theme.ink});
    const Box plot{area.x + 12, area.y + 30, area.width - 36,
                   area.height - 30 - duration_axis_height};
    const DurationAxis axis = axis_for(values.min().ns, values.max().ns, plot);
    draw_duration_axis(frame, axis);
    constexpr std::size_t bars = 40;
    std::array<std::int64_t, bars> counts{};
    for (const sim::Histogram::Bucket& bucket : values.buckets()) {
        const double part = (axis.x(bucket.first.ns) - plot.x) / plot.width;
        const auto bar = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * bars);
        counts[std::min(bar, bars - 1)] += bucket.count;
    }
    const auto most = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
    const auto bars_used = static_cast<std::size_t>(
        std::count_if(counts.begin(), counts.end(), [](std::int64_t n) { return n > 0; }));
    double counted_to = plot.x;
    const double width = plot.width / bars;
    for (std::size_t i = 0; i < bars; ++i) {
        if (counts[i] == 0) continue;
        const double height =
            std::max(1.5, (plot.height - 20) * static_cast<double>(counts[i]) / most);
        Item& bar = scene.rectangle(Role::curve,
                                    {plot.x + width * static_cast<double>(i) + 0.5,
                                     plot.bottom() - height, width - 1, height},
                                    color);
        const std::string count = std::to_string(counts[i]);
        scene.set_title(bar, count + (counts[i] == 1 ? " time" : " times"));
        // Few bars say how many they are; many show their shape.
        const double wide = text_width(Face::sans, text_small, count) + 2;
        const double middle = plot.x + width * (static_cast<double>(i) + 0.5);
        const double left = std::max(std::min(middle - wide / 2, plot.right() - wide), plot.x);
        if (bars_used > 8 || left < counted_to || plot.height < 90) continue;
        scene.text(Role::label, {left, plot.bottom() - height - 19, wide, 18}, count,
                   {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
        counted_to = left + wide + 4;
    }
    if (!mark) return;
    const double x = axis.x(mark->ns);
    scene.line(Role::now, {x, plot.y - 4}, {x, plot.bottom()}, theme.ink, theme.line + 0.5);
}

void draw_duration_axis(Frame& frame, const DurationAxis& axis) {
    const Theme& theme = *frame.theme;
    const Box& plot = axis.plot;
    double free_from = plot.x - 40;
    const auto write = [&](double x, const std::string& name) {
        const double width = text_width(Face::sans, text_small, name) + 1;
        const double left = x - width / 2;
        if (left < free_from || left + width > frame.scene.width() - 6) return;
        frame.scene.text(Role::axis, {left, plot.bottom() + 6, width, 18}, name,
                         {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
        free_from = left + width + label_gap;
    };
    if (axis.is_cut) write(plot.x, "≤ " + tick_text(axis.from));
    for (const std::int64_t tick : ticks_of(axis)) {
        const double x = axis.x(tick);
        frame.scene.line(Role::grid, {x, plot.y}, {x, plot.bottom()}, theme.grid, 1);
        write(x, tick_text(tick));
    }
    frame.scene.line(Role::axis, {plot.x, plot.bottom()}, {plot.right(), plot.bottom()},
                     theme.border, 1);
}

}  // namespace ui
