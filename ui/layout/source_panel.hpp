#pragma once

#include <cstdint>

#include "ui/layout/frame.hpp"

// The panel with the program's source.

namespace ui {

/// Source lines in a panel as high as they need, within `most`; `current` (from 1; 0: none) is marked and in sight.
/// Gives the bottom of the panel.
double add_code(Frame& frame, const Box& most, const Subject& subject, std::int32_t current);
/// Lines of source, both ends included.
struct LineRange {
    std::int32_t first = 1;
    std::int32_t last = 1;
};
/// The lines of the program itself: of a scenario those of `main`, of JavaScript all. There is code.
[[nodiscard]] LineRange code_range(const Subject& subject);
/// Width of a panel that shows the code without cutting it, at most `most`.
[[nodiscard]] double code_width(const Subject& subject, double most);
/// Whether there is code to show.
[[nodiscard]] bool has_code(const Subject& subject, const PictureOptions& options);
/// The line of `place` in the main file; 0 if it is in another file or nowhere.
[[nodiscard]] std::int32_t code_line(const sim::Trace& trace, sim::PlaceId place);

}  // namespace ui
