#include "ui/cli/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

constexpr std::array<std::string_view, 9> ink_codes{"",   "1",  "2",  "31", "32",
                                                    "33", "34", "35", "36"};

std::string aligned(std::string_view text, Align align, std::size_t width) {
    return align == Align::left ? pad_right(text, width) : pad_left(text, width);
}

}  // namespace

std::string paint(std::string_view text, Ink ink, bool has_colour) {
    if (!has_colour || ink == Ink::plain || text.empty()) return std::string{text};
    return fmt::format("\x1b[{}m{}\x1b[0m", ink_codes[static_cast<std::size_t>(ink)], text);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    bool in_escape = false;
    while (!text.empty()) {
        const char32_t code = take_code_point(text);
        if (code == U'\x1b') in_escape = true;
        if (!in_escape) width += columns_of(code);
        if (in_escape && code == U'm') in_escape = false;
    }
    return width;
}

std::string printable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\t') {
            result += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            result += c;
        }
    }
    return result;
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::size_t own = display_width(text);
    return std::string(width > own ? width - own : 0, ' ').append(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
    const std::size_t own = display_width(text);
    return std::string{text}.append(width > own ? width - own : 0, ' ');
}

std::string shorten(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string{text};
    std::size_t shown = 0;
    std::size_t at = 0;
    for (std::string_view rest = text; !rest.empty();) {
        shown += columns_of(take_code_point(rest));
        if (shown + 2 > width) break;
        at = text.size() - rest.size();
    }
    return std::string{text.substr(0, at)} + "..";
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
    std::string lines;
    std::string line;
    const auto end_line = [&] {
        lines.append(indent, ' ').append(line).push_back('\n');
        line.clear();
    };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        const bool is_paragraph_end = end < text.size() && text[end] == '\n';
        if (!line.empty() && indent + display_width(line) + 1 + display_width(word) > width)
            end_line();
        if (!line.empty() && !word.empty()) line.push_back(' ');
        line.append(word);
        if (is_paragraph_end) end_line();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!line.empty()) end_line();
    return lines;
}

std::string Table::to_text(bool has_colour) const {
    std::vector<std::size_t> widths;
    for (const Column& column : columns_) widths.push_back(display_width(column.title));
    for (const std::vector<std::string>& row : rows_) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    }
    const auto line = [&](const auto& cell_of) {
        std::string text;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) text.append("  ");
            text.append(aligned(cell_of(i), columns_[i].align, widths[i]));
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    };
    std::string text;
    const std::string titles =
        line([&](std::size_t i) -> std::string_view { return columns_[i].title; });
    if (!titles.empty()) text.append(paint(titles, Ink::dim, has_colour)).push_back('\n');
    for (const std::vector<std::string>& row : rows_) {
        text.append(line([&](std::size_t i) -> std::string_view {
            return i < row.size() ? std::string_view{row[i]} : std::string_view{};
        }));
        text.push_back('\n');
    }
    return text;
}

std::string bar(double share, std::size_t width) {
    const double cells = std::clamp(share, 0.0, 1.0) * static_cast<double>(width);
    auto count = static_cast<std::size_t>(std::lround(cells));
    if (share > 0 && count == 0) count = 1;
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text.append("\u2588");
    return text;
}

std::string format_percent(double share) { return fmt::format("{:.1f} %", share * 100); }

std::string format_number(double number) {
    if (!(number >= 9999.5 && number < 1e15)) return fmt::format("{:.4g}", number);
    const double unit = std::pow(10.0, std::floor(std::log10(number)) - 3);
    return format_count(std::llround(std::round(number / unit) * unit));
}

}  // namespace ui
