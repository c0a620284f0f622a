#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/layout/picture.hpp"

namespace ui {

constexpr std::size_t sweep_percentiles = 5;
[[nodiscard]] std::string_view sweep_percentile_name(std::size_t index);  // "p50" ... "p99.9"

/// A latency in ns with its 95 % interval, which may be unknown.
struct SweepLatency {
    double value = 0;
    std::optional<double> low;
    std::optional<double> high;
};

/// What a forecast said of one combination of values.
struct SweepFigure {
    std::array<std::optional<SweepLatency>, sweep_percentiles> latencies;  // none if overloaded
    std::optional<double> growth;  // requests a second by which the queue grows: overloaded
    std::string top;               // what p99 mostly waits for
};

struct SweepDimension {
    std::string field;
    std::vector<std::string> values;  // as they were given: "4", "40/s", "20ms"
};

/// The forecasts of one or two fields' values.
struct SweepFigures {
    std::string program;
    std::string title;
    std::string node;
    std::vector<SweepDimension> dimensions;
    /// By index in the first dimension * values of the second + index in the second; none: not computed.
    std::vector<std::optional<SweepFigure>> cells;
};

/// Three digits of ns, for people.
[[nodiscard]] std::string latency_text(double ns);

/// What a latency is to stay below.
struct SweepTarget {
    std::size_t percentile = 3;  // index
    double bound = 0;            // ns
    bool is_strict = true;       // "<", not "<="
};

/// One field: percentiles as lines with their intervals. Two: a map of p99 (or of the target's percentile), with the
/// contour of the target. Marks that show a cell have its index as subject.
[[nodiscard]] Scene sweep_picture(const SweepFigures& sweep, const PictureOptions& options,
                                  const std::optional<SweepTarget>& target);

/// The same without a heading for a panel of a window, `zoom` times as large; `current` is the cell that is shown.
[[nodiscard]] Scene sweep_panel_scene(const SweepFigures& sweep, const PictureOptions& options,
                                      double zoom, const std::optional<SweepTarget>& target,
                                      std::optional<std::size_t> current);

}  // namespace ui
