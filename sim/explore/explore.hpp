#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/engine/path.hpp"
#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/orders.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

/// A path ends after so many steps of the engine.
constexpr std::int64_t explored_steps_max = 1'000'000;

struct ExploreOptions {
    Latitude latitude;
    std::int64_t runs_max = 100'000;  // then it stops and says so
    std::int64_t samples = 500;       // runs under the cost model, for likelihoods
    std::int64_t described_max =
        5'000;               // orders whose choices are told in words, each by a run of its own
    std::uint64_t seed = 1;  // of the first of them
    int threads = 0;         // 0: as many as there are cores; the result is the same on any number
    /// False: every path is walked, also from states that were met before; the result is the same.
    bool merges_states = true;
    const std::atomic<bool>* interrupt = nullptr;
    std::atomic<std::int64_t>* runs = nullptr;  // counts runs as they end, for who shows progress
};

/// What one run printed, and what it met.
struct PathOutcome {
    std::vector<std::string> lines;
    std::vector<std::uint32_t> error_lines;  // which of them went to stderr
    std::string ending;
    std::int32_t exit_code = 0;
    std::vector<TakenChoice> taken;
    bool is_cut = false;  // it ended at a state of which the runner was told
    PathNeeds needs;
};

/// Runs a program one way. Called from several threads at once.
struct PathRunner {
    std::function<PathOutcome(const std::vector<std::uint32_t>& picks, bool wants_texts)> run_path;
    std::function<PathOutcome(std::uint64_t seed)> run_sample;
    /// A path on which chance decides at every choice.
    std::function<PathOutcome(std::uint64_t seed)> run_wandering;
    /// If there is one: run_path for several without texts, all of which part from one path, the first to part first.
    std::function<std::vector<PathOutcome>(const std::vector<std::vector<std::uint32_t>>& picks)>
        run_siblings = nullptr;
    /// If there is one: a state that was met, at which further paths may end. Not called while one runs.
    std::function<void(std::uint64_t state)> learn = nullptr;
};

/// Walks through all paths by the bounds of the options alone, fewest picks other than the first alternative first: where
/// Orders::needs comes out the bounds were too narrow. If there are too many paths, some more are
/// walked at random: those differ most.
[[nodiscard]] Orders enumerate(const PathRunner& runner, const ExploreOptions& options);

/// What a trace says of it, without the choices.
[[nodiscard]] PathOutcome outcome_of(const Trace& trace);

/// Whether every path of `program` can be walked; otherwise what hinders it ("a load", "worker threads").
[[nodiscard]] std::string hinders_exploring(const Program& program);

/// Makes `latitude` as wide as what runs met asks for.
void widen(Latitude& latitude, const PathNeeds& needs);

/// Every order of output lines that `program` can print by the rules of `profile`.
[[nodiscard]] Orders explore(const Program& program, const Profile& profile,
                             const ExploreOptions& options);

}  // namespace sim
