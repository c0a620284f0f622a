// Spans stand in the order in which they ended, so per lane the previous ones are all that a span can collide with.
#include <algorithm>
#include <utility>

#include "sim/trace/audit_parts.hpp"
#include "sim/trace/table.hpp"

namespace sim {

namespace {

struct Interval {
    std::int64_t start = 0;
    std::int64_t end = 0;
    bool may_nest = false;  // a process event: it runs inside the callback that causes it
};

LaneKind lane_of(SpanKind kind) {
    switch (role_of(kind)) {
        case SpanRole::work:
            return kind == SpanKind::pool_work ? LaneKind::worker : LaneKind::station;
        case SpanRole::callback:
        case SpanRole::wait:
        case SpanRole::idle: return LaneKind::loop;
    }
    return LaneKind::loop;
}

/// `busy` holds the latest intervals of one lane that no other encloses, in order of end.
bool fits(std::vector<Interval>& busy, Interval next) {
    while (!busy.empty() && busy.back().end > next.start) {
        const bool is_nested =
            busy.back().may_nest && busy.back().start >= next.start && busy.back().end <= next.end;
        if (!is_nested) return false;
        busy.pop_back();
    }
    // Only what a later, enclosing callback could contain must be kept.
    if (!next.may_nest) busy.clear();
    busy.push_back(next);
    return true;
}

/// Most intervals of `edges` (+1 at a start, -1 at an end) that hold at one instant.
std::int64_t most_at_once(std::vector<std::pair<std::int64_t, int>>& edges) {
    std::sort(edges.begin(), edges.end());  // at one instant ends come before starts
    std::int64_t now = 0;
    std::int64_t most = 0;
    for (const auto& [at, change] : edges) most = std::max(most, now += change);
    return most;
}

std::int64_t servers_of(const Trace& trace, const Lane& lane) {
    if (lane.index >= trace.statistics.stations.size()) return 1;
    return trace.statistics.stations[lane.index].servers;
}

void audit_stations(const Trace& trace, AuditReport& report) {
    std::vector<std::vector<std::pair<std::int64_t, int>>> edges(trace.lanes.size());
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (trace.spans.kind[i] != SpanKind::station_work || trace.spans.duration[i] <= 0) continue;
        auto& lane = edges[trace.spans.lane[i]];
        lane.emplace_back(trace.spans.start[i], 1);
        lane.emplace_back(trace.spans.start[i] + trace.spans.duration[i], -1);
    }
    for (std::size_t lane = 0; lane < edges.size(); ++lane) {
        const std::int64_t most = most_at_once(edges[lane]);
        report.require(edges[lane].empty() || most <= servers_of(trace, trace.lanes[lane]),
                       "lane {}: {} spans of station work at once on {} servers", lane, most,
                       servers_of(trace, trace.lanes[lane]));
    }
}

void audit_outputs(const Trace& trace, AuditReport& report) {
    Instant last{};
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const Instant at = trace.outputs[i].at;
        report.require(
            at >= last && at <= trace.statistics.end,
            "output {}: at {} ns, the one before it is at {} ns and the run ends at {} ns", i,
            at.ns, last.ns, trace.statistics.end.ns);
        last = std::max(last, at);
    }
}

}  // namespace

void audit_spans(const Trace& trace, AuditReport& report) {
    const Spans& spans = trace.spans;
    std::vector<std::vector<Interval>> busy(trace.lanes.size());
    std::int64_t last_end = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const std::int64_t start = spans.start[i];
        const SpanKind kind = spans.kind[i];
        const bool is_inside = start >= 0 && spans.duration[i] >= 0 &&
                               start <= trace.statistics.end.ns &&
                               spans.duration[i] <= trace.statistics.end.ns - start;
        report.require(is_inside,
                       "span {}: it starts at {} ns and lasts {} ns, the run ends at {} ns", i,
                       start, spans.duration[i], trace.statistics.end.ns);
        if (!is_inside) continue;
        const std::int64_t end = start + spans.duration[i];
        report.require(end >= last_end, "span {}: it ends at {} ns, the one before it at {} ns", i,
                       end, last_end);
        last_end = std::max(last_end, end);
        const SpanRole role = role_of(kind);
        report.require(role == SpanRole::wait || trace.lanes[spans.lane[i]].kind == lane_of(kind),
                       "span {}: {} on a {}'s lane", i, to_text(kind),
                       to_text(trace.lanes[spans.lane[i]].kind));
        if (role == SpanRole::wait || kind == SpanKind::station_work) continue;
        const Interval next{
            .start = start, .end = end, .may_nest = kind == SpanKind::process_event};
        report.require(fits(busy[spans.lane[i]], next),
                       "span {}: {} overlaps another span on lane {}", i, to_text(kind),
                       spans.lane[i]);
    }
    audit_stations(trace, report);
    audit_outputs(trace, report);
}

}  // namespace sim
