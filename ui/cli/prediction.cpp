#include "ui/cli/prediction.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/predict/capacity.hpp"

namespace ui {

namespace {

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

constexpr double show_every_s = 0.2;
constexpr double quiet_s = 0.5;  // what is done by then needs no progress

}  // namespace

sim::PredictPlan predict_plan(const Options& options, const Console& console) {
    sim::PredictPlan plan;
    plan.seed = options.seed;
    plan.replications = options.replications;
    plan.precision = options.precision.value_or(plan.precision);
    plan.warmup = options.warmup;
    plan.keeps_length = options.requests.has_value() || options.until.has_value();
    plan.threads = options.threads.value_or(
        static_cast<std::int32_t>(std::clamp(std::thread::hardware_concurrency(), 1U, 256U)));
    plan.interrupt = console.interrupt;
    return plan;
}

void set_requests(sim::Program& program, std::int64_t requests) {
    double rate = 0;
    bool are_open = true;
    std::int64_t sum = 0;
    for (const sim::Load& load : program.loads) {
        rate += sim::rate_of(load);
        are_open = are_open && sim::is_open(load);
        sum += std::max<std::int64_t>(load.requests_max, 1);
    }
    const double length_ns = are_open ? static_cast<double>(requests) / rate * 1e9 : 0;
    for (sim::Load& load : program.loads) {
        if (load.kind == sim::ArrivalKind::list || load.kind == sim::ArrivalKind::ramp) continue;
        program.runtime.until = sim::Duration{-1};
        load.duration = sim::Duration{-1};
        const bool has_many = program.loads.size() > 1;
        if (has_many && are_open) {
            load.requests_max = -1;
            load.duration = sim::Duration{static_cast<std::int64_t>(
                std::min(length_ns, static_cast<double>(sim::duration_max.ns)))};
        } else if (has_many) {
            const double share = static_cast<double>(std::max<std::int64_t>(load.requests_max, 1)) /
                                 static_cast<double>(sum);
            load.requests_max = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(share * static_cast<double>(requests)));
        } else {
            load.requests_max = requests;
        }
    }
}

Loaded<Job> load_forecast_job(const Input& input, const Options& options, const Console& console) {
    Loaded<Job> job = load_job(input, options, console);
    if (!job.value) return job;
    if (job.value->program.loads.empty()) {
        complain(console,
                 fmt::format("{}: has no load, so there is no latency to forecast", input.name),
                 "loopglass new load writes a scenario with one; loopglass run shows what this one "
                 "does");
        return {.value = {}, .code = exit_bad_input};
    }
    if (options.requests) set_requests(job.value->program, *options.requests);
    return job;
}

Progress::Progress(const Console& console, std::string what)
    : console_(console), what_(std::move(what)), started_s_(seconds_now()) {}

Progress::~Progress() { clear(); }

bool Progress::is_time() const {
    const double now = seconds_now();
    return console_.err_terminal.is_terminal && now - started_s_ >= quiet_s &&
           now - shown_s_ >= show_every_s;
}

void Progress::show(const std::string& detail) {
    if (is_time()) write(what_ + ", " + detail);
}

void Progress::show(double share, const std::string& detail) {
    if (!is_time()) return;
    const double spent = seconds_now() - started_s_;
    std::string line = fmt::format("{} {:.0f} %", what_, 100 * share);
    if (!detail.empty()) line.append(", ").append(detail);
    if (share > 0.02) {
        const double left = spent * (1 - share) / share;
        line.append(fmt::format(", about {} left", sim::format_duration(sim::seconds(
                                                       static_cast<std::int64_t>(left) + 1))));
    }
    write(line);
}

void Progress::write(const std::string& line) {
    shown_s_ = seconds_now();
    console_.err << '\r' << line << "\x1b[K" << std::flush;
    is_shown_ = true;
}

void Progress::clear() {
    if (is_shown_) console_.err << "\r\x1b[K" << std::flush;
    is_shown_ = false;
}

}  // namespace ui
