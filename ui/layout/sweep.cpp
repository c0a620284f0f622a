#include "ui/layout/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/sweep_parts.hpp"

namespace ui {

namespace {

std::string facts(const SweepView& view) {
    const SweepFigures& sweep = *view.sweep;
    const auto there = std::count_if(sweep.cells.begin(), sweep.cells.end(),
                                     [](const auto& cell) { return cell.has_value(); });
    const auto all = static_cast<std::ptrdiff_t>(sweep.cells.size());
    return fmt::format(
        "Node {}  ·  {} by {}{}  ·  {} forecast{}", sweep.node,
        sweep.dimensions.size() == 1 ? "latency" : sweep_percentile_name(view.percentile),
        sweep.dimensions[0].field,
        sweep.dimensions.size() == 1 ? std::string{} : " and " + sweep.dimensions[1].field,
        there == all ? fmt::format("{}", all) : fmt::format("{} of {}", there, all),
        all == 1 ? "" : "s");
}

/// "up to rate 45/s, not at 50/s": of one field, where the target holds on one side of a border only.
std::string border_words(const SweepView& view) {
    if (view.sweep->dimensions.size() != 1) return {};
    const SweepDimension& dimension = view.sweep->dimensions[0];
    std::vector<bool> met;
    for (const std::optional<SweepFigure>& cell : view.sweep->cells) {
        const std::optional<bool> is_met = cell ? meets(view, *cell) : std::nullopt;
        if (!is_met) return {};
        met.push_back(*is_met);
    }
    const auto change = std::adjacent_find(met.begin(), met.end(), std::not_equal_to<>{});
    if (change == met.end() ||
        std::adjacent_find(change + 1, met.end(), std::not_equal_to<>{}) != met.end())
        return {};
    const auto at = static_cast<std::size_t>(change - met.begin());
    return met.front() ? fmt::format("up to {} {}, not at {}", dimension.field,
                                     dimension.values[at], dimension.values[at + 1])
                       : fmt::format("from {} {} on, not at {}", dimension.field,
                                     dimension.values[at + 1], dimension.values[at]);
}

/// Where the target holds, in words; of all values only if each of them has a forecast.
std::string verdict(const SweepView& view) {
    std::size_t met = 0;
    std::size_t known = 0;
    for (const std::optional<SweepFigure>& cell : view.sweep->cells) {
        const std::optional<bool> is_met = cell ? meets(view, *cell) : std::nullopt;
        known += is_met ? 1U : 0U;
        met += is_met.value_or(false) ? 1U : 0U;
    }
    const std::string words = target_words(*view.target);
    const bool is_whole = known == view.sweep->cells.size();
    if (is_whole && met == 0) return fmt::format("{} holds nowhere.", words);
    if (is_whole && met == known) return fmt::format("{} holds everywhere.", words);
    if (const std::string border = border_words(view); !border.empty())
        return fmt::format("{} holds {}.", words, border);
    return fmt::format("{} holds in {} of {} forecasts.", words, met, known);
}

std::string describe(const SweepView& view) {
    std::string text = "Forecasts:";
    for (std::size_t i = 0; i < view.sweep->cells.size() && text.size() < 4000; ++i) {
        if (view.sweep->cells[i]) text += " " + cell_words(view, i) + ".";
    }
    return text;
}

}  // namespace

std::string_view sweep_percentile_name(std::size_t index) {
    constexpr std::array<std::string_view, sweep_percentiles> names{"p50", "p90", "p95", "p99",
                                                                    "p99.9"};
    return names[index];
}

bool is_overloaded(const SweepFigure& figure) { return figure.growth.has_value(); }

std::optional<bool> meets(const SweepView& view, const SweepFigure& figure) {
    if (!view.target) return std::nullopt;
    if (is_overloaded(figure)) return false;
    const std::optional<SweepLatency>& latency = figure.latencies[view.target->percentile];
    if (!latency) return std::nullopt;
    return view.target->is_strict ? latency->value < view.target->bound
                                  : latency->value <= view.target->bound;
}

std::string latency_text(double ns) {
    return to_short(sim::Duration{static_cast<std::int64_t>(std::llround(std::min(ns, 9e17)))});
}

std::string target_words(const SweepTarget& target) {
    return fmt::format("{} {} {}", sweep_percentile_name(target.percentile),
                       target.is_strict ? "<" : "≤", latency_text(target.bound));
}

std::string cell_words(const SweepView& view, std::size_t cell) {
    const std::vector<SweepDimension>& dimensions = view.sweep->dimensions;
    const std::size_t inner = dimensions.size() == 2 ? dimensions[1].values.size() : 1;
    std::string text =
        fmt::format("{} {}", dimensions[0].field, dimensions[0].values[cell / inner]);
    if (dimensions.size() == 2)
        text += fmt::format(", {} {}", dimensions[1].field, dimensions[1].values[cell % inner]);
    const std::optional<SweepFigure>& figure = view.sweep->cells[cell];
    if (!figure) return text + ": not computed";
    if (is_overloaded(*figure))
        return text + fmt::format(": overloaded, the queue grows by {:.3g}/s", *figure->growth);
    text += ':';
    for (const std::size_t i : {std::size_t{0}, std::size_t{2}, std::size_t{3}}) {
        const std::optional<SweepLatency>& latency = figure->latencies[i];
        if (!latency) continue;
        text += fmt::format(" {} {}", sweep_percentile_name(i), latency_text(latency->value));
        if (i == 3 && latency->low && latency->high)
            text += fmt::format(" ({} to {})", latency_text(*latency->low),
                                latency_text(*latency->high));
        text += i == 3 ? "" : ",";
    }
    if (!figure->top.empty()) text += fmt::format(", mostly {}", figure->top);
    return text;
}

Scene sweep_picture(const SweepFigures& sweep, const PictureOptions& options,
                    const std::optional<SweepTarget>& target) {
    const SweepView view{.sweep = &sweep,
                         .target = target,
                         .percentile = target ? target->percentile : std::size_t{3}};
    const std::string& own = sweep.title.empty() ? sweep.program : sweep.title;
    Frame frame = begin_frame(options.title.empty() ? own : options.title, facts(view), options);
    frame.scene.description = describe(view);
    if (target) add_caption(frame, {}, verdict(view));
    else frame.scene.caption = frame.scene.description;  // the notes of a slide
    if (sweep.dimensions.size() == 1) draw_sweep_lines(frame, view);
    else draw_sweep_map(frame, view);
    return std::move(frame.scene);
}

Scene sweep_panel_scene(const SweepFigures& sweep, const PictureOptions& options, double zoom,
                        const std::optional<SweepTarget>& target,
                        std::optional<std::size_t> current) {
    const SweepView view{.sweep = &sweep,
                         .target = target,
                         .percentile = target ? target->percentile : std::size_t{3}};
    Frame frame;
    frame.scene = Scene{options.width / zoom, options.height / zoom};
    frame.theme = options.theme;
    frame.scene.title = to_plain_line(sweep.title.empty() ? sweep.program : sweep.title);
    frame.scene.rectangle(Role::background, {0, 0, frame.scene.width(), frame.scene.height()},
                          options.theme->background);
    frame.body = {16, 10, frame.scene.width() - 32, frame.scene.height() - 16};
    if (sweep.dimensions.size() == 1) draw_sweep_lines(frame, view);
    else draw_sweep_map(frame, view);
    if (!current) return std::move(frame.scene);
    Box box;
    for (const Item& item : frame.scene.items()) {
        if (item.kind == ItemKind::rectangle && item.role == Role::span && item.subject == *current)
            box = item.box;
    }
    if (box.width <= 0) return std::move(frame.scene);
    Item& mark = frame.scene.rectangle(Role::now, box, transparent);
    mark.stroke = options.theme->ink;
    mark.stroke_width = static_cast<float>(options.theme->line + 1.5);
    return std::move(frame.scene);
}

}  // namespace ui
