// Replay of the `moved` events. Each pair of Where and lane is a doubly linked list threaded through one row per
// task, so a move is O(1). A step back undoes the latest step: removals are undone in reverse order, so the task
// in front of which the removed one stood is there again when it is put back. The undo log restarts at snapshots.
#include "sim/trace/state.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "sim/core/check.hpp"

namespace sim {

namespace {

std::size_t loop_count(const Trace& trace) {
    std::size_t loops = 0;
    while (loops < trace.lanes.size() && trace.lanes[loops].kind == LaneKind::loop) ++loops;
    return loops;
}

bool is_finished(Where where) { return where == Where::done || where == Where::cancelled; }

std::vector<std::uint16_t> first_lanes(const Trace& trace) {
    std::vector<std::uint16_t> first(trace.lanes.size());
    std::unordered_map<std::uint16_t, std::uint16_t> by_process;
    for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
        const auto lane = static_cast<std::uint16_t>(i);
        first[i] = by_process.try_emplace(trace.lanes[i].process, lane).first->second;
    }
    return first;
}

}  // namespace

StateReader::StateReader(const Trace& trace)
    : trace_(&trace),
      links_(trace.tasks.size()),
      lists_(enum_size<Where> * trace.lanes.size()),
      loops_(loop_count(trace)),
      pool_lane_(first_lanes(trace)) {}

QueueState StateReader::at(std::uint64_t event) {
    seek(event);
    return state();
}

void StateReader::seek(std::uint64_t event) {
    const std::uint64_t target = std::min<std::uint64_t>(event, trace_->events.size());
    const auto& snapshots = trace_->snapshots;
    const auto after = std::upper_bound(
        snapshots.begin(), snapshots.end(), target,
        [](std::uint64_t value, const Snapshot& row) { return value < row.event; });
    const Snapshot nothing{.event = 0, .entries = {}, .loops = {}};
    const Snapshot& nearest = after == snapshots.begin() ? nothing : *(after - 1);
    const bool can_walk = target >= position_ ? position_ >= nearest.event : target >= anchor_;
    if (!can_walk) load(nearest);
    while (position_ < target) step_forward();
    while (position_ > target) step_back();
}

bool StateReader::step_forward() {
    if (position_ == trace_->events.size()) return false;
    if (undo_.size() >= snapshot_interval) {
        const auto& snapshots = trace_->snapshots;
        const auto here = std::lower_bound(
            snapshots.begin(), snapshots.end(), position_,
            [](const Snapshot& row, std::uint64_t value) { return row.event < value; });
        if (here != snapshots.end() && here->event == position_) {
            undo_.clear();
            anchor_ = position_;
        }
    }
    const TraceEvent& event = trace_->events[position_];
    undo_.push_back(undo_of(event));
    apply(event);
    ++position_;
    return true;
}

bool StateReader::step_back() {
    if (position_ == 0) return false;
    if (position_ == anchor_) {
        seek(position_ - 1);
        return true;
    }
    --position_;
    const TraceEvent& event = trace_->events[position_];
    const Undo undo = undo_.back();
    undo_.pop_back();
    if (event.kind == EventKind::moved && event.task) {
        remove(event.task.value);
        insert(event.task.value, undo.list, undo.before);
    }
    if (event.lane < loops_.size()) loops_[event.lane] = undo.loop;
    return true;
}

std::vector<TaskId> StateReader::tasks(Where where, std::uint16_t lane) const {
    std::vector<TaskId> found;
    const std::uint32_t list = list_of(where, lane);
    if (list == none) return found;
    found.reserve(lists_[list].count);
    for (std::uint32_t task = lists_[list].first; task != none; task = links_[task].next)
        found.push_back(TaskId{task});
    return found;
}

std::size_t StateReader::count(Where where, std::uint16_t lane) const {
    const std::uint32_t list = list_of(where, lane);
    return list == none ? 0 : lists_[list].count;
}

QueueState StateReader::state() const {
    QueueState state;
    state.event = position_;
    if (position_ > 0) state.at = trace_->events[position_ - 1].at;
    for (std::size_t i = 0; i < trace_->lanes.size(); ++i) {
        const auto lane = static_cast<std::uint16_t>(i);
        const Lane& row = trace_->lanes[i];
        if (lane < loops_.size()) {
            LoopState loop{.lane = lane,
                           .phase = loops_[lane].phase,
                           .is_blocked = loops_[lane].is_blocked,
                           .iteration = loops_[lane].iteration,
                           .tasks = {}};
            for (std::size_t where = 0; where < enum_size<Where>; ++where) {
                if (static_cast<Where>(where) == Where::pool_queue) continue;
                loop.tasks[where] = tasks(static_cast<Where>(where), lane);
            }
            state.loops.push_back(std::move(loop));
        }
        if (row.kind != LaneKind::station && pool_lane_[lane] == lane) {
            state.pools.push_back(
                {.process = row.process, .queue = tasks(Where::pool_queue, lane), .workers = {}});
        }
        if (row.kind == LaneKind::worker) {
            const auto pool =
                std::find_if(state.pools.begin(), state.pools.end(),
                             [&](const PoolState& one) { return one.process == row.process; });
            const std::vector<TaskId> held = tasks(Where::worker, lane);
            if (pool != state.pools.end()) {
                pool->workers.push_back(
                    {.lane = lane, .task = held.empty() ? TaskId{} : held.front()});
            }
        }
        if (row.kind == LaneKind::station) {
            state.stations.push_back({.lane = lane,
                                      .queue = tasks(Where::station_queue, lane),
                                      .serving = tasks(Where::station, lane)});
        }
    }
    return state;
}

Snapshot StateReader::snapshot() const {
    Snapshot result;
    result.event = position_;
    result.entries.reserve(alive_);
    for (std::size_t list = 0; list < lists_.size(); ++list) {
        const auto where = static_cast<Where>(list / trace_->lanes.size());
        const auto lane = static_cast<std::uint16_t>(list % trace_->lanes.size());
        for (std::uint32_t task = lists_[list].first; task != none; task = links_[task].next) {
            result.entries.push_back({.task = TaskId{task}, .where = where, .lane = lane});
        }
    }
    result.loops = loops_;
    return result;
}

std::uint32_t StateReader::list_of(Where where, std::uint16_t lane) const {
    if (is_finished(where) || lane >= trace_->lanes.size()) return none;
    const std::uint16_t key = where == Where::pool_queue ? pool_lane_[lane] : lane;
    return static_cast<std::uint32_t>(static_cast<std::size_t>(where) * trace_->lanes.size() + key);
}

StateReader::Undo StateReader::undo_of(const TraceEvent& event) const {
    Undo undo;
    if (event.kind == EventKind::moved && event.task) {
        undo.list = links_[event.task.index()].list;
        undo.before = links_[event.task.index()].next;
    }
    if (event.lane < loops_.size()) undo.loop = loops_[event.lane];
    return undo;
}

void StateReader::apply(const TraceEvent& event) {
    if (event.kind == EventKind::moved && event.task) {
        remove(event.task.value);
        insert(event.task.value, list_of(static_cast<Where>(event.detail), event.lane), none);
        return;
    }
    if (event.lane >= loops_.size()) return;
    Snapshot::Loop& loop = loops_[event.lane];
    switch (event.kind) {
        case EventKind::phase: loop.phase = static_cast<Phase>(event.detail); break;
        case EventKind::iteration: loop.iteration = event.a; break;
        case EventKind::poll_blocked: loop.is_blocked = true; break;
        case EventKind::poll_woke: loop.is_blocked = false; break;
        case EventKind::loop_ended:
            loop.phase = Phase::outside;
            loop.is_blocked = false;
            break;
        case EventKind::moved:
        case EventKind::output:
        case EventKind::thrown:
        case EventKind::choice:
        case EventKind::request_arrived:
        case EventKind::request_done:
        case EventKind::note:
        case EventKind::loop_started: break;
    }
}

void StateReader::insert(std::uint32_t task, std::uint32_t list, std::uint32_t before) {
    if (list == none) return;
    List& row = lists_[list];
    const std::uint32_t previous = before == none ? row.last : links_[before].previous;
    links_[task] = {.previous = previous, .next = before, .list = list};
    (previous == none ? row.first : links_[previous].next) = task;
    (before == none ? row.last : links_[before].previous) = task;
    ++row.count;
    ++alive_;
}

void StateReader::remove(std::uint32_t task) {
    Link& link = links_[task];
    if (link.list == none) return;
    List& row = lists_[link.list];
    (link.previous == none ? row.first : links_[link.previous].next) = link.next;
    (link.next == none ? row.last : links_[link.next].previous) = link.previous;
    --row.count;
    --alive_;
    link = Link{};
}

void StateReader::load(const Snapshot& snapshot) {
    for (List& list : lists_) {
        while (list.first != none) remove(list.first);
    }
    std::fill(loops_.begin(), loops_.end(), Snapshot::Loop{});
    std::copy_n(snapshot.loops.begin(), std::min(snapshot.loops.size(), loops_.size()),
                loops_.begin());
    for (const Snapshot::Entry& entry : snapshot.entries) {
        SIM_CHECK(entry.task.index() < links_.size());
        insert(entry.task.value, list_of(entry.where, entry.lane), none);
    }
    undo_.clear();
    position_ = snapshot.event;
    anchor_ = snapshot.event;
}

void add_snapshots(Trace& trace) {
    trace.snapshots.clear();
    StateReader reader{trace};
    std::vector<Snapshot> snapshots;
    std::uint64_t last = 0;
    for (; reader.position_ < trace.events.size(); ++reader.position_) {
        const std::uint64_t since = reader.position_ - last;
        if (since >= snapshot_interval && since >= reader.alive_) {
            last = reader.position_;
            snapshots.push_back(reader.snapshot());
        }
        reader.apply(trace.events[reader.position_]);
    }
    trace.snapshots = std::move(snapshots);
}

}  // namespace sim
