#include "sim/scenario/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sim::scenario {
namespace {

/// Bytes shown before the error and from it on: minified JSON must not be copied whole into a message.
constexpr std::size_t excerpt_before = 100;
constexpr std::size_t excerpt_after = 100;
/// Of what is before an error that is further to the right.
constexpr std::size_t excerpt_left = 50;
constexpr std::string_view omission = "...";

constexpr std::size_t block_bytes = 1024;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Code points: bytes that do not continue a UTF-8 sequence.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

/// What people write who know other tools, or Node's own variable, and what it is called here.
struct OtherWord {
    std::string_view word;
    std::string_view ours;
};
constexpr std::array other_words{OtherWord{"UV_THREADPOOL_SIZE", "threadpool"},
                                 OtherWord{"threads", "threadpool"},
                                 OtherWord{"pool", "threadpool"},
                                 OtherWord{"workers", "threadpool"},
                                 OtherWord{"cpus", "cores"},
                                 OtherWord{"processes", "replicas"},
                                 OtherWord{"instances", "replicas"},
                                 OtherWord{"duration", "for"},
                                 OtherWord{"period", "every"},
                                 OtherWord{"interval", "every"},
                                 OtherWord{"count", "requests"},
                                 OtherWord{"rate", "poisson"},
                                 OtherWord{"clients", "users"},
                                 OtherWord{"service", "time"},
                                 OtherWord{"delay", "network"},
                                 OtherWord{"capacity", "servers"}};

/// The known name that is nearest to `word` in letters or says the same; empty if there is none.
std::string_view meant_by(std::string_view word, const std::vector<std::string_view>& known) {
    for (const OtherWord& other : other_words) {
        if (word == other.word && std::ranges::find(known, other.ours) != known.end())
            return other.ours;
    }
    return find_nearest(word, known);
}

}  // namespace

SourceText::SourceText(std::string_view text, std::string_view file) : text_(text), file_(file) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
    characters_.push_back(0);
    for (std::size_t at = 0; at + block_bytes <= text.size(); at += block_bytes) {
        characters_.push_back(characters_.back() + count_characters(text.substr(at, block_bytes)));
    }
}

SourceText::Position SourceText::position(std::size_t offset) const {
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::size_t start = *(after - 1);
    return {.line = static_cast<std::int32_t>(after - line_starts_.begin()),
            .column = static_cast<std::int32_t>(characters_before(offset) -
                                                characters_before(start) + 1)};
}

std::size_t SourceText::characters_before(std::size_t offset) const {
    const std::size_t block = offset / block_bytes;
    return characters_[block] +
           count_characters(text_.substr(block * block_bytes, offset % block_bytes));
}

void SourceText::error(std::size_t offset, std::string message, std::string hint) {
    if (is_full()) return;
    errors_.push_back({.offset = offset, .message = std::move(message), .hint = std::move(hint)});
}

void SourceText::warn(std::size_t offset, std::string message, std::string hint) {
    warnings_.push_back(
        {.offset = offset, .message = "warning: " + std::move(message), .hint = std::move(hint)});
}

std::vector<Diagnostic> SourceText::listed(const std::vector<Error>& errors) const {
    std::vector<const Error*> sorted;
    sorted.reserve(errors.size());
    for (const Error& error : errors) sorted.push_back(&error);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Error* a, const Error* b) { return a->offset < b->offset; });
    std::vector<Diagnostic> list;
    for (const Error* error : sorted) {
        if (list.size() == diagnostics_most) break;
        const Position at = position(error->offset);
        Excerpt around = excerpt(error->offset);
        list.push_back({.place = {.file = file_, .line = at.line, .column = at.column},
                        .message = error->message,
                        .excerpt = std::move(around.text),
                        .hint = error->hint,
                        .excerpt_shift = around.shift});
    }
    return list;
}

SourceText::Excerpt SourceText::excerpt(std::size_t offset) const {
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::size_t start = *(after - 1);
    std::size_t end = after == line_starts_.end() ? text_.size() : *after - 1;
    if (end > start && text_[end - 1] == '\r') --end;
    const std::string_view line = text_.substr(start, end - start);
    const std::size_t at = std::min(offset - start, line.size());
    std::size_t from = at > excerpt_before ? at - excerpt_left : 0;
    while (from < at && is_continuation(line[from])) ++from;
    std::size_t to = line.size();
    if (to > at + excerpt_after) {
        to = at + excerpt_after - omission.size();
        while (to > at && is_continuation(line[to])) --to;
    }
    Excerpt excerpt{.text = std::string{line.substr(from, to - from)}, .shift = 0};
    if (from > 0) {
        excerpt.text.insert(0, omission);
        excerpt.shift = static_cast<std::int32_t>(characters_before(start + from) -
                                                  characters_before(start) - omission.size());
    }
    if (to < line.size()) excerpt.text += omission;
    return excerpt;
}

std::string quote(std::string_view text) {
    constexpr std::size_t most = 60;
    std::string quoted = "\"";
    std::size_t end = std::min(text.size(), most);
    while (end < text.size() && is_continuation(text[end])) --end;
    for (const char c : text.substr(0, end)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) quoted += fmt::format("\\u{:04x}", byte);
        else quoted += c;
    }
    return quoted + (end < text.size() ? "...\"" : "\"");
}

std::string known_hint(std::string_view word, const std::vector<std::string_view>& known) {
    constexpr std::size_t most = 80;
    // A file may define a million names, and misspell a thousand.
    constexpr std::size_t compared_most = 1000;
    if (known.empty()) return {};
    std::string hint;
    const std::vector<std::string_view> compared{
        known.begin(),
        known.begin() + static_cast<std::ptrdiff_t>(std::min(known.size(), compared_most))};
    if (const std::string_view nearest = meant_by(word, compared); !nearest.empty()) {
        hint = fmt::format("did you mean {}? ", quote(nearest));
    }
    hint += "known: ";
    for (std::size_t i = 0; i < std::min(known.size(), most); ++i) {
        if (i > 0) hint += ", ";
        hint += known[i];
    }
    return hint + (known.size() > most ? ", ..." : "");
}

}  // namespace sim::scenario
