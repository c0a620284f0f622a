#pragma once

#include <cstdint>
#include <optional>

#include "ui/host/script_run.hpp"
#include "ui/host/script_server.hpp"

namespace ui {

/// Finds, of the seeds 1 to 15, the least under which a program prints what it prints under most of them, and ends likewise. Fewer
/// are looked at as soon as one outcome leads by three runs, or no two of the first five are alike; then it is `run.seed`, as it
/// is of a program that leaves nothing to chance, cannot be run, or takes more than a fifth of a second of real CPU time.
class TypicalSeed {
public:
    /// Both outlive this.
    TypicalSeed(const ScriptHost& host, const ScriptRun& run);
    /// Node starts meanwhile, which saves time if a seed is asked for later.
    void begin();
    [[nodiscard]] std::uint64_t find();

private:
    const ScriptHost& host_;
    const ScriptRun& run_;
    std::optional<ScriptServer> server_;
};

}  // namespace ui
