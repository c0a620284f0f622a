#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/units.hpp"

namespace ui {

enum class Ink : std::uint8_t { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

/// `text` in a colour of the terminal's own palette, or as it is.
[[nodiscard]] std::string paint(std::string_view text, Ink ink, bool has_colour);

/// Columns on the screen of UTF-8 text without escape sequences: two of Chinese letters and emoji.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Control characters as "\t" and "\x1b": what a program prints might move columns or clear the screen.
[[nodiscard]] std::string printable(std::string_view text);

[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
/// At most `width` characters; what is cut shows as "..".
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);
/// Words of `text` in lines of at most `width` characters, each after `indent` spaces.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

enum class Align : std::uint8_t { left, right };

/// Columns of text: titles dim, cells aligned, two spaces between columns, no trailing spaces.
class Table {
public:
    struct Column {
        std::string title;
        Align align = Align::right;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    /// One cell per column; missing ones stay empty.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] bool is_empty() const { return rows_.empty(); }
    [[nodiscard]] std::string to_text(bool has_colour) const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// A bar of `width` characters for a share of 0 to 1; what is above zero shows at least one.
[[nodiscard]] std::string bar(double share, std::size_t width);

/// "74.8 %"
[[nodiscard]] std::string format_percent(double share);
using sim::format_count;
/// Four digits and no exponent: "0.1235", "12.35", "11,980".
[[nodiscard]] std::string format_number(double number);

}  // namespace ui
