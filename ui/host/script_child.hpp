#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ui/host/script_run.hpp"

namespace ui {

/// What a child that runs `run` is told: lines of `name=value` for LOOPGLASS_RUN. It reports to the descriptor `report`.
[[nodiscard]] std::string script_settings(const ScriptHost& host, const ScriptRun& run, int report);

/// The same of a seed that it is told later: of a request.
[[nodiscard]] std::string seed_settings(std::uint64_t seed);

/// False if nobody reads at the other end of `socket`.
[[nodiscard]] bool send_request(int socket, const std::string& request);

/// In the child: limits, outputs, and on with Node, which keeps the descriptors `kept`: that of its report and what a
/// server needs. Returns only if that fails. The output of a silent run is a pipe, `output`
/// or one that nobody reads: the addon writes nothing to it, what Node itself says when it breaks down goes as far as it holds.
/// A child that `serves_many` runs may take longer to start.
void become_script(const ScriptHost& host, const ScriptRun& run, const std::string& settings,
                   const std::vector<int>& kept, bool serves_many, int output = -1);

/// What the child reported by the time it ended with `status`.
struct ScriptReport {
    ScriptResult result;     // without the trace
    bool has_ended = false;  // it said how: otherwise Node ended before the program did
    sim::Path path;          // what it met, if the run has a path
    std::string_view rest;   // of the report: the trace, or the output
};
[[nodiscard]] ScriptReport read_script_report(std::string_view report, int status,
                                              const ScriptRun& run);

}  // namespace ui
