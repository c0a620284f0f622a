#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr double overview_height = 58;
constexpr double band_height = 58;
constexpr double band_size = 14;
constexpr double edge = 14;

void draw_overview(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    const double width = width_of(gui, area);
    const auto columns = static_cast<std::size_t>(std::max(width - 140, 50.0) / 2);
    if (gui.columns_of != &document || gui.columns.size() != columns) {
        gui.columns = overview_columns(document, columns);
        gui.columns_of = &document;
    }
    Scene scene = overview_scene(state, document, gui.columns, width, height_of(gui, area));
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {area.x, area.y}, gui.scene_zoom);
    gui.scenes.push_back(std::move(scene));
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("overview", {area.width, area.height});
    gui.mark("overview", area);
    if (!ImGui::IsItemActive()) return;
    // The same place as in overview_scene.
    const Lanes lanes = place_lanes(document, document.whole(), 0, width, 200);
    const auto at = [&](float x) {
        return std::clamp(lanes.scale.position((static_cast<double>(x - area.x)) / gui.scene_zoom),
                          document.whole().from, document.whole().to);
    };
    const float begin = ImGui::GetIO().MouseClickedPos[0].x;
    const float now = ImGui::GetIO().MousePos.x;
    if (std::abs(now - begin) >= 4) {
        const Position a = at(begin);
        const Position b = at(now);
        if (a != b) gui.add("view", fmt::format("{} {}", std::min(a, b), std::max(a, b)));
    } else {
        const Position half = state.view.length() / 2;
        const Position middle = at(now);
        gui.add("view", fmt::format("{} {}", middle - half, middle - half + state.view.length()));
    }
}

/// Wheel, drags and clicks in the lanes become commands.
void take_mouse(Gui& gui, const AppState& state, const Lanes& lanes, Rect area, double hover,
                double y) {
    const ImGuiIO& io = ImGui::GetIO();
    const Document& document = *state.document;
    const Position at = lanes.scale.position(std::clamp(hover, lanes.plot.x, lanes.plot.right()));
    const auto at_pixel = [&](float x) {
        return lanes.scale.position(std::clamp(static_cast<double>(x - area.x) / gui.scene_zoom,
                                               lanes.plot.x, lanes.plot.right()));
    };
    if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
        if (io.KeyShift) {
            gui.add(
                "scroll",
                fmt::format("{}", std::clamp(state.scroll - static_cast<double>(io.MouseWheel) * 40,
                                             0.0, lanes.scroll_max) -
                                      state.scroll));
        } else {
            const double factor =
                std::pow(io.KeyCtrl ? 1.05 : 1.25, static_cast<double>(io.MouseWheel));
            gui.add("zoom", fmt::format("{} {}", factor, at));
        }
    }
    if (ImGui::IsItemHovered() && gui.drag_button < 0) {
        const bool is_right = ImGui::IsMouseClicked(1);
        if (ImGui::IsMouseClicked(0) || is_right) {
            gui.drag_button = is_right ? 1 : io.KeyShift ? 2 : 0;
            gui.drag_x = io.MousePos.x;
        }
        if (ImGui::IsMouseDoubleClicked(0)) {
            const std::optional<Place> place = place_at(document, lanes, {hover, y});
            if (place)
                gui.add("select", fmt::format("{} {} {}", place->row, place->level, place->index));
            gui.add("fit");
            gui.drag_button = -1;
            return;
        }
    }
    if (gui.drag_button < 0) return;
    const bool is_down = io.MouseDown[gui.drag_button == 1 ? 1 : 0];
    const float moved = io.MousePos.x - gui.drag_x;
    const bool is_drag = std::abs(moved) >= 4 ||
                         std::abs(ImGui::GetMouseDragDelta(gui.drag_button == 1 ? 1 : 0, 0).y) >= 4;
    if (gui.drag_button == 0 && is_drag && is_down && io.MouseDelta.x != 0) {
        gui.add("pan", fmt::format("{}", -static_cast<double>(io.MouseDelta.x) / gui.scene_zoom /
                                             lanes.plot.width));
    }
    if (gui.drag_button == 0 && is_drag && is_down && io.MouseDelta.y != 0 && lanes.scroll_max > 0)
        gui.add("scroll",
                fmt::format("{}", std::clamp(state.scroll - static_cast<double>(io.MouseDelta.y) /
                                                                gui.scene_zoom,
                                             0.0, lanes.scroll_max) -
                                      state.scroll));
    const Position a = at_pixel(gui.drag_x);
    const Position b = at_pixel(io.MousePos.x);
    if (gui.drag_button == 1 && is_drag && a != b) gui.add("measure", fmt::format("{} {}", a, b));
    if (is_down) return;
    const auto drag = static_cast<double>(std::abs(moved));
    if (gui.drag_button == 2 && is_drag && a != b)
        gui.add("range", fmt::format("{} {}", std::min(a, b), std::max(a, b)));
    const bool is_click = gui.drag_button != 1 && drag < 4 && !is_drag;
    if (is_click && hover < lanes.plot.x) {
        for (std::size_t n = 0; n < lanes.rows.size(); ++n) {
            const Box& row = lanes.rows[n].box;
            if (y >= row.y && y < row.bottom()) gui.add("pin", std::to_string(lanes.numbers[n]));
        }
    } else if (is_click) {
        const std::optional<Place> place = place_at(document, lanes, {hover, y});
        if (place)
            gui.add("select", fmt::format("{} {} {}", place->row, place->level, place->index));
        else gui.add("select.none");
        gui.add("cursor", std::to_string(std::max<Position>(at, 0)));
    }
    gui.drag_button = -1;
}

void draw_description(Gui& gui, const AppState& state, const Document& document,
                      const Place& place) {
    const std::vector<std::string> lines = describe(document, place);
    ImGui::PushTextWrapPos(static_cast<float>(430 * gui.scene_zoom));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        push_font(gui, state, i == 0 ? Face::sans_bold : Face::sans, i == 0 ? 15 : text_normal);
        ImGui::TextUnformatted(lines[i].c_str());
        ImGui::PopFont();
    }
    ImGui::PopTextWrapPos();
}

void tell(Gui& gui, const AppState& state, const Document& document, const Place& place) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {static_cast<float>(12 * gui.scene_zoom),
                                                      static_cast<float>(9 * gui.scene_zoom)});
    ImGui::BeginTooltip();
    draw_description(gui, state, document, place);
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
}

void draw_tooltip(Gui& gui, const AppState& state, const Document& document, const Lanes& lanes,
                  double x, double y) {
    const std::optional<Place> place = place_at(document, lanes, {x, y});
    if (!place) return;
    tell(gui, state, document, *place);
    gui.mark("tooltip", {});
}

/// What the pointer tells of an interval, here the selection tells: without a pointer, and in a room.
void draw_band(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    const Theme& theme = theme_of(state);
    const bool has_selection = state.selected && document.has(*state.selected);
    std::vector<std::string> lines;
    if (has_selection) lines = describe(document, *state.selected);
    std::string rest;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::size_t text = std::min(lines[i].find_first_not_of(' '), lines[i].size());
        rest.append(rest.empty() ? "" : "  ·  ").append(lines[i].substr(text));
    }
    const double zoom = gui.scene_zoom;
    const double room = width_of(gui, area);
    Scene scene{room, height_of(gui, area)};
    const Box panel{edge, 2, room - 2 * edge, scene.height() - 8};
    scene.rectangle(Role::caption, panel, theme.panel).radius = 5;
    const std::string name = has_selection ? to_plain_line(lines.front()) : std::string{};
    double x = panel.x + 14;
    if (has_selection) {
        const Hue hue = document.level(*state.selected).hue[state.selected->index];
        scene.rectangle(Role::caption, {panel.x, panel.y + 5, 4, panel.height - 10},
                        row_of(hue).fill);
        const double wide = std::min(text_width(Face::sans_bold, band_size, name), room * 0.3);
        scene.text(Role::caption, {x, panel.y + 5, wide, 20},
                   fit_text(Face::sans_bold, band_size, name, wide + 1),
                   {.face = Face::sans_bold, .size = band_size, .color = theme.ink});
        x += wide + 14;
    } else {
        rest =
            "Nothing is selected: a click or Right chooses an interval, and here stands why it "
            "ran.";
    }
    const double width = panel.right() - x - 10;
    double y = panel.y + 5;
    for (const std::string& line : wrap(Face::sans, band_size, rest, width, 2)) {
        scene.text(Role::caption, {x, y, width, 20}, line,
                   {.size = band_size, .color = has_selection ? theme.ink : theme.muted});
        y += 20;
    }
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {area.x, area.y}, zoom);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("selection", {area.width, area.height});
    if (has_selection) {
        gui.mark("selection", area);
        if (ImGui::IsItemHovered()) tell(gui, state, document, *state.selected);
    }
}

struct Pointer {
    bool is_hovered;
    double x;  // in the scene of the area
    double y;
};

/// The area takes clicks under this name.
Pointer pointer_over(const Gui& gui, const char* name, Rect area) {
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton(name, {std::max(area.width, 1.0F), std::max(area.height, 1.0F)},
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    return {.is_hovered = ImGui::IsItemHovered(),
            .x = static_cast<double>(mouse.x - area.x) / gui.scene_zoom,
            .y = static_cast<double>(mouse.y - area.y) / gui.scene_zoom};
}

/// Draws it with the pointer; exports have it without.
void show(Gui& gui, const AppState& state, const Lanes& lanes, Scene scene, Rect area,
          double hover) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_scene(list, gui.fonts, scene, {area.x, area.y}, gui.scene_zoom);
    Scene pointer{scene.width(), scene.height()};
    add_pointer(pointer, state, lanes, hover);
    draw_scene(list, gui.fonts, pointer, {area.x, area.y}, gui.scene_zoom);
    add_pointer(scene, state, lanes, -1);
    gui.scenes.push_back(std::move(scene));
}

/// The second run below the first, on the same axis: it is looked at, what is selected is in the first.
void draw_other_lanes(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.other;
    const double width = width_of(gui, area);
    const double height = height_of(gui, area);
    // In its own time; what is looked at is in that of the first run.
    const Span own{state.view.from - state.other_shift, state.view.to - state.other_shift};
    const Lanes lanes = place_lanes(document, own, 0, width, height);
    const auto [is_hovered, x, y] = pointer_over(gui, "other lanes", area);
    show(gui, state, lanes, second_lanes_scene(state, document, lanes, width, height), area,
         is_hovered ? x : -1);
    gui.mark("other lanes", area);
    const float wheel = ImGui::GetIO().MouseWheel;
    if (is_hovered && wheel != 0)
        gui.add("zoom", fmt::format("{} {}", std::pow(1.25, static_cast<double>(wheel)),
                                    lanes.scale.position(x) + state.other_shift));
    if (ImGui::IsItemActive() && ImGui::GetIO().MouseDelta.x != 0)
        gui.add("pan", fmt::format("{}", -static_cast<double>(ImGui::GetIO().MouseDelta.x) /
                                             gui.scene_zoom / lanes.plot.width));
    if (is_hovered && !ImGui::IsItemActive() && state.overlay == Overlay::none)
        draw_tooltip(gui, state, document, lanes, x, y);
}

/// Brings the row of a new selection into sight.
void follow_selection(Gui& gui, const AppState& state, const Lanes& lanes, double width,
                      double height) {
    if (state.selected == gui.followed) return;
    gui.followed = state.selected;
    if (!state.selected) return;
    const auto shows = [&](const Lanes& placed) {
        return std::ranges::find(placed.numbers, state.selected->row) != placed.numbers.end();
    };
    if (shows(lanes)) return;
    constexpr double pitch = 12;
    const int steps = static_cast<int>(std::ceil(lanes.scroll_max / pitch));
    for (int i = 0; i <= steps; ++i) {
        const double at = std::min(i * pitch, lanes.scroll_max);
        if (!shows(place_lanes(*state.document, state.view, at, width, height, state.pinned)))
            continue;
        gui.add("scroll", fmt::format("{}", at - state.scroll));
        return;
    }
}

void draw_lanes(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    const double width = width_of(gui, area);
    const double height = height_of(gui, area);
    const Lanes lanes =
        place_lanes(document, state.view, state.scroll, width, height, state.pinned);
    const auto [is_hovered, x, y] = pointer_over(gui, "lanes", area);
    show(gui, state, lanes, lanes_scene(state, document, lanes, width, height), area,
         is_hovered ? x : -1);
    gui.mark("lanes", area);
    if (gui.drag_button == 2) {
        const float now = ImGui::GetIO().MousePos.x;
        ImGui::GetWindowDrawList()->AddRectFilled({std::min(gui.drag_x, now), area.y},
                                                  {std::max(gui.drag_x, now), area.y + area.height},
                                                  to_imgui(faded(theme_of(state).mark, 110)));
    }
    take_mouse(gui, state, lanes, area, x, y);
    follow_selection(gui, state, lanes, width, height);
    if (is_hovered && gui.drag_button < 0 && state.overlay == Overlay::none)
        draw_tooltip(gui, state, document, lanes, x, y);
}

}  // namespace

void draw_analyse(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(gui.scene_zoom);
    const float strip = static_cast<float>(overview_height) * zoom;
    draw_overview(gui, state, {area.x, area.y, area.width, strip});
    area.y += strip;
    area.height -= strip;
    const float drawer =
        state.has_drawer ? std::clamp(std::floor(area.height * 0.38F), 180 * zoom, 330 * zoom) : 0;
    const float band = static_cast<float>(band_height) * zoom;
    const float room = area.height - drawer - band;
    const float second = state.other ? std::floor(room * 0.46F) : 0;
    draw_lanes(gui, state, {area.x, area.y, area.width, room - second});
    if (second > 0) {
        const float y = area.y + room - second;
        ImGui::GetWindowDrawList()->AddLine({area.x, y}, {area.x + area.width, y},
                                            to_imgui(theme_of(state).border), 1);
        draw_other_lanes(gui, state, {area.x, y, area.width, second});
    }
    draw_band(gui, state, {area.x, area.y + room, area.width, band});
    if (drawer > 0)
        draw_drawer(gui, state, {area.x, area.y + area.height - drawer, area.width, drawer});
}

}  // namespace ui::gui
