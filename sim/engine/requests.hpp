#pragma once

#include <array>
#include <cstdint>

#include "sim/core/ids.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/core/time.hpp"
#include "sim/engine/collector.hpp"
#include "sim/trace/statistics.hpp"

namespace sim {

/// A request in flight: which reasons hold for it now, and how long each has counted so far.
struct Request {
    std::uint32_t load = 0;
    std::uint32_t record = 0xFFFF'FFFFU;  // index into Trace::requests, if kept
    std::uint32_t loop = 0;
    std::uint16_t mask = 0;  // bit i: held[i] > 0
    bool is_answered = false;
    std::uint32_t references = 0;  // contexts that name it
    std::uint32_t serial = 0;      // tells requests of one slot apart
    TaskId task;
    Instant arrival;
    Instant since;  // since when the present reason counts
    std::array<std::uint32_t, wait_reasons> held{};
    Waits waits{};
    HeapShare heap;
};

/// Attributes each instant of a request to exactly one reason: the first in WaitReason's order that holds.
/// Whoever moves a task of a request says so here; the sums add up to the latency to the nanosecond.
class Requests {
public:
    SlotPool<Request> pool;

    std::uint32_t open(std::uint32_t load, std::uint32_t loop, Instant arrival);
    void enter(std::uint32_t request, WaitReason reason, Instant now);
    void leave(std::uint32_t request, WaitReason reason, Instant now);
    void change(std::uint32_t request, WaitReason from, WaitReason to, Instant now);
    /// What counted as `timer` since `due` was in fact waiting for the loop.
    void split_timer(std::uint32_t request, Instant due, Instant now);
    void hold(std::uint32_t request) { ++pool[request].references; }
    /// The record is free once it is answered and nothing names it any more.
    void release(std::uint32_t request);
    /// Ends the accounting: afterwards the waits add up to now - arrival.
    void close(std::uint32_t request, Instant now);

private:
    static WaitReason present(const Request& request);
    static void accrue(Request& request, Instant now);
};

}  // namespace sim
