// Advances from the OpenType tables of the embedded files: `cmap` format 4 maps code points to glyphs, `hmtx`
// holds their advances, `hhea` the heights, `head` the units per em. The files are ours; a table that is missing is
// our mistake. Without kerning and ligatures the width of a line is the sum of its advances.
#include "ui/fonts/metrics.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace ui {

namespace {

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] std::uint32_t u8(std::size_t at) const {
        return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0U;
    }
    [[nodiscard]] std::uint32_t u16(std::size_t at) const { return u8(at) << 8U | u8(at + 1); }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const { return u16(at) << 16U | u16(at + 2); }
    [[nodiscard]] std::int32_t i16(std::size_t at) const {
        return static_cast<std::int16_t>(u16(at));
    }
    /// Where a table of the file begins; 0 if there is none.
    [[nodiscard]] std::size_t table(std::string_view tag) const {
        for (std::size_t i = 0; i < u16(4); ++i) {
            const std::size_t row = 12 + 16 * i;
            if (bytes_.substr(row, 4) == tag) return u32(row + 8);
        }
        return 0;
    }

private:
    std::string_view bytes_;
};

constexpr char32_t advances_max = 0x2800;  // all code points of the subsets lie below

struct Metrics {
    double em = 1000;
    double ascent = 0;
    double descent = 0;
    std::vector<std::uint16_t> advances = std::vector<std::uint16_t>(advances_max);  // 0: lacking
};

std::uint32_t glyph_format_4(const Reader& file, std::size_t at, std::uint32_t code) {
    const std::size_t segments = file.u16(at + 6) / 2;
    const std::size_t ends = at + 14;
    const std::size_t starts = ends + 2 * segments + 2;
    for (std::size_t i = 0; i < segments; ++i) {
        if (code > file.u16(ends + 2 * i)) continue;
        const std::uint32_t start = file.u16(starts + 2 * i);
        if (code < start) return 0;
        const std::uint32_t delta = file.u16(starts + 2 * segments + 2 * i);
        const std::size_t place = starts + 4 * segments + 2 * i;
        const std::uint32_t offset = file.u16(place);
        if (offset == 0) return (code + delta) & 0xFFFFU;
        const std::uint32_t glyph = file.u16(place + offset + 2 * std::size_t{code - start});
        return glyph == 0 ? 0 : (glyph + delta) & 0xFFFFU;
    }
    return 0;
}

std::uint32_t glyph_of(const Reader& file, std::size_t cmap, std::uint32_t code) {
    for (std::size_t i = 0; i < file.u16(cmap + 2); ++i) {
        const std::size_t table = cmap + file.u32(cmap + 4 + 8 * i + 4);
        if (file.u16(table) == 4) return glyph_format_4(file, table, code);
    }
    return 0;
}

Metrics read_metrics(Face face) {
    const Reader file{font_file(face)};
    const std::size_t hhea = file.table("hhea");
    const std::size_t hmtx = file.table("hmtx");
    const std::size_t cmap = file.table("cmap");
    const std::size_t long_metrics = std::max<std::size_t>(file.u16(hhea + 34), 1);
    Metrics metrics;
    metrics.em = static_cast<double>(file.u16(file.table("head") + 18));
    metrics.ascent = static_cast<double>(file.i16(hhea + 4));
    metrics.descent = -static_cast<double>(file.i16(hhea + 6));
    for (std::uint32_t code = ' '; code < advances_max; ++code) {
        const std::uint32_t glyph = glyph_of(file, cmap, code);
        if (glyph == 0) continue;
        const std::size_t row = std::min<std::size_t>(glyph, long_metrics - 1);
        metrics.advances[code] = static_cast<std::uint16_t>(file.u16(hmtx + 4 * row));
    }
    return metrics;
}

const Metrics& metrics_of(Face face) {
    static const std::array<Metrics, face_count> all{
        read_metrics(Face::sans), read_metrics(Face::sans_bold), read_metrics(Face::mono)};
    return all[static_cast<std::size_t>(face)];
}

struct Range {
    char32_t first;
    char32_t last;
};
/// Nothing of their own: accents that join, joiners, directions, variants. Source: UnicodeData.txt, categories Mn, Me
/// and Cf, of the scripts that stand on slides.
constexpr std::array<Range, 12> zero_width{{{0x300, 0x36F},
                                            {0x483, 0x489},
                                            {0x591, 0x5BD},
                                            {0x610, 0x61A},
                                            {0x64B, 0x65F},
                                            {0x1AB0, 0x1AFF},
                                            {0x200B, 0x200F},
                                            {0x202A, 0x202E},
                                            {0x2060, 0x2064},
                                            {0x20D0, 0x20FF},
                                            {0xFE00, 0xFE2F},
                                            {0xE0000, 0xE01EF}}};
/// Square letters and emoji. Source: EastAsianWidth.txt, W and F, without gaps that hold no letters.
constexpr std::array<Range, 20> full_width{
    {{0x1100, 0x115F}, {0x231A, 0x231B}, {0x23E9, 0x23F3}, {0x2614, 0x2615}, {0x2648, 0x2653},
     {0x26A1, 0x26A1}, {0x26AA, 0x26FD}, {0x2705, 0x2705}, {0x270A, 0x270B}, {0x2728, 0x2728},
     {0x274C, 0x274E}, {0x2753, 0x2757}, {0x2795, 0x27BF}, {0x2B1B, 0x2B55}, {0x2E80, 0xA4CF},
     {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFF01, 0xFF60}, {0x1F000, 0x3FFFD}}};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t code) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

std::uint16_t known_advance(const Metrics& metrics, char32_t code) {
    return code < advances_max ? metrics.advances[code] : std::uint16_t{0};
}

double advance(const Metrics& metrics, char32_t code) {
    const std::uint16_t known = known_advance(metrics, code);
    if (known != 0) return known;
    const std::size_t columns = columns_of(code);
    return columns == 0 ? 0 : columns == 2 ? metrics.em : 0.6 * metrics.em;
}

void append_utf8(std::string& text, char32_t code) {
    const auto byte = [&](std::uint32_t value) { text.push_back(static_cast<char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | code >> 6U);
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | code >> 12U);
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | code >> 18U);
        byte(0x80U | (code >> 12U & 0x3FU));
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

}  // namespace

std::size_t columns_of(char32_t code) {
    if (is_in(zero_width, code)) return 0;
    return is_in(full_width, code) ? 2 : 1;
}

char32_t take_code_point(std::string_view& text) {
    const auto at = [&](std::size_t i) -> std::uint32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const std::uint32_t first = at(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    constexpr std::array<std::uint32_t, 5> masks{0, 0x7F, 0x1F, 0x0F, 0x07};
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    std::uint32_t code = first & masks[length];
    bool is_valid = length > 0;
    for (std::size_t i = 1; i < length; ++i) {
        is_valid = is_valid && (at(i) & 0xC0U) == 0x80;
        code = code << 6U | (at(i) & 0x3FU);
    }
    is_valid =
        is_valid && code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    text.remove_prefix(is_valid ? length : 1);
    return is_valid ? static_cast<char32_t>(code) : U'\uFFFD';
}

double text_width(Face face, double size, std::string_view text) {
    const Metrics& metrics = metrics_of(face);
    double units = 0;
    while (!text.empty()) units += advance(metrics, take_code_point(text));
    return units * size / metrics.em;
}

bool has_letters(Face face, std::string_view text) {
    const Metrics& metrics = metrics_of(face);
    while (!text.empty()) {
        if (known_advance(metrics, take_code_point(text)) == 0) return false;
    }
    return true;
}

double ascent(Face face, double size) {
    const Metrics& metrics = metrics_of(face);
    return metrics.ascent * size / metrics.em;
}

double descent(Face face, double size) {
    const Metrics& metrics = metrics_of(face);
    return metrics.descent * size / metrics.em;
}

std::string fit_text(Face face, double size, std::string_view text, double width) {
    const Metrics& metrics = metrics_of(face);
    const double room = width * metrics.em / size;
    const double ellipsis = advance(metrics, U'\u2026');
    double units = 0;
    std::size_t kept = 0;  // bytes that fit with an ellipsis behind them
    std::string_view rest = text;
    while (!rest.empty()) {
        units += advance(metrics, take_code_point(rest));
        if (units + ellipsis <= room) kept = text.size() - rest.size();
        if (units > room) {
            while (kept > 0 && text[kept - 1] == ' ') --kept;
            return kept == 0 ? std::string{} : std::string{text.substr(0, kept)} + "\u2026";
        }
    }
    return std::string{text};
}

std::string to_plain_line(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    while (!text.empty()) {
        const char32_t code = take_code_point(text);
        const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        // U+FFFE and U+FFFF are no characters of XML.
        const bool is_forbidden = code == 0xFFFE || code == 0xFFFF;
        append_utf8(line, is_control ? U' ' : is_forbidden ? U'\uFFFD' : code);
    }
    return line;
}

}  // namespace ui
