#pragma once

#include <cstdint>

namespace bench {

/// What a hand-written loop for one workload gives: the least time that the work can take.
struct LimitResult {
    std::int64_t events = 0;
    // Of what the workload measures, so that nothing is optimised away.
    double mean_ms = 0;
    double p99_ms = 0;
};

/// M/M/4: arrivals 3.6/s, service 1/s, the wait until service begins as sum and histogram. Two events a job.
[[nodiscard]] LimitResult run_mm4(std::int64_t jobs, std::uint64_t seed);

/// Login: Poisson 42.5/s; main thread 0.1 ms, pool of 4 with 80 ms, main thread 0.05 ms; latencies in a
/// histogram. Four events a request. The exact mean latency is 127.251 ms.
[[nodiscard]] LimitResult run_login(std::int64_t requests, std::uint64_t seed);

/// The same two by a std::priority_queue of std::functions.
[[nodiscard]] LimitResult run_mm4_by_queue(std::int64_t jobs, std::uint64_t seed);
[[nodiscard]] LimitResult run_login_by_queue(std::int64_t requests, std::uint64_t seed);

}  // namespace bench
