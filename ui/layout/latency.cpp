#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/chart.hpp"
#include "ui/layout/request.hpp"

namespace ui {

namespace {

/// Okabe and Ito again, those that stand out from white and from black; lines are told apart by their dashes, too.
constexpr std::array<Color, 6> line_colors{rgb(0x0072B2), rgb(0xD55E00), rgb(0x109C74),
                                           rgb(0xCC79A7), rgb(0x56B4E9), rgb(0xE69F00)};

struct Endpoint {
    std::string name;
    const sim::Histogram* latency = nullptr;
    Color color;
    bool is_dashed = false;
};

std::vector<Endpoint> endpoints_of(const sim::Trace& trace, std::size_t& left_out) {
    std::vector<Endpoint> endpoints;
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        if (load.latency.count() == 0) continue;
        if (endpoints.size() == line_colors.size()) {
            ++left_out;
            continue;
        }
        const std::size_t i = endpoints.size();
        endpoints.push_back({.name = to_plain_line(trace.names.text(load.name)),
                             .latency = &load.latency,
                             .color = line_colors[i],
                             .is_dashed = i % 2 == 1});
    }
    return endpoints;
}

double y_of(const Box& plot, double share) { return plot.bottom() - plot.height * share; }

void draw_shares(Frame& frame, const Box& plot) {
    for (const int percent : {0, 25, 50, 75, 90, 100}) {
        const double y = y_of(plot, percent / 100.0);
        frame.scene.line(Role::grid, {plot.x, y}, {plot.right(), y}, frame.theme->grid, 1);
        frame.scene.text(
            Role::axis, {plot.x - 60, y - 9, 50, 18}, fmt::format("{} %", percent),
            {.size = text_small, .color = frame.theme->muted, .align = TextAlign::right});
    }
}

/// Steps thinned to one point a pixel, so that a histogram of any size is a short line.
std::vector<Point> curve_of(const sim::Histogram& latency, const DurationAxis& axis) {
    std::vector<Point> points{{axis.x(latency.min().ns), axis.plot.bottom()}};
    std::int64_t count = 0;
    const auto total = static_cast<double>(latency.count());
    for (const sim::Histogram::Bucket& bucket : latency.buckets()) {
        const double x = axis.x(std::min(bucket.last, latency.max()).ns);
        const double before = points.back().y;
        count += bucket.count;
        const double y = y_of(axis.plot, static_cast<double>(count) / total);
        if (x < points.back().x + 1 && points.size() > 1) {
            points.back().y = y;
            continue;
        }
        if (x > points.back().x) points.push_back({x, before});
        points.push_back({x, y});
    }
    return points;
}

/// A dot on the curve at a percentile.
void draw_mark(Frame& frame, const DurationAxis& axis, const Endpoint& endpoint, double share) {
    const sim::Duration value =
        endpoint.latency->percentile(static_cast<std::int32_t>(std::lround(share * 100'000)));
    constexpr double size = 9;
    const Point at{axis.x(value.ns), y_of(axis.plot, share)};
    Item& dot = frame.scene.rectangle(Role::curve, {at.x - size / 2, at.y - size / 2, size, size},
                                      endpoint.color);
    dot.radius = size / 2;
    dot.stroke = frame.theme->background;
    dot.stroke_width = 1.5F;
    frame.scene.set_title(
        dot, fmt::format("{}: p{:g} is {}", endpoint.name, share * 100, to_short(value)));
}

/// "72.3 % timed out and 1.2 % failed": of all requests, those that have no latency; empty: none.
std::string unanswered_text(const sim::Trace& trace) {
    std::int64_t done = 0;
    std::int64_t timed_out = 0;
    std::int64_t failed = 0;
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        done += load.done;
        timed_out += load.timed_out;
        failed += load.failed;
    }
    const auto all = static_cast<double>(done + timed_out + failed);
    std::string text;
    const auto add = [&](std::int64_t count, std::string_view what) {
        if (count == 0) return;
        text += fmt::format("{}{:.3g} % {}", text.empty() ? "" : " and ",
                            100 * static_cast<double>(count) / all, what);
    };
    add(timed_out, "timed out");
    add(failed, "failed");
    return text;
}

void draw_curves(Frame& frame, const std::vector<Endpoint>& endpoints, const Box& area,
                 std::string_view heading) {
    Scene& scene = frame.scene;
    scene.text(Role::label, {area.x, area.y, area.width, 20}, heading,
               {.face = Face::sans_bold, .size = text_normal, .color = frame.theme->ink});
    const Box plot{area.x + 62, area.y + 34, area.width - 62 - 24,
                   area.height - 34 - duration_axis_height};
    std::int64_t least = endpoints.front().latency->min().ns;
    std::int64_t most = 1;
    for (const Endpoint& endpoint : endpoints) {
        least = std::min(least, endpoint.latency->min().ns);
        most = std::max(most, endpoint.latency->max().ns);
    }
    const DurationAxis axis = axis_for(least, most, plot);
    draw_shares(frame, plot);
    draw_duration_axis(frame, axis);
    for (const Endpoint& endpoint : endpoints) {
        const std::vector<Point> points = curve_of(*endpoint.latency, axis);
        Item& curve = scene.path(Role::curve, points, false);
        curve.stroke = endpoint.color;
        curve.stroke_width = static_cast<float>(frame.theme->line + 1);
        curve.is_dashed = endpoint.is_dashed;
    }
    for (const Endpoint& endpoint : endpoints) {
        for (const double share : {0.5, 0.95, 0.99}) draw_mark(frame, axis, endpoint, share);
    }
}

struct Column {
    std::string_view name;
    std::int32_t parts = 0;
};
constexpr std::array<Column, 5> columns{
    {{"p50", 50'000}, {"p90", 90'000}, {"p95", 95'000}, {"p99", 99'000}, {"max", 100'000}}};

constexpr double table_pitch = 26;

constexpr double name_indent = 34;

std::string value_text(const Endpoint& endpoint, const Column& column) {
    return to_short(endpoint.latency->percentile(column.parts));
}

/// As wide as looks well, but narrower where names need the room, down to the widest value.
double column_width(const std::vector<Endpoint>& endpoints, double table_width) {
    constexpr double usual = 74;
    constexpr double between = 12;
    double name = 0;
    double value = 0;
    for (const Endpoint& endpoint : endpoints) {
        name = std::max(name, text_width(Face::sans, text_normal, endpoint.name));
        for (const Column& column : columns)
            value =
                std::max(value, text_width(Face::sans, text_normal, value_text(endpoint, column)));
    }
    const double left = table_width - name_indent - name - 2 * between;
    return std::clamp(left / static_cast<double>(columns.size()), std::min(value + between, usual),
                      usual);
}

void draw_table(Frame& frame, const std::vector<Endpoint>& endpoints, const Box& area) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const double width = column_width(endpoints, area.width);
    const double names = area.width - width * static_cast<double>(columns.size());
    const auto cell = [&](std::size_t column, double y) {
        return Box{area.x + names + width * static_cast<double>(column), y, width, table_pitch};
    };
    for (std::size_t i = 0; i < columns.size(); ++i)
        scene.text(Role::label, cell(i, area.y), columns[i].name,
                   {.size = text_small, .color = theme.muted, .align = TextAlign::right});
    double y = area.y + table_pitch;
    for (const Endpoint& endpoint : endpoints) {
        scene.line(Role::grid, {area.x, y}, {area.right(), y}, theme.grid, 1);
        Item& sample =
            scene.line(Role::legend, {area.x, y + table_pitch / 2},
                       {area.x + 26, y + table_pitch / 2}, endpoint.color, theme.line + 1);
        sample.is_dashed = endpoint.is_dashed;
        scene.text(Role::legend, {area.x + name_indent, y, names - name_indent - 4, table_pitch},
                   endpoint.name, {.size = text_normal, .color = theme.ink});
        for (std::size_t i = 0; i < columns.size(); ++i)
            scene.text(Role::label, cell(i, y), value_text(endpoint, columns[i]),
                       {.size = text_normal, .color = theme.ink, .align = TextAlign::right});
        y += table_pitch;
    }
}

struct Panel {
    const sim::Histogram* values = nullptr;
    std::string title;
    Color color;
};

/// One of each loop that was monitored, then one of each endpoint.
std::vector<Panel> panels_of(const sim::Trace& trace, const std::vector<Endpoint>& endpoints) {
    std::vector<Panel> panels;
    for (const sim::LoopStatistics& loop : trace.statistics.loops) {
        if (loop.delay.count() == 0) continue;
        const std::string name = to_plain_line(trace.names.text(loop.name));
        panels.push_back({.values = &loop.delay,
                          .title = fmt::format("delay of {}: p50 {}, p99 {}",
                                               name.empty() || name == "main" ? "the loop" : name,
                                               to_short(loop.delay.percentile(50'000)),
                                               to_short(loop.delay.percentile(99'000))),
                          .color = rgb(0xE2701E)});
    }
    for (const Endpoint& endpoint : endpoints) {
        panels.push_back({.values = endpoint.latency,
                          .title = fmt::format("{}: {} answered", endpoint.name,
                                               sim::format_count(endpoint.latency->count())),
                          .color = endpoint.color});
    }
    return panels;
}

/// As many as have room, one below the other.
void draw_panels(Frame& frame, std::vector<Panel> panels, const Box& area) {
    constexpr double least = 130;
    const auto fit = static_cast<std::size_t>(std::max(area.height / least, 0.0));
    if (panels.size() > fit) panels.resize(fit);
    const double height =
        area.height / static_cast<double>(std::max<std::size_t>(panels.size(), 1));
    for (std::size_t i = 0; i < panels.size(); ++i) {
        draw_histogram(frame, *panels[i].values, panels[i].title,
                       {area.x, area.y + height * static_cast<double>(i), area.width, height - 18},
                       panels[i].color, {});
    }
}

}  // namespace

bool has_latencies(const sim::Trace& trace) {
    return std::any_of(trace.statistics.loads.begin(), trace.statistics.loads.end(),
                       [](const sim::LoadStatistics& load) { return load.latency.count() > 0; }) ||
           std::any_of(trace.statistics.loops.begin(), trace.statistics.loops.end(),
                       [](const sim::LoopStatistics& loop) { return loop.delay.count() > 0; });
}

Scene latency_picture(const Subject& subject, const PictureOptions& options) {
    const sim::Trace& trace = *subject.trace;
    Frame frame = begin_frame(subject, options);
    if (!subject.about.empty()) add_caption(frame, {}, subject.about);
    std::size_t left_out = 0;
    const std::vector<Endpoint> endpoints = endpoints_of(trace, left_out);
    frame.scene.description = fmt::format("Latencies of {}.", subject.title);
    for (const Endpoint& endpoint : endpoints) {
        frame.scene.description += fmt::format(
            " {}: {} requests, p50 {}, p95 {}, p99 {}, max {}.", endpoint.name,
            sim::format_count(endpoint.latency->count()),
            to_short(endpoint.latency->percentile(50'000)),
            to_short(endpoint.latency->percentile(95'000)),
            to_short(endpoint.latency->percentile(99'000)), to_short(endpoint.latency->max()));
    }
    const Box body = frame.body;
    if (endpoints.empty()) {
        draw_panels(frame, panels_of(trace, endpoints), body);
        return std::move(frame.scene);
    }
    const bool is_below = is_upright(options);
    const double half = std::floor(body.height * 0.45);
    const double right = is_below ? body.width : std::min(520.0, body.width * 0.46);
    const std::string unanswered = unanswered_text(trace);
    if (!unanswered.empty())
        frame.scene.description += fmt::format(" Of all requests {}.", unanswered);
    const std::string heading =
        unanswered.empty() ? std::string{"share of requests answered within"}
                           : fmt::format("share of answered requests; of all, {}", unanswered);
    draw_curves(frame, endpoints,
                is_below ? Box{body.x, body.y, body.width, half}
                         : Box{body.x, body.y, body.width - right - 32, body.height},
                heading);
    Box side{body.right() - right, is_below ? body.y + half + 16 : body.y, right, body.height};
    draw_table(frame, endpoints, side);
    side.y += table_pitch * (static_cast<double>(endpoints.size()) + 1) + 4;
    if (left_out > 0) {
        frame.scene.text(Role::legend, {side.x, side.y, side.width, 20},
                         fmt::format("{} more are not shown", left_out),
                         {.size = text_small, .color = frame.theme->muted});
        side.y += 20;
    }
    frame.scene.text(Role::legend, {side.x, side.y, side.width, 20}, "dots: p50, p95, p99",
                     {.size = text_small, .color = frame.theme->muted});
    side.y += 40;
    side.height = body.bottom() - side.y;
    draw_panels(frame, panels_of(trace, endpoints), side);
    return std::move(frame.scene);
}

}  // namespace ui
