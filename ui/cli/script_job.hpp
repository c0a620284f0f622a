#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/trace.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/host/script_run.hpp"

namespace ui {

/// A JavaScript program as the options want it run.
struct ScriptJob {
    ScriptHost host;
    ScriptRun run;
    std::optional<sim::Path> path = {};  // by --replay
    bool tells_notes = true;             // of what a run asked for in vain
    bool ends_at_until = false;          // a run that gets there is done
};

/// One run of it; a message and none if that cannot be, or if the path of --replay does not fit.
[[nodiscard]] std::optional<ScriptResult> run_job(const ScriptJob& job, const ScriptRun& run,
                                                  const Console& console);

/// Refuses what cannot be run, with a message and exit_script_refused.
[[nodiscard]] Loaded<ScriptJob> load_script(const Options& options, const Console& console);

/// Says on stderr what ended the run that is not the program's own doing; the exit code.
[[nodiscard]] int report_script(const ScriptResult& result, const std::string& file,
                                const Console& console);

/// Runs it with its output only in the trace, which is whole or that of a run which reached a limit.
/// `said` gets what Node wrote when the program broke down.
[[nodiscard]] Loaded<sim::Trace> trace_script(const ScriptJob& job, const Options& options,
                                              const Console& console, std::string* said = nullptr);

/// Says on stderr that the run was charged CPU time as measured, if it was because its program computes for long.
void tell_of_measured_cpu(const ScriptRun& run, const ScriptResult& result, const Console& console);

/// Runs it once more and says on stderr how much CPU time its own code took for which the model charges nothing, if
/// that is so much that a forecast is none: 50 ms.
void tell_of_free_cpu(const ScriptJob& job, const Console& console);

/// What a program says of itself: its first comment line and the comment below it.
struct ScriptText {
    std::string title;
    std::string about;
    /// Its lines; these comments and those that say what it prints are empty ones.
    std::string code;
};
[[nodiscard]] std::optional<ScriptText> read_script(const std::string& file,
                                                    const Console& console);

}  // namespace ui
