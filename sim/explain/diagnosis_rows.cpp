// What each diagnosis says. {task}: who causes or suffers it; {other}: with whom; {n}: a number; {time}, {wait}: times.
#include <array>

#include "sim/explain/diagnosis.hpp"

namespace sim {

namespace {

constexpr std::array rows{
    FindingRow{FindingKind::ticks_starve, "ticks starve the loop", "R2.31",
               "{n} ticks in a row, each queued by one before it, kept the loop from going on for "
               "{time}; {task} feeds the queue{waiting}. setImmediate would let the loop through."},
    FindingRow{FindingKind::microtasks_starve, "microtasks starve the loop", "R2.31",
               "{n} microtasks in a row, each queued by one before it, kept the loop from going on "
               "for {time}; {task} feeds the queue{waiting}. A setImmediate now and then would let "
               "the loop through."},
    FindingRow{FindingKind::loop_blocked, "the loop is blocked", "R2.30",
               "{task} ran for {time}, and nothing else of its loop could run meanwhile: {other} "
               "waited {wait}."},
    FindingRow{FindingKind::pool_exhausted, "the pool is exhausted", "R4.3",
               "{task} waited {wait} for a thread of the pool: {reason} busy with {other}."},
    FindingRow{
        FindingKind::lookups_capped, "lookups are held back", "R4.4",
        "{task} waited {wait} although a thread was free: only {n} of the {threads} threads may "
        "look up names at a time."},
    FindingRow{
        FindingKind::await_in_loop, "await in a loop", "",
        "The await on {place} waited {n} times, one after the other, {time} in all. If the "
        "calls do not need each other's results, start them together and await Promise.all."},
    FindingRow{FindingKind::rejection_unhandled, "unhandled rejection", "R2.33",
               "A promise made by {task} was rejected{reason}, and nobody had handled it when "
               "ticks and microtasks were done."},
    FindingRow{
        FindingKind::promise_floating, "floating promise", "",
        "Nobody waits for the promise of the call on {place}: the function that made it went "
        "on {time} before it was done, and would not learn of an error."},
    FindingRow{FindingKind::return_missing, "return is missing", "R3.6",
               "The callback of {task} started work on {place} and did not return its promise: the "
               "chain went on {time} before that was done."},
    FindingRow{FindingKind::promise_dead, "dead promise", "R1.24",
               "{task} waits for a promise that nothing can settle any more: the process ended "
               "without it."},
    FindingRow{
        FindingKind::settled_twice, "settled twice", "",
        "The promise that {place} settles was settled before: only the first call counts, and "
        "nothing tells of the second."},
    FindingRow{FindingKind::backpressure_ignored, "backpressure is ignored", "R6.2",
               "The write on {place} went on although an earlier one had returned false: what is "
               "written piles up in memory until 'drain'."},
    FindingRow{
        FindingKind::interval_drifts, "the interval drifts", "R2.8",
        "{task} is called every {time} on average, not every {n} ms: each period begins with "
        "the call before, and {reason}."},
    FindingRow{
        FindingKind::unreferenced_dropped, "unreferenced work is dropped", "R1.5",
        "{task} never ran: after unref() it does not keep the process alive, and nothing else "
        "did."},
};

constexpr bool rows_are_in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].kind) != i) return false;
    }
    return rows.size() == static_cast<std::size_t>(FindingKind::unreferenced_dropped) + 1;
}
static_assert(rows_are_in_order());

}  // namespace

std::span<const FindingRow> finding_rows() { return rows; }

std::string_view to_text(FindingKind kind) { return rows[static_cast<std::size_t>(kind)].name; }

}  // namespace sim
