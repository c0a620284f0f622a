// `predict`: many runs of one load, what they say together, and how sure that is.
#include <ostream>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/predict/capacity.hpp"
#include "sim/predict/stability.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/forecast_json.hpp"
#include "ui/cli/forecast_report.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/prediction.hpp"

namespace ui {

namespace {

std::vector<sim::Scheduler> schedulers_of(const Job& job, const Options& options) {
    if (options.has_both_schedulers) return {sim::Scheduler::per_core, sim::Scheduler::ps};
    return {job.program.runtime.scheduler};
}

/// What is left out must leave something.
bool has_sane_warmup(const Job& job, const Options& options, const Console& console) {
    const double requests = sim::expected_requests(job.program);
    const double seconds = static_cast<double>(options.warmup.value_or(sim::Duration{}).ns) / 1e9;
    double rate = 0;
    for (const sim::Load& load : job.program.loads) rate += sim::rate_of(load);
    if (rate <= 0 || seconds * rate < requests) return true;
    if (requests <= 0) {
        complain(console, fmt::format("{}: the load is over before a request comes", job.name));
        return false;
    }
    complain(console,
             fmt::format("--warmup {} leaves nothing of a run of {:.3g} s",
                         sim::format_duration_exact(*options.warmup), requests / rate),
             "a shorter one, or longer runs: --requests N");
    return false;
}

}  // namespace

int predict_command(const Options& options, const Console& console) {
    if (is_script(options.operands.front(), options)) return predict_script(options, console);
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    Loaded<Job> loaded = load_forecast_job(*input.value, options, console);
    if (!loaded.value) return loaded.code;
    Job& job = *loaded.value;
    complain(console, job.program.warnings);
    if (!has_sane_warmup(job, options, console)) return exit_bad_input;
    sim::PredictPlan plan = predict_plan(options, console);
    Progress progress{console, "predicting"};
    plan.progress = [&](int done, int wanted) {
        progress.show(static_cast<double>(done) / wanted, fmt::format("{} runs", done));
    };
    std::vector<sim::Forecast> forecasts;
    for (const sim::Scheduler scheduler : schedulers_of(job, options)) {
        job.program.runtime.scheduler = scheduler;
        forecasts.push_back(sim::predict(job.program, *job.profile, plan));
    }
    progress.clear();
    if (is_interrupted(console)) {
        complain(console, fmt::format("{}: interrupted, there is no forecast", job.name));
        return exit_limit;
    }
    if (options.is_json) {
        const traces::Sink sink = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_forecast_json(job, forecasts, options, sink);
    } else {
        console.out << forecast_text(job, forecasts, options, console.out_terminal.width,
                                     console.out_terminal.has_colour);
    }
    return forecasts.front().problem.empty() ? exit_done : exit_limit;
}

}  // namespace ui
