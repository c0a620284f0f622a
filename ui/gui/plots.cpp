#include "ui/gui/plots.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr std::array<Color, sim::wait_reasons> wait_colors{
    rgb(0x17A67C), rgb(0xE69F00), rgb(0x9AA3AC), rgb(0x0072B2), rgb(0xF0E442), rgb(0xCC79A7),
    rgb(0xE2701E), rgb(0x56B4E9), rgb(0xB8A900), rgb(0xB8C0C8), rgb(0xD5DBE1), rgb(0x7D868F)};

std::string reason_name(std::size_t i) {
    std::string name{to_text(static_cast<sim::WaitReason>(i))};
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

struct Axis {
    double low = 0;  // logarithms
    double high = 1;
    Box plot;

    [[nodiscard]] double x(sim::Duration value) const {
        const double at = std::log(static_cast<double>(std::max<std::int64_t>(value.ns, 1)));
        return plot.x + std::clamp((at - low) / (high - low), 0.0, 1.0) * plot.width;
    }
};

Axis axis_of(const Summary& summary, const Box& plot) {
    const auto log_of = [](sim::Duration value) {
        return std::log(static_cast<double>(std::max<std::int64_t>(value.ns, 1)));
    };
    Axis axis{.low = log_of(summary.bins.front().from),
              .high = log_of(summary.bins.back().to),
              .plot = plot};
    axis.low = std::max(axis.low, log_of(std::max(summary.latencies.front(), sim::Duration{100})));
    if (axis.high - axis.low < 1e-3) axis.high = axis.low + 1e-3;
    return axis;
}

void draw_curve(Scene& scene, const std::vector<sim::Duration>& sorted, const Axis& axis,
                Color color, double width) {
    std::vector<Point> points;
    const Box& plot = axis.plot;
    const auto count = static_cast<double>(sorted.size());
    double last = -10;
    for (std::size_t i = 0; i < sorted.size();) {
        const double x = axis.x(sorted[i]);
        const double y = plot.bottom() - plot.height * static_cast<double>(i) / count;
        if (x - last >= 1 || i + 1 == sorted.size()) points.push_back({x, y});
        last = points.empty() ? last : points.back().x;
        // As many values as one pixel holds, found by search.
        const double next =
            std::exp(axis.low + (x + 1 - plot.x) / plot.width * (axis.high - axis.low));
        const auto after =
            std::lower_bound(sorted.begin() + static_cast<std::ptrdiff_t>(i) + 1, sorted.end(),
                             sim::Duration{static_cast<std::int64_t>(std::min(next, 9e18))});
        i = static_cast<std::size_t>(after - sorted.begin());
    }
    points.push_back({axis.x(sorted.back()), plot.y});
    Item& path = scene.path(Role::curve, points, false);
    path.stroke = color;
    path.stroke_width = static_cast<float>(width);
}

void draw_bars(Scene& scene, const AppState& state, const Axis& axis, const Theme& theme) {
    const std::vector<Bin>& bins = state.summary.bins;
    std::int64_t most = 1;
    for (const Bin& bin : bins) most = std::max(most, bin.count);
    for (std::size_t i = 0; i < bins.size(); ++i) {
        if (bins[i].count == 0) continue;
        const double left = axis.x(bins[i].from);
        const double right = axis.x(bins[i].to);
        const double share =
            std::log1p(static_cast<double>(bins[i].count)) / std::log1p(static_cast<double>(most));
        const double bar = std::max(share * axis.plot.height * 0.86, 2.0);
        Item& item = scene.rectangle(
            Role::span, {left, axis.plot.bottom() - bar, std::max(right - left - 1, 1.0), bar},
            row_of(Hue::poll).fill);
        if (i + 1 == state.bin) {
            item.stroke = theme.ink;
            item.stroke_width = static_cast<float>(theme.line + 0.8);
        }
    }
}

/// Round values on the axis, ascending: 1, 2 and 5 of each power of ten, or more of them where few are in sight.
std::vector<double> tick_values(const Axis& axis) {
    constexpr std::size_t enough = 4;
    std::vector<double> values;
    for (const double step : {0.0, 1.0, 0.5, 0.1}) {
        values.clear();
        double power = 1;
        for (int digits = 1; digits <= 18; ++digits, power *= 10) {
            for (int i = 0; i < 90; ++i) {
                const double factor = 1 + static_cast<double>(i) * 0.1;
                const double rest = step > 0 ? std::remainder(factor, step) : 0;
                const bool is_round =
                    step > 0 ? std::abs(rest) < 1e-6 : i == 0 || i == 10 || i == 40;
                const double at = std::log(power * factor);
                if (is_round && at >= axis.low && at <= axis.high) values.push_back(power * factor);
            }
        }
        if (values.size() >= enough) break;
    }
    return values;
}

void draw_ticks(Scene& scene, const Axis& axis, const Theme& theme) {
    double free_from = axis.plot.x - 20;
    for (const double value : tick_values(axis)) {
        const sim::Duration duration{std::llround(value)};
        const std::string text = to_short(duration);
        const double width = text_width(Face::sans, text_small, text) + 2;
        const double x = std::min(axis.x(duration) - width / 2, axis.plot.right() - width);
        if (x < free_from) continue;
        scene.line(Role::axis, {axis.x(duration), axis.plot.bottom()},
                   {axis.x(duration), axis.plot.bottom() + 4}, theme.border, 1);
        scene.text(Role::axis, {x, axis.plot.bottom() + 4, width, 18}, text,
                   {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
        free_from = x + width + 10;
    }
    scene.line(Role::axis, {axis.plot.x, axis.plot.bottom()},
               {axis.plot.right(), axis.plot.bottom()}, theme.border, 1);
}

std::string percentile_name(std::int32_t parts) {
    return parts % 1000 == 0 ? fmt::format("p{}", parts / 1000)
                             : fmt::format("p{:.1f}", parts / 1000.0);
}

void draw_percentiles(Scene& scene, const AppState& state, const Box& room, const Theme& theme) {
    constexpr double pitch = 20;
    double y = room.y;
    const auto put = [&](double x, double width, std::string_view text, bool is_bold, Color color) {
        scene.text(Role::label, {x, y, width, pitch}, text,
                   {.face = is_bold ? Face::sans_bold : Face::sans,
                    .size = text_small,
                    .color = color,
                    .align = TextAlign::right});
    };
    const bool is_request = state.summary.measured == Measured::requests;
    scene.text(
        Role::label, {room.x, y, room.width, pitch},
        fmt::format("{} {}{}", state.summary.latencies.size(),
                    is_request ? "requests: latency" : "callbacks: how long they waited",
                    state.summary.failed > 0 ? fmt::format(", {} not done", state.summary.failed)
                                             : std::string{}),
        {.face = Face::sans_bold, .size = text_small, .color = theme.ink});
    y += pitch;
    for (std::size_t i = 0; i < state.summary.percentiles.size(); ++i) {
        const Percentile& row = state.summary.percentiles[i];
        put(room.x, 46, percentile_name(row.parts), false, theme.muted);
        put(room.x + 50, 74, to_short(row.value), true, theme.ink);
        std::string rest = fmt::format("{} – {}", to_short(row.low), to_short(row.high));
        if (state.other && i < state.other_summary.percentiles.size())
            rest = fmt::format("B {}", to_short(state.other_summary.percentiles[i].value));
        put(room.x + 128, room.width - 128, rest, false, theme.muted);
        y += pitch;
    }
    put(room.x, 46, "max", false, theme.muted);
    put(room.x + 50, 74, to_short(state.summary.latencies.back()), true, theme.ink);
    if (!state.other) put(room.x + 128, room.width - 128, "95 % intervals", false, theme.muted);
}

void say_nothing(Scene& scene, std::string_view text, const Theme& theme) {
    scene.text(Role::label, {16, 12, scene.width() - 32, 22}, text,
               {.size = text_normal, .color = theme.muted});
}

}  // namespace

Plot latency_plot(const AppState& state, double width, double height) {
    Plot plot{.scene = Scene{width, height}, .bars = {}};
    const Theme& theme = theme_of(state);
    plot.scene.rectangle(Role::background, {0, 0, width, height}, theme.background);
    if (state.summary.latencies.empty()) {
        say_nothing(plot.scene, "no request arrives and no callback runs in this range", theme);
        return plot;
    }
    const double table = std::min(300.0, width * 0.4);
    const Box area{16, 12, std::max(width - table - 48, 60.0), std::max(height - 40, 40.0)};
    const Axis axis = axis_of(state.summary, area);
    plot.bars = area;
    plot.scene.rectangle(Role::panel, area, theme.panel);
    draw_bars(plot.scene, state, axis, theme);
    if (state.other && !state.other_summary.latencies.empty())
        draw_curve(plot.scene, state.other_summary.latencies, axis, row_of(Hue::tick).fill,
                   theme.line + 0.7);
    draw_curve(plot.scene, state.summary.latencies, axis, theme.ink, theme.line + 0.7);
    draw_ticks(plot.scene, axis, theme);
    draw_percentiles(plot.scene, state, {area.right() + 16, 10, table, height - 20}, theme);
    return plot;
}

std::size_t bar_at(const AppState& state, const Box& bars, double x) {
    if (state.summary.bins.empty() || bars.width <= 0) return 0;
    const Axis axis = axis_of(state.summary, bars);
    for (std::size_t i = 0; i < state.summary.bins.size(); ++i) {
        const Bin& bin = state.summary.bins[i];
        if (bin.count > 0 && x >= axis.x(bin.from) && x < axis.x(bin.to)) return i + 1;
    }
    return 0;
}

Scene waits_plot(const AppState& state, double width, double height) {
    Scene scene{width, height};
    const Theme& theme = theme_of(state);
    scene.rectangle(Role::background, {0, 0, width, height}, theme.background);
    if (state.summary.measured != Measured::requests) {
        say_nothing(scene,
                    "no request is done in this range: only requests know where their time went",
                    theme);
        return scene;
    }
    struct Bar {
        std::string name;
        const std::array<sim::Duration, sim::wait_reasons>* waits;
    };
    std::vector<Bar> bars{{"mean", &state.summary.waits_mean},
                          {"slowest 1 %", &state.summary.waits_worst}};
    if (state.other && state.other_summary.measured == Measured::requests) {
        bars.push_back({"B, mean", &state.other_summary.waits_mean});
        bars.push_back({"B, slowest 1 %", &state.other_summary.waits_worst});
    }
    std::int64_t longest = 1;
    for (const Bar& bar : bars) {
        std::int64_t sum = 0;
        for (const sim::Duration wait : *bar.waits) sum += wait.ns;
        longest = std::max(longest, sum);
    }
    const Box plot{120, 10, width - 220, 0};
    const double pitch = std::clamp((height - 60) / static_cast<double>(bars.size()), 22.0, 44.0);
    std::uint32_t used = 0;
    for (std::size_t b = 0; b < bars.size(); ++b) {
        const double y = plot.y + pitch * static_cast<double>(b);
        scene.text(Role::label, {10, y, 100, pitch - 8}, bars[b].name,
                   {.size = text_normal, .color = theme.muted, .align = TextAlign::right});
        double x = plot.x;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
            const sim::Duration wait = (*bars[b].waits)[i];
            if (wait.ns <= 0) continue;
            used |= 1U << i;
            sum += wait.ns;
            const double length =
                plot.width * static_cast<double>(wait.ns) / static_cast<double>(longest);
            Item& item = scene.rectangle(Role::span, {x, y, std::max(length - 1, 0.5), pitch - 8},
                                         wait_colors[i]);
            scene.set_title(item, fmt::format("{} {}", reason_name(i), to_short(wait)));
            if (length > 58)
                scene.text(Role::span, {x + 5, y, length - 10, pitch - 8}, to_short(wait),
                           {.size = text_small, .color = i == 3 ? rgb(0xFFFFFF) : rgb(0x14171A)});
            x += length;
        }
        scene.text(Role::label, {x + 6, y, 90, pitch - 8}, to_short(sim::Duration{sum}),
                   {.face = Face::sans_bold, .size = text_small, .color = theme.ink});
    }
    double x = plot.x;
    double y = plot.y + pitch * static_cast<double>(bars.size()) + 6;
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        if ((used >> i & 1U) == 0) continue;
        const std::string name = reason_name(i);
        const double wide = text_width(Face::sans, text_small, name) + 1;
        if (x + wide + 24 > width - 10) {
            x = plot.x;
            y += 20;
        }
        if (y + 18 > height) break;
        scene.rectangle(Role::legend, {x, y + 4, 12, 12}, wait_colors[i]).radius = 2;
        scene.text(Role::legend, {x + 18, y, wide, 20}, name,
                   {.size = text_small, .color = theme.muted});
        x += 18 + wide + 16;
    }
    return scene;
}

}  // namespace ui::gui
