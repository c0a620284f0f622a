#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/time.hpp"
#include "sim/trace/latency_course.hpp"
#include "sim/trace/wait_profile.hpp"
#include "sim/trace/waits.hpp"

namespace sim {

enum class RequestOutcome : std::uint8_t { in_flight, done, failed, timed_out };
[[nodiscard]] std::string_view to_text(RequestOutcome outcome);

/// Of one `load` entry. Counts obey generated = done + failed + timed_out + in_flight.
struct LoadStatistics {
    NameId name;
    std::int64_t generated = 0;
    std::int64_t done = 0;
    std::int64_t failed = 0;
    std::int64_t timed_out = 0;
    std::int64_t in_flight = 0;
    std::int64_t counted = 0;  // done after the warm-up: what `latency` holds
    Histogram latency;      // from the intended arrival to the response, of requests that are done
    Waits waits{};          // sums over the counted requests
    Instant first_arrival;  // of the counted ones
    Instant last_done;
    // Only if the run was asked for them:
    WaitProfile profile;   // of the counted requests
    LatencyCourse course;  // of all that are done
};

struct LoopStatistics {
    NameId name;
    std::int64_t iterations = 0;
    std::int64_t callbacks = 0;  // callbacks run by phases, ticks and microtasks not included
    std::int64_t ticks = 0;
    std::int64_t microtasks = 0;
    Duration cpu{};      // CPU time of the loop's thread
    Duration idle{};     // blocked in poll, as eventLoopUtilization counts it (R7.4)
    Instant loop_start;  // when the main script and its drain were finished
    Instant loop_end;
    bool is_monitored = false;
    Histogram delay;  // as monitorEventLoopDelay records it (R7.1, R7.2)
};

struct PoolStatistics {
    std::int32_t workers = 0;
    std::int64_t jobs = 0;  // trips finished
    Duration busy{};        // sum over workers of the time with a job, core waits included
    Duration cpu{};         // CPU time of the workers
    Duration queue_wait{};  // sum over jobs
    std::int64_t queue_max = 0;
    std::int64_t slow_running_max = 0;
    Instant started;  // instant_never: never used
};

struct StationStatistics {
    NameId name;
    std::int32_t servers = 1;
    std::int64_t calls = 0;
    std::int64_t rejected = 0;
    Duration busy{};  // sum over servers
    Duration queue_wait{};
    std::int64_t queue_max = 0;
};

struct CoreStatistics {
    Duration busy{};
};

/// Counted in every run, with or without a trace. Times are virtual; `measured` is what utilisations divide by.
struct RunStatistics {
    Instant end;                   // of the run
    Duration measured{};           // from the end of the warm-up to the end of the run
    std::int64_t events = 0;       // events of the engine
    std::int64_t heap_events = 0;  // of them taken from the event queue
    std::vector<LoadStatistics> loads;
    std::vector<LoopStatistics> loops;
    std::vector<PoolStatistics> pools;  // by process
    std::vector<StationStatistics> stations;
    std::vector<CoreStatistics> cores;  // empty when cores are unlimited
    std::uint64_t fingerprint =
        0;  // of everything that happened; equal runs have equal fingerprints
};

}  // namespace sim
