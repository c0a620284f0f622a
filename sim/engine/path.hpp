#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/core/choices.hpp"
#include "sim/core/time.hpp"
#include "sim/trace/path_needs.hpp"

namespace sim {

/// How much later than its least the main thread may be. What the pool and the outside take has a least and no most.
struct Latitude {
    Duration script = milliseconds(8);  // from the start of the script to the first poll
    Duration turn = milliseconds(8);    // from one poll to the next, and when a sleep ends
    /// Whether trips through the pool after which only the next one of the same call is asked for may take long, too. As
    /// long as no job waits for a worker, the last trip of a call may stand for all of them.
    bool steps_may_wait = false;
    /// Whether it matters how far such calls were when something else ran: not if nothing changes what they read.
    bool steps_are_seen = false;
    /// Of scripts: whether states that differ in the time of day alone are told apart, as a program may that reads a clock.
    bool clocks_matter = false;
    /// Of scripts: a callback reads a clock, so that it may tell that a turn was late where no timer does. Then it may be so by
    /// all that it can be, or half of it, twice in a run: what a program makes of the time is not known.
    bool clocks_are_read = false;
    /// Of scripts: the durations of their timers, in ms, ascending. What is late for one timer is late for those that are set
    /// behind it, so that where it counts is known when all are.
    std::vector<std::int64_t> durations = {};

    friend bool operator==(const Latitude&, const Latitude&) = default;
};
constexpr Duration latitude_any = duration_max;

/// What takes less is taken for nothing, which leaves most open; and states that differ by that are the same.
constexpr Duration cost_least = microseconds(50);

/// What was measured here may take a quarter of that on another machine.
[[nodiscard]] constexpr Duration least_cost(Duration measured) {
    const Duration least = measured / 4;
    return least < cost_least ? Duration{} : least;
}
/// And four times that, where the main thread computes.
[[nodiscard]] constexpr Duration most_cost(Duration measured) { return measured * 4; }
/// What less takes longer than here is part of how late a turn may be in any case.
constexpr Duration cost_long = milliseconds(2);

/// One choice of a path, as it was met.
struct TakenChoice {
    ChoiceKind kind = ChoiceKind::event;
    std::uint32_t alternatives = 0;
    std::uint32_t picked = 0;
    std::uint64_t state = 0;         // equal states have equal futures
    std::string point;               // what is open here, if texts are wanted
    std::vector<std::string> texts;  // by alternative
};

/// One way through the choices of a run in interval time: `picks` decide, past their end the first alternative.
struct Path {
    Latitude latitude;
    std::vector<std::uint32_t> picks;
    bool wants_texts = false;
    std::uint64_t wander = 0;        // not 0: past the picks chance decides, by this
    std::vector<TakenChoice> taken;  // filled by the run
    PathNeeds needs = {};            // filled by the run
    bool is_cut = false;             // filled by the run: it ended at a state that is known
    /// If there is one: whether a state was met before, on another path. The run ends there: `cut` is called, which does not
    /// return.
    std::function<bool(std::uint64_t)> knows = nullptr;
    std::function<void()> cut = nullptr;
    /// If there is one: called when the run comes to the choice of index `stop_at`, and may give other picks from there on.
    std::function<void(Path&)> before_choice = nullptr;
    std::size_t stop_at = 0;
};

}  // namespace sim
