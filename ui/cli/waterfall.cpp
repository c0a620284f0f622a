// Each character of a bar is an equal part of virtual time and shows the reason that holds for most of it. Spans say
// when a request ran, worked or queued. Reasons without spans (a busy loop, sockets, timers) fill what the spans
// leave open; where a request has several of those, the trace does not say which came first, and a dot is shown.

#include "ui/cli/waterfall.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

using sim::WaitReason;

struct Letter {
    char letter;
    Ink ink;
};

/// By WaitReason.
constexpr std::array<Letter, sim::wait_reasons> letters{{
    {'R', Ink::green},   // running
    {'c', Ink::yellow},  // core wait
    {'g', Ink::red},     // gc
    {'W', Ink::blue},    // pool work
    {'S', Ink::cyan},    // station work
    {'d', Ink::red},     // tick drain
    {'b', Ink::red},     // loop busy
    {'q', Ink::yellow},  // pool queue
    {'s', Ink::yellow},  // station queue
    {'n', Ink::dim},     // socket
    {'t', Ink::dim},     // timer
    {'o', Ink::dim},     // other
}};
constexpr std::size_t unknown = sim::wait_reasons;  // cell: several reasons without spans
constexpr std::size_t outside = unknown + 1;  // cell: before the arrival or after the response

std::size_t index_of(WaitReason reason) { return static_cast<std::size_t>(reason); }

/// The reason that a span of its request stands for; poll_idle belongs to no request.
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
           reason == WaitReason::pool_queue || reason == WaitReason::station_queue;
}

struct Interval {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::size_t reason = 0;
};

std::optional<std::size_t> request_of(const sim::Trace& trace, std::uint32_t owner) {
    std::uint32_t request = owner;
    if (trace.level == sim::TraceLevel::full) {
        if (owner >= trace.tasks.size()) return std::nullopt;
        request = trace.tasks[owner].request.value;
    }
    return request < trace.requests.size() ? std::optional<std::size_t>{request} : std::nullopt;
}

std::vector<std::vector<Interval>> intervals_by_request(const sim::Trace& trace) {
    std::vector<std::vector<Interval>> intervals(trace.requests.size());
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        const std::optional<WaitReason> reason = reason_of(trace.spans.kind[i]);
        const std::optional<std::size_t> request = request_of(trace, trace.spans.owner[i]);
        if (!reason || !request) continue;
        const std::int64_t from = trace.spans.start[i];
        intervals[*request].push_back({from, from + trace.spans.duration[i], index_of(*reason)});
    }
    return intervals;
}

/// What fills the time of `record` that no span covers.
std::size_t rest_of(const sim::RequestRecord& record) {
    std::size_t rest = unknown;
    int count = 0;
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        if (has_span(static_cast<WaitReason>(i)) || record.waits[i].ns == 0) continue;
        rest = i;
        ++count;
    }
    return count == 1 ? rest : unknown;
}

/// How long each reason holds within [from, to): at each instant the first of the closed list that applies.
std::size_t reason_within(const std::vector<Interval>& intervals, std::int64_t from,
                          std::int64_t to, std::size_t rest) {
    std::vector<std::int64_t> edges{from, to};
    for (const Interval& interval : intervals) {
        if (interval.from > from && interval.from < to) edges.push_back(interval.from);
        if (interval.to > from && interval.to < to) edges.push_back(interval.to);
    }
    std::sort(edges.begin(), edges.end());
    std::array<std::int64_t, outside + 1> lengths{};
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        std::size_t reason = rest;
        for (const Interval& interval : intervals) {
            const bool holds = interval.from <= edges[i] && interval.to >= edges[i + 1];
            // A callback that has no core is not running, although its span goes on.
            const bool is_core_wait = interval.reason == index_of(WaitReason::core_wait);
            if (!holds) continue;
            if (is_core_wait) {
                reason = interval.reason;
                break;
            }
            if (reason == rest || interval.reason < reason) reason = interval.reason;
        }
        lengths[reason] += edges[i + 1] - edges[i];
    }
    return static_cast<std::size_t>(std::max_element(lengths.begin(), lengths.end()) -
                                    lengths.begin());
}

struct Scale {
    std::int64_t from = 0;
    std::int64_t length = 1;
    std::int64_t cells = 1;

    /// Start of a cell; the product is wide because both factors may be large.
    [[nodiscard]] std::int64_t at(std::int64_t cell) const {
        __extension__ using Wide = __int128;
        return from + static_cast<std::int64_t>(static_cast<Wide>(length) * cell / cells);
    }
};

sim::Instant end_of(const sim::Trace& trace, const sim::RequestRecord& record) {
    return record.outcome == sim::RequestOutcome::in_flight ? trace.statistics.end : record.done;
}

std::vector<std::size_t> cells_of(const sim::Trace& trace, const sim::RequestRecord& record,
                                  const std::vector<Interval>& intervals, const Scale& scale) {
    std::vector<std::size_t> cells;
    const std::int64_t first = record.arrival.ns;
    const std::int64_t last = std::max(first + 1, end_of(trace, record).ns);
    for (std::int64_t i = 0; i < scale.cells; ++i) {
        const std::int64_t from = scale.at(i);
        const std::int64_t to = std::max(from + 1, scale.at(i + 1));
        const bool overlaps = first < to && last > from;
        cells.push_back(overlaps ? reason_within(intervals, std::max(from, first),
                                                 std::min(to, last), rest_of(record))
                                 : outside);
    }
    return cells;
}

std::string bar_of(const std::vector<std::size_t>& cells, bool has_colour) {
    std::string text;
    for (std::size_t at = 0; at < cells.size();) {
        std::size_t end = at;
        while (end < cells.size() && cells[end] == cells[at]) ++end;
        const std::size_t cell = cells[at];
        const char letter = cell == outside ? ' ' : cell == unknown ? '.' : letters[cell].letter;
        const Ink ink = cell < unknown ? letters[cell].ink : Ink::dim;
        if (cell != outside || end < cells.size())
            text.append(paint(std::string(end - at, letter), cell == outside ? Ink::plain : ink,
                              has_colour));
        at = end;
    }
    return text;
}

std::string legend_of(const std::array<bool, outside + 1>& used, bool has_colour) {
    std::string text;
    for (std::size_t i = 0; i <= unknown; ++i) {
        if (!used[i]) continue;
        const std::string letter{i == unknown ? '.' : letters[i].letter};
        const std::string_view name =
            i == unknown ? "other waiting" : to_text(static_cast<WaitReason>(i));
        text.append(text.empty() ? "" : "   ")
            .append(paint(letter, i == unknown ? Ink::dim : letters[i].ink, has_colour));
        text.append(" ").append(name);
    }
    return text;
}

std::string latency_of(const sim::RequestRecord& record) {
    if (record.outcome == sim::RequestOutcome::in_flight) return "in flight";
    const std::string latency = sim::format_duration(record.done - record.arrival);
    return record.outcome == sim::RequestOutcome::done
               ? latency
               : fmt::format("{} {}", to_text(record.outcome), latency);
}

}  // namespace

std::string waterfall_text(const sim::Trace& trace, int width, bool has_colour) {
    if (trace.requests.empty() || trace.requests.size() > waterfall_requests_max) return {};
    std::size_t name_width = 0;
    std::size_t latency_width = 0;
    sim::Instant first = sim::instant_never;
    sim::Instant last{};
    std::vector<std::string> labels;
    std::vector<int> counts(trace.statistics.loads.size(), 0);
    for (const sim::RequestRecord& record : trace.requests) {
        labels.push_back(fmt::format(
            "{} {}", shorten(trace.names.text(trace.statistics.loads[record.load].name), 16),
            ++counts[record.load]));
        name_width = std::max(name_width, display_width(labels.back()));
        latency_width = std::max(latency_width, display_width(latency_of(record)));
        first = std::min(first, record.arrival);
        last = std::max(last, end_of(trace, record));
    }
    const std::int64_t cells = std::max<std::int64_t>(
        20, std::min(width, 100) - static_cast<std::int64_t>(name_width + latency_width) - 4);
    const Scale scale{
        .from = first.ns, .length = std::max<std::int64_t>(1, (last - first).ns), .cells = cells};
    const std::vector<std::vector<Interval>> intervals = intervals_by_request(trace);

    std::array<bool, outside + 1> used{};
    std::string text;
    for (std::size_t i = 0; i < trace.requests.size(); ++i) {
        const std::vector<std::size_t> row =
            cells_of(trace, trace.requests[i], intervals[i], scale);
        for (const std::size_t cell : row) used[cell] = true;
        text.append(fmt::format("{}  {}  {}\n", pad_right(labels[i], name_width),
                                pad_left(latency_of(trace.requests[i]), latency_width),
                                bar_of(row, has_colour)));
    }
    const std::string axis = fmt::format(
        "{} to {}, one letter is {}", sim::format_duration({first.ns}),
        sim::format_duration({last.ns}), sim::format_duration({scale.length / scale.cells}));
    return fmt::format("{}\n{}{}\n",
                       paint(fmt::format("each request, {}", axis), Ink::dim, has_colour), text,
                       legend_of(used, has_colour));
}

}  // namespace ui
