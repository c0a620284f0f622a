// The layout of messages, and the nearest known word: the optimal string alignment distance of Damerau
// and Levenshtein (insert, delete, replace, swap two neighbours) by dynamic programming on three rows.
// Words are compared byte by byte; keys and actions are ASCII.
#include "sim/core/diagnostic.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace sim {

namespace {

// A UTF-8 byte that continues a character: it takes no column of its own.
bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::string place_text(const Place& place) {
    std::string text = place.file;
    if (place.line > 0) text += fmt::format(":{}", place.line);
    if (place.line > 0 && place.column > 0) text += fmt::format(":{}", place.column);
    if (!text.empty()) text += ": ";
    return text;
}

// Bytes of the character at `at`, 1 for ASCII; 0 if it is none: what continues is missing or stands alone; or a
// control character beyond ASCII.
std::size_t character_size(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80U) return 1;
    const std::size_t size = lead < 0xC2U   ? 0
                             : lead < 0xE0U ? 2
                             : lead < 0xF0U ? 3
                             : lead < 0xF5U ? 4
                                            : 0;
    if (at + size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(text[at + i])) return 0;
    }
    const bool is_control = lead == 0xC2U && static_cast<unsigned char>(text[at + 1]) < 0xA0U;
    return is_control ? 0 : size;
}

// A control character would move the cursor of a terminal away from the caret, and what is no character may do so, too.
std::string printable(std::string_view excerpt) {
    std::string text;
    for (std::size_t at = 0; at < excerpt.size();) {
        const std::size_t size = character_size(excerpt, at);
        const auto code = static_cast<unsigned char>(excerpt[at]);
        const bool is_shown =
            size > 1 || (size == 1 && (code >= 0x20U || code == '\t') && code != 0x7FU);
        text += is_shown ? excerpt.substr(at, size) : "?";
        at += std::max<std::size_t>(size, 1);
    }
    return text;
}

// White space as wide as the excerpt before `column`. Tabs stay tabs, so that the caret stands under
// its character however wide a terminal draws them.
std::string margin_before(std::string_view excerpt, std::int32_t column) {
    std::string margin;
    std::int32_t at = 1;
    for (const char byte : excerpt) {
        if (is_continuation(byte)) continue;
        if (at++ == column) break;
        margin += byte == '\t' ? '\t' : ' ';
    }
    return margin;
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last(to.size() + 1);
    std::vector<std::size_t> last(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            const bool is_swap =
                i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[to.size()];
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
    std::string text = place_text(diagnostic.place) + diagnostic.message;
    const bool has_caret = !diagnostic.excerpt.empty() && diagnostic.place.column > 0;
    if (!diagnostic.excerpt.empty()) text += "\n" + printable(diagnostic.excerpt);
    if (has_caret) {
        const std::int32_t column = diagnostic.place.column - diagnostic.excerpt_shift;
        text += "\n" + margin_before(diagnostic.excerpt, column) + "^";
    }
    if (!diagnostic.hint.empty()) text += (has_caret ? " " : "\n    ") + diagnostic.hint;
    return text;
}

std::string_view find_nearest(std::string_view word, const std::vector<std::string_view>& known) {
    const std::size_t near = std::clamp<std::size_t>(word.size() / 3, 1, 3);
    std::string_view nearest;
    std::size_t least = near + 1;
    for (const std::string_view candidate : known) {
        // The lengths alone rule out most words, and any word of absurd length.
        const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
        if (longer - shorter >= least) continue;
        const std::size_t distance = edit_distance(word, candidate);
        // Words that have nothing in common are not near, however short they are.
        if (distance < least && distance < longer) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

}  // namespace sim
