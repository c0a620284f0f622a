#include "ui/host/error_text.hpp"

#include <cstring>

namespace ui {

std::string error_text(int error) {
    std::string text = std::strerror(error);
    const bool is_upper = !text.empty() && text[0] >= 'A' && text[0] <= 'Z';
    // "Is a directory" begins a sentence, "I/O" and other abbreviations stay.
    const bool is_word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';
    if (is_upper && is_word) text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

}  // namespace ui
