#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "ui/host/script_run.hpp"

namespace ui {

/// What a child that runs `run` is told: lines of `name=value` for LOOPGLASS_RUN. It reports to the descriptor `report`.
[[nodiscard]] std::string script_settings(const ScriptHost& host, const ScriptRun& run, int report);

/// The same of a seed that it is told later: of a request.
[[nodiscard]] std::string seed_settings(std::uint64_t seed);

/// False if nobody reads at the other end of `socket`.
[[nodiscard]] bool send_request(int socket, const std::string& request);

/// Whether the child makes one run or serves several, or so many that it may take longer to start.
enum class ServerKind : std::uint8_t { none, few, many };

/// Starts it, with limits and outputs of its own; it keeps the descriptors `kept`: that of its report and what a server needs.
/// Its number; below 0 if there is none, as errno says. If Node cannot be started its exit code is 126. One that makes a single run
/// ends with the thread that started it. The output of a silent run is a pipe, `output`
/// or one that nobody reads: the addon writes nothing to it, what Node itself says when it breaks down goes as far as it holds.
[[nodiscard]] pid_t start_script(const ScriptHost& host, const ScriptRun& run,
                                 const std::string& settings, const std::vector<int>& kept,
                                 ServerKind kind, int output = -1);

/// The code with which the child said that it leaves.
[[nodiscard]] std::optional<int> told_exit_code(std::string_view report);

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
