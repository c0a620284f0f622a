#include "ui/fonts/fonts.hpp"

#include <array>

// NOLINTBEGIN: the assembler's view of the files.
#define EMBED(name, file)                                                                       \
    __asm__(".section .rodata\n.balign 16\n.global loopglass_" #name                            \
            "_begin\n"                                                                          \
            "loopglass_" #name "_begin:\n.incbin \"" LOOPGLASS_FONTS "/" file                   \
            "\"\n.global loopglass_" #name "_end\nloopglass_" #name "_end:\n.byte 0\n.text\n"); \
    extern "C" const char loopglass_##name##_begin[];                                           \
    extern "C" const char loopglass_##name##_end[];

EMBED(sans, "inter-regular.otf")
EMBED(sans_bold, "inter-semibold.otf")
EMBED(mono, "jetbrains-mono-regular.ttf")
EMBED(sans_page, "inter-regular.woff2")
EMBED(sans_bold_page, "inter-semibold.woff2")
EMBED(mono_page, "jetbrains-mono-regular.woff2")
EMBED(licence, "OFL.txt")

#define VIEW(name) \
    std::string_view { loopglass_##name##_begin, loopglass_##name##_end }
// NOLINTEND

namespace ui {

std::string_view font_file(Face face) {
    switch (face) {
        case Face::sans: return VIEW(sans);
        case Face::sans_bold: return VIEW(sans_bold);
        case Face::mono: return VIEW(mono);
    }
    return {};
}

std::string_view font_woff2(Face face) {
    switch (face) {
        case Face::sans: return VIEW(sans_page);
        case Face::sans_bold: return VIEW(sans_bold_page);
        case Face::mono: return VIEW(mono_page);
    }
    return {};
}

std::string_view font_licence() { return VIEW(licence); }

std::string_view family_of(Face face) { return face == Face::mono ? "JetBrains Mono" : "Inter"; }

}  // namespace ui
