#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/explain/diagnosis.hpp"

namespace sim {

/// What fills the holes of a finding's text.
struct FindingWords {
    std::string task{};
    std::string other{};
    std::string place{};
    std::string reason{};
    std::string waiting{};
    std::int64_t n = 0;
    std::int64_t threads = 0;
    Duration time{};
    Duration wait{};
};

/// What a history shows: of each kind and place the worst case, and how often it happened.
class Findings {
public:
    /// The history must outlive it.
    explicit Findings(const History& history) : history_(history) {}

    [[nodiscard]] const History& history() const { return history_; }
    void add(FindingKind kind, PlaceId place, TaskId task, Instant at, Duration size,
             const FindingWords& words);
    /// Null if there is none yet.
    [[nodiscard]] const Finding* find(FindingKind kind, PlaceId place) const;
    /// Of one that is there.
    void set_count(FindingKind kind, PlaceId place, std::int64_t count);
    /// All, by kind and then by time.
    [[nodiscard]] std::vector<Finding> take();

private:
    const History& history_;
    std::map<std::pair<FindingKind, std::uint32_t>, Finding> found_;
};

// The questions to a history: each looks for one shape and adds what it finds.

// diagnosis_loop.cpp
/// Rows of jobs in one drain, each queued by a job of the same kind.
void find_starvation(Findings& findings);
void find_blocked_loops(Findings& findings);
// diagnosis_pool.cpp
void find_pool_waits(Findings& findings);
// diagnosis_promises.cpp
/// Awaits of one place, each made by what went on after the one before, that waited for something slow.
void find_awaits_in_loops(Findings& findings);
/// Only if the process came to its end by itself: otherwise something might still have settled it.
void find_dead_promises(Findings& findings);
// diagnosis_notes.cpp
void find_noted(Findings& findings);
// diagnosis_timers.cpp
void find_drifting_intervals(Findings& findings);
/// What no longer kept the process alive, and never ran.
void find_dropped_work(Findings& findings);

// What they ask of a history besides.

[[nodiscard]] Instant started(const History& history, const TaskRun& run);
/// The end of the trace, if the run has none.
[[nodiscard]] Instant ended(const History& history, const TaskRun& run);
/// As subject() names it; "Node" without a task.
[[nodiscard]] std::string name_of(const History& history, TaskId task);
[[nodiscard]] std::string place_of(const Trace& trace, PlaceId place);
/// Where a task was last.
[[nodiscard]] Where last_place(const Trace& trace, const TaskFacts& facts);

}  // namespace sim
