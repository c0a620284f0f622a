#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/core/units.hpp"
#include "sim/engine/path.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// Where the main thread's CPU time comes from.
enum class ScriptCpu : std::uint8_t {
    modelled,
    measured,  // on this machine
    watched,   // modelled, and what the model does not see is told
    mixed,     // modelled, but where the program computes for long as measured, which is told
};

/// A JavaScript program to run on the engine.
struct ScriptRun {
    std::string file;
    std::vector<std::string> arguments = {};                            // process.argv from 2 on
    std::vector<std::pair<std::string, std::string>> environment = {};  // process.env
    std::string profile = {};                                           // empty: that of the host
    sim::Runtime runtime = {};  // threadpool, cores, scheduler, costs, until, events_max
    std::uint64_t seed = 1;
    bool is_typical = false;  // instead of `seed` it is a typical one: typical_seed.hpp
    std::uint64_t replication = 0;
    sim::TraceLevel level = sim::TraceLevel::none;
    bool is_silent = false;  // its output goes nowhere but into the trace
    bool has_input = true;   // stdin is ours; otherwise it is empty
    std::string version = {};
    sim::Duration cpu_most = sim::seconds(10);  // of real CPU time
    ScriptCpu cpu = ScriptCpu::modelled;
    bool has_fake_results = false;  // of calls that compute: made up instead
    std::string root = {};          // a folder that may be read besides the script's own
    const std::atomic<bool>* interrupt = nullptr;
    /// The caller ends soon: the child may still be on its way out when it does.
    bool is_last = false;
    /// Not null: the run goes this way in interval time (see sim::RunOptions::path).
    sim::Path* path = nullptr;
};

enum class ScriptEnd : std::uint8_t { done, limit, refused, crashed, interrupted };

struct ScriptResult {
    ScriptEnd end = ScriptEnd::done;
    int exit_code = 0;      // as `run FILE.js` ends
    int signal = 0;         // that the program sent to itself and ended by; 0: none
    std::string message;    // which limit, what was refused (if done: and caught), how it crashed
    bool is_shown = false;  // the refusal, by Node, as the error that ended the program
    std::string
        said;  // if it was silent: what Node wrote when it broke down, such as an error with its place
    sim::Duration
        unmodelled_cpu{};  // watched or mixed: what JavaScript really took beyond the model
    std::optional<sim::Trace> trace;
};

/// The Node that runs scripts.
struct ScriptHost {
    std::string binary;
    std::string addon;
    std::string major;  // "20"
};
/// LOOPGLASS_NODE; otherwise of those that this was built for the one of that version ("22"), or else the first.
[[nodiscard]] sim::Result<ScriptHost> find_script_host(std::string_view version = {});

/// Runs it in a child process, its stdin, stdout and stderr being ours.
[[nodiscard]] sim::Result<ScriptResult> run_script(const ScriptHost& host, const ScriptRun& run);

}  // namespace ui
