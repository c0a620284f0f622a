#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/core/time.hpp"

namespace sim {

/// The largest size a program may name.
constexpr std::int64_t size_max = std::int64_t{1} << 40;

/// "80ms", "1.5us", "2 s": never negative, whole nanoseconds, at most duration_max.
/// Units: ns, us (also µs), ms, s, m, h. The diagnostic has no place; the caller knows it.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// "100B", "4KiB", "1.5 MiB": whole bytes, at most size_max. Units: B, KiB, MiB, GiB.
[[nodiscard]] Result<std::int64_t> parse_size(std::string_view text);

/// "40/s", "2/ms", "0.5/m" as the mean time between two events, rounded to the nearest nanosecond.
/// Units: ms, s, m, h. A rate is above zero and at most one per nanosecond.
[[nodiscard]] Result<Duration> parse_rate(std::string_view text);

/// For people: three significant digits, "127 ms", "1.50 ms", "31.0 us", "2.00 s", "16.7 m"; "0 ns" for nothing.
[[nodiscard]] std::string format_duration(Duration duration);

/// For files: no digit is lost, parse_duration gives the same duration back: "80ms", "1.5us", "90s".
/// A negative duration gets a leading minus sign, which parse_duration refuses.
[[nodiscard]] std::string format_duration_exact(Duration duration);

/// For people: "512 B", "4.00 KiB", "1.50 MiB".
[[nodiscard]] std::string format_size(std::int64_t bytes);

/// For people: "12,345".
[[nodiscard]] std::string format_count(std::int64_t count);

}  // namespace sim
