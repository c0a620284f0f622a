// Sorts a trace into rows. A trace of level full is read from its events: a task that moves to `running` opens an
// interval on its loop's lane, in the row of the queue that it came from, and moving on closes it; the same with
// workers, stations, timers and what the outside has. Positions are then instants or numbers of events. A
// trace of level spans is read from its spans. Intervals that overlap in one row go to the lowest level that is free.
#include "ui/layout/tracks.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "ui/layout/span_rows.hpp"

namespace ui {

namespace {

using sim::EventKind;
using sim::Where;

constexpr std::size_t levels_max = 6;  // of waits that overlap even more only their number is shown

struct Interval {
    Position from = 0;
    Position to = 0;
    std::uint32_t subject = 0;
    Hue hue = Hue::wait;
};

/// Where a task waits, as the row that shows how many wait there.
std::optional<TrackKind> depth_row(Where where) {
    if (where == Where::tick_queue) return TrackKind::ticks;
    if (where == Where::microtask_queue) return TrackKind::microtasks;
    if (where == Where::pool_queue) return TrackKind::pool_queue;
    if (where == Where::station_queue) return TrackKind::station;
    return std::nullopt;
}

/// Where a task is, as the row that shows it as an interval; `before` is where it came from.
std::optional<TrackKind> interval_row(Where where, Where before) {
    if (where == Where::running && before == Where::tick_queue) return TrackKind::ticks;
    if (where == Where::running && before == Where::microtask_queue) return TrackKind::microtasks;
    if (where == Where::running) return TrackKind::stack;
    if (where == Where::worker) return TrackKind::worker;
    if (where == Where::station) return TrackKind::station;
    if (where == Where::timers) return TrackKind::timers;
    if (where == Where::os) return TrackKind::outside;
    return std::nullopt;
}

Hue interval_hue(TrackKind row, Hue of_task) {
    if (row == TrackKind::microtasks) return Hue::microtask;
    if (row == TrackKind::worker) return Hue::pool;
    if (row == TrackKind::station) return Hue::station;
    return of_task;
}

class Builder {
public:
    explicit Builder(const sim::Trace& trace) : trace_(trace), pools_(trace.lanes.size()) {
        std::map<std::uint16_t, std::uint16_t> first;
        for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
            const auto lane = static_cast<std::uint16_t>(i);
            pools_[i] = first.try_emplace(trace.lanes[i].process, lane).first->second;
        }
    }

    void read_events(bool counts_events);
    void read_spans(SpanRows&& rows);
    [[nodiscard]] const std::vector<std::uint16_t>& pools() const { return pools_; }
    [[nodiscard]] Tracks finish();

private:
    struct Open {
        Where where = Where::done;
        Where before = Where::done;
        std::uint16_t lane = 0;
        Position from = 0;
        Hue phase = Hue::script;  // of the loop when it came here
    };
    struct OpenPhase {
        Hue hue = Hue::script;
        std::uint32_t phase = 0;
        Position from = 0;
        bool is_open = false;
    };

    void add(TrackKind kind, std::uint16_t lane, const Interval& interval) {
        intervals_[{lane, kind}].push_back(interval);
    }
    void count(TrackKind kind, std::uint16_t lane, Position at, int change) {
        const std::uint16_t row = kind == TrackKind::pool_queue ? pools_[lane] : lane;
        SpanWaits& waits = waits_[{row, kind}];
        (change > 0 ? waits.begins : waits.ends).push_back(at);
    }
    void move(const sim::TraceEvent& event, Position at);
    void close(std::uint32_t task, Position at);
    void close_phase(std::uint16_t lane, Position at);
    void output(const sim::TraceEvent& event, Position at);
    void phase(const sim::TraceEvent& event, Position at, Hue hue);
    [[nodiscard]] std::string label(TrackKind kind, std::uint16_t lane) const;
    [[nodiscard]] static std::vector<Level> to_levels(std::vector<Interval>& intervals);
    [[nodiscard]] static std::vector<Depth> to_depths(const std::vector<Position>& begins,
                                                      const std::vector<Position>& ends);
    [[nodiscard]] static std::vector<Depth> to_depths(const std::vector<Interval>& intervals);

    const sim::Trace& trace_;
    std::vector<std::uint16_t> pools_;  // by lane: the lane that stands for the pool of its process
    Tracks tracks_;
    std::map<RowKey, std::vector<Interval>> intervals_;
    std::map<RowKey, std::vector<Level>> levels_;
    std::map<RowKey, SpanWaits> waits_;
    std::map<RowKey, std::vector<Depth>> depths_;
    std::map<RowKey, std::vector<Output>> outputs_;
    std::vector<Open> open_;         // by task
    std::vector<bool> is_internal_;  // by task: Node's own are not shown
    std::vector<OpenPhase> phases_;  // by lane
};

void Builder::read_events(bool counts_events) {
    tracks_.counts_events = counts_events;
    open_.resize(trace_.tasks.size());
    is_internal_ = sim::internal_tasks(trace_);
    phases_.resize(trace_.lanes.size());
    for (std::size_t i = 0; i < trace_.events.size(); ++i) {
        const sim::TraceEvent& event = trace_.events[i];
        const Position at = counts_events ? static_cast<Position>(i) : event.at.ns;
        switch (event.kind) {
            case EventKind::moved: move(event, at); break;
            case EventKind::phase:
                close_phase(event.lane, at);
                if (static_cast<sim::Phase>(event.detail) != sim::Phase::outside)
                    phase(event, at, hue_of(static_cast<sim::Phase>(event.detail)));
                break;
            case EventKind::poll_blocked:
                close_phase(event.lane, at);
                phase(event, at, Hue::idle);
                break;
            case EventKind::poll_woke:
                close_phase(event.lane, at);
                phase(event, at, Hue::poll);
                break;
            case EventKind::iteration:
                tracks_.iterations.push_back({.at = at, .number = event.a, .lane = event.lane});
                break;
            case EventKind::output: output(event, at); break;
            case EventKind::loop_ended: close_phase(event.lane, at); break;
            case EventKind::thrown:
            case EventKind::choice:
            case EventKind::request_arrived:
            case EventKind::request_done:
            case EventKind::loop_started:
            case EventKind::note: break;
        }
    }
    tracks_.to = counts_events ? static_cast<Position>(trace_.events.size())
                               : std::max(trace_.statistics.end.ns,
                                          trace_.events.empty() ? 0 : trace_.events.back().at.ns);
    for (std::uint32_t task = 0; task < open_.size(); ++task) close(task, tracks_.to);
    for (std::size_t lane = 0; lane < phases_.size(); ++lane)
        close_phase(static_cast<std::uint16_t>(lane), tracks_.to);
}

void Builder::move(const sim::TraceEvent& event, Position at) {
    if (!event.task || is_internal_[event.task.index()]) return;
    const std::uint32_t task = event.task.value;
    const Where before = open_[task].where;
    close(task, at);
    const auto where = static_cast<Where>(event.detail);
    open_[task] = {
        .where = where, .before = before, .lane = event.lane, .from = at, .phase = Hue::script};
    const OpenPhase& phase = phases_[event.lane];
    if (phase.is_open && (phase.hue == Hue::pending || phase.hue == Hue::close))
        open_[task].phase = phase.hue;
    if (const auto row = depth_row(where)) count(*row, event.lane, at, 1);
}

void Builder::close(std::uint32_t task, Position at) {
    Open& open = open_[task];
    if (const auto row = depth_row(open.where)) count(*row, open.lane, at, -1);
    if (const auto row = interval_row(open.where, open.before)) {
        Hue hue = interval_hue(*row, hue_of(trace_.tasks[task].kind));
        // A socket's callback may belong to another phase than poll.
        if (*row == TrackKind::stack && hue == Hue::poll && open.phase != Hue::script)
            hue = open.phase;
        add(*row, open.lane, {.from = open.from, .to = at, .subject = task, .hue = hue});
    }
    open.where = Where::done;
}

void Builder::phase(const sim::TraceEvent& event, Position at, Hue hue) {
    const std::uint32_t name = event.kind == EventKind::phase
                                   ? event.detail
                                   : static_cast<std::uint32_t>(sim::Phase::poll);
    phases_[event.lane] = {.hue = hue, .phase = name, .from = at, .is_open = true};
}

void Builder::close_phase(std::uint16_t lane, Position at) {
    OpenPhase& open = phases_[lane];
    if (open.is_open && open.from < at) {
        add(TrackKind::phases, lane,
            {.from = open.from, .to = at, .subject = open.phase, .hue = open.hue});
    }
    open.is_open = false;
}

/// Not to scale, the first line of a callback stands below its beginning instead of below whatever follows.
void Builder::output(const sim::TraceEvent& event, Position at) {
    std::vector<Output>& outputs = outputs_[{event.lane, TrackKind::output}];
    Position shown = at;
    if (tracks_.counts_events && event.task && open_[event.task.index()].where == Where::running) {
        const Position begin = open_[event.task.index()].from;
        if (outputs.empty() || outputs.back().at < begin) shown = begin;
    }
    outputs.push_back({.at = shown, .line = event.a});
}

void Builder::read_spans(SpanRows&& rows) {
    for (auto& [key, columns] : rows.intervals) {
        for (const Position to : columns.to) tracks_.to = std::max(tracks_.to, to);
        if (columns.is_level) {
            Level& level = levels_[key].emplace_back();
            level.from = std::move(columns.from);
            level.to = std::move(columns.to);
            level.subject = std::move(columns.subject);
            level.hue = std::move(columns.hue);
            continue;
        }
        std::vector<Interval>& intervals = intervals_[key];
        intervals.reserve(columns.from.size());
        for (std::size_t i = 0; i < columns.from.size(); ++i)
            intervals.push_back(
                {columns.from[i], columns.to[i], columns.subject[i], columns.hue[i]});
        columns = {};
        levels_[key] = to_levels(intervals);
        intervals_.erase(key);
    }
    for (auto& [key, waits] : rows.waits) {
        if (!waits.ends.empty()) tracks_.to = std::max(tracks_.to, waits.ends.back());
        depths_[key] = to_depths(waits.begins, waits.ends);
        waits = {};
    }
    for (std::uint32_t line = 0; line < trace_.outputs.size(); ++line)
        outputs_[{std::uint16_t{0}, TrackKind::output}].push_back(
            {.at = trace_.outputs[line].at.ns, .line = line});
    tracks_.to = std::max(tracks_.to, trace_.statistics.end.ns);
}

Tracks Builder::finish() {
    std::map<RowKey, Track> rows;
    const auto row = [&](const RowKey& key) -> Track& {
        Track& track = rows[key];
        track.lane = key.first;
        track.kind = key.second;
        return track;
    };
    for (auto& [key, intervals] : intervals_) {
        const bool is_wait = key.second == TrackKind::timers || key.second == TrackKind::outside;
        if (is_wait && intervals.size() > levels_max) {
            std::vector<Depth> depths = to_depths(intervals);
            const bool is_crowded =
                std::any_of(depths.begin(), depths.end(),
                            [](const Depth& depth) { return depth.count > levels_max; });
            if (is_crowded) {
                depths_[key] = std::move(depths);
                intervals = {};
                continue;
            }
        }
        row(key).levels = to_levels(intervals);
        intervals = {};
    }
    for (auto& [key, levels] : levels_) row(key).levels = std::move(levels);
    for (auto& [key, waits] : waits_) {
        std::sort(waits.begins.begin(), waits.begins.end());
        std::sort(waits.ends.begin(), waits.ends.end());
        depths_[key] = to_depths(waits.begins, waits.ends);
    }
    for (auto& [key, depths] : depths_) {
        Track& track = row(key);
        track.depths = std::move(depths);
        for (const Depth& depth : track.depths)
            track.depth_max = std::max(track.depth_max, depth.count);
    }
    for (auto& [key, outputs] : outputs_) row(key).outputs = std::move(outputs);
    // What else was recorded as a loop, such as the requests of a load, has no rows of its own kind.
    std::set<std::uint16_t> loops;
    for (const auto& [key, track] : rows) {
        if (track.kind < TrackKind::worker) loops.insert(track.lane);
    }
    tracks_.names_loops = loops.size() > 1;
    for (auto& [key, track] : rows) {
        track.label = label(track.kind, track.lane);
        for (Level& level : track.levels) add_index(level);
        tracks_.rows.push_back(std::move(track));
    }
    // Loops with their rows, then their pool; lanes of workers and stations stand behind all loops already.
    std::stable_sort(tracks_.rows.begin(), tracks_.rows.end(), [&](const Track& a, const Track& b) {
        const auto rank = [&](const Track& track) {
            const bool is_loop = trace_.lanes[track.lane].kind == sim::LaneKind::loop;
            const bool is_last = track.kind == TrackKind::output;
            const std::uint16_t group = is_last                                         ? 4
                                        : is_loop && track.kind < TrackKind::pool_queue ? 0
                                        : track.kind < TrackKind::outside               ? 1
                                        : track.kind == TrackKind::outside              ? 2
                                                                                        : 3;
            return std::tuple{group, group == 1 ? pools_[track.lane] : track.lane, track.kind,
                              track.lane};
        };
        return rank(a) < rank(b);
    });
    return std::move(tracks_);
}

std::vector<Level> Builder::to_levels(std::vector<Interval>& intervals) {
    const auto is_earlier = [](const Interval& a, const Interval& b) {
        return a.from != b.from ? a.from < b.from : a.to > b.to;
    };
    if (!std::is_sorted(intervals.begin(), intervals.end(), is_earlier))
        std::stable_sort(intervals.begin(), intervals.end(), is_earlier);
    // What overlaps more than there are levels, as many connections of a station do, is cut short on the last.
    std::vector<Level> levels;
    for (const Interval& interval : intervals) {
        std::size_t chosen = 0;
        while (chosen < levels.size() && levels[chosen].to.back() > interval.from) ++chosen;
        if (chosen == levels_max) --chosen;
        if (chosen == levels.size()) {
            Level& level = levels.emplace_back();
            if (chosen == 0) {
                level.from.reserve(intervals.size());
                level.to.reserve(intervals.size());
                level.subject.reserve(intervals.size());
                level.hue.reserve(intervals.size());
            }
        }
        Level& level = levels[chosen];
        const Position from =
            level.size() > 0 ? std::max(interval.from, level.to.back()) : interval.from;
        if (from <= interval.to) level.add(from, interval.to, interval.subject, interval.hue);
    }
    return levels;
}

std::vector<Depth> Builder::to_depths(const std::vector<Interval>& intervals) {
    std::vector<Position> begins;
    std::vector<Position> ends;
    for (const Interval& interval : intervals) {
        begins.push_back(interval.from);
        ends.push_back(interval.to);
    }
    std::sort(begins.begin(), begins.end());
    std::sort(ends.begin(), ends.end());
    return to_depths(begins, ends);
}

/// Both ascending: how many wait after each instant at which that changes.
std::vector<Depth> Builder::to_depths(const std::vector<Position>& begins,
                                      const std::vector<Position>& ends) {
    std::vector<Depth> depths;
    depths.reserve(begins.size() + ends.size());
    std::int64_t depth = 0;
    std::size_t b = 0;
    std::size_t e = 0;
    while (b < begins.size() || e < ends.size()) {
        const bool has_both = b < begins.size() && e < ends.size();
        const Position at = has_both            ? std::min(begins[b], ends[e])
                            : b < begins.size() ? begins[b]
                                                : ends[e];
        for (; b < begins.size() && begins[b] == at; ++b) ++depth;
        for (; e < ends.size() && ends[e] == at; ++e) --depth;
        const auto now = static_cast<std::uint32_t>(std::max<std::int64_t>(depth, 0));
        if (depths.empty() || depths.back().count != now) depths.push_back({at, now});
    }
    return depths;
}

std::string Builder::label(TrackKind kind, std::uint16_t lane) const {
    const sim::Lane& row = trace_.lanes[lane];
    const std::string_view name = trace_.names.text(row.name);
    if (kind == TrackKind::worker) return fmt::format("worker {}", row.index + 1);
    if (kind == TrackKind::station)
        return name.empty() ? fmt::format("station {}", row.index) : std::string{name};
    const bool names_loop = tracks_.names_loops && kind < TrackKind::worker;
    const bool is_phases = kind == TrackKind::phases;
    const std::string_view what = is_phases && trace_.level != sim::TraceLevel::full ? "asleep"
                                  : is_phases && names_loop                          ? "phase"
                                                            : to_text(kind);
    if (!names_loop) return std::string{what};
    return fmt::format("{} {}",
                       name.empty() ? fmt::format("loop {}", row.index) : std::string{name}, what);
}

}  // namespace

std::string_view to_text(TrackKind kind) {
    constexpr std::array<std::string_view, track_kinds> names{
        "loop phase", "call stack", "nextTick", "microtasks", "timers",
        "pool queue", "worker",     "outside",  "station",    "output"};
    return names[static_cast<std::size_t>(kind)];
}

bool Track::is_empty() const {
    return depths.empty() && outputs.empty() &&
           std::all_of(levels.begin(), levels.end(),
                       [](const Level& level) { return level.size() == 0; });
}

Tracks tracks_in_time(const sim::Trace& trace) {
    Builder builder{trace};
    if (trace.level == sim::TraceLevel::full) builder.read_events(false);
    else builder.read_spans(span_rows(trace.spans, builder.pools()));
    return builder.finish();
}

Tracks take_tracks(sim::Trace& trace) {
    if (trace.level == sim::TraceLevel::full) return tracks_in_time(trace);
    Builder builder{trace};
    builder.read_spans(take_span_rows(trace.spans, builder.pools()));
    return builder.finish();
}

Tracks tracks_in_order(const sim::Trace& trace) {
    Builder builder{trace};
    builder.read_events(true);
    return builder.finish();
}

}  // namespace ui
