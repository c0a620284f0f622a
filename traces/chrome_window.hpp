#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/trace/trace_piece.hpp"
#include "traces/chrome_queues.hpp"
#include "traces/chrome_records.hpp"

namespace traces {

/// The records of a trace of level spans, sorted by time although spans come in the order in which they end: those that
/// nothing can precede any more are given away, so that few are held.
class ChromeWindow {
public:
    explicit ChromeWindow(const sim::Trace& frame);

    void add(const sim::Spans& spans, std::size_t first, std::size_t end);
    void add(std::uint32_t number, const sim::RequestRecord& request);
    /// The records before `later`, in order: nothing that is added from now on begins before it. May hold back some;
    /// not the last time, when `later` is the greatest number. Valid until the next call.
    [[nodiscard]] const std::vector<ChromeRecord>& take(std::int64_t later);

private:
    struct Edge {
        std::int64_t at = 0;
        std::int32_t by = 0;
        std::uint16_t lane = 0;
        ChromeCounter counter = ChromeCounter::pool_queue;
    };
    void add_queue(const sim::Spans& spans, std::size_t i);
    void count_queues(std::int64_t later);

    ChromeQueues queues_;
    std::int64_t end_;
    std::uint32_t spans_ = 0;  // so far
    std::vector<ChromeRecord> waiting_;
    std::vector<Edge> edges_;
    std::size_t kept_ = 0;  // of waiting_, when it was looked through last
    // Room.
    std::vector<ChromeRecord> ready_;
    std::vector<ChromeRecord> scratch_;
    std::vector<std::size_t> ends_;
    std::vector<Edge> due_;
};

}  // namespace traces
