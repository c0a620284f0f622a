#pragma once

#include <span>
#include <string>

#include "ui/layout/scene.hpp"

namespace ui {

/// A presentation with one slide a scene: native shapes and text boxes that can be edited, the caption as notes. The page
/// has the shape of the first scene.
[[nodiscard]] std::string to_pptx(std::span<const Scene> scenes, double width);

}  // namespace ui
