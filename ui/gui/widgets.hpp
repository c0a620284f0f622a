#pragma once

#include <string>
#include <string_view>

#include <imgui.h>

#include "ui/gui/gui.hpp"
#include "ui/layout/theme.hpp"

namespace ui::gui {

// Small helpers of the panels.

/// Remembers where the last item stands.
inline void mark_item(Gui& gui, std::string_view name) {
    const ImVec2 from = ImGui::GetItemRectMin();
    const ImVec2 to = ImGui::GetItemRectMax();
    gui.mark(name, {from.x, from.y, to.x - from.x, to.y - from.y});
}

/// An area in pixels of its scenes.
[[nodiscard]] inline double width_of(const Gui& gui, Rect area) {
    return static_cast<double>(area.width) / gui.scene_zoom;
}
[[nodiscard]] inline double height_of(const Gui& gui, Rect area) {
    return static_cast<double>(area.height) / gui.scene_zoom;
}

/// "next step (Right)" when the pointer rests on the last item.
void tip(Gui& gui, const AppState& state, std::string_view id);
/// A line under the pointer.
void tip_text(Gui& gui, const AppState& state, std::string_view text);

/// A button that makes a command; lit while `is_on`.
void command_button(Gui& gui, const AppState& state, std::string_view label, std::string_view id,
                    std::string_view argument = {}, bool is_on = false);

/// Text in a face and size of scenes.
void push_font(Gui& gui, const AppState& state, Face face, double size);

/// A child without frame or scrolling at a place of the window.
bool begin_area(const char* name, Rect area);

[[nodiscard]] inline ImVec4 to_vector(Color color) {
    return {static_cast<float>(color.red) / 255.0F, static_cast<float>(color.green) / 255.0F,
            static_cast<float>(color.blue) / 255.0F, static_cast<float>(color.alpha) / 255.0F};
}

}  // namespace ui::gui
