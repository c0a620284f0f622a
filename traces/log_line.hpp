#pragma once

#include <cstdint>
#include <string_view>

namespace traces {

/// What one line of an access log says. The texts are those of the line.
struct LogLine {
    std::int64_t at = 0;     // microseconds since 1970, as the line says: mostly whole seconds
    bool is_at_end = false;  // the request was over then; otherwise it came
    std::int64_t took = -1;  // microseconds; -1: the line does not say
    std::int32_t status = 0;
    std::string_view method{};
    std::string_view target{};  // path and query, or a whole address; may be empty
};

/// What the instants of a log are said to be; otherwise its format tells.
enum class LogStamp : std::uint8_t { as_known, start, end };

/// Microseconds; a request that takes a million seconds is none.
[[nodiscard]] constexpr bool is_request_time(double micro) { return micro >= 0 && micro < 1e12; }

/// "GET / HTTP/1.1" into method and target; leaves both empty if it is none.
inline void read_request_line(std::string_view text, LogLine& line) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos || space == 0) return;
    const std::string_view target = text.substr(space + 1);
    line.target = target.substr(0, target.find(' '));
    line.method = text.substr(0, space);
}

}  // namespace traces
