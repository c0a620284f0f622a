#pragma once

#include <cstdint>

#include "sim/core/time.hpp"

namespace sim {

class Machine;

/// What a request has allocated and still needs: a scavenge copies it, a second one moves it to the old generation.
struct HeapShare {
    std::int64_t fresh = 0;      // bytes since the last scavenge
    std::int64_t survived = 0;   // bytes that survived one
    std::int64_t scavenges = 0;  // of the loop when both were true
};

/// V8's heap of one loop, as far as it takes time: when the young generation is full the loop stands still, and what
/// requests that are not yet answered have allocated survives. Whatever nobody's request allocated is garbage by then.
/// Source: V8 src/heap/heap.cc (Scavenge, CheckNewSpaceExpansionCriteria).
class Collector {
public:
    Collector(const Machine& machine, std::uint32_t loop);

    /// Bytes that fit before the next scavenge; nothing is ever collected if it is very many.
    [[nodiscard]] std::int64_t room() const;
    /// At most room() bytes; `owner` may be null.
    void allocate(std::int64_t bytes, HeapShare* owner);
    /// The request is answered: what it allocated is garbage now.
    void forget(HeapShare& owner);
    /// The young generation is full: how long the loop stands still.
    [[nodiscard]] Duration collect();

private:
    void age(HeapShare& owner) const;
    [[nodiscard]] Duration scavenge_pause(std::int64_t survivors);
    [[nodiscard]] Duration mark_compact_pause();
    [[nodiscard]] double draw_normal();

    const Machine& machine_;
    std::uint32_t loop_;
    std::int64_t capacity_ = 0;  // of the young generation
    std::int64_t used_ = 0;      // of it
    std::int64_t fresh_ = 0;     // of the bytes in use, those that requests need
    std::int64_t survived_ = 0;
    std::int64_t grown_at_ = 0;  // bytes that have survived since the young generation grew
    std::int64_t promoted_ = 0;  // bytes since the last mark-compact
    std::int64_t scavenges_ = 0;
    std::uint64_t draws_ = 0;
};

}  // namespace sim
