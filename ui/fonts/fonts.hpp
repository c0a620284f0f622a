#pragma once

#include <cstdint>
#include <string_view>

namespace ui {

/// The faces that pictures use: Inter in two weights and JetBrains Mono.
enum class Face : std::uint8_t { sans, sans_bold, mono };
constexpr int face_count = 3;

/// The font file as OpenType, for programs that draw. Lives as long as the program.
[[nodiscard]] std::string_view font_file(Face face);
/// The same letters as WOFF2, for pages.
[[nodiscard]] std::string_view font_woff2(Face face);
/// The Open Font License with the notices of both fonts.
[[nodiscard]] std::string_view font_licence();

/// "Inter", "JetBrains Mono".
[[nodiscard]] std::string_view family_of(Face face);

}  // namespace ui
