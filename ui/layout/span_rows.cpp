#include "ui/layout/span_rows.hpp"

#include <algorithm>
#include <cstddef>

namespace ui {

namespace {

using sim::SpanKind;

enum class Use : std::uint8_t { interval, wait, nothing };
struct Part {
    Use use = Use::nothing;
    TrackKind row = TrackKind::stack;
};

Part part_of(SpanKind kind) {
    switch (kind) {
        case SpanKind::tick: return {Use::interval, TrackKind::ticks};
        case SpanKind::microtask: return {Use::interval, TrackKind::microtasks};
        case SpanKind::pool_work: return {Use::interval, TrackKind::worker};
        case SpanKind::station_work: return {Use::interval, TrackKind::station};
        case SpanKind::pool_queue: return {Use::wait, TrackKind::pool_queue};
        case SpanKind::station_queue: return {Use::wait, TrackKind::station};
        case SpanKind::core_wait: return {};  // part of the callback or job around it
        case SpanKind::poll_idle: return {Use::interval, TrackKind::phases};
        case SpanKind::script:
        case SpanKind::timer:
        case SpanKind::immediate:
        case SpanKind::pool_callback:
        case SpanKind::io_callback:
        case SpanKind::pending_callback:
        case SpanKind::close_callback:
        case SpanKind::message:
        case SpanKind::signal:
        case SpanKind::process_event: return {Use::interval, TrackKind::stack};
    }
    return {};
}

/// Where spans go, by lane and row: looked up without a search.
class Sorter {
public:
    Sorter(const sim::Column<SpanKind>& kinds, const sim::Column<std::uint16_t>& lanes,
           const std::vector<std::uint16_t>& pools)
        : kinds_(kinds),
          lanes_(lanes),
          columns_(pools.size() * track_kinds),
          waits_(columns_.size()) {
        std::vector<std::size_t> counts(columns_.size() * 2);
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            const Part part = part_of(kinds[i]);
            if (part.use == Use::nothing) continue;
            ++counts[slot(part, lanes[i], pools) * 2 + (part.use == Use::wait ? 1 : 0)];
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const RowKey key{static_cast<std::uint16_t>(i / track_kinds),
                             static_cast<TrackKind>(i % track_kinds)};
            if (counts[i * 2] > 0) {
                columns_[i] = &rows_.intervals[key];
                columns_count_.emplace_back(columns_[i], counts[i * 2]);
            }
            if (counts[i * 2 + 1] > 0) {
                waits_[i] = &rows_.waits[key];
                waits_[i]->begins.reserve(counts[i * 2 + 1]);
                waits_[i]->ends.reserve(counts[i * 2 + 1]);
            }
        }
        pools_ = &pools;
    }

    /// One column of all rows: `put(columns, i)` of every span that is an interval.
    template <class Column, class Put>
    void column(std::vector<Column> SpanColumns::*of, const Put& put) {
        for (const auto& [row, count] : columns_count_) (row->*of).reserve(count);
        for (std::size_t i = 0; i < kinds_.size(); ++i) {
            const Part part = part_of(kinds_[i]);
            if (part.use == Use::interval) put(*columns_[slot(part, lanes_[i], *pools_)], i);
        }
    }
    template <class Put>
    void waiting(const Put& put) {
        for (std::size_t i = 0; i < kinds_.size(); ++i) {
            const Part part = part_of(kinds_[i]);
            if (part.use == Use::wait) put(*waits_[slot(part, lanes_[i], *pools_)], i);
        }
    }
    SpanRows finish() {
        for (auto& [key, row] : rows_.intervals) {
            for (std::size_t i = 1; i < row.from.size() && row.is_level; ++i)
                row.is_level = row.from[i] >= row.to[i - 1];
        }
        for (auto& [key, row] : rows_.waits) {
            std::sort(row.begins.begin(), row.begins.end());
            std::sort(row.ends.begin(), row.ends.end());
        }
        return std::move(rows_);
    }

private:
    /// The queue of a pool stands at the first lane of its process.
    static std::size_t slot(const Part& part, std::uint16_t lane,
                            const std::vector<std::uint16_t>& pools) {
        const std::size_t row = part.row == TrackKind::pool_queue ? pools[lane] : lane;
        return row * track_kinds + static_cast<std::size_t>(part.row);
    }

    SpanRows rows_;
    const sim::Column<SpanKind>& kinds_;
    const sim::Column<std::uint16_t>& lanes_;
    const std::vector<std::uint16_t>* pools_ = nullptr;
    std::vector<SpanColumns*> columns_;
    std::vector<SpanWaits*> waits_;
    std::vector<std::pair<SpanColumns*, std::size_t>> columns_count_;
};

/// Memory that goes back at once.
template <class Row>
void drop(sim::Column<Row>& column) {
    column = {};
}

}  // namespace

SpanRows span_rows(const sim::Spans& spans, const std::vector<std::uint16_t>& pools) {
    sim::Spans copy = spans;
    return take_span_rows(copy, pools);
}

SpanRows take_span_rows(sim::Spans& spans, const std::vector<std::uint16_t>& pools) {
    Sorter sorter{spans.kind, spans.lane, pools};
    sorter.column(&SpanColumns::subject,
                  [&](SpanColumns& row, std::size_t i) { row.subject.push_back(spans.owner[i]); });
    drop(spans.owner);
    sorter.column(&SpanColumns::hue, [&](SpanColumns& row, std::size_t i) {
        row.hue.push_back(hue_of(spans.kind[i]));
    });
    for (std::size_t i = 0; i < spans.start.size(); ++i) spans.duration[i] += spans.start[i];
    sorter.waiting([&](SpanWaits& row, std::size_t i) { row.begins.push_back(spans.start[i]); });
    sorter.column(&SpanColumns::from,
                  [&](SpanColumns& row, std::size_t i) { row.from.push_back(spans.start[i]); });
    drop(spans.start);
    sorter.waiting([&](SpanWaits& row, std::size_t i) { row.ends.push_back(spans.duration[i]); });
    sorter.column(&SpanColumns::to,
                  [&](SpanColumns& row, std::size_t i) { row.to.push_back(spans.duration[i]); });
    drop(spans.duration);
    SpanRows rows = sorter.finish();
    drop(spans.lane);
    drop(spans.kind);
    return rows;
}

}  // namespace ui
