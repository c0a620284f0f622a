// A sweep over the edges of the request's spans. Of several reasons that hold at once the first of the closed list counts,
// but a callback that has no core is not running, although its span goes on.
#include "ui/layout/request_time.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ui {

namespace {

using sim::WaitReason;

/// The reason that a span of its request stands for; sleep belongs to no request.
std::optional<WaitReason> reason_of(sim::SpanKind kind) {
    switch (kind) {
        case sim::SpanKind::script:
        case sim::SpanKind::timer:
        case sim::SpanKind::immediate:
        case sim::SpanKind::tick:
        case sim::SpanKind::microtask:
        case sim::SpanKind::pool_callback:
        case sim::SpanKind::io_callback:
        case sim::SpanKind::pending_callback:
        case sim::SpanKind::close_callback:
        case sim::SpanKind::message:
        case sim::SpanKind::signal:
        case sim::SpanKind::process_event: return WaitReason::running;
        case sim::SpanKind::pool_work: return WaitReason::pool_work;
        case sim::SpanKind::station_work: return WaitReason::station_work;
        case sim::SpanKind::pool_queue: return WaitReason::pool_queue;
        case sim::SpanKind::station_queue: return WaitReason::station_queue;
        case sim::SpanKind::core_wait: return WaitReason::core_wait;
        case sim::SpanKind::poll_idle: return std::nullopt;
    }
    return std::nullopt;
}

bool has_span(WaitReason reason) {
    return reason == WaitReason::running || reason == WaitReason::core_wait ||
           reason == WaitReason::pool_work || reason == WaitReason::station_work ||
           reason == WaitReason::pool_queue;
}

std::uint32_t request_of(const sim::Trace& trace, std::uint32_t owner) {
    if (trace.level != sim::TraceLevel::full) return owner;
    return owner < trace.tasks.size() ? trace.tasks[owner].request.value
                                      : sim::RequestId::none_value;
}

/// What fills the time that no span covers. A station's queue leaves no spans.
std::optional<WaitReason> rest_of(const sim::RequestRecord& request, bool is_queue_known) {
    std::optional<WaitReason> rest;
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        const auto reason = static_cast<WaitReason>(i);
        const bool is_queue = reason == WaitReason::station_queue;
        const bool is_covered = is_queue ? is_queue_known : has_span(reason);
        if (is_covered || request.waits[i].ns == 0) continue;
        if (rest) return std::nullopt;
        rest = reason;
    }
    return rest;
}

struct Edge {
    std::int64_t at = 0;
    WaitReason reason = WaitReason::running;
    int change = 0;
};

using Counts = std::array<int, sim::wait_reasons>;

std::optional<WaitReason> first_of(const Counts& counts, std::optional<WaitReason> rest) {
    if (counts[static_cast<std::size_t>(WaitReason::core_wait)] > 0) return WaitReason::core_wait;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0) return static_cast<WaitReason>(i);
    }
    return rest;
}

}  // namespace

sim::Instant end_of(const sim::Trace& trace, const sim::RequestRecord& request) {
    return request.outcome == sim::RequestOutcome::in_flight ? trace.statistics.end : request.done;
}

std::vector<ReasonInterval> reasons_over_time(const sim::Trace& trace, std::uint32_t request) {
    const sim::RequestRecord& record = trace.requests[request];
    const std::int64_t from = record.arrival.ns;
    const std::int64_t to = std::max(from, end_of(trace, record).ns);
    std::size_t calls = 0;
    std::int64_t called = 0;
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (request_of(trace, trace.spans.owner[i]) != request) continue;
        const std::optional<WaitReason> reason = reason_of(trace.spans.kind[i]);
        const std::int64_t begin = std::clamp(trace.spans.start[i], from, to);
        const std::int64_t end =
            std::clamp(trace.spans.start[i] + trace.spans.duration[i], from, to);
        if (!reason || begin == end) continue;
        edges.push_back({.at = begin, .reason = *reason, .change = 1});
        edges.push_back({.at = end, .reason = *reason, .change = -1});
        if (*reason != WaitReason::station_work) continue;
        ++calls;
        called = begin;
    }
    // Of one call its queue ends where its service begins.
    const std::int64_t queued =
        record.waits[static_cast<std::size_t>(WaitReason::station_queue)].ns;
    const bool is_queue_known = calls == 1 && queued > 0 && called - from >= queued;
    if (is_queue_known) {
        edges.push_back({.at = called - queued, .reason = WaitReason::station_queue, .change = 1});
        edges.push_back({.at = called, .reason = WaitReason::station_queue, .change = -1});
    }
    const std::optional<WaitReason> rest = rest_of(record, is_queue_known);
    edges.push_back({.at = to, .reason = WaitReason::running, .change = 0});
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.at < b.at; });
    std::vector<ReasonInterval> intervals;
    Counts counts{};
    std::int64_t last = from;
    for (const Edge& edge : edges) {
        if (edge.at > last) {
            const std::optional<WaitReason> reason = first_of(counts, rest);
            if (!intervals.empty() && intervals.back().reason == reason) {
                intervals.back().to = edge.at;
            } else {
                intervals.push_back({.from = last, .to = edge.at, .reason = reason});
            }
            last = edge.at;
        }
        counts[static_cast<std::size_t>(edge.reason)] += edge.change;
    }
    return intervals;
}

}  // namespace ui
