#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/catch.hpp"
#include "ui/layout/density.hpp"

namespace {

/// A small generator of its own: the same levels on every machine.
struct Random {
    std::uint64_t state = 1;
    std::uint64_t next() {
        state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t value = state;
        value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9ULL;
        value = (value ^ value >> 27U) * 0x94D049BB133111EBULL;
        return value ^ value >> 31U;
    }
};

ui::Level random_level(std::uint64_t seed, std::size_t count) {
    Random random{seed};
    ui::Level level;
    ui::Position at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        at += static_cast<ui::Position>(random.next() % 50);
        const std::uint64_t size = random.next() % 100 == 0 ? 5000 : 30;
        const auto length = static_cast<ui::Position>(random.next() % size);
        level.add(at, at + length, static_cast<std::uint32_t>(i),
                  static_cast<ui::Hue>(random.next() % 4));
        at += length;
    }
    ui::add_index(level);
    return level;
}

}  // namespace

TEST_CASE("the index finds the longest interval and the length of a hue as a scan does",
          "[density]") {
    Random random{7};
    for (const std::size_t count : {1U, 31U, 32U, 33U, 64U, 1000U, 40'000U}) {
        const ui::Level level = random_level(count, count);
        for (int round = 0; round < 50; ++round) {
            const std::size_t first = random.next() % count;
            const std::size_t last = first + 1 + random.next() % (count - first);
            std::size_t longest = first;
            ui::Position sum = 0;
            for (std::size_t i = first; i < last; ++i) {
                const ui::Position length = level.to[i] - level.from[i];
                if (length > level.to[longest] - level.from[longest]) longest = i;
                if (level.hue[i] == ui::Hue::timer) sum += length;
            }
            CAPTURE(count, first, last);
            CHECK(ui::longest_of(level, first, last) == longest);
            CHECK(ui::length_of(level, ui::Hue::timer, first, last) == sum);
        }
    }
}

TEST_CASE("marks stand side by side, lose no interval, and name the longest of those they merge",
          "[density]") {
    for (const std::size_t count : {1U, 10U, 1000U, 100'000U}) {
        const ui::Level level = random_level(count, count);
        for (const double share : {1.0, 0.3, 0.01}) {
            const ui::Position end = std::max<ui::Position>(
                static_cast<ui::Position>(static_cast<double>(level.to.back()) * share), 1);
            const ui::Scale scale{{.from = 0, .to = end}, 100, 1000};
            const std::vector<ui::Mark> marks = ui::marks_of(level, scale);
            CAPTURE(count, share);
            double before = 100;
            std::size_t i = 0;
            bool is_right = true;
            for (const ui::Mark& mark : marks) {
                is_right = is_right && mark.x >= before - 1.01 && mark.x + mark.width <= 1101.01 &&
                           mark.width > 0;
                before = mark.x + mark.width;
                ui::Position longest = 0;
                for (std::uint32_t n = 0; n < mark.count; ++n, ++i)
                    longest = std::max(longest, level.to[i] - level.from[i]);
                is_right = is_right && longest == level.to[mark.longest] - level.from[mark.longest];
            }
            CHECK(is_right);
            CHECK(marks.size() <= 1002);
            // What was not marked begins after the end.
            CHECK((i == level.size() || level.from[i] >= end));
        }
    }
}

TEST_CASE("equal neighbours below a pixel become one mark", "[density]") {
    ui::Level level;
    for (ui::Position i = 0; i < 100'000; ++i) level.add(i * 10, i * 10 + 10, 0, ui::Hue::pool);
    ui::add_index(level);
    const std::vector<ui::Mark> marks =
        ui::marks_of(level, ui::Scale{{.from = 0, .to = 1'000'000}, 0, 1000});
    REQUIRE(marks.size() == 1);
    CHECK(marks[0].count == 100'000);
    CHECK(marks[0].share == ui::shares_all);
    CHECK(marks[0].width == 1000);
}

TEST_CASE("a bent axis gives each wish its width, or says that they do not fit", "[density]") {
    const auto even = [](const void*, ui::Position from, ui::Position to) {
        return static_cast<double>(to - from);
    };
    const std::vector<ui::Wish> wishes{{10, 11, 50}, {11, 12, 30}, {0, 1000, 100}};
    const auto knots = ui::bent_knots({.from = 0, .to = 1000}, wishes, 20, 500, even, nullptr);
    REQUIRE(knots.size() >= 2);
    const ui::Scale scale{knots};
    CHECK(scale.x(0) == 20);
    CHECK(scale.x(1000) == 520);
    CHECK(scale.x(11) - scale.x(10) >= 50);
    CHECK(scale.x(12) - scale.x(11) >= 30);
    CHECK(ui::bent_knots({.from = 0, .to = 1000}, wishes, 20, 79, even, nullptr).empty());
}

TEST_CASE("depths keep the peak of every column", "[density]") {
    std::vector<ui::Depth> depths;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        depths.push_back({.at = i, .count = i == 5003 ? 77 : i % 3});
    const auto marks = ui::depth_marks(depths, ui::Scale{{.from = 0, .to = 10'000}, 0, 100});
    CHECK(marks.size() <= 60);
    CHECK(std::any_of(marks.begin(), marks.end(),
                      [](const ui::DepthMark& mark) { return mark.count == 77; }));
}

TEST_CASE("a peak within a column does not last beyond it", "[density]") {
    // Six wait for a moment, then nobody until the end: 1,000 positions are 100 pixels.
    const std::vector<ui::Depth> depths{{0, 1}, {1, 6}, {2, 0}, {500, 2}, {501, 0}};
    const auto marks = ui::depth_marks(depths, ui::Scale{{.from = 0, .to = 1'000}, 0, 100});
    const auto count_at = [&](double x) {
        std::uint32_t count = 0;
        for (const ui::DepthMark& mark : marks)
            if (mark.x <= x) count = mark.count;
        return count;
    };
    CHECK(count_at(1) == 6);
    CHECK(count_at(10) == 0);
    CHECK(count_at(51) == 2);
    CHECK(count_at(99) == 0);
}
