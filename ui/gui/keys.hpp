#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ui::gui {

/// Keys by the numbers that GLFW gives them: letters, digits and marks are their ASCII codes.
using Key = std::int32_t;
constexpr Key key_none = 0;
constexpr Key key_space = 32;
constexpr Key key_escape = 256;
constexpr Key key_enter = 257;
constexpr Key key_tab = 258;
constexpr Key key_backspace = 259;
constexpr Key key_delete = 261;
constexpr Key key_right = 262;
constexpr Key key_left = 263;
constexpr Key key_down = 264;
constexpr Key key_up = 265;
constexpr Key key_page_up = 266;
constexpr Key key_page_down = 267;
constexpr Key key_home = 268;
constexpr Key key_end = 269;
constexpr Key key_f1 = 290;
constexpr Key keys_max = 512;

/// A key with its modifiers.
struct Chord {
    Key key = key_none;
    bool has_control = false;
    bool has_shift = false;

    friend bool operator==(const Chord&, const Chord&) = default;
};

/// "Ctrl+Shift+P", "Left", "?" (which is "Shift+/"); the key is none if the text names no chord.
[[nodiscard]] Chord to_chord(std::string_view text);
/// Whether the chord types a character into a field.
[[nodiscard]] bool is_typing(const Chord& chord);

}  // namespace ui::gui
