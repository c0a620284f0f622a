#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/trace/forecast.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// What the runs of one JavaScript program say together. It has no load whose requests could be counted, but what it
/// waits for has latencies: calls into the pool from the call to the callback, timers from when they are due.
class ScriptForecast {
public:
    /// Latencies of one kind in all runs.
    struct Waits {
        std::vector<sim::Histogram> by_run;
        sim::Histogram latency;
        sim::Histogram queue;  // what of it was spent in the pool's queue
        [[nodiscard]] sim::Estimate percentile(std::int32_t parts) const;
    };

    /// A run's trace, of level full.
    void add(const sim::Trace& trace);

    [[nodiscard]] std::int32_t runs() const { return runs_; }
    /// From the start to the end of the program.
    [[nodiscard]] const Waits& length() const { return length_; }
    /// By the name of the call.
    [[nodiscard]] const std::map<std::string, Waits>& pool_work() const { return pool_work_; }
    /// How late they are.
    [[nodiscard]] const Waits& timers() const { return timers_; }
    /// Shares of the time, means over the runs.
    [[nodiscard]] double main_thread() const { return main_thread_ / runs_; }
    [[nodiscard]] double pool() const { return pool_ / runs_; }

private:
    void add_latency(Waits& waits, sim::Duration latency) const;

    std::int32_t runs_ = 0;
    Waits length_;
    std::map<std::string, Waits> pool_work_;
    Waits timers_;
    double main_thread_ = 0;
    double pool_ = 0;
};

}  // namespace ui
