#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/time.hpp"

namespace sim {

/// Instants that a timer interrupt comes at: number n at the phase plus n ticks, from 0 on. Questions about neighbouring
/// instants come one after the other, so the last answer saves most divisions.
class TickGrid {
public:
    TickGrid() = default;
    /// The phase is less than a tick.
    TickGrid(Instant phase, Duration tick) : phase_(phase), tick_(tick), start_(phase) {}

    /// Of the last tick up to and including `at`; -1 if there is none.
    [[nodiscard]] std::int64_t number(Instant at) {
        if (at < phase_) return -1;
        find(at);
        return number_;
    }
    /// The last tick up to and including `at`; the first one if there is none.
    [[nodiscard]] Instant before(Instant at) {
        if (at < phase_) return phase_;
        find(at);
        return start_;
    }

    /// Of the tick of that number; the first one's if it is less.
    [[nodiscard]] Instant at(std::int64_t number) const {
        return phase_ + tick_ * std::max<std::int64_t>(number, 0);
    }

private:
    void find(Instant at) {
        const auto since = static_cast<std::uint64_t>((at - start_).ns);
        const auto tick = static_cast<std::uint64_t>(tick_.ns);
        if (since < tick) return;
        if (since - tick < tick) {
            ++number_;
            start_ += tick_;
            return;
        }
        number_ = (at - phase_).ns / tick_.ns;
        start_ = phase_ + tick_ * number_;
    }

    Instant phase_{};
    Duration tick_{1};
    Instant start_{};  // of the tick found last
    std::int64_t number_ = 0;
};

}  // namespace sim
