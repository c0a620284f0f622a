#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/forecast.hpp"

namespace sim {

/// How much work a forecast may do. Threads decide how fast it comes, never what comes out.
struct PredictPlan {
    std::uint64_t seed = 1;
    /// Runs to make; 0: as many as the precision takes, from replications_least to replications_most.
    std::int32_t replications = 0;
    /// Half the width of p99's interval as a share of p99, at which to stop.
    double precision = 0.02;
    std::int64_t requests_budget = 8'000'000;  // stop before more than that
    /// Time to leave out at the start of each run. Empty: what the scenario says, otherwise what find_warmup finds.
    std::optional<Duration> warmup = {};
    /// Runs are as long as the scenario says, even if they are over before it is clear what goes on for long.
    bool keeps_length = false;
    /// Runs begin short, however long the scenario makes them, and get as long as a steady state and the precision take.
    bool is_brief = false;
    bool has_capacity = true;  // look for it
    bool has_delay = true;     // measure event-loop delay in runs of their own
    int threads = 1;
    const std::atomic<bool>* interrupt = nullptr;
    /// Called on the caller's thread, also before the first run, while it is found out how long runs must be.
    std::function<void(int done, int wanted)> progress = {};
};

constexpr std::int32_t replications_least = 32;
constexpr std::int32_t replications_most = 1024;

/// Runs a program with a load under replications 0, 1, 2 ... of the seed and says what they have in common. Each
/// replication draws the same numbers whatever the program's other settings are, so forecasts of variants compare well.
[[nodiscard]] Forecast predict(const Program& program, const Profile& profile,
                               const PredictPlan& plan);

}  // namespace sim
