// The forecasts of a sweep as lines or as a map; a click on a cell runs it.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>

#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/sweep.hpp"

namespace ui::gui {

namespace {

/// The mark of a cell under a point.
const Item* cell_at(const Scene& scene, Point at) {
    const Item* found = nullptr;
    for (const Item& item : scene.items()) {
        const bool is_cell = item.kind == ItemKind::rectangle && item.role == Role::span &&
                             item.subject != index_absent;
        if (is_cell && at.x >= item.box.x && at.x < item.box.right() && at.y >= item.box.y &&
            at.y < item.box.bottom())
            found = &item;
    }
    return found;
}

}  // namespace

void draw_sweep(Gui& gui, const AppState& state, Rect area) {
    if (!state.sweep || area.width < 60 || area.height < 60) return;
    PictureOptions options;
    // Within the window the picture has less room than on a slide: its letters keep the window's size.
    const double zoom = zoom_of(gui, state);
    options.width = static_cast<double>(area.width);
    options.height = static_cast<double>(area.height);
    options.theme = &theme_of(state);
    const Scene scene = sweep_panel_scene(state.sweep->figures, options, zoom, state.sweep_target,
                                          state.sweep_cell);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_scene(list, gui.fonts, scene, {area.x, area.y}, zoom);
    gui.scenes.push_back(scene);
    gui.mark("sweep", area);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("sweep", {area.width, area.height});
    const auto screen = [&](const Box& box) {
        return Rect{area.x + static_cast<float>(box.x * zoom),
                    area.y + static_cast<float>(box.y * zoom), static_cast<float>(box.width * zoom),
                    static_cast<float>(box.height * zoom)};
    };
    for (const Item& item : scene.items()) {
        if (item.kind == ItemKind::rectangle && item.role == Role::span &&
            item.subject != index_absent)
            gui.mark(fmt::format("cell {}", item.subject + 1), screen(item.box));
    }
    if (!ImGui::IsItemHovered()) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Item* const cell = cell_at(scene, {static_cast<double>(mouse.x - area.x) / zoom,
                                             static_cast<double>(mouse.y - area.y) / zoom});
    if (cell == nullptr) return;
    tip_text(gui, state, fmt::format("{}; a click runs it", scene.text(cell->title)));
    if (ImGui::IsMouseClicked(0)) gui.add("sweep.cell", std::to_string(cell->subject + 1));
}

}  // namespace ui::gui
