#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 7: measurement APIs. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view measure_section = "Measurement";

inline constexpr auto measure = std::to_array<Rule>({
    {"R7.1", measure_section,
     "monitorEventLoopDelay records the time between two firings of a repeating timer, its own "
     "interval included. A block gives one long value, and the firings that it prevented give "
     "none.",
     "E01 E02 E16 E19; Node src/histogram.cc, IntervalHistogram", true},
    {"R7.2", measure_section,
     "The first firing after enable() or reset() only sets the starting point, so that a block "
     "just after a reset is lost. The monitor keeps no process alive.",
     "E07 E08 E09 E18 E20", true},
    {"R7.3", measure_section,
     "With samplePerIteration (Node 24 and 26) each iteration gives one value, from the check "
     "phase to the next prepare. Callbacks of poll and idle waiting are not in it.",
     "E10 E14 E15", true},
    {"R7.4", measure_section,
     "Event-loop utilisation counts as idle only the time that poll sleeps, from the moment the "
     "loop started. Synchronous waiting counts as active, waiting for the pool as idle.",
     "E03 E04 E05 E06 E12 E21", true},
    {"R7.5", measure_section, "A poll that finds events at once adds no idle time.",
     "libuv src/uv-common.c, uv__metrics_update_idle_time", false},
    {"R7.6", measure_section,
     "The loop counts as started when the main script and its drain are finished. Since Node 20 "
     "uvMetricsInfo counts iterations and events.",
     "E12 E13 E17", true},
});

}  // namespace sim::rule_tables
