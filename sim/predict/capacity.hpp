#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/forecast.hpp"

namespace sim {

/// Why there is no one rate that is the most, "users wait for an answer ..."; empty if there may be.
[[nodiscard]] std::string_view hinders_capacity(const Program& program);

/// The most requests a second that the program's one load gets answered: its arrivals are replaced by users who ask again at
/// once, more of them until that changes nothing, then for longer until its standard error is `error_wanted`, a share of it.
/// Unknown if there are several loads, none that is open, requests fail, or are answered before their work is done and leave
/// it waiting.
[[nodiscard]] Capacity find_capacity(const Program& program, const Profile& profile,
                                     double error_wanted, std::uint64_t seed,
                                     const std::atomic<bool>* interrupt);

/// By what share of it the capacity may be wrong: three standard errors, and what runs of users differ from those of arrivals.
[[nodiscard]] double doubt_of(const Capacity& capacity);

/// Whether so many requests a second are more than that, in spite of what is not known exactly.
[[nodiscard]] bool is_beyond(const Capacity& capacity, double offered);

/// Loads whose requests come whether or not earlier ones are answered.
[[nodiscard]] bool is_open(const Load& load);
/// Requests a second; 0 for loads that are not open.
[[nodiscard]] double rate_of(const Load& load);

}  // namespace sim
