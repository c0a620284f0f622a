#pragma once

#include <cstdint>
#include <vector>

namespace sim {

/// The chance that an arrival has to wait at `servers` servers of exponential service (Erlang C). 0 < utilisation < 1.
[[nodiscard]] double erlang_c(std::int32_t servers, double utilisation);

// Times are in units of the mean service time.

/// M/M/c: the chance that a response takes longer than `time`.
[[nodiscard]] double mmc_response_beyond(std::int32_t servers, double utilisation, double time);
/// Mean wait in M/M/c.
[[nodiscard]] double mmc_wait(std::int32_t servers, double utilisation);
/// D/M/c, arrivals at even distances. Source: Takacs, "Introduction to the Theory of Queues", 1962, chapter 2, of GI/M/c.
class ConstantArrivals {
public:
    /// 0 < utilisation < 1.
    ConstantArrivals(std::int32_t servers, double utilisation);
    /// Mean wait.
    [[nodiscard]] double wait() const { return waits_ / drain_; }
    /// The chance that a response takes longer than `time`.
    [[nodiscard]] double beyond(double time) const;

private:
    double waits_ = 0;  // the chance that an arrival has to wait
    double drain_ = 0;  // the wait of those that do is exponential of this rate
};
/// Responses to users who think and ask `servers` servers of exponential service again and again (M/M/c//N, "machine repair").
/// Only the mean pause counts, not its law; with none all users are always at the servers.
class MachineRepair {
public:
    MachineRepair(std::int32_t servers, std::int64_t users, double think);
    [[nodiscard]] double mean() const;
    /// The chance that a response takes longer than `time`, above 0.
    [[nodiscard]] double beyond(double time) const;

private:
    [[nodiscard]] double goes_on(std::int64_t services) const;

    double servers_;
    std::vector<double>
        goes_on_;  // the chance that a response outlasts so many services of `servers` busy servers
};
/// Mean wait in M/D/c. Source: Crommelin, "Delay probability formulae", 1934.
[[nodiscard]] double mdc_wait(std::int32_t servers, double utilisation);

}  // namespace sim
