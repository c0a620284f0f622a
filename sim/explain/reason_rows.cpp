#include <array>

#include "sim/core/check.hpp"
#include "sim/explain/reason.hpp"

namespace sim {

namespace {

/// {base}: the callback in whose drain it ran; {previous}: what ran right before; {other}: the task it is compared
/// with; {by}: who queued it or settled its promise; {n}: a number; {span}, {since}: times.
constexpr std::array rows{
    ReasonRow{ReasonKind::script, "script", "R3.1",
              "the main script runs to its end before anything that it schedules"},
    ReasonRow{ReasonKind::module_script, "module script", "R3.2",
              "the body of the module runs first, inside a microtask of its own"},
    ReasonRow{ReasonKind::worker_script, "worker script", "R8.1",
              "a worker thread has a loop of its own, which starts with its script"},
    ReasonRow{ReasonKind::goes_on, "goes on", "R2.30",
              "the same callback goes on: nothing else of its loop runs before it ends"},
    ReasonRow{ReasonKind::script_goes_on, "script goes on", "R3.1",
              "the main script goes on: nothing that it schedules runs before it ends"},
    ReasonRow{ReasonKind::tick_after_script, "tick after script", "R3.1",
              "ticks run as soon as the main script has ended, before the loop starts"},
    ReasonRow{ReasonKind::tick_after_module, "tick after module", "R3.2",
              "the body of an ES module is a microtask: ticks wait until no microtask is left"},
    ReasonRow{ReasonKind::tick_after_callback, "tick after callback", "R2.32",
              "ticks run as soon as {base} ends, before the loop calls anything else"},
    ReasonRow{
        ReasonKind::tick_after_scope, "tick after scope", "R2.32",
        "what Node emits within one callback has no drain in between: the tick waited for the "
        "last of it, {base}"},
    ReasonRow{ReasonKind::tick_from_tick, "tick from tick", "R2.30",
              "the tick queue is emptied first, with the ticks that ticks add"},
    ReasonRow{ReasonKind::tick_from_microtask, "tick from microtask", "R2.31",
              "a tick that a microtask queues waits until no microtask is left"},
    ReasonRow{ReasonKind::tick_after_event, "tick after a listener", "R2.30",
              "the drain goes on with what {by} queued, ticks first"},
    ReasonRow{ReasonKind::after_timer_threw, "after a timer threw", "R2.12",
              "{other} threw: due timers go on before the jobs that were left behind"},
    ReasonRow{ReasonKind::after_immediate_threw, "after an immediate threw", "R2.25",
              "{other} threw: the next immediate goes on before the jobs that were left behind"},
    ReasonRow{ReasonKind::after_tick_threw, "after a tick threw", "R2.36",
              "{other} threw: the jobs behind it wait for the next drain"},
    ReasonRow{ReasonKind::microtask_after_script, "microtask after script", "R3.1",
              "the main script has ended and no tick waits, so microtasks run, before the loop "
              "starts"},
    ReasonRow{ReasonKind::microtask_after_module, "microtask after module", "R3.2",
              "the body of an ES module is a microtask: the microtasks behind it come before any "
              "tick"},
    ReasonRow{ReasonKind::microtask_after_ticks, "microtask after ticks", "R2.31",
              "microtasks run when no tick is left; the last was {other}"},
    ReasonRow{ReasonKind::microtask_at_once, "microtask at once", "R2.30",
              "no tick waited when {base} ended, so microtasks run at once"},
    ReasonRow{ReasonKind::microtask_in_turn, "microtask in turn", "R2.35",
              "microtasks run in the order in which they were queued; this one was queued during "
              "{by}"},
    ReasonRow{ReasonKind::microtask_hops, "microtask after hops", "R3.6",
              "the promise passed its value on through jobs of its own, and each of these hops "
              "waits for its turn in the microtask queue"},
    ReasonRow{ReasonKind::microtask_after_pool, "microtask after pool", "R4.9",
              "its promise was settled as the completion of {by} ran, and the drain after it comes "
              "before the next completion"},
    ReasonRow{ReasonKind::microtask_after_promise_timer, "microtask after promise timer", "R2.14",
              "{by} settled its promise, and what waits for that runs in the drain after it"},
    ReasonRow{
        ReasonKind::microtask_after_emitted, "microtask after scope", "R2.32",
        "what Node emits within one callback has no drain in between: the microtask waited for "
        "the last of it, {base}"},
    ReasonRow{ReasonKind::microtask_after_event, "microtask after a listener", "R2.30",
              "the drain goes on with what {by} queued until both queues are empty"},
    ReasonRow{ReasonKind::timer_first, "timer before poll", "R1.4",
              "it was due when the loop began, and timers come before poll and check"},
    ReasonRow{ReasonKind::timer_won_race, "timer won race", "R2.13",
              "its {n} ms had just passed when the loop began, {span} before: a race that it would "
              "have lost to the immediate had the loop begun sooner"},
    ReasonRow{ReasonKind::timer_slept, "timer after sleep", "R1.6",
              "nothing else was to do, so poll slept until it was due"},
    ReasonRow{ReasonKind::timer_same_list, "timer of the same duration", "R2.7",
              "timers of {n} ms fire one after the other, in the order in which they were set"},
    ReasonRow{
        ReasonKind::timer_list_first, "timer of a begun list", "R2.7",
        "the list of {n} ms timers had begun, and all of it that is due comes before {other}, "
        "which was due earlier"},
    ReasonRow{
        ReasonKind::timer_list_waited, "timer behind a begun list", "R2.7",
        "it was due before {previous}, but the list of that one had begun and was served first"},
    ReasonRow{ReasonKind::timer_list_due, "timer by due time", "R2.6",
              "the lists of due timers are served by due time; {previous} was due before it"},
    ReasonRow{ReasonKind::timer_list_tie, "timer by list", "R2.7",
              "it was due in the same millisecond as {previous}; the list scheduled first goes "
              "first"},
    ReasonRow{ReasonKind::timer_late, "timer late", "R2.6",
              "it came due while {other} ran, and the loop came round to its timers {span} later"},
    ReasonRow{ReasonKind::timer_due, "timer due", "R2.6",
              "it was due when the loop came round to its timers"},
    ReasonRow{ReasonKind::timer_refreshed, "timer refreshed", "R2.9",
              "refresh() started it anew: {n} ms count from there"},
    ReasonRow{
        ReasonKind::timer_after_throw, "timer after a throw", "R2.12",
        "{other} threw and a listener took that: the pass over the due timers goes on at once, "
        "without a drain"},
    ReasonRow{
        ReasonKind::timer_next_pass, "timer of the next pass", "R2.7",
        "it was set during a pass over the timers and waits for the next one, however short its "
        "delay"},
    ReasonRow{ReasonKind::interval, "interval", "R2.8",
              "{n} ms have passed since the moment before its last call began"},
    ReasonRow{ReasonKind::immediate_after_poll, "immediate after poll", "R2.13",
              "it was set in the poll phase, and check comes next: the timers are served after it"},
    ReasonRow{ReasonKind::immediate_after_timer, "immediate after timers", "R1.4",
              "it was set in the timers phase and runs in the check phase of the same turn"},
    ReasonRow{
        ReasonKind::immediate_next_iteration, "immediate in the next turn", "R2.21",
        "it was set in the check phase, which only runs what was there when it began: its turn "
        "is the next iteration"},
    ReasonRow{
        ReasonKind::immediate_in_order, "immediate in order", "R2.21",
        "immediates run one after the other in the order in which they were set, with a drain "
        "after each"},
    ReasonRow{ReasonKind::immediate_after_throw, "immediate after a throw", "R2.25",
              "{other} threw and a listener took that: the next immediate runs at once, without a "
              "drain"},
    ReasonRow{ReasonKind::immediate_won_race, "immediate won race", "R2.13",
              "the {n} ms of {other} had not yet passed when the loop looked at its timers: a race "
              "that this immediate would have lost had the loop begun {span} later"},
    ReasonRow{ReasonKind::immediate_first, "immediate of the first turn", "R1.4",
              "in the loop's first turn check comes after timers and poll"},
    ReasonRow{ReasonKind::immediate_unreferenced, "unreferenced immediate", "R1.7",
              "poll slept although it waited; what woke the loop let it pass through check"},
    ReasonRow{ReasonKind::immediate, "immediate", "R2.21",
              "the check phase runs the immediates that wait when it begins"},
    ReasonRow{ReasonKind::pool_slow, "lookup held back", "R4.4",
              "at most half of the pool's threads, rounded up, look up names at a time: it waited "
              "{span} for its turn"},
    ReasonRow{
        ReasonKind::pool_queued, "pool queue", "R4.3",
        "all threads of the pool were busy: it waited {span} in their queue, first come, first "
        "served"},
    ReasonRow{ReasonKind::pool_passage, "pool passage", "R4.8",
              "one of its {n} passages through the pool ended, and it hands the next one over; its "
              "callback waits for the last"},
    ReasonRow{ReasonKind::pool_trips, "pool trips", "R4.8",
              "it passed {n} times through the pool, and each passage takes a turn of the loop"},
    ReasonRow{ReasonKind::pool_list, "pool list", "R1.17",
              "poll found several completions at once and takes them in the order in which they "
              "ended; {previous} came before"},
    ReasonRow{ReasonKind::pool_done, "pool completion", "R4.10",
              "its work in the pool ended at {since}; completions run in poll"},
    ReasonRow{ReasonKind::connection, "connection", "R5.3",
              "a connection waited at the listening socket and poll accepted it"},
    ReasonRow{ReasonKind::connected, "connect", "R5.1",
              "the connection stands (or was refused): poll reports that"},
    ReasonRow{ReasonKind::data, "data", "R5.4", "bytes had arrived and poll read them"},
    ReasonRow{
        ReasonKind::data_in_order, "data in order", "R1.11",
        "poll reports descriptors in the order in which they became ready; that of {previous} "
        "was ready earlier"},
    ReasonRow{ReasonKind::ended, "end of data", "R5.4b",
              "the other side sends no more: a read after the data found the end"},
    ReasonRow{ReasonKind::request, "request", "R5.7",
              "the request is handled while poll reads its bytes"},
    ReasonRow{ReasonKind::tick_event, "event from a tick", "R5.1",
              "Node emits this event from a tick of its own"},
    ReasonRow{ReasonKind::handle_closed, "close", "R1.20",
              "handles close in the last phase of the turn, the latest close call first"},
    ReasonRow{ReasonKind::message, "message", "R8.3",
              "a message waited at the port: poll delivers it"},
    ReasonRow{ReasonKind::message_after_pool, "message after completions", "R1.15",
              "completions of the pool and messages wake the loop through one descriptor, and the "
              "completions come first"},
    ReasonRow{ReasonKind::worker_event, "event of a worker thread", "R8.3",
              "the worker thread told its parent, and such messages arrive in poll"},
    ReasonRow{ReasonKind::child_exit, "child exit", "R1.13",
              "the child ended, which comes as a signal: signals are the last of a poll"},
    ReasonRow{ReasonKind::signal, "signal", "R1.13",
              "the signal had arrived; poll handles signals after everything else"},
    ReasonRow{ReasonKind::pending, "pending", "R1.19",
              "the operation ended at once, and its callback waited in the pending queue"},
    ReasonRow{ReasonKind::descriptor, "descriptor ready", "R1.11",
              "poll reports descriptors in the order in which they became ready"},
    ReasonRow{ReasonKind::station, "answer of a station", "R1.11",
              "the answer had come at {since}; poll reports descriptors in the order in which they "
              "became ready"},
    ReasonRow{ReasonKind::exit_event, "end of the process", "R1.24",
              "the loop had nothing left to do"},
    ReasonRow{
        ReasonKind::exit_after_error, "end by an error", "R2.37",
        "nothing caught what was thrown: the process ends, and this is the last event it emits"},
    ReasonRow{ReasonKind::exit_called, "exit was called", "R1.24",
              "process.exit() was called: the event is emitted on the spot, and the process ends"},
    ReasonRow{ReasonKind::uncaught_exception, "uncaught exception", "R2.37",
              "nothing caught what was thrown: the listener is called on the spot"},
    ReasonRow{
        ReasonKind::uncaught_in_timer, "uncaught in a timer", "R2.12",
        "{other} threw: the listener is called on the spot, before the next due timer and any "
        "drain"},
    ReasonRow{
        ReasonKind::uncaught_in_immediate, "uncaught in an immediate", "R2.25",
        "{other} threw: the listener is called on the spot, before the next immediate and any "
        "drain"},
    ReasonRow{ReasonKind::uncaught_in_tick, "uncaught in a tick", "R2.36",
              "{other} threw: the listener is called on the spot, and the ticks behind it wait"},
    ReasonRow{ReasonKind::uncaught_in_microtask, "uncaught in a microtask", "R2.35",
              "{other} threw: the listener is called on the spot, then the next microtask runs"},
    ReasonRow{
        ReasonKind::unhandled_rejection, "unhandled rejection", "R2.33",
        "ticks and microtasks are exhausted, and the state of the rejection is looked at only "
        "then"},
    ReasonRow{ReasonKind::warning, "warning", "R2.1", "Node warns from a tick"},
};

constexpr bool rows_are_in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].kind) != i) return false;
    }
    return rows.size() == static_cast<std::size_t>(ReasonKind::warning) + 1;
}
static_assert(rows_are_in_order());

}  // namespace

std::span<const ReasonRow> reason_rows() { return rows; }

std::string_view to_text(ReasonKind kind) { return rows[static_cast<std::size_t>(kind)].name; }

}  // namespace sim
