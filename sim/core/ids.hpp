#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace sim {

/// A strong 32-bit index into one table; `none` names no entry.
template <class Tag>
struct Id {
    static constexpr std::uint32_t none_value = 0xFFFF'FFFFU;
    std::uint32_t value = none_value;

    friend constexpr auto operator<=>(Id, Id) = default;
    [[nodiscard]] constexpr bool is_none() const { return value == none_value; }
    [[nodiscard]] constexpr explicit operator bool() const { return value != none_value; }
    [[nodiscard]] constexpr std::size_t index() const { return value; }
    static constexpr Id none() { return {}; }
};

using TaskId = Id<struct TaskTag>;        // trace: one unit of work with a cause
using RequestId = Id<struct RequestTag>;  // one arrival followed to its response
using NameId = Id<struct NameTag>;        // interned text
using PlaceId = Id<struct PlaceTag>;      // a place in a source file

}  // namespace sim
