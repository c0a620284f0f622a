#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/event_queue.hpp"
#include "sim/core/fingerprint.hpp"
#include "sim/engine/context.hpp"
#include "sim/engine/path.hpp"

namespace sim {

class Loop;
class Machine;
class Pool;

/// Instead of a duration: the loop looks which timers are due, or a pass over the lists of timers begins.
constexpr std::int64_t duration_due = 0;
constexpr std::int64_t duration_pass = -1;

/// Interval time: a run whose instants are only known to be no earlier than their least. What workers and the OS do
/// waits here until a poll of the loop could see it; then it is a choice whether it has happened. How late the main
/// thread is becomes one when it reads the clock and a timer or an earliest instant lies in its latitude.
/// Only programs with one loop.
class Outside {
public:
    Outside(Machine& machine, Path& path);

    /// Something that happens at `event.at` or at any time after it.
    void add(const Event& event);
    /// The body of the poll phase up to what it dispatches; `timeout_ms` as libuv has it.
    void poll(Loop& loop, std::int64_t timeout_ms);
    /// The loop is about to read the clock: to set a timer of `duration` ms, or to see which timers are due.
    void read(Loop& loop, std::int64_t duration);
    /// The loop's own doing makes a descriptor ready: what has happened before stands before it (R1.11).
    void before_ready(Loop& loop);
    /// Before a submission: workers that were woken may have taken their job already. It matters to slow I/O (R4.4).
    /// By the time that the loop polls they all have.
    void before_submit();
    [[nodiscard]] bool has_slow_work() const { return has_slow_work_; }
    /// What the main thread takes at least to compute what took `measured` here; it may be as late as what it takes most.
    [[nodiscard]] Duration least_of(Duration measured);
    /// A host submits slow I/O, which nobody could know before.
    void note_slow_work() { has_slow_work_ = true; }
    /// All completions of the batch have run: had another job been done when poll returned? Asked only where something
    /// comes before the next poll that it could have overtaken. True if it now is.
    bool completes_another(Loop& loop);
    std::uint32_t branch(std::uint32_t alternatives);
    /// A job had to wait for a worker, a step was more than one; or something changed that it may see or have seen.
    void note_steps_matter() { path_.needs.waiting_steps |= has_stepped_; }
    void note_change() { path_.needs.waiting_steps = path_.needs.seen_steps = true; }
    /// A job of a host is about to be complete; `step_is_over` when what it called has run. If it was a step and nothing but
    /// the next one came of it, how far its call is tells all, and nobody can see when it ran.
    void begin_step(std::uint32_t job) {
        before_step_ = history_;
        ran(job, {});
        in_step_ = history_;
    }
    void step_is_over() {
        if (!path_.latitude.steps_are_seen && history_ == in_step_) history_ = before_step_;
    }
    /// Callbacks of the check phase of a host are about to run.
    void note_check();
    /// A job of a host is done: has another one, that is not, had its effect before?
    bool takes_effect_early();
    /// A callback ran: what follows depends on it.
    void ran(std::uint64_t what, const Context& context) {
        ++happenings_;
        history_.add(what);
        history_.add(key_of(context));
    }
    /// A clock was read for timers: what it told is forgotten with them. Or by the program, which may remember.
    void note_time(std::int64_t told) { times_.add(static_cast<std::uint64_t>(told)); }
    /// True if it is of interest whether the program read it: then `note_clock_read` says so.
    bool note_clock_seen();
    void note_clock_read() { path_.needs.read_clocks = true; }
    /// Messages of a host are about to be delivered.
    void note_messages();
    /// Timers of a host are about to run: which ones, those that are left tell.
    void note_timers(std::int64_t now_ms);

private:
    /// Where a choice is met; part of the state.
    enum class Point : std::uint64_t {
        look = 1,
        look_again,
        ready,
        sleep,
        due,
        pass,
        set_timer,
        submit,
        branch,
        batch,
        effect,
        check,
        messages
    };

    /// So few turns are no time at all; states that differ in them are the same.
    static constexpr std::int64_t turns_free = 50;

    struct Pending {
        Event event;
        std::uint64_t order = 0;
        bool was_there = false;   // when poll returned
        std::int32_t passed = 0;  // by timers that ended a sleep instead of it
        Duration least{};
    };
    void begin_choices();
    std::uint32_t pick(Loop& loop, ChoiceKind kind, std::uint32_t alternatives,
                       std::uint64_t point);
    void describe(std::string point, std::vector<std::string> texts);
    [[nodiscard]] std::uint64_t key_of(const Context& context) const;
    /// What tells a job, or what is to happen, from others: where two have the same, either may stand for both.
    [[nodiscard]] std::uint64_t signature_of(std::uint32_t job) const;
    [[nodiscard]] std::uint64_t signature_of(const Event& event) const;
    [[nodiscard]] std::uint64_t state(Loop& loop, std::uint64_t point);
    void note_duration(std::int64_t ms);
    /// Instants of a state count from `origin`, in steps of `grain`.
    struct Scale {
        Instant origin;
        Duration grain{1};
        [[nodiscard]] std::uint64_t of(Instant at) const {
            return static_cast<std::uint64_t>((at - origin).ns / grain.ns);
        }
    };
    /// What the time is, as far as it matters.
    Scale add_time(Fingerprint& state);
    /// What can have happened at `instant`, in the order of the earliest instants: indices into pending_.
    [[nodiscard]] std::vector<std::size_t> possible_at(Instant instant) const;
    void let_happen(Loop& loop, std::uint64_t point, bool sleeps_next = false);
    [[nodiscard]] bool is_decided_later(const Loop& loop, const Event& event,
                                        bool sleeps_next) const;
    [[nodiscard]] bool was_possible_at_poll(const Pending& pending) const;
    [[nodiscard]] bool has_due_timer(const Loop& loop) const;
    void end_poll(const Loop& loop);
    [[nodiscard]] std::uint32_t step_by_chance(std::uint32_t alternatives) const;
    [[nodiscard]] bool is_waking(const Event& event) const;
    void let_workers_wake();
    void count_turn(Loop& loop);
    void sleep(Loop& loop, std::int64_t timeout_ms);
    [[nodiscard]] bool is_overdue(const Pending& pending) const;
    void happen(std::size_t index);
    [[nodiscard]] bool let_step_happen(const Loop& loop);
    void pass_busy(Loop& loop, Instant target);
    [[nodiscard]] std::int64_t ceil_ms(Instant instant) const;
    [[nodiscard]] std::vector<std::int64_t> thresholds(Loop& loop, std::int64_t duration);
    [[nodiscard]] std::vector<std::int64_t> late_turns(std::int64_t duration);
    [[nodiscard]] bool is_after_step_alone();
    [[nodiscard]] Duration allowance() const;
    void spend(Duration late);
    [[nodiscard]] std::string name_of(const Event& event) const;
    [[nodiscard]] std::string next_timer(Loop& loop, std::int64_t due) const;
    [[nodiscard]] std::string what_comes_at(Loop& loop, std::int64_t ms) const;

    Machine& machine_;
    Path& path_;
    Choices choices_;
    std::vector<Pending> pending_;
    std::uint64_t order_ = 0;
    Fingerprint history_;
    Fingerprint before_step_;
    Fingerprint in_step_;
    Fingerprint times_;  // that clocks told
    bool is_clock_seen_ = false;
    bool has_polled_ = false;
    int late_turns_ = 0;           // taken because of clocks
    std::int64_t happenings_ = 0;  // callbacks, what they print, passes over timers
    std::int64_t late_offered_ =
        -1;               // after so many of them a turn might last have been late for clocks
    Fingerprint at_due_;  // history_ when the loop last looked which timers are due
    bool has_new_step_ = false;  // since then
    /// The event that ended the last sleep came at some time within this after `now`.
    Duration slack_{};
    Duration late_{};  // what is left of the latitude
    bool has_slow_work_ = false;
    bool uses_rounds_ = false;  // of repeats, in a text
    bool is_happening_ = false;
    bool is_batch_open_ = false;  // completions may still turn out to belong to it
    Instant polled_at_;
    bool is_joining_ = false;  // what happens now happened before poll returned
    std::int64_t turns_ = 0;   // of the loop since it last slept
    std::int64_t checks_ = 0;  // of a host, since the loop last slept
    bool has_stepped_ = false;
    std::vector<std::int64_t> durations_;  // of timers that the program sets
    bool has_met_timers_ = false;          // when one was set: others that were due later
};

}  // namespace sim
