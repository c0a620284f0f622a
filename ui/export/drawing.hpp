#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "ui/export/raster.hpp"

namespace ui {

/// What the library of drawing does (ui/drawing): it alone needs cairo, FreeType, fontconfig and the window's libraries, which take
/// longer to load than most runs last. The program loads it when the first picture or window is asked for.
struct Drawing {
    std::string (*to_png)(const Scene& scene, double width) = nullptr;
    std::string (*to_pdf)(std::span<const Scene> scenes, double width) = nullptr;
    Raster (*to_raster)(const Scene& scene, double width) = nullptr;
    std::string (*undrawn_letters)(std::span<const Scene> scenes) = nullptr;
};
/// What the library calls its `Drawing`.
constexpr const char* drawing_name = "loopglass_drawing";

/// The library is not where it should be; the message says where that is.
struct NoDrawing : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the library calls `name`, a function or a value; throws NoDrawing.
[[nodiscard]] void* find_drawn(const char* name);

}  // namespace ui
