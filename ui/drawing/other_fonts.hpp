#pragma once

#include <memory>
#include <string_view>

#include <cairo.h>

#include "ui/fonts/fonts.hpp"

namespace ui {

/// The fonts of this machine, for letters that those of ui/fonts lack: Chinese, Japanese, Korean, emoji and more.
class OtherFonts {
public:
    OtherFonts();
    OtherFonts(const OtherFonts&) = delete;
    OtherFonts& operator=(const OtherFonts&) = delete;
    ~OtherFonts();

    /// The first font that has `code`, by the preferences of this machine; null if none has, or if the letter joins its
    /// neighbours or runs from right to left, which takes more than a font. Lives as long as this.
    [[nodiscard]] cairo_font_face_t* find(Face face, char32_t code);

private:
    struct Lists;
    std::unique_ptr<Lists> lists_;  // null until a letter is looked for
};

}  // namespace ui
