#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explain/history.hpp"

namespace sim {

/// What people believe who expect another order (see the list of wrong statements that teachers meet).
enum class Misconception : std::uint8_t {
    as_written,         // callbacks run in the order of their lines
    promises_first,     // promises before nextTick
    ticks_first,        // nextTick before promises everywhere, also in ES modules
    timers_first,       // a timer of 0 ms runs at once
    immediates_first,   // setImmediate means now
    jobs_at_phase_end,  // ticks and microtasks wait for the end of a phase
    completions_last,   // I/O comes when all timers are through
    close_in_order,     // handles close in the order of the calls
};

struct MisconceptionRow {
    Misconception kind;
    std::string_view name;
    std::string_view words;  ///< what somebody who holds it thinks
};
[[nodiscard]] std::span<const MisconceptionRow> misconception_rows();

/// An order of the output lines that did not happen, by index into the trace's outputs.
struct WrongOrder {
    std::vector<std::uint32_t> order;
    std::string_view belief;  ///< words of the misconception; empty: two neighbours are swapped
    std::uint32_t first_mistake = 0;
};

/// Up to `most` wrong orders, each with another text, most telling first; none for fewer than two different lines.
[[nodiscard]] std::vector<WrongOrder> wrong_orders(const History& history, std::size_t most);

/// The output's texts in this order.
[[nodiscard]] std::vector<std::string> texts_of(const Trace& trace,
                                                std::span<const std::uint32_t> order);

}  // namespace sim
