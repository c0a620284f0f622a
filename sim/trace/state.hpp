#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/trace/table.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

/// One loop at one moment of a run.
struct LoopState {
    std::uint16_t lane = 0;
    Phase phase = Phase::outside;
    bool is_blocked = false;      // sleeps in poll
    std::uint32_t iteration = 0;  // 0 before the first
    /// The loop's tasks by Where, each list in the order in which they came there. `running` ends with what
    /// runs now; before it stand callbacks that a process event interrupts.
    std::array<std::vector<TaskId>, enum_size<Where>> tasks;

    [[nodiscard]] const std::vector<TaskId>& at(Where where) const {
        return tasks[static_cast<std::size_t>(where)];
    }
};

struct WorkerState {
    std::uint16_t lane = 0;
    TaskId task;  // none: idle
};

/// The pool of one process.
struct PoolState {
    std::uint16_t process = 0;
    std::vector<TaskId> queue;
    std::vector<WorkerState> workers;
};

struct StationState {
    std::uint16_t lane = 0;
    std::vector<TaskId> queue;
    std::vector<TaskId> serving;
};

/// Where every unfinished task is, before one event.
struct QueueState {
    std::uint64_t event = 0;  // how many events have happened
    Instant at;               // of the last of them
    std::vector<LoopState> loops;
    std::vector<PoolState> pools;
    std::vector<StationState> stations;
};

/// Walks over a trace of level full in both directions; the trace must outlive it and not change. A step is
/// O(1); a jump costs one snapshot and the events after it. Indices in the trace must be in range, as `audit`
/// and the readers of files check.
class StateReader {
public:
    explicit StateReader(const Trace& trace);

    /// The state before event `event`, which may be the number of events: the state at the end.
    [[nodiscard]] QueueState at(std::uint64_t event);

    void seek(std::uint64_t event);
    /// Both say false at the end they reach and change nothing.
    bool step_forward();
    bool step_back();

    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] std::vector<TaskId> tasks(Where where, std::uint16_t lane) const;
    [[nodiscard]] std::size_t count(Where where, std::uint16_t lane) const;
    [[nodiscard]] QueueState state() const;
    /// `entries` by list, each list in queue order.
    [[nodiscard]] Snapshot snapshot() const;

private:
    friend void add_snapshots(Trace& trace);

    static constexpr std::uint32_t none = 0xFFFF'FFFFU;
    struct Link {
        std::uint32_t previous = none;
        std::uint32_t next = none;
        std::uint32_t list = none;
    };
    struct List {
        std::uint32_t first = none;
        std::uint32_t last = none;
        std::uint32_t count = 0;
    };
    struct Undo {
        std::uint32_t list = none;    // where the task was
        std::uint32_t before = none;  // which task it stood in front of
        Snapshot::Loop loop;          // of the event's lane, if it is a loop
    };

    [[nodiscard]] std::uint32_t list_of(Where where, std::uint16_t lane) const;
    void apply(const TraceEvent& event);
    [[nodiscard]] Undo undo_of(const TraceEvent& event) const;
    void insert(std::uint32_t task, std::uint32_t list, std::uint32_t before);
    void remove(std::uint32_t task);
    void load(const Snapshot& snapshot);

    const Trace* trace_;
    std::uint64_t position_ = 0;
    std::uint64_t anchor_ = 0;  // the undo log reaches back to here
    std::uint64_t alive_ = 0;   // tasks that are in some list
    std::vector<Link> links_;   // by task
    std::vector<List> lists_;   // by Where and lane
    std::vector<Snapshot::Loop> loops_;
    std::vector<std::uint16_t> pool_lane_;  // by lane: the first lane of its process
    std::vector<Undo> undo_;
};

/// Replaces the snapshots of a trace of level full by fresh ones.
void add_snapshots(Trace& trace);

}  // namespace sim
