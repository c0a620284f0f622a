#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace traces {

/// Reads a text of a log from its front; what is not as expected is left where it is.
class LogScanner {
public:
    explicit LogScanner(std::string_view text) : text_(text) {}

    bool skip(char letter) {
        if (text_.empty() || text_.front() != letter) return false;
        text_.remove_prefix(1);
        return true;
    }
    std::string_view until(char letter) {
        const std::size_t end = std::min(text_.find(letter), text_.size());
        const std::string_view part = text_.substr(0, end);
        text_.remove_prefix(end);
        return part;
    }
    std::optional<int> digits(std::size_t count) {
        int value = 0;
        if (text_.size() < count || text_.front() < '0' || text_.front() > '9') return std::nullopt;
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + count, value);
        if (error != std::errc{} || end != text_.data() + count) return std::nullopt;
        text_.remove_prefix(count);
        return value;
    }
    /// What stands between quotes, with backslashes before quotes in it.
    std::optional<std::string_view> quoted() {
        if (!skip('"')) return std::nullopt;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (text_[i] == '\\') ++i;
            else if (text_[i] == '"') {
                const std::string_view inside = text_.substr(0, i);
                text_.remove_prefix(i + 1);
                return inside;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

}  // namespace traces
