#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "sim/explore/explore.hpp"
#include "ui/host/script_run.hpp"

namespace ui {

/// Runs a script one way after another, each in a process of its own, for sim::enumerate.
class ScriptPaths {
public:
    ScriptPaths(ScriptHost host, ScriptRun run, sim::Latitude latitude)
        : host_(std::move(host)), run_(std::move(run)), latitude_(latitude) {}

    [[nodiscard]] sim::PathRunner runner();
    /// What kept a run from being one: refused, crashed; empty if all went well. Calls from one thread only.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    sim::PathOutcome run_one(ScriptRun run);

    ScriptHost host_;
    ScriptRun run_;
    sim::Latitude latitude_;
    std::mutex mutex_;
    std::string failure_;
};

}  // namespace ui
