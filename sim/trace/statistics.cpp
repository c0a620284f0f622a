#include "sim/trace/statistics.hpp"

#include "sim/core/check.hpp"

namespace sim {

std::string_view to_text(WaitReason reason) {
    switch (reason) {
        case WaitReason::running: return "running";
        case WaitReason::core_wait: return "core wait";
        case WaitReason::gc: return "gc";
        case WaitReason::pool_work: return "pool work";
        case WaitReason::station_work: return "station work";
        case WaitReason::tick_drain: return "tick drain";
        case WaitReason::loop_busy: return "loop busy";
        case WaitReason::pool_queue: return "pool queue";
        case WaitReason::station_queue: return "station queue";
        case WaitReason::socket: return "socket";
        case WaitReason::timer: return "timer";
        case WaitReason::other: return "other";
    }
    SIM_CHECK(false);
}

std::string_view to_text(RequestOutcome outcome) {
    switch (outcome) {
        case RequestOutcome::in_flight: return "in flight";
        case RequestOutcome::done: return "done";
        case RequestOutcome::failed: return "failed";
        case RequestOutcome::timed_out: return "timed out";
    }
    SIM_CHECK(false);
}

}  // namespace sim
