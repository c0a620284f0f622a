#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace ui {

/// One thing that a teacher would point at: a callback that runs, a loop that sleeps, the end.
struct Step {
    enum class Kind : std::uint8_t { runs, sleeps, ends };
    Kind kind = Kind::runs;
    std::uint16_t lane = 0;
    sim::Phase phase = sim::Phase::outside;
    std::uint32_t iteration = 0;
    sim::TaskId task;         // that runs
    sim::PlaceId place;       // of the code that made it
    std::uint64_t first = 0;  // event with which it begins
    std::uint64_t last = 0;   // event with which it ends; the state to show is the one before it
    std::vector<std::uint32_t> outputs;  // lines printed in it
    std::vector<sim::TaskId> made;       // tasks that it queued
    std::string what;                    // "setTimeout(greet) runs, prints “hello”"
};

/// In the order in which they begin; of a trace of level full, otherwise empty.
[[nodiscard]] std::vector<Step> steps_of(const sim::Trace& trace);

}  // namespace ui
