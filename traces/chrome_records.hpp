#pragma once

#include <cstddef>
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

constexpr std::size_t chrome_kinds = static_cast<std::size_t>(ChromeKind::job_end) + 1;

enum class ChromeCounter : std::uint8_t {
    timers,
    immediate_queue,
    tick_queue,
    microtask_queue,
    pool_queue,
    station_queue
};
constexpr std::size_t chrome_counters = 6;

/// The order at one instant. What has a length ends before other things begin; what has none begins first.
enum class ChromeRank : std::uint8_t {
    ends,
    outer_ends,
    counts,
    outer_begins,
    begins,
    ends_at_once,
    slices_empty,
    slices,
    flow_starts,
    flow_ends,
    notes
};

/// One line to be: sorted first, written afterwards. 32 bytes.
struct ChromeRecord {
    std::int64_t at = 0;
    std::int64_t duration = 0;  // slices
    std::uint32_t index = 0;    // span, task, request, output; counters: ChromeCounter
    std::uint32_t value = 0;    // slices and waits: the owner; counters: depth
    std::uint16_t lane = 0;
    ChromeKind kind = ChromeKind::slice;
    ChromeRank rank = ChromeRank::ends;
    sim::SpanKind span = sim::SpanKind::script;  // slices and waits
};
static_assert(sizeof(ChromeRecord) == 32);

/// All records of a trace of level full, sorted: by time, then so that ends come before begins, an outer slice before
/// those in it and a flow's start before its end.
[[nodiscard]] std::vector<ChromeRecord> chrome_records(const sim::Trace& trace);

}  // namespace traces
