#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explain/history.hpp"

namespace sim {

/// What is known to go wrong with programs of this shape.
enum class FindingKind : std::uint8_t {
    ticks_starve,
    microtasks_starve,
    loop_blocked,
    pool_exhausted,
    lookups_capped,
    await_in_loop,
    rejection_unhandled,
    promise_floating,
    return_missing,
    promise_dead,
    settled_twice,
    backpressure_ignored,
    interval_drifts,
    unreferenced_dropped,
};

/// One thing that a run shows, once for each place in the program that causes it.
struct Finding {
    FindingKind kind = FindingKind::ticks_starve;
    std::string_view rule;  ///< empty if it is a matter of the language alone
    std::string text;       ///< one or two sentences
    PlaceId place;          ///< of the cause
    TaskId task;            ///< that causes or suffers it
    Instant at;
    Duration size;           ///< how long it took or waited; zero where that means nothing
    std::int64_t count = 1;  ///< how often it happened
};

struct FindingRow {
    FindingKind kind;
    std::string_view name;
    std::string_view rule;
    std::string_view words;
};
[[nodiscard]] std::span<const FindingRow> finding_rows();
[[nodiscard]] std::string_view to_text(FindingKind kind);

/// All findings, by kind and then by time.
[[nodiscard]] std::vector<Finding> diagnose(const History& history);

// From here on a thing is worth a word.
constexpr std::int64_t starving_jobs_min = 100;  ///< each queued by one before it
constexpr Duration starving_time_min = milliseconds(1);
constexpr std::int64_t starving_jobs_many = 5000;   ///< in less time as well, if somebody waits
constexpr Duration blocked_min = milliseconds(20);  ///< one callback
constexpr Duration blocked_wait_min = milliseconds(10);  ///< of somebody who waited for its end
constexpr Duration pool_wait_min = milliseconds(1);
constexpr Duration pool_waits_min = milliseconds(10);  ///< of all trips of one call
constexpr std::int64_t awaits_in_loop_min = 3;
constexpr std::int64_t interval_calls_min = 3;
constexpr Duration interval_late_min = milliseconds(2);  ///< on average, and a tenth of the period

}  // namespace sim
