#include "traces/output.hpp"

#include <algorithm>
#include <array>

namespace traces {

namespace {

/// How many bytes of a well-formed UTF-8 sequence `text` begins with, 0 if it begins with none
/// (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i, unsigned least, unsigned most) {
        return byte(i) >= least && byte(i) <= most;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned least = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned most = first == 0xED ? 0x9F : 0xBF;
        return follows(1, least, most) && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned least = first == 0xF0 ? 0x90 : 0x80;
        const unsigned most = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, least, most) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

/// Characters that a JSON string holds as they are.
constexpr std::array<bool, 256> is_plain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t code = 0x20; code < 0x7F; ++code) plain[code] = code != '"' && code != '\\';
    return plain;
}();

/// The short escape of a character, 0 if it has none.
char escape_of(char character) {
    switch (character) {
        case '"': return '"';
        case '\\': return '\\';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

}  // namespace

void Output::put_in_parts(std::string_view text) {
    while (text.size() > capacity - size_) {
        const std::size_t part = capacity - size_;
        text.copy(buffer_.get() + size_, part);
        size_ += part;
        text.remove_prefix(part);
        flush();
    }
    text.copy(buffer_.get() + size_, text.size());
    size_ += text.size();
}

void Output::json(std::string_view text) {
    put('"');
    std::size_t plain = 0;  // start of the bytes that go out as they are
    std::size_t i = 0;
    const auto replace = [&](std::string_view with) {
        put(text.substr(plain, i - plain));
        put(with);
        plain = ++i;
    };
    while (i < text.size()) {
        const char character = text[i];
        const auto code = static_cast<unsigned char>(character);
        if (is_plain[code]) {
            ++i;
        } else if (const char escape = escape_of(character); escape != 0) {
            const char pair[2] = {'\\', escape};
            replace({pair, 2});
        } else if (code < 0x20 || code == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            const char sequence[6] = {'\\', 'u', '0', '0', digits[code >> 4U], digits[code & 15U]};
            replace({sequence, 6});
        } else if (const std::size_t length = utf8_length(text.substr(i, 4)); length != 0) {
            i += length;
        } else {
            replace("\xEF\xBF\xBD");
        }
    }
    put(text.substr(plain));
    put('"');
}

void Output::csv(std::string_view text) {
    // Not find_first_of, which calls memchr for each character.
    const bool needs_no_quotes = std::none_of(text.begin(), text.end(), [](char c) {
        return c == ',' || c == '"' || c == '\r' || c == '\n';
    });
    if (needs_no_quotes) {
        put(text);
        return;
    }
    put('"');
    for (const char character : text) {
        if (character == '"') put('"');
        put(character);
    }
    put('"');
}

}  // namespace traces
