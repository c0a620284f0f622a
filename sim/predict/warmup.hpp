#pragma once

#include "sim/core/time.hpp"
#include "sim/trace/latency_course.hpp"

namespace sim {

struct Warmup {
    Duration length{};
    bool is_settled = true;  // false: half of the run was not enough
};

/// How much of the start of a run to leave out. The rule is MSER (White 1997): of all lengths up to half of the run take
/// the one after which the standard error of the mean latency is least, and at least a tenth of the run.
/// `course` is of a few runs together.
[[nodiscard]] Warmup find_warmup(const LatencyCourse& course);

}  // namespace sim
