#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/predict/estimate.hpp"
#include "sim/trace/forecast.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

/// What is kept of one load in one replication.
struct LoadSample {
    std::int64_t generated = 0;
    std::int64_t done = 0;
    std::int64_t failed = 0;
    std::int64_t timed_out = 0;
    std::int64_t in_flight = 0;
    std::int64_t lost = 0;  // of those: with the process, which ended early
    std::int64_t counted = 0;
    double latency_sum = 0;  // ns, of the counted ones
    RatioPart throughput;    // answered requests, and seconds in which they came
    Sorted latencies;
    /// Mean latencies of what arrived in the third and the last quarter of the run: sum and count.
    RatioPart third;
    RatioPart last;
};

/// What is kept of one resource in one replication.
struct ResourceSample {
    RatioPart busy;    // ns, and ns of capacity
    RatioPart active;  // main threads: time not spent waiting in poll, and time of life
    RatioPart queue;   // ns of waiting, and ns of the run
    std::int64_t jobs = 0;
    std::int64_t queue_max = 0;
};

/// A few numbers of one replication.
struct Sample {
    std::vector<LoadSample> loads;  // several: the last one is all together
    std::vector<ResourceSample> resources;
    Duration end{};
    EndKind ending = EndKind::done;
};

/// All replications so far: their samples, and what is added up.
struct Samples {
    std::vector<Sample> each;
    struct Sum {
        Histogram latency;
        WaitProfile profile;
        WaitMeans waits{};  // sums, ns
    };
    std::vector<Sum> loads;        // as in Sample
    Histogram delay;               // of monitored loops
    std::string problem;           // of the first run that ended by a limit or an exception
    std::int32_t ended_early = 0;  // runs with a problem
    Duration ended_early_sum{};    // of their lengths

    /// Takes the next replication; the order of the calls is that of the replications.
    void add(const Trace& trace);
    [[nodiscard]] std::vector<Sorted> latencies(std::size_t load) const;
};

/// Names, kinds and sizes of the resources of a run, in the order of Sample::resources.
[[nodiscard]] std::vector<ResourceForecast> resources_of(const Trace& trace);

}  // namespace sim
