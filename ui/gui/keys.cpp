#include "ui/gui/keys.hpp"

#include <array>
#include <utility>

namespace ui::gui {

namespace {

constexpr std::array<std::pair<std::string_view, Key>, 16> names{{{"Space", key_space},
                                                                  {"Esc", key_escape},
                                                                  {"Enter", key_enter},
                                                                  {"Tab", key_tab},
                                                                  {"Backspace", key_backspace},
                                                                  {"Delete", key_delete},
                                                                  {"Right", key_right},
                                                                  {"Left", key_left},
                                                                  {"Down", key_down},
                                                                  {"Up", key_up},
                                                                  {"PageUp", key_page_up},
                                                                  {"PageDown", key_page_down},
                                                                  {"Home", key_home},
                                                                  {"End", key_end},
                                                                  {"F1", key_f1},
                                                                  {"F5", key_f1 + 4}}};

}  // namespace

Chord to_chord(std::string_view text) {
    Chord chord;
    const auto take = [&text](std::string_view word) {
        const bool is_there = text.starts_with(word) && text.size() > word.size();
        if (is_there) text.remove_prefix(word.size());
        return is_there;
    };
    chord.has_control = take("Ctrl+");
    chord.has_shift = take("Shift+");
    if (text == "?") {
        chord.has_shift = true;
        text = "/";
    }
    if (text.size() == 1) {
        const char letter = text[0];
        const bool is_small = letter >= 'a' && letter <= 'z';
        const bool is_printed = letter > ' ' && letter < 0x7F;
        if (is_printed && !is_small) chord.key = static_cast<unsigned char>(letter);
        return chord;
    }
    for (const auto& [name, key] : names) {
        if (name == text) chord.key = key;
    }
    return chord;
}

bool is_typing(const Chord& chord) {
    const bool edits = chord.key == key_left || chord.key == key_right || chord.key == key_up ||
                       chord.key == key_down || chord.key == key_home || chord.key == key_end ||
                       chord.key == key_backspace || chord.key == key_delete ||
                       chord.key == key_enter || chord.key == key_tab || chord.key == key_page_up ||
                       chord.key == key_page_down;
    return !chord.has_control && (chord.key < key_escape || edits);
}

}  // namespace ui::gui
