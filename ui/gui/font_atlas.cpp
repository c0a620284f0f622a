#include "ui/gui/font_atlas.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <imgui.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/imgui_compat.hpp"

namespace ui::gui {

namespace {

static_assert(sizeof(ImWchar) == sizeof(unsigned short));

/// First and last letters of what most programs print.
constexpr std::array<std::pair<ImWchar, ImWchar>, 8> usual{{{0x20, 0xFF},
                                                            {0x3BC, 0x3BC},
                                                            {0x2010, 0x2027},
                                                            {0x2030, 0x203A},
                                                            {0x2190, 0x2199},
                                                            {0x2212, 0x2212},
                                                            {0x2260, 0x2265},
                                                            {0x25A0, 0x25FF}}};
constexpr ImWchar empty_box = 0x25A1;  // for letters that the fonts lack
constexpr std::size_t sizes_max = 60;

}  // namespace

float line_height(Face face, double size) {
    return static_cast<float>(ascent(face, size) + descent(face, size));
}

ImFont* FontAtlas::find(Face face, double size) {
    const auto quarters = static_cast<std::int32_t>(std::lround(std::clamp(size, 6.0, 96.0) * 4));
    const auto [at, is_new] = fonts_.try_emplace({face, quarters});
    at->second.is_used = true;
    if (is_new) has_new_ = true;
    if (at->second.font != nullptr) return at->second.font;
    ImFont* nearest =
        ImGui::GetIO().Fonts->Fonts.empty() ? nullptr : ImGui::GetIO().Fonts->Fonts[0];
    std::int32_t distance = 1 << 20;
    for (const auto& [key, baked] : fonts_) {
        if (baked.font == nullptr || key.first != face) continue;
        if (std::abs(key.second - quarters) >= distance) continue;
        distance = std::abs(key.second - quarters);
        nearest = baked.font;
    }
    return nearest;
}

void FontAtlas::want(std::string_view text) {
    while (!text.empty()) {
        const std::string_view whole = text;
        const char32_t code = take_code_point(text);
        const bool is_usual = std::any_of(usual.begin(), usual.end(), [&](const auto& range) {
            return code >= range.first && code <= range.second;
        });
        if (is_usual || code > 0xFFFF || letters_.contains(code)) continue;
        const std::string_view letter = whole.substr(0, whole.size() - text.size());
        if (!has_letters(Face::sans, letter) && !has_letters(Face::mono, letter)) continue;
        letters_.insert(code);
        has_new_ = true;
    }
}

void FontAtlas::bake() {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    ranges_.clear();
    for (const auto& [first, last] : usual) ranges_.insert(ranges_.end(), {first, last});
    for (const char32_t letter : letters_)
        ranges_.insert(ranges_.end(), 2, static_cast<ImWchar>(letter));
    ranges_.push_back(0);
    if (fonts_.size() > sizes_max)
        std::erase_if(fonts_, [](const auto& row) { return !row.second.is_used; });
    atlas.Clear();
    for (auto& [key, baked] : fonts_) {
        const std::string_view file = font_file(key.first);
        ImFontConfig config;
        config.FontDataOwnedByAtlas = false;
        config.OversampleH = 3;
        config.OversampleV = 1;
        config.RasterizerMultiply = 1.15F;
        config.GlyphRanges = ranges_.data();
        // The atlas only reads what it does not own.
        config.FontData = const_cast<char*>(file.data());  // NOLINT
        config.FontDataSize = static_cast<int>(file.size());
        config.SizePixels = line_height(key.first, key.second / 4.0);
        baked.font = atlas.AddFont(&config);
        baked.font->FallbackChar = empty_box;
        baked.is_used = false;
    }
    if (fonts_.empty()) atlas.AddFontDefault();
    build_fonts(atlas);
    has_new_ = false;
}

}  // namespace ui::gui
