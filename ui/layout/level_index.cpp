// The index of a level: block maxima at strides of 32, 1024 and 32768 find the longest interval of any run in
// O(log n); prefix sums by hue at a stride of 32 say how long each hue is in it. Two to four bytes an interval.
#include <algorithm>

#include "ui/layout/tracks.hpp"

namespace ui {

namespace {

constexpr std::size_t stride = 32;

Position length_at(const Level& level, std::size_t i) { return level.to[i] - level.from[i]; }

/// The first of the longer ones, so that the answer does not depend on how the run is cut.
std::size_t longer(const Level& level, std::size_t a, std::size_t b) {
    const Position of_a = length_at(level, a);
    const Position of_b = length_at(level, b);
    if (of_a != of_b) return of_a > of_b ? a : b;
    return std::min(a, b);
}

}  // namespace

void add_index(Level& level) {
    const std::size_t count = level.size();
    level.sum_of = {};
    level.sums.clear();
    for (std::vector<std::uint32_t>& blocks : level.longest) blocks.clear();
    if (count <= stride) return;
    for (std::size_t first = 0; first < count; first += stride) {
        const std::size_t last = std::min(first + stride, count);
        std::size_t best = first;
        for (std::size_t i = first + 1; i < last; ++i) best = longer(level, best, i);
        level.longest[0].push_back(static_cast<std::uint32_t>(best));
    }
    for (std::size_t depth = 1; depth < level.longest.size(); ++depth) {
        const std::vector<std::uint32_t>& below = level.longest[depth - 1];
        for (std::size_t first = 0; first < below.size(); first += stride) {
            const std::size_t last = std::min(first + stride, below.size());
            std::size_t best = below[first];
            for (std::size_t i = first + 1; i < last; ++i) best = longer(level, best, below[i]);
            level.longest[depth].push_back(static_cast<std::uint32_t>(best));
        }
    }
    std::array<Position, hue_count> sums{};
    for (const Hue hue : level.hue) {
        std::uint8_t& index = level.sum_of[static_cast<std::size_t>(hue)];
        if (index != 0) continue;
        level.sums.emplace_back().reserve(count / stride + 1);
        index = static_cast<std::uint8_t>(level.sums.size());
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (i % stride == 0) {
            for (std::size_t hue = 0; hue < hue_count; ++hue) {
                if (level.sum_of[hue] != 0) level.sums[level.sum_of[hue] - 1U].push_back(sums[hue]);
            }
        }
        sums[static_cast<std::size_t>(level.hue[i])] += length_at(level, i);
    }
}

std::size_t longest_of(const Level& level, std::size_t first, std::size_t last) {
    std::size_t best = first;
    std::size_t i = first;
    while (i < last) {
        // The largest aligned block that begins here and ends in time.
        std::size_t step = 1;
        std::size_t depth = 0;
        for (std::size_t wide = stride, d = 0; d < level.longest.size(); ++d, wide *= stride) {
            if (i % wide != 0 || i + wide > last || level.longest[d].empty()) break;
            step = wide;
            depth = d + 1;
        }
        best = longer(level, best, depth == 0 ? i : level.longest[depth - 1][i / step]);
        i += step;
    }
    return best;
}

Position length_of(const Level& level, Hue hue, std::size_t first, std::size_t last) {
    const auto scan = [&](std::size_t begin, std::size_t end) {
        Position sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (level.hue[i] == hue) sum += length_at(level, i);
        }
        return sum;
    };
    if (last - first <= 2 * stride || level.sums.empty()) return scan(first, last);
    const std::uint8_t index = level.sum_of[static_cast<std::size_t>(hue)];
    if (index == 0) return 0;
    const std::vector<Position>& sums = level.sums[index - 1U];
    const std::size_t block_first = (first + stride - 1) / stride;
    const std::size_t block_last = std::min(last / stride, sums.size() - 1);
    return scan(first, block_first * stride) + (sums[block_last] - sums[block_first]) +
           scan(block_last * stride, last);
}

}  // namespace ui
