#include "sim/scenario/json_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_set>

// The library checks the grammar and decodes strings, but does not say where a value stands. A cursor follows
// it through the same text: before each event it skips what may stand between two tokens, and stops at the
// token that the event is about. The text is known to be well formed up to there, so skipping is all it does.

namespace sim::scenario {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The first byte at or after `at` that belongs to a token.
std::size_t skip_between(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (is_space(text[at]) || text[at] == ',' || text[at] == ':') {
            ++at;
        } else if (text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            const std::size_t end = text.find("*/", at + 2);
            at = end == std::string_view::npos ? text.size() : end + 2;
        } else {
            break;
        }
    }
    return at;
}

/// The end of the token that starts at `at`.
std::size_t skip_token(std::string_view text, std::size_t at) {
    if (text[at] == '"') {
        for (++at; at < text.size() && text[at] != '"'; ++at) {
            if (text[at] == '\\') ++at;
        }
        return std::min(at + 1, text.size());
    }
    if (std::string_view{"{}[]"}.find(text[at]) != std::string_view::npos) return at + 1;
    return std::min(text.find_first_of(" \t\n\r,:]}/", at), text.size());
}

/// How many bytes the UTF-8 sequence at the front of `text` has, 0 if it is not well formed.
/// Source: The Unicode Standard 15.0, table 3-7.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto is_in = [&](std::size_t i, unsigned least, unsigned most) {
        return byte(i) >= least && byte(i) <= most;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    if (lead < 0xE0) return is_in(1, 0x80, 0xBF) ? 2 : 0;
    const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (!is_in(1, least, most) || !is_in(2, 0x80, 0xBF)) return 0;
    if (lead < 0xF0) return 3;
    return is_in(3, 0x80, 0xBF) ? 4 : 0;
}

/// What can be wrong with the bytes before their grammar matters.
bool check_bytes(SourceText& source) {
    const std::string_view text = source.text();
    if (text.size() > json_bytes_most) {
        source.error(0, fmt::format("the file has {} bytes, at most {} are read", text.size(),
                                    json_bytes_most));
        return false;
    }
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        source.error(0, "the file starts with a byte order mark", "save it as UTF-8 without one");
        return false;
    }
    if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
        source.error(0, "the file is UTF-16", "save it as UTF-8");
        return false;
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) {
            source.error(at, fmt::format("invalid UTF-8: byte 0x{:02X}",
                                         static_cast<unsigned char>(text[at])));
            return false;
        }
        if (text[at] == '\0') {
            source.error(at, "unexpected NUL byte", "a scenario is a text file");
            return false;
        }
        at += length;
    }
    if (skip_between(text, 0) == text.size() &&
        text.find_first_of(",:") == std::string_view::npos) {
        source.error(text.size(), "the file is empty",
                     "the least scenario is { \"main\": [ { \"log\": \"hello\" } ] }");
        return false;
    }
    return true;
}

/// The library's reason without its frame: "syntax error while parsing value - REASON; last read: ...".
std::string reason_of(const std::string& what) {
    std::string reason = what;
    if (const std::size_t at = reason.find(" - "); at != std::string::npos) reason.erase(0, at + 3);
    else if (const std::size_t bracket = reason.find("] "); bracket != std::string::npos)
        reason.erase(0, bracket + 2);
    // The excerpt shows what was read last.
    if (const std::size_t at = reason.find("; last read: "); at != std::string::npos) {
        const std::size_t end = reason.find("; expected ", at);
        reason.erase(at, end == std::string::npos ? std::string::npos : end - at);
    }
    return reason;
}

}  // namespace

class JsonBuilder final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit JsonBuilder(SourceText& source) : source_(source) {}

    bool null() override { return add(make(JsonKind::null)); }
    bool boolean(bool value) override {
        JsonNode node = make(JsonKind::boolean);
        node.boolean = value;
        return add(node);
    }
    bool number_integer(number_integer_t value) override { return add_integer(value); }
    bool number_unsigned(number_unsigned_t value) override {
        return value > INT64_MAX ? add_real(static_cast<double>(value))
                                 : add_integer(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t value, const string_t& /*digits*/) override {
        // 1e6 is as good a number of requests as 1000000.
        constexpr double exact_below = 9007199254740992;
        if (value > -exact_below && value < exact_below && value == std::trunc(value))
            return add_integer(static_cast<std::int64_t>(value));
        return add_real(value);
    }
    bool string(string_t& value) override {
        JsonNode node = make(JsonKind::string);
        keep(value, node.string_first, node.string_size);
        return add(node);
    }
    bool binary(binary_t& /*value*/) override { return false; }

    bool key(string_t& value) override {
        key_offset_ = next_token();
        keep(value, key_first_, key_size_);
        return true;
    }
    bool start_object(std::size_t /*size*/) override { return open(JsonKind::object); }
    bool start_array(std::size_t /*size*/) override { return open(JsonKind::array); }
    bool end_object() override {
        check_keys(open_.back().node);
        return close();
    }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& error) override {
        const std::string_view text = source_.text();
        std::size_t at = position == 0 ? 0 : position - 1;
        if (at >= text.size() || skip_between(text, cursor_) >= text.size()) {
            source_.error(text.size(), "unexpected end of the file", unclosed());
            return false;
        }
        const std::string reason = reason_of(error.what());
        // The library names the byte it read last; unless that is inside a text, the token's start says more.
        const std::size_t token = skip_between(text, cursor_);
        if (token < at && reason.find("invalid string") == std::string::npos) at = token;
        const bool is_overflow = error.id == 406;
        const bool closes = text[at] == '}' || text[at] == ']';
        const std::size_t before = text.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
        const bool has_comma = closes && before != std::string_view::npos && text[before] == ',';
        const bool is_name_bare =
            reason.ends_with("expected string literal") &&
            (text[at] == '\'' || std::isalpha(static_cast<unsigned char>(text[at])) != 0);
        const bool is_at_start = text.find_first_not_of(" \t\r\n") == at;
        source_.error(at, is_overflow ? "the number is out of range" : "malformed JSON: " + reason,
                      has_comma      ? "the comma before it is one too many"
                      : is_name_bare ? "keys stand in double quotes"
                      : is_at_start  ? "a scenario begins with {; programs stand in files that end "
                                       "in .js, .mjs, .cjs or .ts"
                                     : "");
        return false;
    }

    JsonTree take() { return std::move(tree_); }

private:
    struct Open {
        JsonIndex node = json_none;
        JsonIndex last = json_none;
    };

    /// What is still open at the end of the file.
    [[nodiscard]] std::string unclosed() const {
        if (open_.empty()) return {};
        const JsonNode& node = tree_[open_.back().node];
        const SourceText::Position at = source_.position(node.offset);
        return fmt::format("the {} that starts at {}:{} is not closed",
                           node.kind == JsonKind::object ? "object" : "list", at.line, at.column);
    }

    void keep(const std::string& value, std::uint32_t& first, std::uint32_t& size) {
        first = static_cast<std::uint32_t>(tree_.characters_.size());
        size = static_cast<std::uint32_t>(value.size());
        tree_.characters_ += value;
    }

    std::size_t next_token() {
        const std::size_t at = skip_between(source_.text(), cursor_);
        cursor_ = at < source_.text().size() ? skip_token(source_.text(), at) : at;
        return at;
    }

    static JsonNode make(JsonKind kind) {
        JsonNode node;
        node.kind = kind;
        return node;
    }

    bool add_integer(std::int64_t value) {
        JsonNode node = make(JsonKind::integer);
        node.integer = value;
        return add(node);
    }

    bool add_real(double value) {
        JsonNode node = make(JsonKind::real);
        node.real = value;
        return add(node);
    }

    bool add(JsonNode node) {
        node.offset = static_cast<std::uint32_t>(next_token());
        if (tree_.nodes_.size() == json_values_most) {
            source_.error(node.offset,
                          fmt::format("more than {} values in one file", json_values_most));
            return false;
        }
        const auto index = static_cast<JsonIndex>(tree_.nodes_.size());
        if (!open_.empty()) {
            Open& open = open_.back();
            JsonNode& parent = tree_.nodes_[open.node];
            if (parent.kind == JsonKind::object) {
                node.key_offset = static_cast<std::uint32_t>(key_offset_);
                node.key_first = key_first_;
                node.key_size = key_size_;
            }
            if (open.last == json_none) parent.first = index;
            else tree_.nodes_[open.last].next = index;
            open.last = index;
            ++parent.count;
        }
        tree_.nodes_.push_back(node);
        return true;
    }

    bool open(JsonKind kind) {
        if (!add(make(kind))) return false;
        const auto index = static_cast<JsonIndex>(tree_.nodes_.size() - 1);
        if (open_.size() == static_cast<std::size_t>(json_depth_most)) {
            source_.error(tree_[index].offset,
                          fmt::format("nested deeper than {} levels", json_depth_most),
                          "name the inner bodies in \"handlers\"");
            return false;
        }
        open_.push_back({.node = index});
        return true;
    }

    bool close() {
        next_token();
        open_.pop_back();
        return true;
    }

    void check_keys(JsonIndex object) {
        std::unordered_set<std::string_view> seen;
        for (JsonIndex i = tree_[object].first; i != json_none; i = tree_[i].next) {
            if (seen.insert(tree_.key(i)).second) continue;
            const SourceText::Position at =
                source_.position(tree_[tree_.find(object, tree_.key(i))].key_offset);
            source_.error(tree_[i].key_offset,
                          fmt::format("the key \"{}\" appears twice in one object", tree_.key(i)),
                          fmt::format("first at {}:{}", at.line, at.column));
        }
    }

    SourceText& source_;
    JsonTree tree_;
    std::vector<Open> open_;
    std::size_t cursor_ = 0;
    std::size_t key_offset_ = 0;
    std::uint32_t key_first_ = 0;
    std::uint32_t key_size_ = 0;
};

JsonIndex JsonTree::find(JsonIndex object, std::string_view name) const {
    for (JsonIndex i = nodes_[object].first; i != json_none; i = nodes_[i].next) {
        if (key(i) == name) return i;
    }
    return json_none;
}

std::string describe(const JsonTree& tree, JsonIndex index) {
    const JsonNode& node = tree[index];
    switch (node.kind) {
        case JsonKind::null: return "null";
        case JsonKind::boolean: return node.boolean ? "true" : "false";
        case JsonKind::integer: return fmt::format("the number {}", node.integer);
        case JsonKind::real: return fmt::format("the number {}", node.real);
        case JsonKind::string: return "the text " + quote(tree.string(index));
        case JsonKind::array: return node.count == 0 ? "an empty list" : "a list";
        case JsonKind::object: return node.count == 0 ? "an empty object" : "an object";
    }
    return {};
}

std::optional<JsonTree> parse_json(SourceText& source) {
    if (!check_bytes(source)) return std::nullopt;
    JsonBuilder builder{source};
    try {
        const std::string_view text = source.text();
        const bool is_done = nlohmann::json::sax_parse(
            text.begin(), text.end(), &builder, nlohmann::json::input_format_t::json, true, true);
        if (!is_done && !source.has_errors()) source.error(0, "malformed JSON");
    } catch (const nlohmann::json::exception& error) {
        source.error(0, "malformed JSON: " + reason_of(error.what()));
    }
    if (source.has_errors()) return std::nullopt;
    return builder.take();
}

std::size_t value_end(std::string_view text, std::size_t offset) {
    int depth = 0;
    std::size_t at = offset;
    while (at < text.size()) {
        if (text[at] == '{' || text[at] == '[') ++depth;
        if (text[at] == '}' || text[at] == ']') --depth;
        at = skip_token(text, at);
        if (depth == 0) break;
        at = skip_between(text, at);
    }
    return at;
}

}  // namespace sim::scenario
