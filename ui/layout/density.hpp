#pragma once

#include <cstdint>
#include <vector>

#include "ui/layout/scale.hpp"
#include "ui/layout/tracks.hpp"

namespace ui {

constexpr std::uint8_t shares_all = 8;

/// What is drawn for one interval, or for many that are too short to be seen alone.
struct Mark {
    double x = 0;
    double width = 0;
    Hue hue = Hue::wait;
    std::uint8_t share = shares_all;  // how much of the width is busy, in eighths, at least one
    std::uint32_t longest = 0;        // index of the interval, or of the longest of those merged
    std::uint32_t count = 1;
};

/// The marks of one level from left to right: intervals of at least two pixels each for itself; shorter ones merged by
/// columns of two pixels, equal neighbours into one. On a straight scale the columns stand on a grid of absolute time, so
/// that nothing shimmers when the range moves. Costs O(pixels log intervals) there.
[[nodiscard]] std::vector<Mark> marks_of(const Level& level, const Scale& scale);

/// The highest depth in each column of two pixels: left edge and count, where that changes.
struct DepthMark {
    double x = 0;
    std::uint32_t count = 0;
};
[[nodiscard]] std::vector<DepthMark> depth_marks(const std::vector<Depth>& depths,
                                                 const Scale& scale);

}  // namespace ui
