#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ui/fonts/fonts.hpp"

namespace ui {

/// Width of one line of UTF-8 in pixels at `size` pixels per em. What the font lacks is as wide as other fonts draw it: an
/// em for Chinese, Japanese, Korean and emoji, nothing for accents that join the letter before, 0.6 em for the rest.
/// Bytes that are no UTF-8 count as U+FFFD does.
[[nodiscard]] double text_width(Face face, double size, std::string_view text);

/// Whether the font has each letter of `text`; otherwise its width is only a good guess.
[[nodiscard]] bool has_letters(Face face, std::string_view text);

/// Height above and below the baseline, in pixels at `size`.
[[nodiscard]] double ascent(Face face, double size);
[[nodiscard]] double descent(Face face, double size);

/// `text`, or as much of it as fits into `width` with "…" behind; empty when not even one letter and "…" fit.
[[nodiscard]] std::string fit_text(Face face, double size, std::string_view text, double width);

/// How many columns of a terminal a letter takes: 2 if it is square, as Chinese and emoji are, 0 if it joins the one before.
[[nodiscard]] std::size_t columns_of(char32_t code);

/// The next code point of `text`, which loses its bytes; U+FFFD for what is no UTF-8. `text` is not empty.
[[nodiscard]] char32_t take_code_point(std::string_view& text);

/// Valid UTF-8 on one line: what is not becomes U+FFFD, control characters become a space.
[[nodiscard]] std::string to_plain_line(std::string_view text);

}  // namespace ui
