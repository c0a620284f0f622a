#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/check.hpp"
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

/// Pending events, earliest first, ties in the order of scheduling. A 4-ary heap in one flat vector:
/// no allocation once it has reached its largest size. Stale events are left to the receiver, who
/// compares a generation kept in an operand.
class EventQueue {
public:
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    /// The instant of the earliest event, `instant_never` if there is none.
    [[nodiscard]] Instant next_at() const {
        return heap_.empty() ? instant_never : heap_.front().at;
    }
    void push(Event event);
    /// Removes and returns the earliest event; the queue must not be empty.
    Event pop();
    void clear() { heap_.clear(); }

private:
    static bool before(const Event& x, const Event& y) {
        return x.at != y.at ? x.at < y.at : x.sequence < y.sequence;
    }
    std::vector<Event> heap_;
    std::uint64_t next_sequence_ = 0;
};

}  // namespace sim
