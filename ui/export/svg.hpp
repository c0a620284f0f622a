#pragma once

#include <string>

#include "ui/layout/scene.hpp"

namespace ui {

/// How our SVG files begin.
constexpr std::string_view svg_mark =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Made by loopglass. -->\n";

/// A stand-alone SVG 1.1 file of `width` pixels with real text; the same scene gives the same bytes.
[[nodiscard]] std::string to_svg(const Scene& scene, double width);

/// `text` with what XML needs escaped, for texts and attributes.
[[nodiscard]] std::string to_xml(std::string_view text);

}  // namespace ui
