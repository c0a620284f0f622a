#pragma once

#include <algorithm>

#include "sim/engine/machine.hpp"

namespace sim {

// The end of a request, once for each of them, inline where load runs spend their time.
inline void Arrivals::close(std::uint32_t index, Instant arrival, const Waits& waits,
                            RequestOutcome outcome) {
    const Instant now = machine_.now();
    LoadStatistics& statistics = statistics_[index];
    if (outcome == RequestOutcome::done) {
        ++statistics.done;
        if (now - arrival > duration_max) [[unlikely]] {
            machine_.stop_overwaited();
        } else if (arrival.ns >= machine_.program.runtime.warmup.ns) {
            ++statistics.counted;
            statistics.latency.add(now - arrival);
            if (statistics.latency.sum() > time_max) [[unlikely]]
                machine_.stop_overwaited();
            Waits sums = statistics.waits;  // apart from `waits`, so that they are added in pairs
            for (std::size_t i = 0; i < wait_reasons; ++i) sums[i] += waits[i];
            statistics.waits = sums;
            statistics.first_arrival = std::min(statistics.first_arrival, arrival);
            statistics.last_done = now;
        }
        if (machine_.splits_latency()) [[unlikely]]
            split(statistics, arrival, waits);
    } else if (outcome == RequestOutcome::failed) {
        ++statistics.failed;
    } else {
        ++statistics.timed_out;
    }
    machine_.recorder.mix(now, (std::uint64_t{1} << 63) | index);
    --states_[index].open;
    if (loads_[index].kind == ArrivalKind::closed) pause_user(index);
    end_if_over(index);
}

}  // namespace sim
