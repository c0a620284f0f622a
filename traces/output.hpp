#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace traces {

/// Takes the next bytes of a file; false when it cannot take more (a full disk): the writer then stops.
using Sink = std::function<bool(std::string_view)>;

/// Collects bytes and hands them to a sink in pieces of about 64 KiB, so that no trace is ever one string.
class Output {
public:
    explicit Output(const Sink& sink) : sink_(&sink), buffer_(std::make_unique<char[]>(capacity)) {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void put(char character) {
        if (size_ == capacity) flush();
        buffer_[size_++] = character;
    }
    void put(std::string_view text) {
        if (text.size() > capacity - size_) return put_in_parts(text);
        if (text.empty())
            return;  // without letters it may point nowhere, which memcpy does not take
        std::memcpy(buffer_.get() + size_, text.data(), text.size());
        size_ += text.size();
    }
    template <class Integer>
    void integer(Integer value) {
        char* const place = reserve(24);
        size_ += static_cast<std::size_t>(std::to_chars(place, place + 24, value).ptr - place);
    }
    /// Nanoseconds as microseconds with three decimals, exact.
    void microseconds(std::int64_t ns) {
        char* place = reserve(32);
        const char* const start = place;
        std::uint64_t value = static_cast<std::uint64_t>(ns);
        if (ns < 0) {
            *place++ = '-';
            value = 0 - value;
        }
        place = std::to_chars(place, place + 24, value / 1000).ptr;
        const std::uint64_t part = value % 1000;
        place[0] = '.';
        place[1] = static_cast<char>('0' + part / 100);
        place[2] = static_cast<char>('0' + part / 10 % 10);
        place[3] = static_cast<char>('0' + part % 10);
        size_ += static_cast<std::size_t>(place + 4 - start);
    }
    /// For numbers and fixed words, together at most `piece_max` bytes, which is not checked; texts of the user go
    /// through put, json or csv.
    template <class Format, class... Args>
    void format(const Format& form, const Args&... args) {
        char* const place = reserve(piece_max);
        size_ += static_cast<std::size_t>(fmt::format_to(place, form, args...) - place);
    }
    /// Quoted and escaped as a JSON string. Bytes that are no UTF-8 become U+FFFD.
    void json(std::string_view text);
    /// As a field of a CSV record (RFC 4180): quoted where a comma, a quote or a line break demands it.
    void csv(std::string_view text);

    /// Hands over what is left; false if the sink refused something.
    [[nodiscard]] bool finish() {
        flush();
        return is_open_;
    }
    /// False once the sink has refused.
    [[nodiscard]] bool is_open() const { return is_open_; }

private:
    static constexpr std::size_t capacity = std::size_t{1} << 16;
    static constexpr std::size_t piece_max = 1024;

    char* reserve(std::size_t bytes) {
        if (capacity - size_ < bytes) flush();
        return buffer_.get() + size_;
    }
    void put_in_parts(std::string_view text);
    void flush() {
        if (is_open_ && size_ > 0) is_open_ = (*sink_)(std::string_view{buffer_.get(), size_});
        size_ = 0;
    }

    const Sink* sink_;
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = 0;
    bool is_open_ = true;
};

}  // namespace traces
