#include "traces/chrome_window.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "sim/trace/table.hpp"
#include "traces/chrome_order.hpp"

namespace traces {

namespace {

using sim::SpanKind;

/// A record is moved a few times, so it is done for many at once; not for more than stay in the second cache meanwhile.
constexpr std::size_t taken_least = 2048;

/// By time, then rank, of two slices the longer first: in one order, whatever blocks they came in.
constexpr auto comes_before = [](const ChromeRecord& x, const ChromeRecord& y) {
    if (x.at != y.at) return x.at < y.at;
    if (x.rank != y.rank) return x.rank < y.rank;
    if (x.rank == ChromeRank::slices && x.duration != y.duration) return x.duration > y.duration;
    if (x.kind != y.kind) return x.kind < y.kind;
    if (x.kind == ChromeKind::counter && x.lane != y.lane) return x.lane < y.lane;
    return x.index < y.index;
};

}  // namespace

ChromeWindow::ChromeWindow(const sim::Trace& frame)
    : queues_(frame), end_(frame.statistics.end.ns) {
    for (std::uint32_t i = 0; i < frame.outputs.size(); ++i) {
        if (frame.lanes.empty()) break;
        waiting_.push_back({.at = frame.outputs[i].at.ns,
                            .index = i,
                            .kind = ChromeKind::output,
                            .rank = ChromeRank::notes});
    }
}

void ChromeWindow::add(const sim::Spans& spans, std::size_t first, std::size_t end) {
    std::size_t next = waiting_.size();
    waiting_.resize(next + 2 * (end - first));
    for (std::size_t i = first; i < end; ++i) {
        const SpanKind kind = spans.kind[i];
        const bool overlaps =
            role_of(kind) == sim::SpanRole::wait || kind == SpanKind::station_work;
        const std::int64_t duration = spans.duration[i];
        ChromeRecord record{.at = spans.start[i],
                            .duration = duration,
                            .index = spans_++,
                            .value = spans.owner[i],
                            .lane = spans.lane[i],
                            .kind = ChromeKind::slice,
                            .rank = duration == 0 ? ChromeRank::slices_empty : ChromeRank::slices,
                            .span = kind};
        if (!overlaps) {
            waiting_[next++] = record;
        } else if (duration > 0) {
            record.kind = ChromeKind::wait_begin;
            record.rank = ChromeRank::begins;
            waiting_[next++] = record;
            record.at += duration;
            record.kind = ChromeKind::wait_end;
            record.rank = ChromeRank::ends;
            waiting_[next++] = record;
            add_queue(spans, i);
        }
    }
    waiting_.resize(next);
}

/// The lengths of queues follow from the spans that waited in them.
void ChromeWindow::add_queue(const sim::Spans& spans, std::size_t i) {
    const bool is_pool = spans.kind[i] == SpanKind::pool_queue;
    if (!is_pool && spans.kind[i] != SpanKind::station_queue) return;
    const auto counter = is_pool ? ChromeCounter::pool_queue : ChromeCounter::station_queue;
    const std::uint16_t lane = is_pool ? queues_.pool_lane(spans.lane[i]) : spans.lane[i];
    edges_.push_back({.at = spans.start[i], .by = 1, .lane = lane, .counter = counter});
    edges_.push_back(
        {.at = spans.start[i] + spans.duration[i], .by = -1, .lane = lane, .counter = counter});
}

void ChromeWindow::add(std::uint32_t number, const sim::RequestRecord& request) {
    const bool is_open = request.outcome == sim::RequestOutcome::in_flight;
    const std::int64_t from = std::min(request.arrival.ns, end_);
    const std::int64_t to = is_open ? end_ : std::max(from, std::min(request.done.ns, end_));
    waiting_.push_back({.at = from,
                        .index = number,
                        .kind = ChromeKind::request_begin,
                        .rank = ChromeRank::outer_begins});
    waiting_.push_back({.at = to,
                        .index = number,
                        .kind = ChromeKind::request_end,
                        .rank = from == to ? ChromeRank::ends_at_once : ChromeRank::outer_ends});
}

const std::vector<ChromeRecord>& ChromeWindow::take(std::int64_t later) {
    ready_.clear();
    const bool is_last = later == std::numeric_limits<std::int64_t>::max();
    if (!is_last && waiting_.size() < 2 * kept_ + taken_least) return ready_;
    // Requests begin at the run's end at the latest, whatever they say.
    if (!is_last) later = std::min(later, end_);
    std::size_t kept = 0;
    for (const ChromeRecord& record : waiting_) {
        if (is_last || record.at < later) ready_.push_back(record);
        else waiting_[kept++] = record;
    }
    waiting_.resize(kept);
    kept_ = kept;
    count_queues(later);
    sort_chrome_records(ready_, scratch_, ends_, comes_before);
    return ready_;
}

void ChromeWindow::count_queues(std::int64_t later) {
    const auto waits = [later](const Edge& edge) {
        return edge.at >= later && later != std::numeric_limits<std::int64_t>::max();
    };
    due_.clear();
    std::size_t kept = 0;
    for (const Edge& edge : edges_) {
        if (waits(edge)) edges_[kept++] = edge;
        else due_.push_back(edge);
    }
    edges_.resize(kept);
    std::sort(due_.begin(), due_.end(), [](const Edge& x, const Edge& y) {
        return std::tuple{x.at, -x.by} < std::tuple{y.at, -y.by};
    });
    queues_.forget_records();
    for (const Edge& edge : due_) queues_.change(ready_, edge.at, edge.counter, edge.lane, edge.by);
}

}  // namespace traces
