// `size`: the smallest pool, number of cores or of replicas, and the largest load, that meet a target. Values double until
// the target holds, then the gap is halved; every forecast uses the same random numbers, so that neighbours compare. What
// no size could meet is not looked for.
#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>

#include <fmt/core.h>

#include "sim/predict/capacity.hpp"
#include "sim/program/limits.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/size_finding.hpp"
#include "ui/cli/size_floor.hpp"
#include "ui/cli/size_report.hpp"
#include "ui/cli/sweep_run.hpp"
#include "ui/cli/target.hpp"

namespace ui {

namespace {

constexpr int cores_most = 256;
constexpr int replicas_most = 64;
constexpr double users_most = 1'000'000;
constexpr double rate_precision = 0.01;

constexpr std::array find_rows{
    FindRow{"threadpool", "thread", "threads", sim::threadpool_max},
    FindRow{"cores", "core", "cores", cores_most},
    FindRow{"replicas", "replica", "replicas", replicas_most},
    FindRow{"rate", "request a second", "requests a second", 0},
    FindRow{"users", "user", "users", 0},
};

/// Without an exponent, which rates do not take.
std::string decimal(double value) {
    std::string text = fmt::format("{:.9f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// A target of throughput needs at least that load.
double least_rate(const std::vector<Target>& targets) {
    double rate = 0;
    for (const Target& target : targets) {
        if (target.metric == "throughput") rate = std::max(rate, 1.05 * target.bound);
    }
    return rate;
}

class Sizing {
public:
    Sizing(const ForecastSubject& subject, const sim::Program& present, const Options& options,
           const std::vector<Target>& targets, const Console& console)
        : subject_(subject),
          present_(present),
          options_(options),
          targets_(targets),
          console_(console),
          progress_(console, "sizing") {}

    /// Nothing after a message; an interrupt leaves what there is.
    [[nodiscard]] bool find(const FindRow& row, Finding& finding);
    void finish() { progress_.clear(); }
    /// After a message.
    [[nodiscard]] int code() const { return code_; }

private:
    [[nodiscard]] sim::Result<Changes> changes_for(const FindRow& row, double value) const;
    [[nodiscard]] bool is_no_better(const Trial& trial, double& best) const;
    [[nodiscard]] const Trial* attempt(const FindRow& row, double value);
    [[nodiscard]] bool find_count(const FindRow& row, Finding& finding);
    [[nodiscard]] bool find_rate(const FindRow& row, Finding& finding);

    const ForecastSubject& subject_;
    const sim::Program& present_;
    const Options& options_;
    const std::vector<Target>& targets_;
    const Console& console_;
    Progress progress_;
    std::map<double, Trial> trials_;
    int code_ = exit_bad_input;
};

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

/// Whether neither p99 nor what the targets ask of it is better than all that was seen before.
bool Sizing::is_no_better(const Trial& trial, double& best) const {
    if (p99_of(trial) >= 1e30) return false;
    double score = p99_of(trial);
    for (const Target& target : targets_) {
        const TargetValue value = target_value(target, trial.forecast);
        if (value.is_known && !value.is_met && target.comparison[0] == '<')
            score *= std::max(1.0, value.estimate.value / target.bound);
    }
    const bool is_better = score < 0.97 * best;
    best = std::min(best, score);
    return !is_better;
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
    Loaded<sim::Forecast> forecast =
        forecast_variant(subject_, *variant.value, console_,
                         {.is_brief = true, .progress = [&](int done, int wanted) {
                              progress_.show(fmt::format("{}, {} of {} runs", at, done, wanted));
                          }});
    if (!forecast.value) code_ = forecast.code;
    if (is_interrupted(console_) || !forecast.value) return nullptr;
    Trial trial{value, true, *std::move(forecast.value), targets_.front().load};
    for (const Target& target : targets_)
        trial.is_met = trial.is_met && target_value(target, trial.forecast).is_met;
    return &trials_.emplace(value, std::move(trial)).first->second;
}

bool Sizing::find_count(const FindRow& row, Finding& finding) {
    double best = 1e31;
    int useless = 0;  // doublings that did not help
    double failed = 0;
    double met = 0;
    for (int value = 1; value <= row.most; value *= 2) {
        const Trial* trial = attempt(row, value);
        if (trial == nullptr) return false;
        if (trial->is_met && met == 0) met = value;
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
    return true;
}

bool Sizing::find_rate(const FindRow& row, Finding& finding) {
    double met = 0;
    double failed = 0;
    double best = 1e31;
    int useless = 0;  // halvings that did not help
    double value = std::max(finding.present, least_rate(targets_));
    for (int step = 0; step < 20 && (met == 0 || failed == 0) && useless < 3; ++step) {
        const Trial* trial = attempt(row, value);
        if (trial == nullptr) return false;
        (trial->is_met ? met : failed) = value;
        useless = is_no_better(*trial, best) && !trial->is_met ? useless + 1 : 0;
        if (!is_rate(row) && !trial->is_met && value <= 1) break;
        value = trial->is_met ? value * 2 : value / 2;
        if (!is_rate(row)) value = std::floor(value);
        if (!is_rate(row) && value > users_most) break;
    }
    if (met == 0) return true;
    const double step_least = is_rate(row) ? 0 : 1;
    while (failed > 0 && failed - met > std::max(step_least, rate_precision * met)) {
        const double middle = is_rate(row) ? (met + failed) / 2 : std::floor((met + failed) / 2);
        const Trial* trial = attempt(row, middle);
        if (trial == nullptr) return false;
        (trial->is_met ? met : failed) = middle;
    }
    finding.answer = met;
    return true;
}

bool Sizing::find(const FindRow& row, Finding& finding) {
    trials_.clear();
    const bool is_done = row.most > 0 ? find_count(row, finding) : find_rate(row, finding);
    for (auto& [value, trial] : trials_) finding.trials.push_back(std::move(trial));
    return is_done;
}

double present_value(const sim::Program& program, const FindRow& row) {
    if (row.name == "threadpool") return program.runtime.threadpool;
    if (row.name == "cores") return program.runtime.cores;
    if (row.name == "replicas") return static_cast<double>(program.processes.size());
    double load = 0;
    for (const sim::Load& one : program.loads)
        load += is_rate(row) ? sim::rate_of(one) : static_cast<double>(one.users);
    return load;
}

/// What to look for in this scenario; nothing after a message.
std::vector<const FindRow*> rows_to_find(const Job& job, const Options& options,
                                         const Console& console) {
    const sim::Program& program = job.program;
    const auto are_all = [&](auto is) {
        return !program.loads.empty() &&
               std::all_of(program.loads.begin(), program.loads.end(), is);
    };
    const bool has_rate = are_all([](const sim::Load& load) {
        return load.kind == sim::ArrivalKind::poisson || load.kind == sim::ArrivalKind::constant;
    });
    const bool has_users =
        program.loads.size() == 1 && program.loads.front().kind == sim::ArrivalKind::closed;
    std::vector<const FindRow*> rows;
    for (const std::string& name : options.finds) {
        const auto* const row = std::find_if(find_rows.begin(), find_rows.end(),
                                             [&](const FindRow& r) { return r.name == name; });
        if (row == find_rows.end()) {
            std::vector<std::string_view> names;
            for (const FindRow& known : find_rows) names.push_back(known.name);
            complain(console,
                     fmt::format("--find expects threadpool, cores, replicas, rate or "
                                 "users, found \"{}\"",
                                 name),
                     guess(name, names));
            return {};
        }
        if (is_rate(*row) && !has_rate) {
            complain(console,
                     "there is no rate to look for: the scenario needs loads that are \"poisson\" "
                     "or \"constant\"",
                     has_users ? "--find users looks for their number" : "");
            return {};
        }
        if (name == "users" && !has_users) {
            complain(console,
                     "there are no users to count: the scenario needs one load of \"users\"",
                     has_rate ? "--find rate looks for the rate" : "");
            return {};
        }
        rows.push_back(row);
    }
    if (!rows.empty()) return rows;
    const bool has_cores = program.runtime.scheduler != sim::Scheduler::unlimited;
    rows.push_back(find_rows.data());
    if (has_cores) rows.push_back(&find_rows[1]);
    if (has_rate) rows.push_back(&find_rows[3]);
    if (has_users) rows.push_back(&find_rows[4]);
    return rows;
}

bool read_targets(const Options& options, std::vector<Target>& targets, const Console& console) {
    if (options.targets.empty()) {
        complain(console, "size needs --target", "such as --target 'p99<200ms'");
        return false;
    }
    for (const std::string& text : options.targets) {
        sim::Result<Target> target = parse_target(text);
        if (!target) {
            complain(console, target.diagnostics());
            return false;
        }
        targets.push_back(*std::move(target));
    }
    return true;
}

}  // namespace

int size_command(const Options& options, const Console& console) {
    std::vector<Target> targets;
    if (!read_targets(options, targets, console)) return exit_bad_input;
    const Loaded<ForecastSubject> subject = read_subject(options, console);
    if (!subject.value) return subject.code;
    const Loaded<Variant> now = load_variant(*subject.value, options, {}, console);
    if (!now.value) return now.code;
    complain(console, now.value->job.program.warnings);
    for (const Target& target : targets) {
        if (subject.value->is_program) break;
        const std::vector<sim::Diagnostic> missing =
            missing_subject(target, now.value->job.program);
        if (missing.empty()) continue;
        complain(console, missing);
        return exit_bad_input;
    }
    const std::vector<const FindRow*> rows = rows_to_find(now.value->job, options, console);
    if (rows.empty()) return exit_bad_input;
    const std::vector<Floor> floors = subject.value->is_program
                                          ? std::vector<Floor>{}
                                          : floors_above(targets, now.value->job, options, console);
    Sizing sizing{*subject.value, now.value->job.program, options, targets, console};
    std::vector<Finding> findings;
    for (const FindRow* row : rows) {
        Finding finding{.row = row, .present = present_value(now.value->job.program, *row)};
        if (floors.empty() && !sizing.find(*row, finding)) {
            sizing.finish();
            if (!is_interrupted(console)) return sizing.code();
            complain(console, "interrupted");
            return exit_limit;
        }
        findings.push_back(std::move(finding));
    }
    sizing.finish();
    if (options.is_json) {
        const traces::Sink sink = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_size_json(findings, floors, targets, sink);
    } else {
        const bool has_colour = console.out_terminal.has_colour;
        for (const Floor& floor : floors) console.out << floor_text(floor, has_colour);
        for (const Finding& finding : findings) {
            if (floors.empty()) console.out << finding_text(finding, targets, has_colour);
        }
    }
    const bool has_any = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.answer.has_value();
    });
    return has_any ? exit_done : exit_failed;
}

}  // namespace ui
