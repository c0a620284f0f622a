#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.hpp"
#include "ui/layout/theme.hpp"

namespace ui {

/// What a row of a timeline shows, in the order in which rows stand below each other.
enum class TrackKind : std::uint8_t {
    phases,
    stack,
    ticks,
    microtasks,
    timers,
    pool_queue,
    worker,
    outside,
    station,
    output,
};
constexpr std::size_t track_kinds = 10;
/// For --lanes: "phases", "stack" ...
[[nodiscard]] std::string_view to_text(TrackKind kind);

/// A coordinate along the run: nanoseconds, or the number of an event where a picture is not to scale.
using Position = std::int64_t;

/// Disjoint intervals in ascending order, as columns, with an index that sums and finds in steps of 32.
struct Level {
    std::vector<Position> from;
    std::vector<Position> to;
    std::vector<std::uint32_t> subject;  // task, or request below trace level full
    std::vector<Hue> hue;

    /// Block `b` of level 0 holds intervals 32 b to 32 b + 31: the longest of them.
    std::array<std::vector<std::uint32_t>, 3> longest;
    /// Length of all intervals of one hue before block `b`, hues that do not occur left out.
    std::vector<std::vector<Position>> sums;
    std::array<std::uint8_t, hue_count> sum_of{};  // index into sums + 1; 0: the hue does not occur

    [[nodiscard]] std::size_t size() const { return from.size(); }
    void add(Position begin, Position end, std::uint32_t who, Hue what) {
        from.push_back(begin);
        to.push_back(end);
        subject.push_back(who);
        hue.push_back(what);
    }
};

/// How many wait, from one instant on.
struct Depth {
    Position at = 0;
    std::uint32_t count = 0;
};

struct Output {
    Position at = 0;
    std::uint32_t line = 0;  // index into the trace's outputs
};

/// One row: what ran or waited there, in levels so that nothing on one level overlaps.
struct Track {
    TrackKind kind = TrackKind::stack;
    std::uint16_t lane = 0;
    std::string label;
    std::vector<Level> levels;
    std::vector<Depth> depths;  // ascending
    std::uint32_t depth_max = 0;
    std::vector<Output> outputs;

    [[nodiscard]] bool is_empty() const;
};

/// The start of an iteration of a loop.
struct IterationMark {
    Position at = 0;
    std::uint32_t number = 0;
    std::uint16_t lane = 0;
};

/// A trace sorted into rows: made once, then laid out for any range and size.
struct Tracks {
    bool counts_events = false;  // positions are numbers of events
    Position from = 0;
    Position to = 0;  // of the whole run
    std::vector<Track> rows;
    std::vector<IterationMark> iterations;
    bool names_loops = false;  // several loops have rows, whose labels say which
};

/// In nanoseconds; for any level of trace that has spans.
[[nodiscard]] Tracks tracks_in_time(const sim::Trace& trace);
/// In nanoseconds, too, and the trace's spans move into the rows: it has none afterwards, and nothing is held twice.
[[nodiscard]] Tracks take_tracks(sim::Trace& trace);
/// By number of event; for traces of level full. Instants that are equal stay apart.
[[nodiscard]] Tracks tracks_in_order(const sim::Trace& trace);

/// Fills `longest` and `sums`.
void add_index(Level& level);
/// The longest of the intervals `first` to `last` - 1, which are not empty.
[[nodiscard]] std::size_t longest_of(const Level& level, std::size_t first, std::size_t last);
/// Length of all intervals of `hue` among `first` to `last` - 1.
[[nodiscard]] Position length_of(const Level& level, Hue hue, std::size_t first, std::size_t last);

}  // namespace ui
