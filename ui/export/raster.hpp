#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ui/layout/scene.hpp"

namespace ui {

/// A PNG of `width` pixels; the same scene gives the same bytes with the same versions of cairo and FreeType, and with
/// the same fonts of the machine if it has letters that ours lack.
[[nodiscard]] std::string to_png(const Scene& scene, double width);
/// Puts "loopglass" behind the header of a PNG as its maker, by which later runs know that the file is theirs to replace.
void add_png_maker(std::string& png);
/// A PDF with one page a scene, `width` points wide, with fonts embedded and text that can be searched.
[[nodiscard]] std::string to_pdf(std::span<const Scene> scenes, double width);

/// Pixels row by row, 0x00RRGGBB.
struct Raster {
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::vector<std::uint32_t> pixels;
};
[[nodiscard]] Raster to_raster(const Scene& scene, double width);

/// The letters of the scenes, each once, that these pictures show as boxes because no font has them; usually empty.
[[nodiscard]] std::string undrawn_letters(std::span<const Scene> scenes);

/// How our PDF files name their maker, near their end.
constexpr std::string_view pdf_mark = "/Creator (loopglass)";

}  // namespace ui
