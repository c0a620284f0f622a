// What fontconfig prefers for a face of ours, in its order; of these a letter takes the first font that has it.
#include "ui/drawing/other_fonts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>

namespace ui {

namespace {

struct Free {
    void operator()(FcFontSet* set) const { FcFontSetDestroy(set); }
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
    void operator()(cairo_font_face_t* face) const { cairo_font_face_destroy(face); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Scripts whose letters change with their neighbours or run from right to left: one by one they would be wrong.
bool needs_shaping(char32_t code) {
    constexpr std::array<std::pair<char32_t, char32_t>, 6> scripts{
        {{0x590, 0x109F},       // Hebrew to Myanmar
         {0x1780, 0x18AF},      // Khmer, Mongolian
         {0xA800, 0xABFF},      // Syloti to Meetei
         {0xFB1D, 0xFDFF},      // forms of Hebrew, Arabic
         {0xFE70, 0xFEFE},      // forms of Arabic
         {0x10800, 0x11FFF}}};  // ancient and Indic
    return std::any_of(scripts.begin(), scripts.end(), [&](const auto& script) {
        return code >= script.first && code <= script.second;
    });
}

/// Whether the font can be read: one that cannot would spoil all that is drawn after it.
bool can_draw(cairo_font_face_t* face) {
    cairo_matrix_t same;
    cairo_matrix_init_identity(&same);
    cairo_font_options_t* const options = cairo_font_options_create();
    cairo_scaled_font_t* const font = cairo_scaled_font_create(face, &same, &same, options);
    const bool can = cairo_scaled_font_status(font) == CAIRO_STATUS_SUCCESS;
    cairo_scaled_font_destroy(font);
    cairo_font_options_destroy(options);
    return can;
}

struct List {
    Owned<FcPattern> wanted;
    Owned<FcFontSet> fonts;
    std::vector<Owned<cairo_font_face_t>> faces;  // of `fonts`, made when first used
};

List list_of(Face face) {
    List list;
    list.wanted.reset(FcPatternCreate());
    const char* const family = face == Face::mono ? "monospace" : "sans-serif";
    FcPatternAddString(list.wanted.get(), FC_FAMILY,
                       static_cast<const FcChar8*>(static_cast<const void*>(family)));
    FcPatternAddInteger(list.wanted.get(), FC_WEIGHT,
                        face == Face::sans_bold ? FC_WEIGHT_DEMIBOLD : FC_WEIGHT_REGULAR);
    FcConfigSubstitute(nullptr, list.wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(list.wanted.get());
    FcResult result = FcResultMatch;
    list.fonts.reset(FcFontSort(nullptr, list.wanted.get(), FcTrue, nullptr, &result));
    if (list.fonts) list.faces.resize(static_cast<std::size_t>(list.fonts->nfont));
    return list;
}

}  // namespace

struct OtherFonts::Lists {
    std::map<Face, List> of;
};

OtherFonts::OtherFonts() = default;
OtherFonts::~OtherFonts() = default;

cairo_font_face_t* OtherFonts::find(Face face, char32_t code) {
    if (needs_shaping(code)) return nullptr;
    if (!lists_) lists_ = std::make_unique<Lists>();
    const auto [at, is_new] = lists_->of.try_emplace(face);
    List& list = at->second;
    if (is_new) list = list_of(face);
    for (std::size_t i = 0; i < list.faces.size(); ++i) {
        FcPattern* const font = list.fonts->fonts[i];
        FcCharSet* letters = nullptr;
        if (FcPatternGetCharSet(font, FC_CHARSET, 0, &letters) != FcResultMatch) continue;
        if (FcCharSetHasChar(letters, code) == FcFalse) continue;
        if (!list.faces[i]) {
            const Owned<FcPattern> whole{FcFontRenderPrepare(nullptr, list.wanted.get(), font)};
            list.faces[i].reset(cairo_ft_font_face_create_for_pattern(whole.get()));
        }
        if (can_draw(list.faces[i].get())) return list.faces[i].get();
    }
    return nullptr;
}

}  // namespace ui
