#pragma once

// All that differs between ImGui 1.86, which Debian 12 has, and current ones: how keys and the mouse are fed and asked,
// and who makes the texture of the fonts.
#include <vector>

#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include "ui/gui/keys.hpp"

namespace ui::gui {

#if IMGUI_VERSION_NUM >= 19200
/// A backend that makes textures draws letters into them when they are first used.
inline void build_fonts(ImFontAtlas& atlas) {
    if ((ImGui::GetIO().BackendFlags & ImGuiBackendFlags_RendererHasTextures) == 0) atlas.Build();
}
inline void renew_font_texture() {}
#else
inline void build_fonts(ImFontAtlas& atlas) { atlas.Build(); }
inline void renew_font_texture() {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
}
#endif

#if IMGUI_VERSION_NUM >= 18700
[[nodiscard]] inline ImGuiKey to_imgui_key(Key key) {
    if (key >= 'A' && key <= 'Z') return static_cast<ImGuiKey>(ImGuiKey_A + (key - 'A'));
    if (key >= '0' && key <= '9') return static_cast<ImGuiKey>(ImGuiKey_0 + (key - '0'));
    if (key >= key_f1 && key < key_f1 + 12)
        return static_cast<ImGuiKey>(ImGuiKey_F1 + (key - key_f1));
    switch (key) {
        case key_space: return ImGuiKey_Space;
        case key_escape: return ImGuiKey_Escape;
        case key_enter: return ImGuiKey_Enter;
        case key_tab: return ImGuiKey_Tab;
        case key_backspace: return ImGuiKey_Backspace;
        case key_delete: return ImGuiKey_Delete;
        case key_right: return ImGuiKey_RightArrow;
        case key_left: return ImGuiKey_LeftArrow;
        case key_down: return ImGuiKey_DownArrow;
        case key_up: return ImGuiKey_UpArrow;
        case key_page_up: return ImGuiKey_PageUp;
        case key_page_down: return ImGuiKey_PageDown;
        case key_home: return ImGuiKey_Home;
        case key_end: return ImGuiKey_End;
        case '/': return ImGuiKey_Slash;
        case '.': return ImGuiKey_Period;
        case ',': return ImGuiKey_Comma;
        case '-': return ImGuiKey_Minus;
        case '=': return ImGuiKey_Equal;
        case '[': return ImGuiKey_LeftBracket;
        case ']': return ImGuiKey_RightBracket;
        default: return ImGuiKey_None;
    }
}
[[nodiscard]] inline bool is_pressed(Key key) {
    const ImGuiKey known = to_imgui_key(key);
    return known != ImGuiKey_None && ImGui::IsKeyPressed(known);
}
inline void feed_key(Key key, bool is_down) {
    ImGui::GetIO().AddKeyEvent(to_imgui_key(key), is_down);
}
inline void feed_modifiers(bool control, bool shift) {
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, control);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, shift);
}
inline void feed_mouse(float x, float y) { ImGui::GetIO().AddMousePosEvent(x, y); }
inline void feed_button(int button, bool is_down) {
    ImGui::GetIO().AddMouseButtonEvent(button, is_down);
}
inline void feed_wheel(float by) { ImGui::GetIO().AddMouseWheelEvent(0, by); }
inline void map_keys_without_backend() {}
/// ImGui keeps the order of events itself.
class QuickKeys {
public:
    void press(const Chord& /*chord*/) {}
    [[nodiscard]] bool has_any() const { return false; }
    void begin_frame() {}
    void end_frame() {}
};
#else
/// The backend of GLFW fills KeysDown by GLFW's numbers, which are ours.
[[nodiscard]] inline bool is_pressed(Key key) { return ImGui::IsKeyPressed(key); }
inline void feed_key(Key key, bool is_down) { ImGui::GetIO().KeysDown[key] = is_down; }
inline void feed_modifiers(bool control, bool shift) {
    ImGui::GetIO().KeyCtrl = control;
    ImGui::GetIO().KeyShift = shift;
}
inline void feed_mouse(float x, float y) { ImGui::GetIO().MousePos = {x, y}; }
inline void feed_button(int button, bool is_down) { ImGui::GetIO().MouseDown[button] = is_down; }
inline void feed_wheel(float by) { ImGui::GetIO().MouseWheel = by; }
/// What a backend does: which of our keys edit text.
inline void map_keys_without_backend() {
    int* const map = ImGui::GetIO().KeyMap;
    map[ImGuiKey_Tab] = key_tab;
    map[ImGuiKey_LeftArrow] = key_left;
    map[ImGuiKey_RightArrow] = key_right;
    map[ImGuiKey_UpArrow] = key_up;
    map[ImGuiKey_DownArrow] = key_down;
    map[ImGuiKey_PageUp] = key_page_up;
    map[ImGuiKey_PageDown] = key_page_down;
    map[ImGuiKey_Home] = key_home;
    map[ImGuiKey_End] = key_end;
    map[ImGuiKey_Delete] = key_delete;
    map[ImGuiKey_Backspace] = key_backspace;
    map[ImGuiKey_Space] = key_space;
    map[ImGuiKey_Enter] = key_enter;
    map[ImGuiKey_Escape] = key_escape;
    map[ImGuiKey_A] = 'A';
    map[ImGuiKey_C] = 'C';
    map[ImGuiKey_V] = 'V';
    map[ImGuiKey_X] = 'X';
    map[ImGuiKey_Y] = 'Y';
    map[ImGuiKey_Z] = 'Z';
}
/// Keys that went down and up between two frames, which a slow frame would not see: they are down for one frame.
class QuickKeys {
public:
    void press(const Chord& chord) {
        if (chord.key > 0 && chord.key < keys_max) pressed_.push_back(chord);
    }
    [[nodiscard]] bool has_any() const { return !pressed_.empty(); }
    void begin_frame() {
        ImGuiIO& io = ImGui::GetIO();
        take_modifiers();
        for (const Chord& chord : pressed_) {
            if (io.KeysDown[chord.key]) continue;
            io.KeysDown[chord.key] = true;
            io.KeyShift = io.KeyShift || chord.has_shift;
            io.KeyCtrl = io.KeyCtrl || chord.has_control;
            released_.push_back(chord.key);
        }
        pressed_.clear();
    }
    void end_frame() {
        for (const Key key : released_) ImGui::GetIO().KeysDown[key] = false;
        if (!released_.empty()) take_modifiers();
        released_.clear();
    }

private:
    static void take_modifiers() {
        ImGuiIO& io = ImGui::GetIO();
        constexpr Key shift = 340;  // the right ones are four further
        constexpr Key control = 341;
        io.KeyShift = io.KeysDown[shift] || io.KeysDown[shift + 4];
        io.KeyCtrl = io.KeysDown[control] || io.KeysDown[control + 4];
    }

    std::vector<Chord> pressed_;  // with what was held then
    std::vector<Key> released_;
};
#endif

}  // namespace ui::gui
