#pragma once

#include <optional>
#include <string_view>

#include "ui/gui/app_state.hpp"

namespace ui::gui {

// What commands of the timeline have in common.

/// Shows `length` from `from` on, or what of it is within the run; never less than some nanoseconds.
void show(AppState& state, double from, double length);
/// Moves the view so that the span is in sight; if it was, nothing happens.
void center_on(AppState& state, const Span& span);
/// Two times in ascending order.
[[nodiscard]] std::optional<Span> to_span(std::string_view argument);

}  // namespace ui::gui
