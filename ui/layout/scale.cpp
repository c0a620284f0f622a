#include "ui/layout/scale.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"

namespace ui {

Scale::Scale(Range range, double left, double width) : range_(range), left_(left), width_(width) {
    if (range_.to <= range_.from) range_.to = range_.from + 1;
}

Scale::Scale(std::vector<Knot> knots)
    : range_{knots.front().at, knots.back().at},
      left_(knots.front().x),
      width_(knots.back().x - knots.front().x),
      knots_(std::move(knots)) {
    SIM_CHECK(knots_.size() >= 2);
}

double Scale::x(Position at) const {
    const Position clamped = std::clamp(at, range_.from, range_.to);
    if (knots_.empty()) {
        return left_ + static_cast<double>(clamped - range_.from) * width_ /
                           static_cast<double>(range_.to - range_.from);
    }
    const auto after =
        std::upper_bound(knots_.begin(), knots_.end(), clamped,
                         [](Position value, const Knot& knot) { return value < knot.at; });
    if (after == knots_.end()) return knots_.back().x;
    const Knot& before = *(after - 1);
    const double share = static_cast<double>(clamped - before.at) /
                         static_cast<double>(std::max<Position>(after->at - before.at, 1));
    return before.x + share * (after->x - before.x);
}

Position Scale::position(double x) const {
    const double share = (x - left_) / width_;
    return range_.from +
           static_cast<Position>(std::ceil(share * static_cast<double>(range_.to - range_.from)));
}

std::vector<Scale::Knot> bent_knots(Scale::Range range, std::vector<Wish> wishes, double left,
                                    double width, double (*weight)(const void*, Position, Position),
                                    const void* context) {
    std::vector<Position> at{range.from, range.to};
    for (Wish& wish : wishes) {
        wish.from = std::clamp(wish.from, range.from, range.to);
        wish.to = std::clamp(wish.to, range.from, range.to);
        at.push_back(wish.from);
        at.push_back(wish.to);
    }
    std::sort(at.begin(), at.end());
    at.erase(std::unique(at.begin(), at.end()), at.end());
    if (at.size() < 2) return {};
    const auto index = [&](Position position) {
        return static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), position) -
                                        at.begin());
    };
    // Short wishes first, so that long ones count what those inside them got already.
    std::sort(wishes.begin(), wishes.end(), [](const Wish& a, const Wish& b) {
        return a.to - a.from != b.to - b.from ? a.to - a.from < b.to - b.from : a.from < b.from;
    });
    std::vector<double> widths(at.size() - 1, 0.0);
    for (const Wish& wish : wishes) {
        const std::size_t first = index(wish.from);
        const std::size_t last = index(wish.to);
        if (first >= last) continue;
        double have = 0;
        for (std::size_t i = first; i < last; ++i) have += widths[i];
        const double lacking = (wish.width - have) / static_cast<double>(last - first);
        for (std::size_t i = first; i < last && lacking > 0; ++i) widths[i] += lacking;
    }
    double used = 0;
    double weights = 0;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) {
        used += widths[i];
        weights += weight(context, at[i], at[i + 1]);
    }
    if (used > width) return {};
    std::vector<Scale::Knot> knots{{.at = at.front(), .x = left}};
    for (std::size_t i = 0; i + 1 < at.size(); ++i) {
        const double share = weights > 0 ? weight(context, at[i], at[i + 1]) / weights
                                         : 1.0 / static_cast<double>(widths.size());
        knots.push_back(
            {.at = at[i + 1], .x = knots.back().x + widths[i] + (width - used) * share});
    }
    knots.back().x = left + width;
    return knots;
}

}  // namespace ui
