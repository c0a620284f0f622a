#pragma once

#include <optional>
#include <string>

#include "ui/layout/frame.hpp"
#include "ui/layout/sweep.hpp"

namespace ui {

/// What both pictures of a sweep are drawn from.
struct SweepView {
    const SweepFigures* sweep = nullptr;
    std::optional<SweepTarget> target;
    std::size_t percentile = 3;  // that the map shows, and the target is of
};

[[nodiscard]] bool is_overloaded(const SweepFigure& figure);
/// Whether a figure keeps the target; nothing if that is unknown.
[[nodiscard]] std::optional<bool> meets(const SweepView& view, const SweepFigure& figure);
/// "p99 < 200 ms".
[[nodiscard]] std::string target_words(const SweepTarget& target);
/// All of a cell in words, for who points at it.
[[nodiscard]] std::string cell_words(const SweepView& view, std::size_t cell);

void draw_sweep_lines(Frame& frame, const SweepView& view);
void draw_sweep_map(Frame& frame, const SweepView& view);

}  // namespace ui
