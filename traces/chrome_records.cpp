#include "traces/chrome_records.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/trace/table.hpp"
#include "traces/chrome_order.hpp"
#include "traces/chrome_queues.hpp"

namespace traces {

namespace {

using sim::EventKind;
using sim::SpanKind;
using sim::Trace;
using sim::Where;

class Collector {
public:
    explicit Collector(const Trace& trace)
        : trace_(trace), queues_(trace), end_(trace.statistics.end.ns) {}

    std::vector<ChromeRecord> collect() {
        records_.reserve(3 * trace_.spans.size() + 2 * trace_.requests.size() +
                         2 * trace_.outputs.size());
        spans();
        requests();
        for (std::uint32_t i = 0; i < trace_.outputs.size(); ++i) {
            const sim::OutputLine& line = trace_.outputs[i];
            const std::uint16_t lane =
                line.task ? trace_.tasks[line.task.index()].lane : std::uint16_t{0};
            if (lane < trace_.lanes.size())
                add(line.at.ns, ChromeKind::output, ChromeRank::notes, i, lane);
        }
        events();
        std::vector<ChromeRecord> scratch;
        std::vector<std::size_t> ends;
        sort_chrome_records(records_, scratch, ends, before);
        return std::move(records_);
    }

private:
    void add(std::int64_t at, ChromeKind kind, ChromeRank rank, std::uint32_t index,
             std::uint16_t lane) {
        records_.push_back({.at = at, .index = index, .lane = lane, .kind = kind, .rank = rank});
    }
    /// Of span i.
    void add(std::int64_t at, ChromeKind kind, ChromeRank rank, std::uint32_t i) {
        const sim::Spans& spans = trace_.spans;
        records_.push_back({.at = at,
                            .duration = spans.duration[i],
                            .index = i,
                            .value = spans.owner[i],
                            .lane = spans.lane[i],
                            .kind = kind,
                            .rank = rank,
                            .span = spans.kind[i]});
    }
    void add_pair(std::int64_t from, std::int64_t to, std::uint32_t index, std::uint16_t lane,
                  ChromeKind begin, ChromeKind end) {
        add(from, begin, ChromeRank::begins, index, lane);
        add(to, end, from == to ? ChromeRank::ends_at_once : ChromeRank::ends, index, lane);
    }

    void spans() {
        const sim::Spans& spans = trace_.spans;
        for (std::uint32_t i = 0; i < spans.size(); ++i) {
            const std::int64_t from = spans.start[i];
            const std::int64_t to = from + spans.duration[i];
            const bool overlaps = role_of(spans.kind[i]) == sim::SpanRole::wait ||
                                  spans.kind[i] == SpanKind::station_work;
            if (!overlaps) {
                add(from, ChromeKind::slice,
                    from == to ? ChromeRank::slices_empty : ChromeRank::slices, i);
            } else if (from < to) {
                add(from, ChromeKind::wait_begin, ChromeRank::begins, i);
                add(to, ChromeKind::wait_end, ChromeRank::ends, i);
            }
        }
    }

    void requests() {
        for (std::uint32_t i = 0; i < trace_.requests.size(); ++i) {
            const sim::RequestRecord& request = trace_.requests[i];
            const bool is_open = request.outcome == sim::RequestOutcome::in_flight;
            const std::int64_t from = std::min(request.arrival.ns, end_);
            const std::int64_t to =
                is_open ? end_ : std::max(from, std::min(request.done.ns, end_));
            add(from, ChromeKind::request_begin, ChromeRank::outer_begins, i, 0);
            add(to, ChromeKind::request_end,
                from == to ? ChromeRank::ends_at_once : ChromeRank::outer_ends, i, 0);
        }
    }

    void change(std::int64_t at, ChromeCounter counter, std::uint16_t lane, int by) {
        queues_.change(records_, at, counter, lane, by);
    }

    void change(std::int64_t at, Where where, std::uint16_t lane, int by) {
        switch (where) {
            case Where::timers: return change(at, ChromeCounter::timers, lane, by);
            case Where::immediate_queue:
                return change(at, ChromeCounter::immediate_queue, lane, by);
            case Where::tick_queue: return change(at, ChromeCounter::tick_queue, lane, by);
            case Where::microtask_queue:
                return change(at, ChromeCounter::microtask_queue, lane, by);
            case Where::pool_queue:
                return change(at, ChromeCounter::pool_queue, queues_.pool_lane(lane), by);
            case Where::station_queue: return change(at, ChromeCounter::station_queue, lane, by);
            case Where::worker:
            case Where::completed:
            case Where::os:
            case Where::ready:
            case Where::pending_queue:
            case Where::closing_queue:
            case Where::station:
            case Where::promise:
            case Where::running:
            case Where::done:
            case Where::cancelled: return;
        }
    }

    static bool is_in_pool(Where where) {
        return where == Where::pool_queue || where == Where::worker || where == Where::completed;
    }

    /// What the tasks' ways give: depths of queues, pool jobs from submission to callback as Node shows them, flows
    /// from where a task was made to where it first ran.
    void events() {
        struct Row {
            std::int64_t made = -1;
            std::int64_t submitted = 0;
            Where where = Where::done;
            std::uint16_t lane = 0;
            bool has_run = false;
        };
        std::vector<Row> rows(trace_.tasks.size());
        for (const sim::TraceEvent& event : trace_.events) {
            if (event.kind != EventKind::moved) continue;
            const sim::Task& task = trace_.tasks[event.task.index()];
            Row& row = rows[event.task.index()];
            const auto to = static_cast<Where>(event.detail);
            const std::int64_t at = event.at.ns;
            change(at, row.where, row.lane, -1);
            change(at, to, event.lane, +1);
            if (is_in_pool(to) && !is_in_pool(row.where)) row.submitted = at;
            if (!is_in_pool(to) && is_in_pool(row.where)) {
                add_pair(row.submitted, at, event.task.value, task.lane, ChromeKind::job_begin,
                         ChromeKind::job_end);
            }
            if (row.made < 0) row.made = at;
            if (to == Where::running && !row.has_run) {
                row.has_run = true;
                if (task.cause) {
                    add(row.made, ChromeKind::flow_start, ChromeRank::flow_starts, event.task.value,
                        trace_.tasks[task.cause.index()].lane);
                    add(at, ChromeKind::flow_end, ChromeRank::flow_ends, event.task.value,
                        task.lane);
                }
            }
            row.where = to;
            row.lane = event.lane;
        }
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            if (!is_in_pool(rows[i].where)) continue;
            add_pair(rows[i].submitted, std::max(rows[i].submitted, end_), i, trace_.tasks[i].lane,
                     ChromeKind::job_begin, ChromeKind::job_end);
        }
    }

    /// By time, then rank, of two slices the longer first; otherwise as they were added.
    static bool before(const ChromeRecord& x, const ChromeRecord& y) {
        if (x.at != y.at) return x.at < y.at;
        if (x.rank != y.rank) return x.rank < y.rank;
        return x.rank == ChromeRank::slices && x.duration > y.duration;
    }

    const Trace& trace_;
    ChromeQueues queues_;
    std::int64_t end_;
    std::vector<ChromeRecord> records_;
};

}  // namespace

std::vector<ChromeRecord> chrome_records(const Trace& trace) { return Collector{trace}.collect(); }

}  // namespace traces
