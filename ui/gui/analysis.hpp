#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ui/gui/document.hpp"

namespace ui::gui {

/// A percentile with an interval that covers it in 95 of 100 cases if the values were independent.
struct Percentile {
    std::int32_t parts = 0;  // of 100000
    sim::Duration value;
    sim::Duration low;
    sim::Duration high;
};

/// What ran under one name within a range.
struct NameRow {
    std::string name;
    Hue hue = Hue::wait;
    std::int64_t count = 0;
    sim::Duration total;
    sim::Duration median;
    sim::Duration worst;
    Place worst_place;
};

struct LaneShare {
    std::string name;
    Hue hue = Hue::wait;
    double busy = 0;  // share of the range
};

struct Bin {
    sim::Duration from;
    sim::Duration to;
    std::int64_t count = 0;
};

/// What a histogram and percentiles are of.
enum class Measured : std::uint8_t { nothing, requests, waits };

/// Statistics of a range of time: of intervals by the time that they have in it, of requests by their arrival.
struct Summary {
    Span range;
    std::vector<NameRow> names;  // most time first
    std::vector<LaneShare> lanes;
    Measured measured = Measured::nothing;
    std::vector<std::uint32_t> requests;   // or runs, by latency, ascending
    std::vector<sim::Duration> latencies;  // ascending
    std::vector<Percentile> percentiles;
    std::vector<Bin> bins;  // logarithmic
    std::array<sim::Duration, sim::wait_reasons> waits_mean{};
    std::array<sim::Duration, sim::wait_reasons> waits_worst{};  // of the slowest hundredth
    std::int64_t failed = 0;                                     // requests that were not done
};

[[nodiscard]] Summary summarise(const Document& document, const Span& range);

/// Intervals whose name holds `text` (in small letters), or that take at least a time: ">5ms". By time, at most `most`.
struct Matches {
    std::vector<Place> places;
    bool is_cut = false;
    std::string problem;  // of the text
};
[[nodiscard]] Matches find_places(const Document& document, std::string_view text,
                                  std::size_t most);

/// All intervals that show what `place` does, by time: the parts of a request, or the runs of a task.
[[nodiscard]] std::vector<Place> parts_of(const Document& document, const Place& place,
                                          std::size_t most);

}  // namespace ui::gui
