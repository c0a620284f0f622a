#include "traces/chrome_records.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <unordered_map>
#include <utility>

#include "sim/trace/table.hpp"

namespace traces {

namespace {

using sim::EventKind;
using sim::SpanKind;
using sim::Trace;
using sim::Where;

/// The order at one instant. What has a length ends before other things begin; what has none begins first.
enum Rank : std::uint8_t {
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

class Collector {
public:
    explicit Collector(const Trace& trace) : trace_(trace), end_(trace.statistics.end.ns) {
        last_.resize(trace.lanes.size());
        for (auto& row : last_) row.fill(none);
        depths_.resize(trace.lanes.size());
        pool_lanes_.resize(trace.lanes.size());
        std::unordered_map<std::uint16_t, std::uint16_t> by_process;
        for (std::uint16_t lane = 0; lane < trace.lanes.size(); ++lane) {
            pool_lanes_[lane] =
                by_process.try_emplace(trace.lanes[lane].process, lane).first->second;
        }
    }

    std::vector<ChromeRecord> collect() {
        records_.reserve(3 * trace_.spans.size() + 2 * trace_.requests.size() +
                         2 * trace_.outputs.size());
        spans();
        requests();
        for (std::uint32_t i = 0; i < trace_.outputs.size(); ++i) {
            const sim::OutputLine& line = trace_.outputs[i];
            const std::uint16_t lane =
                line.task ? trace_.tasks[line.task.index()].lane : std::uint16_t{0};
            if (lane < trace_.lanes.size()) add(line.at.ns, ChromeKind::output, notes, i, lane);
        }
        if (trace_.level == sim::TraceLevel::full) {
            events();
        } else {
            queue_spans();
        }
        sort();
        return std::move(records_);
    }

private:
    static constexpr std::size_t none = ~std::size_t{0};

    void add(std::int64_t at, ChromeKind kind, Rank rank, std::uint32_t index, std::uint16_t lane) {
        records_.push_back(
            {.at = at, .index = index, .value = 0, .lane = lane, .kind = kind, .rank = rank});
    }
    void add_pair(std::int64_t from, std::int64_t to, std::uint32_t index, std::uint16_t lane,
                  ChromeKind begin, ChromeKind end) {
        add(from, begin, begins, index, lane);
        add(to, end, from == to ? ends_at_once : ends, index, lane);
    }

    void spans() {
        const sim::Spans& spans = trace_.spans;
        for (std::uint32_t i = 0; i < spans.size(); ++i) {
            const std::int64_t from = spans.start[i];
            const std::int64_t to = from + spans.duration[i];
            const bool overlaps = role_of(spans.kind[i]) == sim::SpanRole::wait ||
                                  spans.kind[i] == SpanKind::station_work;
            if (!overlaps) {
                add(from, ChromeKind::slice, from == to ? slices_empty : slices, i, spans.lane[i]);
            } else if (from < to) {
                add_pair(from, to, i, spans.lane[i], ChromeKind::wait_begin, ChromeKind::wait_end);
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
            add(from, ChromeKind::request_begin, outer_begins, i, 0);
            add(to, ChromeKind::request_end, from == to ? ends_at_once : outer_ends, i, 0);
        }
    }

    void change(std::int64_t at, ChromeCounter counter, std::uint16_t lane, int by) {
        const auto which = static_cast<std::size_t>(counter);
        std::uint32_t& depth = depths_[lane][which];
        depth = by > 0 ? depth + 1 : depth - (depth > 0 ? 1 : 0);
        std::size_t& last = last_[lane][which];
        if (last == none || records_[last].at != at) {
            last = records_.size();
            add(at, ChromeKind::counter, counts, static_cast<std::uint32_t>(which), lane);
        }
        records_[last].value = depth;
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
                return change(at, ChromeCounter::pool_queue, pool_lanes_[lane], by);
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
                    add(row.made, ChromeKind::flow_start, flow_starts, event.task.value,
                        trace_.tasks[task.cause.index()].lane);
                    add(at, ChromeKind::flow_end, flow_ends, event.task.value, task.lane);
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

    /// Without events the depths of queues follow from the spans that waited in them.
    void queue_spans() {
        struct Edge {
            std::int64_t at = 0;
            int by = 0;
            std::uint16_t lane = 0;
            ChromeCounter counter = ChromeCounter::pool_queue;
        };
        std::vector<Edge> edges;
        const sim::Spans& spans = trace_.spans;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const bool is_pool = spans.kind[i] == SpanKind::pool_queue;
            if ((!is_pool && spans.kind[i] != SpanKind::station_queue) || spans.duration[i] == 0)
                continue;
            const ChromeCounter counter =
                is_pool ? ChromeCounter::pool_queue : ChromeCounter::station_queue;
            const std::uint16_t lane = is_pool ? pool_lanes_[spans.lane[i]] : spans.lane[i];
            edges.push_back({spans.start[i], +1, lane, counter});
            edges.push_back({spans.start[i] + spans.duration[i], -1, lane, counter});
        }
        std::stable_sort(edges.begin(), edges.end(), [](const Edge& x, const Edge& y) {
            return x.at != y.at ? x.at < y.at : x.by > y.by;
        });
        for (const Edge& edge : edges) change(edge.at, edge.counter, edge.lane, edge.by);
    }

    /// By time, then rank, of two slices the longer first; otherwise as they were added.
    [[nodiscard]] bool before(const ChromeRecord& x, const ChromeRecord& y) const {
        if (x.at != y.at) return x.at < y.at;
        if (x.rank != y.rank) return x.rank < y.rank;
        const auto& duration = trace_.spans.duration;
        return x.rank == slices && duration[x.index] > duration[y.index];
    }

    /// Stable: first to windows of time of which each has a few records, then within each window. What is added one after
    /// the other is near in time, so both passes go through memory nearly in order.
    void sort() {
        const auto comes_before = [this](const ChromeRecord& x, const ChromeRecord& y) {
            return before(x, y);
        };
        constexpr std::size_t window = 4;
        constexpr std::ptrdiff_t inserted_max = 32;
        if (records_.size() < 1024)
            return std::stable_sort(records_.begin(), records_.end(), comes_before);
        const auto [least, most] = std::minmax_element(
            records_.begin(), records_.end(),
            [](const ChromeRecord& x, const ChromeRecord& y) { return x.at < y.at; });
        // Differences of times fit 64 unsigned bits whatever the times are.
        const auto base = static_cast<std::uint64_t>(least->at);
        const std::uint64_t range = static_cast<std::uint64_t>(most->at) - base;
        const int bits = static_cast<int>(std::bit_width(records_.size() / window));
        const int shift = std::max(0, static_cast<int>(std::bit_width(range)) - bits);
        const auto window_of = [&](const ChromeRecord& record) {
            return static_cast<std::size_t>((static_cast<std::uint64_t>(record.at) - base) >>
                                            shift);
        };
        std::vector<std::size_t> ends(static_cast<std::size_t>(range >> shift) + 2);
        for (const ChromeRecord& record : records_) ++ends[window_of(record) + 1];
        for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
        std::vector<ChromeRecord> sorted(records_.size());
        for (const ChromeRecord& record : records_) sorted[ends[window_of(record)]++] = record;
        records_.swap(sorted);
        auto first = records_.begin();
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            const auto end = records_.begin() + static_cast<std::ptrdiff_t>(ends[i]);
            if (end - first > inserted_max) std::stable_sort(first, end, comes_before);
            else insert_in_order(first, end);
            first = end;
        }
    }

    template <class Iterator>
    void insert_in_order(Iterator first, Iterator end) const {
        for (Iterator next = first; next != end; ++next) {
            const ChromeRecord record = *next;
            Iterator hole = next;
            for (; hole != first && before(record, hole[-1]); --hole) *hole = hole[-1];
            *hole = record;
        }
    }

    const Trace& trace_;
    std::int64_t end_;
    std::vector<ChromeRecord> records_;
    std::vector<std::array<std::size_t, chrome_counters>>
        last_;  // by lane: the latest record of each counter
    std::vector<std::array<std::uint32_t, chrome_counters>> depths_;  // by lane
    std::vector<std::uint16_t> pool_lanes_;  // by lane: the first lane of its process
};

}  // namespace

std::vector<ChromeRecord> chrome_records(const Trace& trace) { return Collector{trace}.collect(); }

}  // namespace traces
