#pragma once

#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/forecast.hpp"

namespace sim {

/// The formula of queueing theory that comes nearest to the program: one load, Poisson, constant or of users, whose requests use one thing
/// that may be busy, the pool, a station or the main thread. Nothing (an empty model) if none fits or the load is too high for it.
[[nodiscard]] SecondOpinion second_opinion(const Program& program, const Profile& profile);

}  // namespace sim
