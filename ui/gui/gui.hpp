#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/gui/app_state.hpp"
#include "ui/gui/command.hpp"
#include "ui/gui/font_atlas.hpp"
#include "ui/gui/lanes.hpp"
#include "ui/layout/scene.hpp"

namespace ui::gui {

/// A box on the screen, in pixels.
struct Rect {
    float x = 0;
    float y = 0;
    float width = 0;
    float height = 0;
};

/// A field for a text that the state has.
struct TextField {
    std::string text;
    int replaced = 0;        // how often the text came from elsewhere
    bool wants_end = false;  // the cursor goes behind the text
};

/// What a frame needs besides the state, and what it leaves: nothing here decides anything.
struct Gui {
    FontAtlas fonts;
    double scale = 1;               // of the screen
    std::vector<Command> commands;  // of this frame, in order; the caller applies them
    std::map<std::string, Rect, std::less<>> widgets;  // by name, for tests
    std::vector<Scene> scenes;                         // what is seen, for exports
    double scene_zoom = 1;
    bool is_loading = false;
    double loaded = -1;         // share of a file; negative: unknown
    std::int64_t explored = 0;  // runs of exploring so far
    bool is_typing = false;     // a field has the keyboard
    bool wants_frame = false;   // something moves

    // Kept between frames so that they are made once.
    const Document* lesson_of = nullptr;
    std::string lesson_key;
    Scene lesson;
    const Document* columns_of = nullptr;
    std::vector<OverviewColumn> columns;
    std::optional<Place> followed;  // the selection whose row was brought into sight
    float drag_x = 0;               // where a drag in the lanes began
    int drag_button = -1;           // 0 pan, 1 measure, 2 range
    TextField find_field;
    TextField filter_field;  // of the palette and of lists
    TextField editor_field;
    bool had_find = false;
    float quiz_height = 0;  // of all that stands in it
    Overlay had_overlay = Overlay::none;

    void add(std::string_view id, std::string_view argument = {}) {
        commands.push_back({std::string{id}, std::string{argument}});
    }
    void mark(std::string_view name, Rect rect) {
        widgets.insert_or_assign(std::string{name}, rect);
    }
};

/// One frame of the whole window: panels, then keys. Between ImGui::NewFrame and Render.
void draw_frame(Gui& gui, const AppState& state);

/// The commands that the keys of this frame make.
void take_keys(Gui& gui, const AppState& state);

// Parts of draw_frame, one source file each.
void apply_style(Gui& gui, const AppState& state);
void draw_toolbar(Gui& gui, const AppState& state);
void draw_teach(Gui& gui, const AppState& state, Rect area);
void draw_analyse(Gui& gui, const AppState& state, Rect area);
void draw_editor(Gui& gui, const AppState& state, Rect area);
void draw_overlays(Gui& gui, const AppState& state);
void draw_quiz(Gui& gui, const AppState& state);
void draw_sweep(Gui& gui, const AppState& state, Rect area);
void draw_drawer(Gui& gui, const AppState& state, Rect area);

/// How many pixels of the screen one pixel of a scene takes.
[[nodiscard]] double zoom_of(const Gui& gui, const AppState& state);

}  // namespace ui::gui
