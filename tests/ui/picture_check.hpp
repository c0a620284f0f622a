#pragma once

#include <string>

#include "tests/catch.hpp"
#include "tests/ui/scene_check.hpp"
#include "ui/export/svg.hpp"
#include "ui/layout/picture.hpp"

/// A picture in which nothing is wrong, and whose SVG is well-formed.
inline void check_scene(const ui::Scene& scene) {
    for (const std::string& fault : scene_faults(scene)) FAIL_CHECK(fault);
    CHECK(xml_fault(ui::to_svg(scene, 1280)).empty());
}

inline ui::PictureOptions options_of(double width, double height, const char* theme) {
    ui::PictureOptions options;
    options.width = width;
    options.height = height;
    options.theme = ui::find_theme(theme);
    return options;
}
