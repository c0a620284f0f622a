// Each character of a bar is an equal part of virtual time and shows the reason that holds for most of it; a dot where the
// trace does not say which of several it was.

#include "ui/cli/waterfall.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/table.hpp"
#include "ui/layout/request_time.hpp"

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

/// The reason that holds for most of [from, to).
std::size_t reason_within(const std::vector<ReasonInterval>& intervals, std::int64_t from,
                          std::int64_t to) {
    std::array<std::int64_t, outside + 1> lengths{};
    for (const ReasonInterval& interval : intervals) {
        const std::int64_t shared = std::min(interval.to, to) - std::max(interval.from, from);
        const std::size_t reason =
            interval.reason ? static_cast<std::size_t>(*interval.reason) : unknown;
        if (shared > 0) lengths[reason] += shared;
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

std::vector<std::size_t> cells_of(const sim::Trace& trace, const sim::RequestRecord& record,
                                  const std::vector<ReasonInterval>& intervals,
                                  const Scale& scale) {
    std::vector<std::size_t> cells;
    const std::int64_t first = record.arrival.ns;
    const std::int64_t last = std::max(first + 1, end_of(trace, record).ns);
    for (std::int64_t i = 0; i < scale.cells; ++i) {
        const std::int64_t from = scale.at(i);
        const std::int64_t to = std::max(from + 1, scale.at(i + 1));
        const bool overlaps = first < to && last > from;
        cells.push_back(overlaps
                            ? reason_within(intervals, std::max(from, first), std::min(to, last))
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

    std::array<bool, outside + 1> used{};
    std::string text;
    for (std::size_t i = 0; i < trace.requests.size(); ++i) {
        const std::vector<std::size_t> row =
            cells_of(trace, trace.requests[i],
                     reasons_over_time(trace, static_cast<std::uint32_t>(i)), scale);
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
