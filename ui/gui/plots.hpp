#pragma once

#include "ui/gui/app_state.hpp"
#include "ui/layout/scene.hpp"

namespace ui::gui {

/// The distribution of latencies (or waits): bars on a logarithmic axis with percentiles, and the cumulative curve; a
/// second run's curve beside it. Bars stand between `bars_left` and `bars_right` of the width.
struct Plot {
    Scene scene;
    Box bars;  // where the bars stand
};
[[nodiscard]] Plot latency_plot(const AppState& state, double width, double height);
/// Number of the bar under `x`, from 1; 0 if there is none.
[[nodiscard]] std::size_t bar_at(const AppState& state, const Box& bars, double x);

/// Where the time of requests went: on average, and of the slowest hundredth.
[[nodiscard]] Scene waits_plot(const AppState& state, double width, double height);

}  // namespace ui::gui
