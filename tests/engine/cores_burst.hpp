#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/draws.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/engine/cores.hpp"

namespace sim {

// Kinds of events: the cores' own, and those of a test.
constexpr std::uint32_t kind_cores = 0;
constexpr std::uint32_t kind_wake = 1;

inline CoresConfig machine(Scheduler scheduler, std::int32_t cores) {
    CoresConfig config;
    config.scheduler = scheduler;
    config.cores = cores;
    return config;
}

/// N equal pool jobs that a main thread submits in one go: the smallest model of a burst of `pbkdf2` calls, with
/// real cores beneath. Main sleeps when it has submitted, and wakes to run the callbacks of finished jobs.
struct Burst {
    std::int32_t jobs = 1;
    std::int32_t pool = 4;
    Duration service;
    Duration submit_cpu = microseconds(5);     // main CPU of each call
    Duration callback_cpu = microseconds(30);  // main CPU of each completion
    Instant horizon = instant_never;
};

/// Instants at which the callbacks of the burst ended, ascending, counted from the first call.
inline std::vector<Instant> run_burst(const Burst& burst, const CoresConfig& config,
                                      std::uint64_t seed) {
    EventQueue events;
    Cores cores{config, events, kind_cores, Draws{seed, 0}.source(0)};
    cores.set_horizon(burst.horizon);
    const Draws phases{seed, 1};
    Stream stream = phases.stream(0, 0);
    const Instant start{
        stream.uniform_below(config.balance.ns)};  // the burst meets the grids anywhere

    const ThreadIndex main = cores.add_thread(true);
    std::vector<ThreadIndex> idle;
    for (std::int32_t i = 0; i < burst.pool; ++i) idle.push_back(cores.add_thread(false));

    std::int32_t submitted = 0;
    std::int32_t queued = 0;
    std::int32_t completed = 0;  // by workers, callbacks not yet run
    std::vector<Instant> done;
    cores.run(main, burst.submit_cpu, thread_none, start);
    while (!events.empty()) {
        const Event event = events.pop();
        const ThreadIndex thread = cores.handle(event);
        if (thread == thread_none) continue;
        if (thread == main) {
            if (submitted < burst.jobs) {
                ++submitted;
                if (idle.empty()) {
                    ++queued;
                } else {
                    const ThreadIndex worker = idle.front();
                    idle.erase(idle.begin());
                    cores.run(worker, burst.service, main, event.at);
                }
            } else {
                --completed;
                done.push_back({(event.at - start).ns});
            }
            if (submitted < burst.jobs) {
                cores.run(main, burst.submit_cpu, thread_none, event.at);
            } else if (completed > 0) {
                cores.run(main, burst.callback_cpu, thread_none, event.at);
            } else {
                cores.block(main, event.at);
            }
            continue;
        }
        ++completed;
        if (cores.is_blocked(main)) cores.run(main, burst.callback_cpu, thread, event.at);
        if (queued > 0) {
            --queued;
            cores.run(thread, burst.service, thread_none, event.at);
        } else {
            cores.block(thread, event.at);
            idle.push_back(thread);
        }
    }
    return done;
}

/// Mean over seeds of the n-th completion, in multiples of the service time.
inline std::vector<double> mean_completions(const Burst& burst, const CoresConfig& config,
                                            std::uint64_t seeds) {
    std::vector<double> mean(static_cast<std::size_t>(burst.jobs));
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const std::vector<Instant> done = run_burst(burst, config, seed);
        for (std::size_t i = 0; i < done.size(); ++i)
            mean[i] += to_ms(done[i]) / to_ms(burst.service);
    }
    for (double& value : mean) value /= static_cast<double>(seeds);
    return mean;
}

}  // namespace sim
