#pragma once

#include <vector>

#include "ui/layout/tracks.hpp"

namespace ui {

/// Which positions stand at which pixels: straight, or bent at knots so that short things are wide enough to read.
class Scale {
public:
    struct Range {
        Position from = 0;
        Position to = 1;
    };
    struct Knot {
        Position at = 0;
        double x = 0;
    };

    Scale(Range range, double left, double width);
    /// At least two knots, ascending in both.
    explicit Scale(std::vector<Knot> knots);

    [[nodiscard]] double x(Position at) const;
    /// The first position at or right of `x`; only for straight scales.
    [[nodiscard]] Position position(double x) const;
    [[nodiscard]] bool is_straight() const { return knots_.empty(); }
    [[nodiscard]] Position from() const { return range_.from; }
    [[nodiscard]] Position to() const { return range_.to; }
    [[nodiscard]] double left() const { return left_; }
    [[nodiscard]] double right() const { return left_ + width_; }

private:
    Range range_;
    double left_ = 0;
    double width_ = 0;
    std::vector<Knot> knots_;
};

/// A stretch that needs some width.
struct Wish {
    Position from = 0;
    Position to = 0;
    double width = 0;
};

/// A bent scale over `range` in which each wish has its width; empty if they do not all fit into `width`. What is
/// left goes to the stretches by `weight(from, to)`, the time that passes in them.
[[nodiscard]] std::vector<Scale::Knot> bent_knots(Scale::Range range, std::vector<Wish> wishes,
                                                  double left, double width,
                                                  double (*weight)(const void*, Position, Position),
                                                  const void* context);

}  // namespace ui
