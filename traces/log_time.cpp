#include "traces/log_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "traces/log_scanner.hpp"

namespace traces {

namespace {

std::optional<int> month_named(std::string_view name) {
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<int>(found - names.begin()) + 1;
}

struct Date {
    std::optional<int> year;
    std::optional<int> month;
    std::optional<int> day;
};

/// Days since 1970 of a date of the Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::optional<std::int64_t> days(const Date& date) {
    if (!date.year || *date.year < 1970 || !date.month || *date.month < 1 || *date.month > 12 ||
        !date.day)
        return std::nullopt;
    const int month = *date.month;
    const std::int64_t year = *date.year - (month <= 2 ? 1 : 0);
    const std::int64_t era = year / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + *date.day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

/// "13:55:36", in seconds.
std::optional<std::int64_t> time_of_day(LogScanner& scan) {
    constexpr std::array<int, 3> units{3600, 60, 1};
    std::int64_t seconds = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const auto part = scan.digits(2);
        if (!part || *part > 60 || (i < 2 && !scan.skip(':'))) return std::nullopt;
        seconds += std::int64_t{*part} * units[i];
    }
    return seconds;
}

/// ".123" of a second, in microseconds.
std::optional<std::int64_t> fraction(LogScanner& scan) {
    if (!scan.skip('.') && !scan.skip(',')) return 0;
    const auto milli = scan.digits(3);
    if (!milli) return std::nullopt;
    std::int64_t micro = std::int64_t{*milli} * 1000;
    for (std::int64_t unit = 100; const auto digit = scan.digits(1); unit /= 10)
        micro += *digit * unit;
    return micro;
}

/// "+0100", "-07:00", "Z" or nothing, in seconds east.
std::optional<std::int64_t> zone(LogScanner& scan) {
    if (scan.rest().empty() || scan.skip('Z')) return 0;
    const bool is_east = scan.skip('+');
    if (!is_east && !scan.skip('-')) return std::nullopt;
    const auto hours = scan.digits(2);
    scan.skip(':');
    const auto minutes = scan.digits(2);
    if (!hours || !minutes) return std::nullopt;
    return (is_east ? 60 : -60) * (std::int64_t{*hours} * 60 + *minutes);
}

/// What follows the date.
std::optional<std::int64_t> instant_on(const Date& date, LogScanner& scan) {
    const auto day = days(date);
    const auto seconds = time_of_day(scan);
    const auto micro = fraction(scan);
    scan.skip(' ');
    const auto east = zone(scan);
    if (!day || !seconds || !micro || !east || !scan.rest().empty()) return std::nullopt;
    return (*day * 86'400 + *seconds - *east) * 1'000'000 + *micro;
}

}  // namespace

std::optional<std::int64_t> instant_of_common_log(std::string_view text) {
    LogScanner scan{text};
    Date date;
    date.day = scan.digits(2);
    if (!scan.skip('/')) return std::nullopt;
    date.month = month_named(scan.until('/'));
    scan.skip('/');
    date.year = scan.digits(4);
    return scan.skip(':') ? instant_on(date, scan) : std::nullopt;
}

std::optional<std::int64_t> instant_of_iso(std::string_view text) {
    LogScanner scan{text};
    Date date;
    date.year = scan.digits(4);
    if (!scan.skip('-')) return std::nullopt;
    date.month = scan.digits(2);
    if (!scan.skip('-')) return std::nullopt;
    date.day = scan.digits(2);
    return scan.skip('T') || scan.skip(' ') ? instant_on(date, scan) : std::nullopt;
}

LogDuration parse_log_duration(std::string_view text) {
    const std::size_t colon = std::min(text.rfind(':'), text.size());
    LogDuration duration{
        .field = std::string{text.substr(0, colon)}, .unit = {}, .is_none = text == "none"};
    for (const LogUnit& unit : log_units) {
        if (colon < text.size() && text.substr(colon + 1) == unit.name) duration.unit = unit.micro;
    }
    return duration;
}

std::optional<std::int64_t> instant_of_number(double number) {
    constexpr double seconds_most = 32e9;  // in the year 2984
    for (const double micro : {1e6, 1e3, 1.0, 1e-3}) {
        if (number > 0 && number * micro < seconds_most * 1e6) return std::llround(number * micro);
    }
    return std::nullopt;
}

}  // namespace traces
