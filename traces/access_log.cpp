#include "traces/access_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace traces {

namespace {

/// Lines are far shorter; a longer one is cut and then is none of a log.
constexpr std::size_t line_max = 64'000;

/// Reads the text from its front; once something is not as expected everything fails.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

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
    /// A quoted text with backslashes before quotes.
    bool quoted() {
        if (!skip('"')) return false;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (text_[i] == '\\') ++i;
            else if (text_[i] == '"') {
                text_.remove_prefix(i + 1);
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

std::optional<int> month(std::string_view name) {
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<int>(found - names.begin()) + 1;
}

/// Days since 1970 of a date of the Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::int64_t days(std::int64_t year, int month, int day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = year / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

/// "10/Oct/2026:13:55:36 -0700", with ".123" after the seconds if a log has it; microseconds since 1970.
std::optional<std::int64_t> instant(std::string_view text) {
    Scanner scan{text};
    const auto day = scan.digits(2);
    const bool has_month = scan.skip('/');
    const auto month_number = month(scan.until('/'));
    if (!day || !has_month || !month_number || !scan.skip('/')) return std::nullopt;
    const auto year = scan.digits(4);
    if (!year || *year < 1970 || !scan.skip(':')) return std::nullopt;
    std::int64_t seconds = days(*year, *month_number, *day) * 86'400;
    constexpr std::array<int, 3> units{3600, 60, 1};
    for (std::size_t i = 0; i < units.size(); ++i) {
        const auto part = scan.digits(2);
        if (!part || *part > 60 || (i < 2 && !scan.skip(':'))) return std::nullopt;
        seconds += std::int64_t{*part} * units[i];
    }
    std::int64_t micro = 0;
    if (scan.skip('.')) {
        const auto milli = scan.digits(3);
        if (!milli) return std::nullopt;
        micro = std::int64_t{*milli} * 1000;
        while (scan.digits(1)) {
        }
    }
    if (scan.skip(' ')) {
        const bool is_east = scan.skip('+');
        if (!is_east && !scan.skip('-')) return std::nullopt;
        const auto hours = scan.digits(2);
        const auto minutes = scan.digits(2);
        if (!hours || !minutes) return std::nullopt;
        seconds += (is_east ? -60 : 60) * (std::int64_t{*hours} * 60 + *minutes);
    }
    if (!scan.rest().empty()) return std::nullopt;
    return seconds * 1'000'000 + micro;
}

/// The word that says how long a request took: one such as rt=0.123, as many logs of nginx have it, otherwise the last one.
std::string_view duration_word(std::string_view text) {
    constexpr std::array<std::string_view, 4> names{
        "rt=", "request_time=", "reqtime=", "duration="};
    std::string_view last;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        for (const std::string_view name : names) {
            if (!word.starts_with(name)) continue;
            std::string_view value = word.substr(name.size());
            if (value.size() > 1 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            return value;
        }
        if (!word.empty()) last = word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return last;
}

/// What that word says, in microseconds; -1 if there is none.
std::int64_t duration(std::string_view text) {
    text = duration_word(text);
    const bool is_seconds = text.find('.') != std::string_view::npos;
    if (is_seconds) {
        double seconds = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        const bool is_time = error == std::errc{} && end == text.data() + text.size() &&
                             seconds >= 0 && seconds < 1e6;
        return is_time ? std::llround(seconds * 1e6) : -1;
    }
    std::int64_t micro = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), micro);
    const bool is_time = error == std::errc{} && end == text.data() + text.size() && micro >= 0 &&
                         micro < 1'000'000'000'000;
    return is_time ? micro : -1;
}

std::optional<LoggedRequest> parse(std::string_view line) {
    Scanner scan{line};
    scan.until('[');
    if (!scan.skip('[')) return std::nullopt;
    const auto at = instant(scan.until(']'));
    if (!at || !scan.skip(']') || !scan.skip(' ') || !scan.quoted() || !scan.skip(' '))
        return std::nullopt;
    const auto status = scan.digits(3);
    if (!status || !scan.skip(' ')) return std::nullopt;
    scan.until(' ');  // bytes, or "-"
    scan.skip(' ');
    std::string_view rest = scan.rest();
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == '\r')) rest.remove_suffix(1);
    return LoggedRequest{.at = *at, .took = rest.empty() ? -1 : duration(rest), .status = *status};
}

}  // namespace

void AccessLogReader::read(std::string_view block) {
    while (!block.empty()) {
        const std::size_t end = block.find('\n');
        if (end == std::string_view::npos || !rest_.empty()) {
            const std::string_view part = block.substr(0, end);
            rest_.append(part.substr(0, line_max - std::min(line_max, rest_.size())));
            if (end == std::string_view::npos) return;
            take_line(rest_);
            rest_.clear();
        } else {
            take_line(block.substr(0, end));
        }
        block.remove_prefix(end + 1);
    }
}

void AccessLogReader::take_line(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (const auto request = parse(line)) {
        log_.requests.push_back(*request);
        return;
    }
    if (log_.skipped++ == 0) first_wrong_ = line.substr(0, 100);
}

sim::Result<AccessLog> AccessLogReader::finish() {
    if (!rest_.empty()) take_line(rest_);
    if (log_.requests.empty())
        return sim::Diagnostic{
            .place = {},
            .message = log_.skipped == 0
                           ? "there are no lines"
                           : fmt::format("no line of an access log among {}", log_.skipped),
            .excerpt = first_wrong_,
            .hint =
                "expected lines such as: 10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / "
                "HTTP/1.1\" 200 2326 0.123"};
    std::stable_sort(log_.requests.begin(), log_.requests.end(),
                     [](const LoggedRequest& a, const LoggedRequest& b) { return a.at < b.at; });
    return std::move(log_);
}

}  // namespace traces
