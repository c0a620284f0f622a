#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "ui/layout/tracks.hpp"

namespace ui {

using RowKey = std::pair<std::uint16_t, TrackKind>;  // lane and kind

/// What the spans of a trace say of one row, in their order.
struct SpanColumns {
    std::vector<Position> from;
    std::vector<Position> to;
    std::vector<std::uint32_t> subject;
    std::vector<Hue> hue;
    bool is_level = true;  // ascending and without overlap
};

/// When how many begin and cease to wait, each ascending.
struct SpanWaits {
    std::vector<Position> begins;
    std::vector<Position> ends;
};

struct SpanRows {
    std::map<RowKey, SpanColumns> intervals;
    std::map<RowKey, SpanWaits> waits;
};

/// Sorts spans into rows, column by column.
[[nodiscard]] SpanRows span_rows(const sim::Spans& spans, const std::vector<std::uint16_t>& pools);
/// The same, and each column of the spans is gone as soon as it is sorted: little more than their own memory is needed.
[[nodiscard]] SpanRows take_span_rows(sim::Spans& spans, const std::vector<std::uint16_t>& pools);

}  // namespace ui
