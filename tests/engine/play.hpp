#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/run.hpp"

namespace engine_test {

using Lines = std::vector<std::string>;

struct How {
    sim::TraceLevel level = sim::TraceLevel::full;
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;
    std::string_view node = "24";
    bool may_serve_plainly = true;
    const std::atomic<bool>* interrupt = nullptr;
};

/// What a scenario leaves behind. A text that is no scenario fails the test, and so does a trace that the audit blames.
[[nodiscard]] sim::Trace play(std::string_view scenario, const How& how = {});

/// What it printed: "80ms first", the time of each line before its text.
[[nodiscard]] Lines lines(const sim::Trace& trace);
/// "done 0", "exception 1: Uncaught boom".
[[nodiscard]] std::string ending(const sim::Trace& trace);
/// What a request waited for: "pool work 80ms, pool queue 20ms", in the order of precedence.
[[nodiscard]] std::string waits(const sim::Trace& trace, std::size_t request);
/// The waits of all requests, one line each.
[[nodiscard]] Lines waits(const sim::Trace& trace);
/// "generated 4, done 2, failed 2", what is 0 left out.
[[nodiscard]] std::string counts(const sim::LoadStatistics& load);
/// Milliseconds with as many decimals as it takes.
[[nodiscard]] std::string text(sim::Duration duration);

/// Instants of all lines, in ms.
[[nodiscard]] std::vector<double> instants(const sim::Trace& trace);

}  // namespace engine_test
