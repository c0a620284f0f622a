#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/program/program.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// One thing that does not hold after a run.
struct ExpectationFailure {
    sim::PlaceId place;   // of the expectation, in the program
    std::string message;  // "latency.p99 is 210 ms, expected < 200 ms"
    std::string detail;   // lines that show it, empty if the message says all
};

/// Whether the expectation, and the program, is for that profile.
[[nodiscard]] bool applies(const sim::Program& program, const sim::Expectation& expectation,
                           std::string_view profile);

/// What of the program's expectations does not hold, in their order; empty when all hold. Expectations for other
/// profiles than that of the trace, and all of a program that is not meant for that profile, are left out.
[[nodiscard]] std::vector<ExpectationFailure> check_expectations(const sim::Program& program,
                                                                 const sim::Trace& trace);

/// Whether the program expects, under the profile of the trace, that the run is stopped by a limit.
[[nodiscard]] bool expects_limit(const sim::Program& program, const sim::Trace& trace);

/// The first difference of two texts side by side, with a few lines around it: expected on the left.
[[nodiscard]] std::string difference_text(const std::vector<std::string>& expected,
                                          const std::vector<std::string>& found);

}  // namespace ui
