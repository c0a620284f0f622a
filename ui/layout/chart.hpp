#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/histogram.hpp"
#include "ui/layout/frame.hpp"

namespace ui {

/// An axis of durations from left to right, straight or logarithmic.
struct DurationAxis {
    std::int64_t from = 0;  // at the left; at least 1 if logarithmic
    std::int64_t to = 1;
    bool is_logarithmic = false;
    bool is_cut = false;  // what is smaller than `from` stands at the left, too
    Box plot;
    double tick_gap = 110;  // between two ticks, at least

    [[nodiscard]] double x(std::int64_t at) const;
};

/// The range from `least` to `most` widened to round numbers, on an axis that is logarithmic if they lie far apart. At most
/// three decades: what is smaller stands at the left end.
[[nodiscard]] DurationAxis axis_for(std::int64_t least, std::int64_t most, const Box& plot);

/// Round values along the axis, and how they are written.
[[nodiscard]] std::vector<std::int64_t> ticks_of(const DurationAxis& axis);
[[nodiscard]] std::string tick_text(std::int64_t ns);

/// Room for the names of the ticks below a plot.
constexpr double duration_axis_height = 26;

/// Lines through the plot and names below it.
void draw_duration_axis(Frame& frame, const DurationAxis& axis);

/// How often values lie where, below a title; `mark` is a value to point at.
void draw_histogram(Frame& frame, const sim::Histogram& values, std::string_view title,
                    const Box& area, Color color, std::optional<sim::Duration> mark);

}  // namespace ui
