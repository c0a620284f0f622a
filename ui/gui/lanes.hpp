#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ui/gui/app_state.hpp"
#include "ui/layout/scale.hpp"
#include "ui/layout/scene.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui::gui {

/// Where the rows stand for a size: pure, and the same for drawing and for finding what is under the mouse.
struct Lanes {
    Box plot;  // rows and axis, without labels
    Scale scale{{0, 1}, 0, 1};
    std::vector<RowBox> rows;            // scrolled; `track` points into the document
    std::vector<std::uint32_t> numbers;  // of the rows in the document
    double height = 0;                   // of all rows
    double scroll_max = 0;
    std::size_t pinned = 0;  // so many of the rows stand above and do not scroll
    double pinned_to = 0;    // down to here
};

/// `pinned`: rows of the document that stay in sight, in this order.
[[nodiscard]] Lanes place_lanes(const Document& document, const Span& view, double scroll,
                                double width, double height,
                                std::span<const std::uint32_t> pinned = {});
/// Rows, axis, selection with its arrows, range, bookmarks, matches.
[[nodiscard]] Scene lanes_scene(const AppState& state, const Document& document, const Lanes& lanes,
                                double width, double height);
/// Rows and axis of the second run of a comparison, with the range and the name of the run.
[[nodiscard]] Scene second_lanes_scene(const AppState& state, const Document& document,
                                       const Lanes& lanes, double width, double height);
/// What lies above either: the measure, and the line of the pointer at `hover`, negative for none.
void add_pointer(Scene& scene, const AppState& state, const Lanes& lanes, double hover);
/// The interval under a point; of intervals below a pixel the longest in its column.
[[nodiscard]] std::optional<Place> place_at(const Document& document, const Lanes& lanes,
                                            Point point);
/// Where an interval is drawn; empty if it is out of sight.
[[nodiscard]] std::optional<Box> box_of(const Document& document, const Lanes& lanes,
                                        const Place& place);

/// One column of the strip that shows the whole run.
struct OverviewColumn {
    double main = 0;  // share of the time that loops run
    double pool = 0;  // of workers and stations, by their number
    Hue hue = Hue::script;
    bool is_blocked = false;  // a callback of at least sim::blocked_min
};
/// Costs O(columns rows log intervals): made once for a document and a width.
[[nodiscard]] std::vector<OverviewColumn> overview_columns(const Document& document,
                                                           std::size_t columns);
/// The strip: how busy, where the view is, bookmarks, what was found.
[[nodiscard]] Scene overview_scene(const AppState& state, const Document& document,
                                   const std::vector<OverviewColumn>& columns, double width,
                                   double height);
/// What a tooltip says, the first line is its title.
[[nodiscard]] std::vector<std::string> describe(const Document& document, const Place& place);

}  // namespace ui::gui
