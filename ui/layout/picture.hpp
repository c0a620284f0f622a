#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.hpp"
#include "ui/layout/scene.hpp"
#include "ui/layout/steps.hpp"
#include "ui/layout/task_names.hpp"
#include "ui/layout/theme.hpp"
#include "ui/layout/tracks.hpp"

namespace ui {

/// What a picture shows: a trace and what its program says about itself.
struct Subject {
    const sim::Trace* trace = nullptr;
    std::string title;              // "five queues, one of which races"
    std::string about;              // a sentence or two, the caption where nothing else is
    std::vector<std::string> code;  // lines of the main source file; empty: none to show
    std::vector<Step> steps;        // steps_of(trace)
    /// Why each step ran when it ran; as many as there are steps, or none. See add_reasons.
    std::vector<std::string> reasons;
    TaskNames names;                // of the trace's tasks
    std::vector<bool> is_internal;  // by task: Node's own, which no picture shows; or empty
};
/// With the steps found, without their reasons, and with the title that `facts` gives if there is no other.
[[nodiscard]] Subject subject_of(const sim::Trace& trace);
/// The lines of a source file, without their ends; as many as there are.
[[nodiscard]] std::vector<std::string> to_lines(std::string_view text);

struct PictureOptions {
    double width = 1280;  // pixels of the file; text grows with it
    double height = 720;
    const Theme* theme = themes().data();
    std::string title;                   // replaces the subject's
    std::optional<std::size_t> step;     // index into the steps
    std::optional<std::size_t> request;  // index; of a picture of one request
    std::optional<sim::Instant> from;    // of a timeline
    std::optional<sim::Instant> to;
    std::vector<TrackKind> lanes;  // only these; empty: all
    bool has_code = true;
};

/// How many pixels of the file one pixel of the scene takes: text has its size on a canvas of about 1280 x 720.
[[nodiscard]] double scale_of(const PictureOptions& options);

/// Lanes over time; with a step, its moment, its cause and its reason.
[[nodiscard]] Scene timeline_picture(const Subject& subject, const PictureOptions& options);
/// The same from rows that were prepared; `order` is null for pictures to scale.
[[nodiscard]] Scene timeline_picture(const Subject& subject, const PictureOptions& options,
                                     const Tracks& time, const Tracks* order);
/// Queues, pool and phase of the loop at one step, by default the first.
[[nodiscard]] Scene state_picture(const Subject& subject, const PictureOptions& options);

}  // namespace ui
