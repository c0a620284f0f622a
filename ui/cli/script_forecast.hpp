#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/core/histogram.hpp"
#include "sim/trace/forecast.hpp"
#include "sim/trace/trace.hpp"
#include "sim/trace/wait_profile.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/script_job.hpp"

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
    /// The same in the words of requests and loads: each call into the pool is a request, all of them are one load. A
    /// program without such calls is one request itself.
    [[nodiscard]] sim::Forecast to_forecast() const;

    [[nodiscard]] std::int32_t runs() const { return static_cast<std::int32_t>(by_run_.size()); }
    /// How many of them were stopped by --until.
    [[nodiscard]] std::int32_t stopped() const { return stopped_; }
    /// Of the last one: Node, pool, cores and scheduler are the same in all.
    [[nodiscard]] const sim::RunFacts& facts() const { return facts_; }
    /// From the start to the end of the program.
    [[nodiscard]] const Waits& length() const { return length_; }
    /// By the name of the call.
    [[nodiscard]] const std::map<std::string, Waits>& pool_work() const { return pool_work_; }
    /// How late they are.
    [[nodiscard]] const Waits& timers() const { return timers_; }
    /// Shares of the time, means over the runs.
    [[nodiscard]] double main_thread() const;
    [[nodiscard]] double pool() const;
    /// Some of the calls hash or derive keys.
    [[nodiscard]] bool has_crypto() const;

private:
    struct Run {
        double ns = 0;
        double main_thread = 0;  // busy share
        double pool = 0;
        double cores = 0;
        double calls = 0;
    };

    void add_latency(Waits& waits, sim::Duration latency) const;
    void add_calls(const sim::Trace& trace);
    void add_timers(const sim::Trace& trace);
    [[nodiscard]] sim::LoadForecast calls_as_load() const;
    [[nodiscard]] sim::LoadForecast program_as_load() const;
    [[nodiscard]] sim::Estimate per_second(double (*count)(const Run&)) const;
    [[nodiscard]] sim::Estimate mean_share(double Run::*share) const;

    std::vector<Run> by_run_;
    std::int32_t stopped_ = 0;
    sim::RunFacts facts_;
    bool has_cores_ = false;  // or they are unlimited
    Waits length_;
    Waits calls_of_all_names_;
    sim::WaitProfile waits_;  // of those calls
    std::map<std::string, Waits> pool_work_;
    Waits timers_;
};

/// Refuses, with a message, what says something about a load only.
[[nodiscard]] bool refuse_load_options(const Options& options, const Console& console);

/// The program under as many seeds as the options say, 16 if they say nothing. Nothing after a message: also if it
/// ends by an exception. `is_first`: of the forecasts of this program. It says on stderr what they have in common: what
/// the program asks for in vain, and how its runs may take less time.
[[nodiscard]] Loaded<ScriptForecast> forecast_script(
    ScriptJob job, const Options& options, const Console& console,
    const std::function<void(int done, int runs)>& progress, bool is_first = true);

}  // namespace ui
