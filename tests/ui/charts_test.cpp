// Trees of orders and sweeps.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/ui/picture_check.hpp"
#include "ui/layout/orders.hpp"
#include "ui/layout/sweep.hpp"

namespace {

using Faults = std::vector<std::string>;

/// Numbers below what is asked for, the same for a seed everywhere.
auto numbers_of(std::uint64_t seed) {
    return [state = seed](std::uint64_t below) mutable {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 33U) % below;
    };
}

bool has_text(const ui::Scene& scene, std::string_view text) {
    return std::any_of(scene.items().begin(), scene.items().end(), [&](const ui::Item& item) {
        return item.kind == ui::ItemKind::text && scene.text(item.text) == text;
    });
}

}  // namespace

TEST_CASE("a tree of orders shows what all have in common once", "[pictures]") {
    const ui::PossibleOrders orders{
        .program = "race.json",
        .node = "24",
        .samples = 200,
        .orders = {
            {.lines = {"a", "tick", "timer", "immediate"}, .likelihood = 0.75, .parting = {}},
            {.lines = {"a", "tick", "immediate", "timer"},
             .likelihood = 0.25,
             .parting = "the first turn: check comes before the timer"}}};
    const ui::Scene scene = ui::orders_picture(orders, {});
    check_scene(scene);
    Faults texts;
    for (const ui::Item& item : scene.items()) {
        if (item.kind == ui::ItemKind::text) texts.emplace_back(scene.text(item.text));
    }
    CHECK(texts == Faults{"race.json",
                          "Node 24  ·  2 possible orders  ·  how many of 200 runs print each", "a",
                          "tick", "timer", "immediate", "75.0 %", "immediate", "timer", "25.0 %",
                          "the first turn: check comes before the timer"});
    CHECK(ui::orders_mermaid(orders) ==
          "%% Made by loopglass from race.json\n"
          "flowchart LR\n"
          "    n0[\"a<br/>tick\"]\n"
          "    n1[\"timer<br/>immediate\"]\n"
          "    n2[\"immediate<br/>timer\"]\n"
          "    n0 -->|\"75.0 %\"| n1\n"
          "    n0 -->|\"25.0 %\"| n2\n");
}

TEST_CASE("all orders are shown where there is room for them", "[pictures]") {
    // Eight of nine lines each, of which none is shared; and of one line behind nine that two of them share.
    for (const bool is_shared : {false, true}) {
        ui::PossibleOrders orders{.program = "x", .node = "24", .orders = {}};
        for (int i = 0; i < 8; ++i) {
            ui::PossibleOrder& order = orders.orders.emplace_back();
            for (int k = 0; k < 9; ++k)
                order.lines.push_back(fmt::format("line {} of {}", k, is_shared ? i / 2 : i));
            if (is_shared) order.lines.push_back(fmt::format("end {}", i));
            order.likelihood = 0.125;
        }
        for (const auto& [width, height] :
             std::vector<std::pair<int, int>>{{1280, 720}, {1440, 1080}, {1080, 1080}}) {
            CAPTURE(is_shared, width, height);
            const ui::Scene scene = ui::orders_picture(orders, options_of(width, height, "light"));
            check_scene(scene);
            std::size_t shares = 0;
            for (const ui::Item& item : scene.items()) {
                if (item.kind == ui::ItemKind::text && scene.text(item.text) == "12.5 %") ++shares;
            }
            CHECK(shares == 8);
        }
    }
}

TEST_CASE("trees of any orders are fit for a slide", "[pictures]") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        auto draw = numbers_of(seed);
        ui::PossibleOrders orders{
            .program = "x", .node = "26", .is_complete = seed % 3 != 0, .orders = {}};
        const std::uint64_t count = 1 + draw(60);
        const std::uint64_t words = 1 + draw(4);
        for (std::uint64_t i = 0; i < count; ++i) {
            ui::PossibleOrder& order = orders.orders.emplace_back();
            for (std::uint64_t k = draw(12); k > 0; --k)
                order.lines.emplace_back(1 + draw(30), static_cast<char>('a' + draw(words)));
            if (seed % 2 == 0) order.likelihood = 1.0 / static_cast<double>(count);
        }
        check_scene(
            ui::orders_picture(orders, options_of(1280, 720, seed % 4 == 0 ? "dark" : "light")));
        check_scene(ui::orders_picture(orders, options_of(800, 600, "projector")));
    }
}

TEST_CASE("pictures of any sweep are fit for a slide", "[pictures]") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        auto draw = numbers_of(seed);
        ui::SweepFigures sweep{
            .program = "login.json", .title = {}, .node = "24", .dimensions = {}, .cells = {}};
        std::size_t cells = 1;
        for (std::uint64_t i = 0; i < 1 + seed % 2; ++i) {
            const std::uint64_t count = 1 + draw(draw(4) == 0 ? 400 : 12);
            ui::SweepDimension& dimension = sweep.dimensions.emplace_back();
            dimension.field = i == 0 ? "threadpool" : "load.login.arrivals.poisson";
            for (std::uint64_t k = 0; k < count; ++k)
                dimension.values.push_back(seed % 5 == 0 ? std::string(1 + draw(30), 'w')
                                                         : std::to_string((k + 1) * 10) + "/s");
            cells *= count;
        }
        sweep.cells.resize(cells);
        for (auto& cell : sweep.cells) {
            if (draw(9) == 0) continue;
            cell.emplace();
            if (draw(5) == 0) {
                cell->growth = static_cast<double>(draw(1000)) / 7;
                continue;
            }
            double ns = std::pow(10.0, static_cast<double>(draw(seed % 3 == 0 ? 11 : 2) + 5));
            for (auto& latency : cell->latencies) {
                ns *= 1 + static_cast<double>(draw(100)) / 100;
                latency = ui::SweepLatency{ns, ns * 0.9,
                                           draw(4) == 0 ? std::optional<double>{} : ns * 1.2};
            }
        }
        std::optional<ui::SweepTarget> target;
        if (draw(2) == 0)
            target = ui::SweepTarget{.percentile = 3, .bound = 3e6, .is_strict = true};
        check_scene(ui::sweep_picture(
            sweep, options_of(1280, 720, seed % 4 == 0 ? "dark" : "light"), target));
        check_scene(ui::sweep_picture(sweep, options_of(800, 600, "projector"), target));
    }
}

TEST_CASE("a sweep tells intervals without an upper end from those that are short", "[pictures]") {
    for (const bool is_open : {false, true}) {
        ui::SweepFigures sweep{
            .program = "login.json", .title = {}, .node = "24", .dimensions = {}, .cells = {}};
        sweep.dimensions.push_back({.field = "rate", .values = {"10/s", "20/s"}});
        for (int i = 0; i < 2; ++i) {
            ui::SweepFigure& figure = sweep.cells.emplace_back().emplace();
            for (auto& latency : figure.latencies) latency = ui::SweepLatency{1e8, 9e7, 1.1e8};
            if (is_open) figure.latencies[3]->high.reset();  // p99
        }
        const ui::Scene scene =
            ui::sweep_picture(sweep, options_of(1280, 720, "light"), std::nullopt);
        check_scene(scene);
        bool says = false;
        int arrows = 0;
        for (const ui::Item& item : scene.items()) {
            if (item.has_arrow) ++arrows;
            says = says ||
                   (item.kind == ui::ItemKind::text &&
                    scene.text(item.text) == "bars: 95 % confidence, arrows: no upper end known");
        }
        CHECK(says == is_open);
        CHECK(arrows == (is_open ? 2 : 0));
    }
}

TEST_CASE("the contour of a target parts the cells that keep it from those that do not",
          "[pictures]") {
    // p99 of 1 to 6 ms:   pool 2 | 4 5 6      what stays below 3.5 ms is the lower row
    //                     pool 1 | 1 2 3
    ui::SweepFigures sweep{.program = "x.json",
                           .title = "x",
                           .node = "24",
                           .dimensions = {{"threadpool", {"1", "2"}}, {"rate", {"10", "20", "30"}}},
                           .cells = {}};
    for (int i = 1; i <= 6; ++i) {
        ui::SweepFigure figure;
        figure.latencies[3] = ui::SweepLatency{i * 1e6, {}, {}};
        sweep.cells.emplace_back(figure);
    }
    const auto sides = [&](double bound) {
        const ui::Scene scene =
            ui::sweep_picture(sweep, options_of(1280, 720, "light"),
                              ui::SweepTarget{.percentile = 3, .bound = bound, .is_strict = true});
        std::string found;  // | between columns, - between rows
        for (const ui::Item& item : scene.items()) {
            const bool is_side = item.kind == ui::ItemKind::line && item.role == ui::Role::now &&
                                 item.stroke == ui::rgb(0xD55E00);
            if (is_side) found += item.box.width == 0 ? '|' : '-';
        }
        std::sort(found.begin(), found.end());
        return found;
    };
    CHECK(sides(3.5e6) == "---");
    CHECK(sides(2.5e6) == "--|");
    CHECK(sides(0.5e6).empty());
    CHECK(sides(9e6).empty());
    const ui::Scene scene = ui::sweep_picture(
        sweep, {}, ui::SweepTarget{.percentile = 0, .bound = 1e6, .is_strict = true});
    CHECK(has_text(scene, "Node 24  ·  p50 by threadpool and rate  ·  6 forecasts"));
}

TEST_CASE("a target is said to hold nowhere only where all forecasts are there", "[pictures]") {
    ui::SweepFigures sweep{.program = "x.json",
                           .title = "x",
                           .node = "24",
                           .dimensions = {{"threadpool", {"1", "2", "4"}}},
                           .cells = {}};
    for (int i = 1; i <= 3; ++i) {
        ui::SweepFigure figure;
        figure.latencies[3] = ui::SweepLatency{i * 1e6, {}, {}};
        sweep.cells.emplace_back(figure);
    }
    const auto verdict = [&](double bound) {
        return ui::sweep_picture(
                   sweep, {}, ui::SweepTarget{.percentile = 3, .bound = bound, .is_strict = true})
            .caption;
    };
    CHECK(verdict(0.5e6) == "p99 < 500 µs holds nowhere.");
    CHECK(verdict(5e6) == "p99 < 5.00 ms holds everywhere.");
    sweep.cells[2].reset();
    CHECK(verdict(0.5e6) == "p99 < 500 µs holds in 0 of 2 forecasts.");
    CHECK(verdict(5e6) == "p99 < 5.00 ms holds in 2 of 2 forecasts.");
}
