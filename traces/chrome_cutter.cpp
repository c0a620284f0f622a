// A scan that only knows strings, brackets and line ends; what lies within an event is checked by the parser afterwards.
#include "traces/chrome_cutter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace traces {

namespace {

/// Bytes at which a scan outside of strings has something to do.
constexpr std::array<bool, 256> make_stops() {
    std::array<bool, 256> stops{};
    for (const char c : {'"', '{', '}', '[', ']', '\n'})
        stops[static_cast<unsigned char>(c)] = true;
    return stops;
}
constexpr std::array<bool, 256> stops = make_stops();

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string shown(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F ? fmt::format("\"{}\"", c)
                                       : fmt::format("byte {:#04x}", byte);
}

}  // namespace

sim::Diagnostic ChromeCutter::fault(std::int64_t line, std::int64_t column, std::string message,
                                    std::string hint) const {
    constexpr std::int64_t most = 0x7FFF'FFFF;
    return {.place = {.file = file_,
                      .line = static_cast<std::int32_t>(std::min(line, most)),
                      .column = static_cast<std::int32_t>(std::min(column, most))},
            .message = std::move(message),
            .excerpt = {},
            .hint = std::move(hint)};
}

bool ChromeCutter::fail(std::string message, std::string hint) {
    diagnostic_ = fault(line_, offset_ - line_start_ + 1, std::move(message), std::move(hint));
    return false;
}

bool ChromeCutter::take(std::string_view& piece) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (offset_ == 0 && piece.starts_with(byte_order_mark)) piece.remove_prefix(3);
    std::size_t i = 0;
    while (i < piece.size() && !has_batch()) {
        if (state_ == State::scan) {
            if (!scan(piece, i)) return false;
            continue;
        }
        const char c = piece[i];
        if (!step(c)) return false;
        if (state_ == State::scan) continue;  // which begins with this byte
        if (c == '\n') count_line(offset_);
        ++offset_;
        ++i;
    }
    piece.remove_prefix(i);
    return true;
}

void ChromeCutter::count_line(std::int64_t offset) {
    ++line_;
    line_start_ = offset + 1;
}

bool ChromeCutter::step(char c) {
    const bool blank = is_blank(c);
    switch (state_) {
        case State::start: return blank || begin(c);
        case State::key_or_end:
            if (blank || c == ',') return true;
            if (c != '"' && c != '}')
                return fail(fmt::format("found {}, expected a key or \"}}\"", shown(c)));
            key_.clear();
            state_ = c == '"' ? State::key : State::after;
            return true;
        case State::key:
            if (c == '"') {
                state_ = State::colon;
                return true;
            }
            key_ += c;
            return key_.size() <= 200 || fail("a key of more than 200 letters");
        case State::colon:
            if (blank) return true;
            state_ = State::value;
            return c == ':' || fail(fmt::format("found {}, expected \":\"", shown(c)));
        case State::value: return blank || begin_value(c);
        case State::scalar:
            if (c == ',') state_ = State::key_or_end;
            if (c == '}') state_ = State::after;
            return (c != '"' && c != '{' && c != '[' && c != ']' && c != ':') ||
                   fail(fmt::format("found {}, expected \",\" or \"}}\"", shown(c)));
        case State::events: return blank || begin_event(c);
        case State::after:
            return blank || fail(fmt::format("found {} after the end of the trace", shown(c)));
        case State::scan: break;
    }
    return true;
}

bool ChromeCutter::begin(char c) {
    if (c != '{' && c != '[') {
        return fail(
            fmt::format("found {}, expected a Chrome trace: an object with \"traceEvents\" "
                        "or an array of events",
                        shown(c)));
    }
    is_object_ = c == '{';
    has_events_ = !is_object_;
    state_ = is_object_ ? State::key_or_end : State::events;
    return true;
}

/// A value of the outer object: the events, something to keep or something to pass over.
bool ChromeCutter::begin_value(char c) {
    if (c == ',' || c == '}' || c == ']' || c == ':')
        return fail(fmt::format("found {}, expected a value", shown(c)));
    if (key_ == "traceEvents") {
        if (c != '[') return fail("traceEvents: expected an array of events");
        if (has_events_) return fail("traceEvents stands there twice");
        has_events_ = true;
        state_ = State::events;
    } else if (c == '{' || c == '[' || c == '"') {
        other_.clear();
        begin_scan(key_ == "otherData" ? Target::other_data : Target::nothing);
    } else {
        state_ = State::scalar;
    }
    return true;
}

bool ChromeCutter::begin_event(char c) {
    if (c == ',') {
        if (expects_event_) return fail("a comma without an event before it");
        expects_event_ = true;
        return true;
    }
    if (c == ']') {
        state_ = is_object_ ? State::key_or_end : State::after;
        return true;
    }
    if (c != '{') return fail(fmt::format("found {}, expected an event or \"]\"", shown(c)));
    if (!expects_event_) return fail("a comma is missing between two events");
    expects_event_ = false;
    ++events_;
    if (!cuts_.empty()) batch_ += ',';
    cuts_.push_back(
        {.at = batch_.size(), .size = 0, .line = line_, .column = offset_ - line_start_ + 1});
    begin_scan(Target::event);
    return true;
}

void ChromeCutter::begin_scan(Target target) {
    target_ = target;
    depth_ = 0;
    is_text_ = false;
    is_escape_ = false;
    state_ = State::scan;
}

/// Goes on from `i` to the end of the value or the piece.
bool ChromeCutter::scan(std::string_view piece, std::size_t& i) {
    const std::size_t first = i;
    const std::int64_t base = offset_ - static_cast<std::int64_t>(first);
    bool is_done = false;
    while (i < piece.size() && !is_done) {
        if (is_text_) {
            i = scan_text(piece, i);
            is_done = !is_text_ && depth_ == 0;
            continue;
        }
        while (i < piece.size() && !stops[static_cast<unsigned char>(piece[i])]) ++i;
        if (i == piece.size()) break;
        const char c = piece[i];
        if (c == '\n') count_line(base + static_cast<std::int64_t>(i));
        if (c == '"') is_text_ = true;
        if (c == '{' || c == '[') ++depth_;
        if (c == '}' || c == ']') is_done = --depth_ == 0;
        ++i;
    }
    offset_ = base + static_cast<std::int64_t>(i);
    if (!keep(piece.substr(first, i - first))) return false;
    if (!is_done) return true;
    if (target_ == Target::event) cuts_.back().size = batch_.size() - cuts_.back().at;
    state_ = target_ == Target::event ? State::events : State::key_or_end;
    return true;
}

/// Goes on in a text, behind its closing quote if that is in the piece.
std::size_t ChromeCutter::scan_text(std::string_view piece, std::size_t i) {
    if (is_escape_) {
        is_escape_ = false;
        return i + 1;
    }
    for (; i < piece.size(); ++i) {
        if (piece[i] == '\\') {
            is_escape_ = true;
            return i + 1;
        }
        if (piece[i] == '"') {
            is_text_ = false;
            return i + 1;
        }
    }
    return i;
}

bool ChromeCutter::keep(std::string_view part) {
    if (target_ == Target::event) {
        batch_ += part;
        return batch_.size() - cuts_.back().at <= event_bytes_max ||
               fail(fmt::format("an event of more than {} MiB", event_bytes_max >> 20U));
    }
    if (target_ == Target::other_data && other_.size() + part.size() <= other_bytes_max)
        other_ += part;
    return true;
}

std::string& ChromeCutter::close_batch() {
    batch_ += ']';
    return batch_;
}

void ChromeCutter::clear() {
    batch_.assign(1, '[');
    cuts_.clear();
}

bool ChromeCutter::has_batch() const {
    return state_ != State::scan && batch_.size() >= batch_bytes;
}

bool ChromeCutter::end() {
    constexpr std::string_view hint =
        "a program that was killed leaves such a file; what is whole can be read after \"]}\" is "
        "put behind the last whole event";
    if (state_ == State::after) return has_events_ || fail("no traceEvents");
    if (state_ == State::start) return fail("the file is empty; expected a Chrome trace");
    // Chrome itself leaves the bracket out.
    if (state_ == State::events && !is_object_) return true;
    if (state_ == State::scan && target_ == Target::event)
        return fail(fmt::format("the file ends within event {}", events_), std::string{hint});
    return fail("the file ends early", has_events_ ? std::string{hint} : std::string{});
}

}  // namespace traces
