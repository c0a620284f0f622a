#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace traces {

/// "00" to "99", one after the other.
inline constexpr std::array<char, 200> digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

/// Two digits of a number below 100; the end of what was written, as of all functions here.
inline char* write_two(char* place, std::uint64_t value) {
    std::memcpy(place, &digit_pairs[2 * static_cast<std::size_t>(value)], 2);
    return place + 2;
}
inline char* write_four(char* place, std::uint64_t value) {
    return write_two(write_two(place, value / 100), value % 100);
}
inline char* write_eight(char* place, std::uint64_t value) {
    return write_four(write_four(place, value / 10'000), value % 10'000);
}

/// A number below 10,000 without leading zeros.
inline char* write_small(char* place, std::uint64_t value) {
    if (value >= 1000) return write_four(place, value);
    if (value >= 100) {
        *place = static_cast<char>('0' + value / 100);
        return write_two(place + 1, value % 100);
    }
    if (value >= 10) return write_two(place, value);
    *place = static_cast<char>('0' + value);
    return place + 1;
}

/// A number without leading zeros, at most 20 bytes.
inline char* write_decimal(char* place, std::uint64_t value) {
    constexpr std::uint64_t four = 10'000;
    constexpr std::uint64_t eight = four * four;
    if (value < four) return write_small(place, value);
    if (value < eight) return write_four(write_small(place, value / four), value % four);
    const std::uint64_t high = value / eight;
    if (high < four) {
        place = write_small(place, high);
    } else if (high < eight) {
        place = write_four(write_small(place, high / four), high % four);
    } else {
        place = write_eight(write_small(place, high / eight), high % eight);
    }
    return write_eight(place, value % eight);
}
inline char* write_decimal(char* place, std::int64_t value) {
    if (value >= 0) return write_decimal(place, static_cast<std::uint64_t>(value));
    *place = '-';
    return write_decimal(place + 1, 0 - static_cast<std::uint64_t>(value));
}

/// Nanoseconds as microseconds with three decimals, exact.
inline char* write_microseconds(char* place, std::int64_t ns) {
    if (ns < 0) *place++ = '-';
    const std::uint64_t value =
        ns < 0 ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
    place = write_decimal(place, value / 1000);
    place[0] = '.';
    place[1] = static_cast<char>('0' + value % 1000 / 100);
    return write_two(place + 2, value % 100);
}

/// Hexadecimal, lower case, without leading zeros, at most 16 bytes.
inline char* write_hexadecimal(char* place, std::uint64_t value) {
    constexpr char digits[] = "0123456789abcdef";
    for (int shift = (static_cast<int>(std::bit_width(value | 1U)) - 1) / 4 * 4; shift >= 0;
         shift -= 4)
        *place++ = digits[(value >> shift) & 15U];
    return place;
}

}  // namespace traces
