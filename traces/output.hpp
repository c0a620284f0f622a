#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "traces/digits.hpp"

namespace traces {

/// Takes the next bytes of a file; false when it cannot take more (a full disk): the writer then stops.
using Sink = std::function<bool(std::string_view)>;

/// A text that is written many times: copied in blocks of one size, which takes no call.
class Fragment {
public:
    static constexpr std::size_t block = 32;

    Fragment() = default;
    explicit Fragment(std::string text) : text_(std::move(text)), size_(text_.size()) {
        text_.resize(blocks() * block);
    }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::string_view text() const { return std::string_view{text_}.substr(0, size_); }
    [[nodiscard]] std::size_t blocks() const { return (size_ + block - 1) / block; }
    /// Touches whole blocks; the end of the text.
    char* copy_to(char* place) const {
        const char* from = text_.data();
        for (std::size_t i = 0; i < text_.size(); i += block)
            std::memcpy(place + i, from + i, block);
        return place + size_;
    }

private:
    std::string text_;
    std::size_t size_ = 0;
};

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
    /// Literals, whose lengths the compiler knows.
    template <std::size_t size>
    void put(const char (&text)[size]) {
        char* const place = reserve(size);
        std::memcpy(place, text, size - 1);
        size_ += size - 1;
    }
    template <class Integer>
    void integer(Integer value) {
        char* const place = reserve(24);
        if constexpr (std::is_signed_v<Integer>)
            advance_to(write_decimal(place, static_cast<std::int64_t>(value)));
        else advance_to(write_decimal(place, static_cast<std::uint64_t>(value)));
    }
    /// Nanoseconds as microseconds with three decimals, exact.
    void microseconds(std::int64_t ns) { advance_to(write_microseconds(reserve(32), ns)); }
    void hexadecimal(std::uint64_t value) { advance_to(write_hexadecimal(reserve(16), value)); }
    void put(const Fragment& fragment) {
        const std::size_t room = fragment.blocks() * Fragment::block;
        if (room > piece_max) return put(fragment.text());
        advance_to(fragment.copy_to(reserve(room)));
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
    /// How many bytes there have been.
    [[nodiscard]] std::int64_t position() const {
        return handed_over_ + static_cast<std::int64_t>(size_);
    }

private:
    static constexpr std::size_t capacity = std::size_t{1} << 16;
    static constexpr std::size_t piece_max = 1024;

    char* reserve(std::size_t bytes) {
        if (capacity - size_ < bytes) flush();
        return buffer_.get() + size_;
    }
    void advance_to(const char* end) { size_ = static_cast<std::size_t>(end - buffer_.get()); }
    void put_in_parts(std::string_view text);
    void flush() {
        if (is_open_ && size_ > 0) is_open_ = (*sink_)(std::string_view{buffer_.get(), size_});
        handed_over_ += static_cast<std::int64_t>(size_);
        size_ = 0;
    }

    const Sink* sink_;
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = 0;
    std::int64_t handed_over_ = 0;
    bool is_open_ = true;
};

}  // namespace traces
