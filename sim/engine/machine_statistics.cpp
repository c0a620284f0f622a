// What a run has counted, gathered at its end.
#include <algorithm>

#include "sim/engine/machine.hpp"
#include "sim/trace/state.hpp"

namespace sim {

void Machine::finish() {
    RunStatistics& statistics = trace_.statistics;
    statistics.end = now_;
    statistics.measured = std::max(Duration{}, now_ - Instant{program.runtime.warmup.ns});
    statistics.events = steps();
    arrivals.finish();
    statistics.loads = arrivals.statistics();
    for (const auto& loop : loops) {
        loop->statistics.cpu = cores.cpu_of(loop->thread, now_);
        if (!loop->is_finished) loop->statistics.loop_end = now_;
        statistics.loops.push_back(loop->statistics);
    }
    for (const auto& pool : pools) statistics.pools.push_back(pool->statistics());
    statistics.stations = stations.statistics();
    if (program.runtime.scheduler != Scheduler::unlimited) {
        for (std::int32_t core = 0; core < cores.cores(); ++core)
            statistics.cores.push_back({cores.busy(core, now_)});
    }
    subtract_baseline(statistics);
    leave_open_requests();
    recorder.close_open_requests(now_);
    statistics.fingerprint = recorder.fingerprint();
    recorder.write_out();
    if (recorder.has_sink()) recorder.hand_over();
    number_lanes();
    if (recorder.is_full()) add_snapshots(trace_);
}

/// Requests that were not answered. Plain loads leave theirs themselves.
void Machine::leave_open_requests() {
    for (std::uint32_t i = 0; i < requests.pool.size(); ++i) {
        const Request& request = requests.pool[i];
        if (!request.is_answered && request.record != index_none)
            recorder.leave_request(request.record, request.arrival, request.load);
    }
}

/// Resources count from the end of the warm-up, as requests do.
void Machine::take_baseline() {
    for (const auto& pool : pools) {
        pool->begin_measuring();
        baseline_.pools.push_back(pool->statistics());
    }
    stations.begin_measuring();
    baseline_.stations = stations.statistics();
    for (const auto& loop : loops) {
        baseline_.loop_cpu.push_back(cores.cpu_of(loop->thread, now_));
        baseline_.loop_idle.push_back(loop->idle_until(now_));
    }
    if (program.runtime.scheduler == Scheduler::unlimited) return;
    for (std::int32_t core = 0; core < cores.cores(); ++core)
        baseline_.cores.push_back(cores.busy(core, now_));
}

void Machine::subtract_baseline(RunStatistics& statistics) const {
    for (std::size_t i = 0; i < baseline_.pools.size(); ++i) {
        statistics.pools[i].jobs -= baseline_.pools[i].jobs;
        statistics.pools[i].busy -= baseline_.pools[i].busy;
        statistics.pools[i].cpu -= baseline_.pools[i].cpu;
        statistics.pools[i].queue_wait -= baseline_.pools[i].queue_wait;
    }
    for (std::size_t i = 0; i < baseline_.stations.size(); ++i) {
        statistics.stations[i].calls -= baseline_.stations[i].calls;
        statistics.stations[i].rejected -= baseline_.stations[i].rejected;
        statistics.stations[i].busy -= baseline_.stations[i].busy;
        statistics.stations[i].queue_wait -= baseline_.stations[i].queue_wait;
    }
    for (std::size_t i = 0; i < baseline_.loop_cpu.size(); ++i) {
        statistics.loops[i].cpu -= baseline_.loop_cpu[i];
        statistics.loops[i].idle -= baseline_.loop_idle[i];
    }
    for (std::size_t i = 0; i < baseline_.cores.size(); ++i)
        statistics.cores[i].busy -= baseline_.cores[i];
}

}  // namespace sim
