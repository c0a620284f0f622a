#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/fifo.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/engine/context.hpp"
#include "sim/program/action.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

class Loop;
class Machine;

/// A call to a station that is on its way, waits there, is served, or comes back.
struct StationCall {
    Callback callback;                   // callback form
    std::uint32_t promise = index_none;  // promise form; held
    std::uint32_t loop = 0;
    std::uint32_t station = 0;
    bool is_rejected = false;  // the station's queue was full
    Instant since;
};

/// Services outside the process: each a FIFO queue with servers behind a network. Answers become ready on a
/// connection of the calling loop.
class Stations {
public:
    explicit Stations(Machine& machine);
    /// Gives each station its lane; once, when the machine stands.
    void open();

    /// The running callback calls the station of `action`; takes over the callback's context and `promise`.
    void start(Loop& loop, const Callback& callback, std::uint32_t promise, const Action& action);
    void arrive(std::uint32_t call);
    void serve(std::uint32_t call);   // service is over
    void answer(std::uint32_t call);  // the answer reaches the process
    void deliver(Loop& loop, std::uint32_t call);
    SlotPool<StationCall> calls;
    [[nodiscard]] const std::vector<StationStatistics>& statistics() const { return statistics_; }
    /// The warm-up is over: the longest queue is that of now.
    void begin_measuring();

private:
    struct Queue {
        Fifo<std::uint32_t> waiting;
        std::int32_t busy = 0;
    };
    void begin(std::uint32_t call);
    void move(const StationCall& call, Where from, Where to);

    Machine& machine_;
    std::vector<Queue> queues_;
    std::vector<StationStatistics> statistics_;
    std::vector<std::uint16_t> lanes_;
};

}  // namespace sim
