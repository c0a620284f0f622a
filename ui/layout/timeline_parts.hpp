#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ui/layout/frame.hpp"
#include "ui/layout/scale.hpp"

namespace ui {

// The parts of a timeline, for timeline.cpp only.

constexpr double axis_height = 26;
constexpr double head_height = 22;  // numbers of the iterations

struct RowBox {
    const Track* track = nullptr;
    Box box;           // without its label
    double level = 0;  // height of one level
    double depth = 0;  // height of the strip that shows how many wait
};

struct View {
    const Subject& subject;
    const PictureOptions& options;
    const sim::Trace& trace;
    const Theme& theme;
    std::optional<Step> step;
};

/// Whether the colours of a row's intervals stand in the legend.
[[nodiscard]] bool shows_hues(TrackKind kind);
/// What an interval of a row is called.
[[nodiscard]] std::string subject_name(const View& view, TrackKind kind, std::uint32_t subject,
                                       Naming naming);

/// The name left of a row; `plot` begins where the row does.
void draw_label(Frame& frame, const RowBox& row, const Box& plot);
/// Everything in a row; adds the hues that it shows to `used`.
void draw_row(Frame& frame, const RowBox& row, const Scale& scale, const View& view,
              std::uint32_t& used);

/// On how many levels the row's printed lines stand, so that as few of them as possible are cut.
[[nodiscard]] std::size_t output_levels(const Track& track, const Scale& scale, const View& view);
void draw_outputs(Frame& frame, const RowBox& row, const Scale& scale, const View& view);

/// Bands and numbers of the iterations, behind the rows.
void draw_iterations(Frame& frame, const Tracks& tracks, const Scale& scale, const Box& plot);
void draw_axis(Frame& frame, const Tracks& tracks, const Scale& scale, const View& view,
               const Box& plot);
/// The moment of the view's step and an arrow from what caused it, behind the rows.
void draw_selection(Frame& frame, const View& view, const std::vector<RowBox>& rows,
                    const Scale& scale, bool counts_events, const Box& plot);
/// A frame around what runs at the view's step.
void draw_outline(Frame& frame, const View& view, const std::vector<RowBox>& rows,
                  const Scale& scale, bool counts_events);

}  // namespace ui
