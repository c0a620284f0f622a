// A file is cut into lines, which NativeLines reads. Of a file that can be read anywhere, the end is read first: it says
// which chunks have something within the window.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "traces/native.hpp"
#include "traces/native_blocks.hpp"
#include "traces/native_lines.hpp"
#include "traces/seekable_lines.hpp"

namespace traces {

namespace {

/// Gives `reader` all whole lines of `piece`; `rest` keeps the beginning of the next one.
bool read_lines(NativeLines& reader, std::string_view piece, std::string& rest) {
    while (!piece.empty()) {
        const std::size_t end = piece.find('\n');
        const std::string_view part = piece.substr(0, end);
        if (rest.empty() && end != std::string_view::npos &&
            piece.size() - end > native_line_padding) {
            piece.remove_prefix(end + 1);
            if (!reader.line(part, rest)) return false;
            rest.clear();
            continue;
        }
        if (rest.size() + part.size() > native_line_bytes_max) return reader.fail_line_length();
        rest += part;
        if (end == std::string_view::npos) return true;
        piece.remove_prefix(end + 1);
        if (!reader.line(rest)) return false;
        rest.clear();
    }
    return true;
}

/// Reads the parts of a file that a window needs.
class WindowReader {
public:
    WindowReader(const Seekable& source, std::string_view file, const Window& window)
        : source_(source), window_(window), lines_(file) {
        lines_.set_window(window);
    }

    bool read() {
        std::int64_t at = 0;
        if (window_.is_everything()) return read_on(at);
        if (!take_line(at) || !lines_.line(text_)) return false;
        const std::optional<std::int64_t> index_at = find_index();
        // Other levels are small, and their tables need one another. What is wrong with the end is said when it is read.
        if (lines_.trace().level != sim::TraceLevel::spans || !index_at) return read_on(at);
        at = *index_at;
        lines_.set_byte(at);
        if (!take_line(at) || !lines_.read_index(text_, index_)) return false;
        if (!read_chunks()) return false;
        lines_.set_byte(index_.others);
        return is_line(index_.others) && read_on(index_.others);
    }

    NativeLines& lines() { return lines_; }
    [[nodiscard]] const NativeIndex& index() const { return index_; }

private:
    bool take_line(std::int64_t& at) {
        return traces::take_line(source_, at, text_) || lines_.fault()("the file ends early");
    }

    /// All lines from `at` on.
    bool read_on(std::int64_t at) {
        std::string rest;
        for (std::string_view piece = source_.read(at); !piece.empty(); piece = source_.read(at)) {
            at += static_cast<std::int64_t>(piece.size());
            if (!read_lines(lines_, piece, rest)) return false;
        }
        return (rest.empty() || lines_.line(rest)) && lines_.end();
    }

    /// `"index_at":123}` at the end of the file.
    std::optional<std::int64_t> find_index() {
        constexpr std::string_view key = "\n\"index_at\":";
        const std::string_view end = source_.read(std::max<std::int64_t>(source_.size - 64, 0));
        const std::size_t place = end.rfind(key);
        std::int64_t at = 0;
        if (place == std::string_view::npos) return {};
        const char* const first = end.data() + place + key.size();
        const auto [last, error] = std::from_chars(first, end.data() + end.size(), at);
        if (error != std::errc{} || last == end.data() + end.size() || *last != '}') return {};
        return at > 0 && at < source_.size ? std::optional{at} : std::nullopt;
    }

    bool is_line(std::int64_t at) {
        return (at > 0 && source_.read(at - 1).starts_with('\n')) ||
               lines_.fault()("the index names a chunk where no line begins");
    }

    /// Chunks of both tables that have something within the window, in the order of the file.
    bool read_chunks() {
        std::size_t request = 0;
        std::size_t span = 0;
        const auto skip = [&](const NativeChunkIndex& chunks, std::size_t& next) {
            while (next < chunks.size() &&
                   !window_.has(chunks.from[next],
                                chunks.to[next] < 0 ? window_.from : chunks.to[next]))
                ++next;
            return next < chunks.size();
        };
        for (;;) {
            const bool has_request = skip(index_.requests, request);
            const bool has_span = skip(index_.spans, span);
            if (!has_request && !has_span) return true;
            const bool is_request =
                has_request && (!has_span || index_.requests.at[request] < index_.spans.at[span]);
            if (!(is_request ? read_chunk(index_.requests, request++, lines_.ranges().requests)
                             : read_chunk(index_.spans, span++, lines_.ranges().spans)))
                return false;
        }
    }

    bool read_chunk(const NativeChunkIndex& index, std::size_t row, const NativeChunkIndex& read) {
        std::int64_t at = index.at[row];
        const std::size_t before = read.size();
        lines_.set_byte(at);
        if (!is_line(at) || !take_line(at) || !lines_.line(text_)) return false;
        return (read.size() == before + 1 && read.from.back() == index.from[row] &&
                read.to.back() == index.to[row]) ||
               lines_.fault()("the index does not say what this chunk holds");
    }

    const Seekable& source_;
    Window window_;
    NativeLines lines_;
    NativeIndex index_;
    std::string text_;
};

sim::Result<sim::Trace> result_of(bool is_read, NativeLines& lines) {
    if (!is_read) return lines.fault().diagnostic();
    return std::move(lines.trace());
}

}  // namespace

sim::Result<sim::Trace> read_native(const Source& source, std::string_view file,
                                    const Window& window) {
    NativeLines lines{file};
    lines.set_window(window);
    std::string rest;
    for (std::string_view piece = source(); !piece.empty(); piece = source()) {
        if (!read_lines(lines, piece, rest)) return result_of(false, lines);
    }
    return result_of((rest.empty() || lines.line(rest)) && lines.end(), lines);
}

sim::Result<sim::Trace> read_native(std::string_view text, std::string_view file) {
    NativeLines lines{file};
    lines.expect(text.size());
    std::string rest;
    const bool is_read =
        read_lines(lines, text, rest) && (rest.empty() || lines.line(rest)) && lines.end();
    return result_of(is_read, lines);
}

sim::Result<sim::Trace> read_native(const Seekable& source, std::string_view file,
                                    const Window& window) {
    WindowReader reader{source, file, window};
    const bool is_read = reader.read();
    return result_of(is_read, reader.lines());
}

sim::Result<sim::Trace> read_native_frame(const Seekable& source, std::string_view file,
                                          NativeIndex& index) {
    constexpr Window nothing{.from = std::numeric_limits<std::int64_t>::max(), .to = -2};
    WindowReader reader{source, file, nothing};
    const bool is_read = reader.read();
    index = reader.index();
    return result_of(is_read, reader.lines());
}

}  // namespace traces
