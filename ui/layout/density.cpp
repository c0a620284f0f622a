// Level of detail. The first visible interval is found by binary search; from a short one the search gallops (1, 2, 4 ...
// then halves) to the first that starts in a later column. What lies between is one mark: its hue is the one with most
// time in it, its share how much of the column is busy, both from the sums of the index.
#include "ui/layout/density.hpp"

#include <algorithm>

namespace ui {

namespace {

constexpr double column_width = 2;  // pixels

/// The first index at or after `i` whose interval starts at `at` or later.
std::size_t gallop(const std::vector<Position>& from, std::size_t i, Position at) {
    std::size_t step = 1;
    while (i + step < from.size() && from[i + step] < at) {
        i += step;
        step *= 2;
    }
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(i + step, from.size()));
    return static_cast<std::size_t>(std::lower_bound(begin, end, at) - from.begin());
}

Mark merged(const Level& level, std::size_t first, std::size_t last, Position width) {
    Position best = -1;
    Position busy = 0;
    Mark mark;
    for (std::size_t i = 0; i < hue_count; ++i) {
        const auto hue = static_cast<Hue>(i);
        if (level.sum_of[i] == 0 && !level.sums.empty()) continue;
        const Position length = length_of(level, hue, first, last);
        busy += length;
        if (length > best) {
            best = length;
            mark.hue = hue;
        }
    }
    const Position whole = std::max<Position>(width, 1);
    mark.share = static_cast<std::uint8_t>(
        std::clamp<Position>((busy * shares_all + whole / 2) / whole, 1, shares_all));
    mark.longest = static_cast<std::uint32_t>(longest_of(level, first, last));
    mark.count = static_cast<std::uint32_t>(last - first);
    return mark;
}

Mark alone(const Level& level, std::size_t i, double x, double width) {
    return {.x = x,
            .width = width,
            .hue = level.hue[i],
            .share = shares_all,
            .longest = static_cast<std::uint32_t>(i),
            .count = 1};
}

void append(std::vector<Mark>& marks, const Mark& mark, const Level& level) {
    if (!marks.empty() && mark.count > 0) {
        Mark& last = marks.back();
        const bool is_equal = last.hue == mark.hue && last.share == mark.share &&
                              last.width < 2000 && mark.x - (last.x + last.width) < 0.01 &&
                              (last.count > 1 || last.width <= column_width);
        if (is_equal) {
            last.width = mark.x + mark.width - last.x;
            last.count += mark.count;
            const auto length = [&](std::uint32_t i) { return level.to[i] - level.from[i]; };
            if (length(mark.longest) > length(last.longest)) last.longest = mark.longest;
            return;
        }
    }
    marks.push_back(mark);
}

std::vector<Mark> straight_marks(const Level& level, const Scale& scale) {
    std::vector<Mark> marks;
    const double per_pixel =
        static_cast<double>(scale.to() - scale.from()) / (scale.right() - scale.left());
    // Whole positions a column; at least one, where pixels are finer than positions.
    const auto step = std::max<Position>(static_cast<Position>(column_width * per_pixel), 1);
    const auto wide = static_cast<Position>(column_width * per_pixel);
    std::size_t i = static_cast<std::size_t>(
        std::upper_bound(level.to.begin(), level.to.end(), scale.from()) - level.to.begin());
    // What ends exactly where the picture begins is not in it, unless it has no length.
    while (i > 0 && level.from[i - 1] == scale.from()) --i;
    while (i < level.size() && level.from[i] <= scale.to()) {
        const double x = scale.x(level.from[i]);
        if (level.to[i] - level.from[i] >= wide) {
            marks.push_back(alone(level, i, x, std::max(scale.x(level.to[i]) - x, 1.0)));
            ++i;
            continue;
        }
        const Position cell = level.from[i] / step;
        const Position end = (cell + 1) * step;
        std::size_t next = std::max(gallop(level.from, i, end), i + 1);
        // A long one at the end of the column stands for itself.
        if (next - i > 1 && level.to[next - 1] - level.from[next - 1] >= wide) --next;
        Mark mark = merged(level, i, next, step);
        const double left = scale.x(std::max(cell * step, scale.from()));
        const double before = marks.empty() ? scale.left() : marks.back().x + marks.back().width;
        mark.x = std::max(left, before);
        double until = std::min(scale.x(end), scale.right());
        if (next < level.size() && next - i >= 1)
            until = std::min(until, std::max(scale.x(level.from[next]), mark.x));
        mark.width = std::max(until - mark.x, 0.0);
        if (mark.width <= 0) mark.width = std::min(0.5, scale.right() - mark.x);
        if (mark.x < scale.right()) append(marks, mark, level);
        i = next;
    }
    return marks;
}

std::vector<Mark> bent_marks(const Level& level, const Scale& scale) {
    std::vector<Mark> marks;
    for (std::size_t i = 0; i < level.size(); ++i) {
        if (level.to[i] <= scale.from() || level.from[i] >= scale.to()) continue;
        const double x = scale.x(level.from[i]);
        const double width = scale.x(level.to[i]) - x;
        if (width < 0.25) continue;  // the knots gave it no room: nothing happens in it
        marks.push_back(alone(level, i, x, width));
    }
    return marks;
}

}  // namespace

std::vector<Mark> marks_of(const Level& level, const Scale& scale) {
    return scale.is_straight() ? straight_marks(level, scale) : bent_marks(level, scale);
}

std::vector<DepthMark> depth_marks(const std::vector<Depth>& depths, const Scale& scale) {
    std::vector<DepthMark> marks;
    auto i = std::upper_bound(depths.begin(), depths.end(), scale.from(),
                              [](Position value, const Depth& depth) { return value < depth.at; });
    const auto put = [&](double x, std::uint32_t count) {
        if (marks.empty() || marks.back().count != count) marks.push_back({.x = x, .count = count});
    };
    put(scale.left(), i == depths.begin() ? 0 : (i - 1)->count);
    while (i != depths.end() && i->at < scale.to()) {
        const double x = scale.x(i->at);
        std::uint32_t most = i->count;
        auto next = i + 1;
        if (scale.is_straight()) {
            const Position end = std::max(scale.position(x + column_width), i->at + 1);
            for (; next != depths.end() && next->at < end; ++next)
                most = std::max(most, next->count);
        }
        put(x, most);
        // The most of a column holds for its width; then what it ends with, if that lasts for another column.
        if (next == depths.end() || scale.x(next->at) >= x + 2 * column_width)
            put(x + column_width, (next - 1)->count);
        i = next;
    }
    return marks;
}

}  // namespace ui
