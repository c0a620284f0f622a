#include "sim/explain/diagnosis.hpp"

#include "sim/explain/findings.hpp"

namespace sim {

std::vector<Finding> diagnose(const History& history) {
    Findings findings{history};
    find_starvation(findings);
    find_blocked_loops(findings);
    find_pool_waits(findings);
    find_awaits_in_loops(findings);
    find_noted(findings);
    find_dead_promises(findings);
    find_drifting_intervals(findings);
    find_dropped_work(findings);
    return findings.take();
}

}  // namespace sim
