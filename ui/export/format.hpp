#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/layout/picture.hpp"

namespace ui {

/// What a picture shows.
enum class PictureKind : std::uint8_t { timeline, state, steps, request, latency, sweep, orders };

struct PictureRow {
    PictureKind kind = PictureKind::timeline;
    std::string_view name;
    std::string_view summary;
    sim::TraceLevel level = sim::TraceLevel::spans;  // of the trace that it needs
    std::string_view made_by = {};  // the command whose result it shows, if that is no trace
};
[[nodiscard]] std::span<const PictureRow> pictures();
/// "timeline, state, steps ...".
[[nodiscard]] std::string picture_names(std::string_view separator);
[[nodiscard]] const PictureRow* find_picture(std::string_view name);

/// The scenes of a picture, one or several; none if the trace has nothing to show, or it is no picture of a trace.
[[nodiscard]] std::vector<Scene> scenes_of(PictureKind kind, const Subject& subject,
                                           const PictureOptions& options);

/// A file format of pictures.
struct PictureFormatRow {
    std::string_view name;    // for --format
    std::string_view ending;  // of file names
    std::string_view summary;
    PictureKind usual = PictureKind::timeline;  // what it shows when nothing else is asked for
    bool holds_many = false;                    // all scenes in one file
    /// Null for pages, which are made of the subject itself.
    std::string (*write)(std::span<const Scene> scenes, double width) = nullptr;
    /// Letters that it shows as boxes; null where the viewer's fonts draw them.
    std::string (*undrawn)(std::span<const Scene> scenes) = nullptr;
};
[[nodiscard]] std::span<const PictureFormatRow> picture_formats();
/// By --format if that is not empty, otherwise by the ending of `path`; null if neither names one.
[[nodiscard]] const PictureFormatRow* find_picture_format(std::string_view format,
                                                          std::string_view path);

}  // namespace ui
