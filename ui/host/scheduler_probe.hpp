#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace ui {

/// What the kernel's scheduler does with more threads than cores, as far as it can be asked. In nanoseconds.
struct SchedulerFacts {
    std::int64_t tick = 0;  // between two timer interrupts of a core; 0: unknown
    /// How much of its own CPU time a thread's deadline is ahead, each from a part of the wake-ups.
    std::vector<std::int64_t> slices;
    std::string problem;  // why there are no slices; empty otherwise
};

/// Measures on one core of this machine, with two threads, for about `time`.
[[nodiscard]] SchedulerFacts probe_scheduler(std::chrono::milliseconds time,
                                             const std::atomic<bool>* interrupt);

}  // namespace ui
