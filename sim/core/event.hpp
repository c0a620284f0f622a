#pragma once

#include <cstdint>

#include "sim/core/time.hpp"

namespace sim {

/// What happens at an instant; `kind` and the operands mean what the engine gives them.
struct Event {
    Instant at;
    std::uint64_t sequence = 0;  // set by the queue: equal instants fire in the order of scheduling
    std::uint32_t kind = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
};
static_assert(sizeof(Event) == 32);

}  // namespace sim
