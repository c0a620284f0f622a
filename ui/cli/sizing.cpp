// Values double until the targets hold, then the gap is halved; every forecast uses the same random numbers, so that
// neighbours compare.
#include "ui/cli/sizing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sim/predict/capacity.hpp"
#include "sim/predict/stability.hpp"
#include "sim/scenario/change.hpp"
#include "ui/cli/command.hpp"

namespace ui {

namespace {

constexpr double users_most = 1'000'000;
constexpr double rate_precision = 0.01;
constexpr int steps_most = 20;

/// Without an exponent, which rates do not take.
std::string decimal(double value) {
    std::string text = fmt::format("{:.9f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// Nearer than this no answer is looked for.
double step_of(const FindRow& row, double value) {
    return std::max(is_rate(row) ? 0.0 : 1.0, rate_precision * value);
}

bool is_no_better(const Trial& trial, double& best) {
    if (trial.distance >= unreachable) return false;
    const bool is_better = trial.distance < 0.97 * best;
    best = std::min(best, trial.distance);
    return !is_better;
}

/// Forecasts of programs do not count jobs.
bool is_pool_idle(const sim::Forecast& forecast) {
    const auto pool = std::find_if(
        forecast.resources.begin(), forecast.resources.end(),
        [](const sim::ResourceForecast& row) { return row.kind == sim::ResourceKind::pool; });
    return pool != forecast.resources.end() && pool->jobs == 0 && pool->utilisation.value == 0;
}

enum class Side : std::uint8_t { met, too_little, too_much };

Side side_of(const Trial& trial, const std::vector<Target>& targets) {
    if (trial.is_met) return Side::met;
    if (is_unstable(trial)) return Side::too_much;
    const bool is_too_much = std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
        return target.comparison[0] == '<' && !target_value(target, trial.forecast).is_met;
    });
    return is_too_much ? Side::too_much : Side::too_little;
}

}  // namespace

/// Several loads keep their shares of the rate.
sim::Result<Changes> Sizing::changes_for(const FindRow& row, double value) const {
    if (is_rate(row) && present_.loads.size() > 1) {
        double sum = 0;
        for (const sim::Load& load : present_.loads) sum += sim::rate_of(load);
        Changes changes;
        for (std::size_t i = 0; i < present_.loads.size(); ++i) {
            const sim::Load& load = present_.loads[i];
            changes.emplace_back(
                fmt::format("load.{}.arrivals.{}", i,
                            load.kind == sim::ArrivalKind::poisson ? "poisson" : "constant"),
                fmt::format("\"{}/s\"", decimal(value * sim::rate_of(load) / sum)));
        }
        return changes;
    }
    const sim::Result<sim::ScenarioField> field =
        sim::find_scenario_field(subject_.input.text, subject_.input.name, row.name);
    if (!field) return field.diagnostics();
    return Changes{{field->path, is_rate(row) ? fmt::format("\"{}/s\"", decimal(value))
                                              : fmt::format("{:.0f}", value)}};
}

const Trial* Sizing::attempt(const FindRow& row, double value) {
    const auto known = trials_.find(value);
    if (known != trials_.end()) return &known->second;
    const sim::Result<Changes> changes = changes_for(row, value);
    if (!changes) {
        complain(console_, changes.diagnostics());
        return nullptr;
    }
    // The value looked for stands instead of an option for the same field.
    Options options = options_;
    if (row.name == "threadpool") options.threadpool.reset();
    if (row.name == "cores") options.cores.reset();
    const Loaded<Variant> variant = load_variant(subject_, options, *changes, console_);
    if (!variant.value) return nullptr;
    const std::string at = fmt::format("{} {:.4g}", row.name, value);
    progress_.show(at);
    Loaded<sim::Forecast> forecast = forecast_variant(
        subject_, *variant.value, console_,
        {.is_brief = true, .is_first = trials_.empty(), .progress = [&](int done, int wanted) {
             progress_.show(fmt::format("{}, {} of {} runs", at, done, wanted));
         }});
    if (!forecast.value) code_ = forecast.code;
    if (is_interrupted(console_) || !forecast.value) return nullptr;
    Trial trial{value, *std::move(forecast.value)};
    judge(trial, targets_);
    return &trials_.emplace(value, std::move(trial)).first->second;
}

bool Sizing::find_count(const FindRow& row, Finding& finding) {
    double best = unreachable;
    int useless = 0;  // doublings that did not help
    double failed = 0;
    double met = 0;
    for (int value = 1; value <= row.most; value *= 2) {
        const Trial* trial = attempt(row, value);
        if (trial == nullptr) return false;
        finding.is_unused = row.name == "threadpool" && is_pool_idle(trial->forecast);
        if (trial->is_met && met == 0) met = value;
        if (finding.is_unused) break;
        if (met == 0) failed = value;
        useless = is_no_better(*trial, best) ? useless + 1 : 0;
        // One doubling beyond the answer shows whether more would help still.
        if ((met > 0 && value > met) || useless >= 3) break;
    }
    if (met == 0) return true;
    while (met - failed > 1) {
        const double middle = std::floor((met + failed) / 2);
        const Trial* trial = attempt(row, middle);
        if (trial == nullptr) return false;
        (trial->is_met ? met : failed) = middle;
    }
    finding.answer = met;
    const bool is_asked_on = trials_.at(met).certainty == Certainty::unsure && met < row.most;
    return !is_asked_on || attempt(row, met + 1) != nullptr;
}

/// What throughput targets need at least, of a rate.
double Sizing::least_load(const FindRow& row) const {
    double least = 0;
    if (!is_rate(row)) return least;
    const double all = offered_rate(present_, {}).value_or(0);
    for (const Target& target : targets_) {
        const std::optional<double> offered = offered_rate(present_, target.load);
        if (target.unit == MetricUnit::per_second && offered && *offered > 0)
            least = std::max(least, target.bound * all / *offered);
    }
    return least;
}

/// Sets `met` and what limits it.
bool Sizing::find_met_load(const FindRow& row, LoadBounds& bounds) {
    double best = unreachable;
    int useless = 0;  // steps that did not help
    double value = bounds.start;
    for (int step = 0; step < steps_most && useless < 3; ++step) {
        const Trial* trial = attempt(row, value);
        if (trial == nullptr) return false;
        const Side side = side_of(*trial, targets_);
        if (side == Side::met) {
            bounds.met = value;
            return true;
        }
        (side == Side::too_much ? bounds.high : bounds.low) = value;
        useless = is_no_better(*trial, best) ? useless + 1 : 0;
        if (bounds.high > 0 && bounds.high - bounds.low <= step_of(row, bounds.low)) return true;
        value = bounds.high == 0  ? 2 * value
                : bounds.low == 0 ? value / 2
                                  : (bounds.low + bounds.high) / 2;
        if (!is_rate(row)) value = std::floor(value);
        if (!is_rate(row) && (value < 1 || value > users_most)) return true;
    }
    return true;
}

/// The largest load that meets the targets.
bool Sizing::find_most(const FindRow& row, LoadBounds bounds, double& most) {
    most = bounds.met;
    for (int step = 0; step < steps_most && bounds.high == 0; ++step) {
        const double value = 2 * most;
        if (!is_rate(row) && value > users_most) return true;
        const Trial* trial = attempt(row, value);
        if (trial == nullptr) return false;
        (trial->is_met ? most : bounds.high) = value;
    }
    while (bounds.high > 0 && bounds.high - most > step_of(row, most)) {
        double middle = (most + bounds.high) / 2;
        if (!is_rate(row)) middle = std::floor(middle);
        const Trial* trial = attempt(row, middle);
        if (trial == nullptr) return false;
        (trial->is_met ? most : bounds.high) = middle;
    }
    return true;
}

/// The smallest load that meets the targets.
bool Sizing::find_least(const FindRow& row, LoadBounds bounds, double& least) {
    least = bounds.met;
    while (least - bounds.low > step_of(row, least)) {
        double middle = (least + bounds.low) / 2;
        if (!is_rate(row)) middle = std::floor(middle);
        const Trial* trial = attempt(row, middle);
        if (trial == nullptr) return false;
        (trial->is_met ? least : bounds.low) = middle;
    }
    return true;
}

/// Throughput needs a load that is large enough, everything else one that is small enough.
bool Sizing::find_load(const FindRow& row, Finding& finding) {
    const auto wants_more = [](const Target& target) { return target.comparison[0] == '>'; };
    LoadBounds bounds;
    bounds.low = least_load(row);
    bounds.start = std::max(finding.present, 1.05 * bounds.low);
    if (!find_met_load(row, bounds)) return false;
    if (bounds.met == 0) return true;
    if (!std::all_of(targets_.begin(), targets_.end(), wants_more)) {
        double most = 0;
        if (!find_most(row, bounds, most)) return false;
        finding.answer = most;
    }
    if (std::any_of(targets_.begin(), targets_.end(), wants_more)) {
        double least = 0;
        if (!find_least(row, bounds, least)) return false;
        finding.least = least;
    }
    return true;
}

bool Sizing::find(const FindRow& row, Finding& finding) {
    trials_.clear();
    const bool is_done = row.most > 0 ? find_count(row, finding) : find_load(row, finding);
    for (auto& [value, trial] : trials_) finding.trials.push_back(std::move(trial));
    return is_done;
}

std::optional<double> offered_rate(const sim::Program& program, std::string_view load) {
    if (!sim::goes_on(program)) return std::nullopt;
    double sum = 0;
    for (const sim::Load& one : program.loads) {
        if (!load.empty() && program.names.text(one.name) != load) continue;
        if (!sim::is_open(one)) return std::nullopt;
        sum += sim::rate_of(one);
    }
    return sum;
}

}  // namespace ui
