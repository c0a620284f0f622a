#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "sim/core/ids.hpp"
#include "sim/core/time.hpp"

namespace traces {

/// What the integers of one column of a native trace may be.
struct NativeRange {
    std::int64_t least = 0;
    std::int64_t most = 0;

    [[nodiscard]] bool holds(std::int64_t value) const { return value >= least && value <= most; }
};

constexpr std::int64_t native_instant_max = sim::duration_max.ns;
constexpr std::int64_t native_count_max = std::int64_t{1} << 60;

constexpr NativeRange any_u16{0, 0xFFFF};
constexpr NativeRange any_u32{0, 0xFFFF'FFFF};
constexpr NativeRange any_i32{std::numeric_limits<std::int32_t>::min(),
                              std::numeric_limits<std::int32_t>::max()};
constexpr NativeRange any_id{-1, 0xFFFF'FFFE};
constexpr NativeRange any_instant{-1, native_instant_max};
constexpr NativeRange any_start{0, native_instant_max};
constexpr NativeRange any_count{0, native_count_max};
constexpr NativeRange any_duration{-native_count_max, native_count_max};

/// Ids of a table with `size` rows, or none; indices into it.
constexpr NativeRange ids_of(std::size_t size) { return {-1, static_cast<std::int64_t>(size) - 1}; }
constexpr NativeRange indices_of(std::size_t size) {
    return {0, static_cast<std::int64_t>(size) - 1};
}

constexpr sim::Instant native_instant(std::int64_t value) {
    return value < 0 ? sim::instant_never : sim::Instant{value};
}
template <class Id>
constexpr Id native_id(std::int64_t value) {
    return value < 0 ? Id{} : Id{static_cast<std::uint32_t>(value)};
}

}  // namespace traces
