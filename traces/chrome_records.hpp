#pragma once

#include <cstdint>
#include <vector>

#include "sim/trace/trace.hpp"

namespace traces {

/// What one line of a Chrome trace shows.
enum class ChromeKind : std::uint8_t {
    wait_end,
    request_end,
    counter,
    request_begin,
    wait_begin,
    slice,
    flow_start,
    flow_end,
    output,
    job_begin,
    job_end,
};

enum class ChromeCounter : std::uint8_t {
    timers,
    immediate_queue,
    tick_queue,
    microtask_queue,
    pool_queue,
    station_queue
};
constexpr std::size_t chrome_counters = 6;

/// One line to be: sorted first, written afterwards. 24 bytes.
struct ChromeRecord {
    std::int64_t at = 0;
    std::uint32_t index = 0;  // span, task, request, output; counters: ChromeCounter
    std::uint32_t value = 0;  // counters: depth
    std::uint16_t lane = 0;
    ChromeKind kind = ChromeKind::slice;
    std::uint8_t rank = 0;  // order at one instant
};
static_assert(sizeof(ChromeRecord) == 24);

/// All records of a trace, sorted: by time, then so that ends come before begins, an outer slice before those
/// in it and a flow's start before its end.
[[nodiscard]] std::vector<ChromeRecord> chrome_records(const sim::Trace& trace);

}  // namespace traces
