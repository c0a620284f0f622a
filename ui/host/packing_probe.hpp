#pragma once

#include <atomic>
#include <chrono>

namespace ui {

/// Wake-ups of one thread by another that was alone on its core, while other cores had nothing to do.
struct PackingFacts {
    int wakes = 0;
    int stayed = 0;  ///< the woken thread ran on the core of the one that woke it
};

/// Asks the kernel of this machine, which should be idle, for about `time`. Linux starts an idle core for a woken thread;
/// kernels of some virtual machines keep it asleep.
[[nodiscard]] PackingFacts probe_packing(std::chrono::milliseconds time,
                                         const std::atomic<bool>* interrupt);

}  // namespace ui
