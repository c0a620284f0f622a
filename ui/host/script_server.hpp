#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "sim/explore/explore.hpp"
#include "ui/host/descriptor.hpp"
#include "ui/host/known_states.hpp"
#include "ui/host/script_run.hpp"

namespace ui {

/// A Node that has started and forks a child for each run, so that a run takes milliseconds. One run at a time.
class ScriptServer {
public:
    /// What a server shares with others.
    struct Shared {
        const KnownStates* known = nullptr;  // paths end at these states, if it is not null
        int results = -1;         // a file for what runs compute, a mebibyte of zeros at first
        bool makes_many = false;  // it may start later if its runs are faster, and warm
    };
    /// `run` is what all runs have in common. With a path all go along paths of its latitude, and begin where the first
    /// choice is; otherwise they are runs by seed.
    [[nodiscard]] static sim::Result<ScriptServer> start(const ScriptHost& host,
                                                         const ScriptRun& run,
                                                         const Shared& shared);
    ScriptServer(ScriptServer&& other) noexcept;
    ScriptServer& operator=(ScriptServer&&) = delete;
    ~ScriptServer();

    /// What a run along `path` prints, or, of a server without paths, one by `seed`. The result's trace is never there.
    struct Answer {
        ScriptResult result;
        bool has_ended = false;
        sim::PathOutcome outcome;  // its lines only
    };
    /// False when it cannot make another one.
    [[nodiscard]] bool is_running() const { return !is_over_; }
    [[nodiscard]] bool makes_many() const { return makes_many_; }
    [[nodiscard]] Answer make_run(sim::Path* path, std::uint64_t seed);
    /// Runs along paths that part from one, at its end or further on where its picks are the first alternatives: what they have in
    /// common is run once.
    [[nodiscard]] std::vector<Answer> make_siblings(std::vector<sim::Path>& paths);

private:
    ScriptServer(ScriptRun run, pid_t process, Descriptor requests, Descriptor reports)
        : run_(std::move(run)),
          process_(process),
          requests_(std::move(requests)),
          reports_(std::move(reports)) {}
    [[nodiscard]] Answer take_answer(sim::Path* path, bool is_asked);
    [[nodiscard]] bool ask(const std::string& request) const;
    [[nodiscard]] bool read_answer(std::string& report, int& status);

    ScriptRun run_;
    pid_t process_;
    Descriptor requests_;
    Descriptor reports_;
    std::string unread_;
    bool is_over_ = false;
    bool makes_many_ = false;
};

}  // namespace ui
