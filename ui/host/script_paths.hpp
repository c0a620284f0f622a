#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/explore.hpp"
#include "ui/host/script_run.hpp"
#include "ui/host/script_server.hpp"

namespace ui {

/// Runs a script one way after another for sim::enumerate, each in a process that is forked from a Node which has
/// started already.
class ScriptPaths {
public:
    ScriptPaths(ScriptHost host, ScriptRun run, sim::Latitude latitude)
        : host_(std::move(host)),
          run_(std::move(run)),
          latitude_(std::move(latitude)),
          results_(shared_memory("loopglass-results", std::size_t{1} << 20U)) {
        run_.is_silent = true;
    }

    [[nodiscard]] sim::PathRunner runner();
    /// What kept a run from being one: refused, crashed; empty if all went well. Calls from one thread only.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    using Servers = std::vector<std::unique_ptr<ScriptServer>>;

    sim::PathOutcome run_one(sim::Path* path, std::uint64_t seed);
    std::vector<sim::PathOutcome> run_siblings(
        const std::vector<std::vector<std::uint32_t>>& picks);
    sim::PathOutcome outcome_of(ScriptServer::Answer answer);
    sim::PathOutcome fail(std::string why);
    /// What a server's runs are; those of words go along paths, too.
    enum class Use : std::uint8_t { paths, words, samples };
    void give_back(std::unique_ptr<ScriptServer> server, Use use);
    [[nodiscard]] static bool is_usable(const ScriptServer::Answer& answer);
    [[nodiscard]] bool makes_many(Use use) const;
    /// One that nobody uses; null after a failure.
    [[nodiscard]] std::unique_ptr<ScriptServer> take_server(Use use);

    ScriptHost host_;
    ScriptRun run_;
    sim::Latitude latitude_;
    KnownStates known_;
    Descriptor results_;  // what runs compute, for the others
    std::mutex mutex_;
    std::array<Servers, 3> free_;  // by use; guarded by mutex_, as is what follows
    std::size_t groups_ = 0;       // of paths that were run
    std::string failure_;
};

}  // namespace ui
