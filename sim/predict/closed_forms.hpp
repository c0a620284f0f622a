#pragma once

#include <cstdint>

namespace sim {

/// The chance that an arrival has to wait at `servers` servers of exponential service (Erlang C). 0 < utilisation < 1.
[[nodiscard]] double erlang_c(std::int32_t servers, double utilisation);

// Times are in units of the mean service time.

/// M/M/c: the chance that a response takes longer than `time`.
[[nodiscard]] double mmc_response_beyond(std::int32_t servers, double utilisation, double time);
/// Mean wait in M/M/c.
[[nodiscard]] double mmc_wait(std::int32_t servers, double utilisation);
/// Mean wait in M/D/c. Source: Crommelin, "Delay probability formulae", 1934.
[[nodiscard]] double mdc_wait(std::int32_t servers, double utilisation);

}  // namespace sim
