#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explain/history.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

/// Why something ran when it ran; each has a row in the table of reasons.
enum class ReasonKind : std::uint8_t {
    script,
    module_script,
    worker_script,
    goes_on,
    script_goes_on,
    tick_after_script,
    tick_after_module,
    tick_after_callback,
    tick_after_scope,
    tick_from_tick,
    tick_from_microtask,
    tick_after_event,
    after_timer_threw,
    after_immediate_threw,
    after_tick_threw,
    microtask_after_script,
    microtask_after_module,
    microtask_after_ticks,
    microtask_at_once,
    microtask_in_turn,
    microtask_hops,
    microtask_after_pool,
    microtask_after_promise_timer,
    microtask_after_emitted,
    microtask_after_event,
    timer_first,
    timer_won_race,
    timer_slept,
    timer_same_list,
    timer_list_first,
    timer_list_waited,
    timer_list_due,
    timer_list_tie,
    timer_late,
    timer_due,
    timer_refreshed,
    timer_after_throw,
    timer_next_pass,
    interval,
    immediate_after_poll,
    immediate_after_timer,
    immediate_next_iteration,
    immediate_in_order,
    immediate_after_throw,
    immediate_won_race,
    immediate_first,
    immediate_unreferenced,
    immediate,
    pool_slow,
    pool_queued,
    pool_passage,
    pool_trips,
    pool_list,
    pool_done,
    connection,
    connected,
    data,
    data_in_order,
    ended,
    request,
    tick_event,
    handle_closed,
    message,
    message_after_pool,
    worker_event,
    child_exit,
    signal,
    pending,
    descriptor,
    station,
    exit_event,
    exit_after_error,
    exit_called,
    uncaught_exception,
    uncaught_in_timer,
    uncaught_in_immediate,
    uncaught_in_tick,
    uncaught_in_microtask,
    unhandled_rejection,
    warning,
};

/// Why a task had its loop at one moment, and ahead of whom.
struct Reason {
    ReasonKind kind = ReasonKind::script;
    TaskId task;
    std::string_view rule;  ///< "R2.30"
    std::string origin;     ///< what scheduled it: "nextTick (line 3), queued by the main script"
    std::string why;        ///< why now: one sentence
    std::string ahead;      ///< whom it overtook, a sentence, or empty
    std::string begun;      ///< of a line that somebody else has begun: who, a sentence
    TaskId cause;           ///< the task that made it
    TaskId released_by;  ///< who settled the promise that it waited for; none if it waited for none
    TaskId within;       ///< the loop's callback in whose drain it ran; itself for such a callback
    std::vector<TaskId>
        overtook;  ///< could have run before it and came later, in the order in which they ran
    Instant made;
    Instant runnable;  ///< since when nothing but others held it back
    Instant ran;
    std::uint32_t iteration = 0;
    Phase phase = Phase::outside;

    /// Origin, why with its rule, and whom it overtook, as one text.
    [[nodiscard]] std::string words() const;
};

/// The word by which files name it ("tick after script"), the rule, and the sentence with its holes.
struct ReasonRow {
    ReasonKind kind;
    std::string_view name;
    std::string_view rule;
    std::string_view words;
};
[[nodiscard]] std::span<const ReasonRow> reason_rows();
[[nodiscard]] std::string_view to_text(ReasonKind kind);

/// Why the task ran when it first ran. It must have run (TaskFacts::first_run).
[[nodiscard]] Reason because(const History& history, TaskId task);
/// Why the line of output appeared where it did.
[[nodiscard]] Reason because_output(const History& history, std::size_t output);
/// The same for one run; `goes_on`: something of this run has been seen before.
[[nodiscard]] Reason because_run(const History& history, std::uint32_t run, bool goes_on);

}  // namespace sim
