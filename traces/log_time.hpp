#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace traces {

// Instants in microseconds since 1970; nothing if the text is none.

/// "10/Oct/2026:13:55:36 -0700", with ".123" after the seconds if a log has it.
[[nodiscard]] std::optional<std::int64_t> instant_of_common_log(std::string_view text);

/// "2026-10-10T13:55:36.123Z" and its like (ISO 8601), without a zone in UTC.
[[nodiscard]] std::optional<std::int64_t> instant_of_iso(std::string_view text);

/// What a number that says a time may be of, in microseconds.
struct LogUnit {
    std::string_view name;
    double micro;
};
inline constexpr std::array log_units{LogUnit{"ns", 1e-3}, LogUnit{"us", 1}, LogUnit{"ms", 1e3},
                                      LogUnit{"s", 1e6}};

/// Where a log says how long a request took, as it is asked for: "responseTime", with its unit "latency:ms"; "none": nowhere;
/// "": where it is known to be.
struct LogDuration {
    std::string field;           // empty: the one that is known
    std::optional<double> unit;  // in microseconds, 0: the text says it; nothing: not known
    bool is_none = false;
};
[[nodiscard]] LogDuration parse_log_duration(std::string_view text);

/// Since 1970 in seconds, milliseconds, microseconds or nanoseconds: which of them its size tells, for a thousand years.
[[nodiscard]] std::optional<std::int64_t> instant_of_number(double number);

}  // namespace traces
