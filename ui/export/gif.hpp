#pragma once

#include <span>
#include <string>

#include "ui/layout/scene.hpp"

namespace ui {

/// An animation that loops: one frame a scene, shown as long as its caption takes to read.
[[nodiscard]] std::string to_gif(std::span<const Scene> scenes, double width);

}  // namespace ui
