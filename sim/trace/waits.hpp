#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/core/time.hpp"

namespace sim {

/// What a request waits for, the closed list. When several hold at one instant, the first in this order gets it.
enum class WaitReason : std::uint8_t {
    running,        // one of its callbacks progresses on a core
    core_wait,      // its callback or its pool job is runnable and has no core
    gc,             // the collector stops its loop
    pool_work,      // a worker progresses on its job
    station_work,   // a station serves it
    tick_drain,     // its tick or microtask waits for those before it
    loop_busy,      // its callback is due and the loop does something else
    pool_queue,     // its job waits for a worker
    station_queue,  // it waits for a server of a station
    socket,         // bytes of it are on the way
    timer,          // it waits for its own timer
    other,          // it waits for what another request or nothing will settle
};
constexpr std::size_t wait_reasons = 12;
using Waits = std::array<Duration, wait_reasons>;
[[nodiscard]] std::string_view to_text(WaitReason reason);

}  // namespace sim
