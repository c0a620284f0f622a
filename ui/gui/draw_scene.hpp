#pragma once

#include <imgui.h>

#include "ui/gui/font_atlas.hpp"
#include "ui/layout/scene.hpp"

namespace ui::gui {

[[nodiscard]] ImU32 to_imgui(Color color);

/// Puts a scene into a draw list, its corner at `origin`, one pixel of the scene `zoom` pixels wide.
void draw_scene(ImDrawList& list, FontAtlas& fonts, const Scene& scene, ImVec2 origin, double zoom);

}  // namespace ui::gui
