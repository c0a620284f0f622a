#include "ui/layout/request.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/chart.hpp"
#include "ui/layout/request_time.hpp"

namespace ui {

namespace {

using sim::WaitReason;

constexpr Color dark_ink = rgb(0x14171A);
constexpr Color white = rgb(0xFFFFFF);

/// Work has a colour of its kind, waiting for it a lighter one; the letters are those of the terminal.
struct ReasonRow {
    char letter = ' ';
    Color fill;
    Color ink;
};
constexpr std::array<ReasonRow, sim::wait_reasons> reason_rows{{
    {'R', rgb(0x17A67C), dark_ink},  // running
    {'c', rgb(0xCC79A7), dark_ink},  // core wait
    {'g', rgb(0x9AA3AC), dark_ink},  // gc
    {'W', rgb(0x0072B2), white},     // pool work
    {'S', rgb(0xF0E442), dark_ink},  // station work
    {'d', rgb(0xE69F00), dark_ink},  // tick drain
    {'b', rgb(0xE2701E), dark_ink},  // loop busy
    {'q', rgb(0x8FC1E3), dark_ink},  // pool queue
    {'s', rgb(0xF7F0A8), dark_ink},  // station queue
    {'n', rgb(0xD5DBE1), dark_ink},  // socket
    {'t', rgb(0xF3CF80), dark_ink},  // timer
    {'o', rgb(0xB8C0C8), dark_ink},  // other
}};
constexpr ReasonRow unknown_row{'.', rgb(0xB8C0C8), dark_ink};

const ReasonRow& row_of(std::optional<WaitReason> reason) {
    return reason ? reason_rows[static_cast<std::size_t>(*reason)] : unknown_row;
}

std::uint32_t chosen(const sim::Trace& trace, const PictureOptions& options) {
    if (options.request && *options.request < trace.requests.size())
        return static_cast<std::uint32_t>(*options.request);
    std::uint32_t slowest = 0;
    sim::Duration most{-1};
    for (std::uint32_t i = 0; i < trace.requests.size(); ++i) {
        const sim::RequestRecord& request = trace.requests[i];
        const sim::Duration latency = request.done - request.arrival;
        if (request.outcome != sim::RequestOutcome::done || latency <= most) continue;
        most = latency;
        slowest = i;
    }
    return slowest;
}

/// "login 5 took 161 ms, longer than 83 % of 6".
std::string sentence(const sim::Trace& trace, std::uint32_t chosen) {
    const sim::RequestRecord& request = trace.requests[chosen];
    std::int64_t number = 0;
    std::int64_t done = 0;
    std::int64_t faster = 0;
    const sim::Duration latency = end_of(trace, request) - request.arrival;
    for (std::uint32_t i = 0; i < trace.requests.size(); ++i) {
        const sim::RequestRecord& other = trace.requests[i];
        if (other.load != request.load) continue;
        if (i <= chosen) ++number;
        if (other.outcome != sim::RequestOutcome::done) continue;
        ++done;
        if (other.done - other.arrival < latency) ++faster;
    }
    const std::string name = fmt::format(
        "{} {}", to_plain_line(trace.names.text(trace.statistics.loads[request.load].name)),
        number);
    if (request.outcome != sim::RequestOutcome::done) {
        return fmt::format("{} {} after {}", name,
                           request.outcome == sim::RequestOutcome::in_flight ? "is still waiting"
                           : request.outcome == sim::RequestOutcome::failed  ? "failed"
                                                                             : "timed out",
                           to_short(latency));
    }
    if (done == 1) return fmt::format("{} took {}", name, to_short(latency));
    return fmt::format("{} took {}, longer than {} of {}", name, to_short(latency),
                       sim::format_count(faster), sim::format_count(done));
}

struct Row {
    std::optional<WaitReason> reason;
    std::string name;
    sim::Duration time;
    std::vector<ReasonInterval> intervals;
};

/// One row a reason, in the order in which they first hold.
std::vector<Row> rows_of(const sim::Trace& trace, std::uint32_t request) {
    std::vector<Row> rows;
    for (const ReasonInterval& interval : reasons_over_time(trace, request)) {
        auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const Row& one) { return one.reason == interval.reason; });
        if (row == rows.end()) {
            const std::string_view name = interval.reason ? sim::to_text(*interval.reason)
                                                          : std::string_view{"other waiting"};
            rows.push_back({.reason = interval.reason,
                            .name = std::string{name},
                            .time = {},
                            .intervals = {}});
            row = std::prev(rows.end());
        }
        row->time += sim::Duration{interval.to - interval.from};
        row->intervals.push_back(interval);
    }
    return rows;
}

void draw_bar(Scene& scene, const DurationAxis& axis, const ReasonInterval& interval,
              std::int64_t arrival, const Box& row, std::string_view name) {
    const ReasonRow& look = row_of(interval.reason);
    const double left = axis.x(interval.from - arrival);
    const double width = std::max(axis.x(interval.to - arrival) - left, 1.5);
    const Box box{std::min(left, axis.plot.right() - width), row.y, width, row.height};
    Item& back = scene.rectangle(Role::span, box, look.fill);
    back.radius = static_cast<float>(std::min(3.0, width / 4));
    const std::string length = to_short(sim::Duration{interval.to - interval.from});
    scene.set_title(back, fmt::format("{}, {}", name, length));
    const std::string letter{look.letter};
    const double letter_width = text_width(Face::sans_bold, text_normal, letter) + 1;
    if (width < letter_width + 8) return;
    const double length_width = text_width(Face::sans, text_normal, length) + 1;
    const bool has_length = width > letter_width + length_width + 24;
    scene.text(
        Role::span,
        {box.x + (has_length ? 8 : (width - letter_width) / 2), box.y, letter_width, box.height},
        letter, {.face = Face::sans_bold, .size = text_normal, .color = look.ink});
    if (has_length)
        scene.text(Role::span, {box.x + 14 + letter_width, box.y, length_width, box.height}, length,
                   {.size = text_normal, .color = look.ink});
}

}  // namespace

Scene request_picture(const Subject& subject, const PictureOptions& options) {
    const sim::Trace& trace = *subject.trace;
    Frame frame = begin_frame(subject, options);
    const std::uint32_t request = chosen(trace, options);
    const sim::RequestRecord& record = trace.requests[request];
    const std::string about = sentence(trace, request);
    add_caption(frame, {}, about);
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const std::vector<Row> rows = rows_of(trace, request);
    scene.description = about + ".";
    const std::int64_t latency =
        std::max<std::int64_t>((end_of(trace, record) - record.arrival).ns, 1);

    constexpr double label_width = 120;
    constexpr double total_width = 150;
    Box plot{frame.body.x + label_width, frame.body.y, frame.body.width - label_width - total_width,
             frame.body.height - duration_axis_height};
    // All of it in one bar, then each reason by itself.
    const double all_rows = static_cast<double>(rows.size()) + 1.5;
    const sim::Histogram& all = trace.statistics.loads[record.load].latency;
    const bool has_others = all.count() > 1 && record.outcome == sim::RequestOutcome::done;
    constexpr double others_least = 120;
    constexpr double others_gap = duration_axis_height + 24;
    // Rows make room for the others, as long as they can be read.
    const double beside = (plot.height - others_least - others_gap) / all_rows;
    const double pitch =
        std::min(62.0, has_others && beside >= 38 ? beside : plot.height / all_rows);
    plot.height = pitch * (static_cast<double>(rows.size()) + 1.3);
    DurationAxis axis{.from = 0, .to = latency, .plot = plot};
    draw_duration_axis(frame, axis);
    const auto row_box = [&](double index) {
        return Box{plot.x, plot.y + pitch * index + pitch * 0.12, plot.width, pitch * 0.76};
    };
    const auto label = [&](const Box& row, std::string_view name, std::string_view total,
                           Face face) {
        scene.text(
            Role::label, {frame.body.x, row.y, label_width - 14, row.height}, name,
            {.face = face, .size = text_normal, .color = theme.ink, .align = TextAlign::right});
        scene.text(Role::label, {plot.right() + 14, row.y, total_width - 14, row.height}, total,
                   {.face = face, .size = text_normal, .color = theme.ink});
    };
    const Box whole = row_box(0);
    label(whole, "the request", to_short(sim::Duration{latency}), Face::sans_bold);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Box row = row_box(static_cast<double>(i) + 1.3);
        label(row, rows[i].name,
              fmt::format(
                  "{}  ·  {:.1f} %", to_short(rows[i].time),
                  100.0 * static_cast<double>(rows[i].time.ns) / static_cast<double>(latency)),
              Face::sans);
        scene.description += fmt::format(" {} {}.", rows[i].name, to_short(rows[i].time));
        scene.line(Role::grid, {plot.x, row.bottom() + pitch * 0.12},
                   {plot.right(), row.bottom() + pitch * 0.12}, theme.grid, 1);
        double drawn_to = 0;
        for (const ReasonInterval& interval : rows[i].intervals) {
            // Of what is shorter than a pixel, one in each pixel.
            const double right = axis.x(interval.to - record.arrival.ns);
            if (right < drawn_to + 1) continue;
            drawn_to = right;
            draw_bar(scene, axis, interval, record.arrival.ns, row, rows[i].name);
            draw_bar(scene, axis, interval, record.arrival.ns, whole, rows[i].name);
        }
    }
    // Where it stands among the others, if there is room.
    const double top = plot.bottom() + others_gap;
    const double left = frame.body.bottom() - top;
    if (has_others && left >= others_least) {
        draw_histogram(frame, all,
                       fmt::format("among {} answered requests", sim::format_count(all.count())),
                       {plot.x - 12, top, plot.width + 36, std::min(left, 260.0)},
                       row_of(WaitReason::pool_queue).fill, sim::Duration{latency});
    }
    return std::move(frame.scene);
}

}  // namespace ui
