#pragma once

#include <cstdint>
#include <string_view>

namespace sim {

/// How runnable threads share the cores.
enum class Scheduler : std::uint8_t {
    unlimited,  // every thread has a core of its own
    ps,         // ideal processor sharing: each of n threads runs at min(1, cores / n)
    per_core,   // "linux": a run queue for each core, a tick, lazy balancing
};

/// As scenario files and the command line name it.
[[nodiscard]] constexpr std::string_view to_text(Scheduler scheduler) {
    switch (scheduler) {
        case Scheduler::unlimited: return "unlimited";
        case Scheduler::ps: return "ps";
        case Scheduler::per_core: break;
    }
    return "linux";
}

}  // namespace sim
