#pragma once

#include <cstdint>
#include <optional>

#include "sim/explain/history.hpp"
#include "sim/explain/reason.hpp"

namespace sim {

/// So many runs after one are looked at for what it overtook: enough for a page, and linear in all.
constexpr std::uint32_t look_ahead = 512;

/// The row of reason_rows() that says why a run came when it did, and what fills the holes of its sentence.
struct FoundReason {
    ReasonKind kind = ReasonKind::script;
    TaskId previous;  ///< what ran right before
    TaskId other;     ///< the task it is compared with
    TaskId by;        ///< who queued it or settled its promise
    std::uint32_t n = 0;
    Duration span;
    Instant since;
};

/// Finds the reason of one run. The facts of the run (who queued it, in whose drain it is, what ran before it in the same
/// phase) decide.
class ReasonFinder {
public:
    /// The history must outlive it.
    ReasonFinder(const History& history, std::uint32_t run)
        : history_(history), run_(history.runs()[run]), number_(run) {}

    /// `goes_on`: something of this run has been seen before. To be called once.
    [[nodiscard]] FoundReason find(bool goes_on);

private:
    [[nodiscard]] static bool has(std::uint32_t run) { return run != history_none; }
    [[nodiscard]] const TaskRun& at(std::uint32_t run) const { return history_.runs()[run]; }
    [[nodiscard]] const TaskFacts& facts() const { return history_.facts(run_.task); }
    [[nodiscard]] const Task& row(const TaskRun& run) const { return history_.task(run); }
    [[nodiscard]] TaskKind kind(const TaskRun& run) const { return history_.task(run).kind; }

    [[nodiscard]] ReasonKind kind_of_going_on() const;
    ReasonKind kind_of_start();
    [[nodiscard]] ReasonKind script() const;
    ReasonKind pool_job();
    ReasonKind io();
    ReasonKind data();
    [[nodiscard]] ReasonKind message() const;
    ReasonKind process_event();

    /// The callback that the loop made before this one.
    [[nodiscard]] const TaskRun* callback_before() const;
    [[nodiscard]] bool is_same_pass(const TaskRun* before) const;
    /// The callback, not a job after it, threw, and is remembered as the other one.
    bool threw(const TaskRun& before);
    /// Where looking at the runs after it ends.
    [[nodiscard]] std::uint32_t look_end() const;

    // reason_finder_jobs.cpp
    ReasonKind tick();
    ReasonKind microtask();
    /// A job whose drain is not that of the callback which queued it, since something threw.
    std::optional<ReasonKind> left_behind(const TaskRun& queuer);
    /// A listener of an event of the process that is emitted while jobs drain.
    [[nodiscard]] bool is_drain_event(std::uint32_t run) const;

    // reason_finder_timers.cpp
    ReasonKind timer();
    /// A timer right behind another one, unless their lists do not explain it.
    std::optional<ReasonKind> timer_behind(const TaskFacts& earlier);
    /// A timer of another duration that was due before this one and comes later in the same pass.
    [[nodiscard]] const TaskRun* waiting_list() const;
    /// What the loop ran at this instant, not long before this run.
    [[nodiscard]] std::optional<TaskId> ran_at(Instant when) const;
    [[nodiscard]] bool waits_with(TaskKind wanted) const;
    ReasonKind immediate();
    /// A timer of a millisecond that was set beside the immediate and was not due when the loop passed its timers.
    [[nodiscard]] const TaskRun* timer_in_race(const TaskRun& set_in) const;
    /// When the loop was last in its timers phase before this run.
    [[nodiscard]] Instant looked_at_timers() const;

    const History& history_;
    const TaskRun& run_;
    std::uint32_t number_;
    FoundReason found_;
};

}  // namespace sim
