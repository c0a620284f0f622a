// `size`: the smallest pool, number of cores or of replicas, and the largest load, that meet a target. What no size could
// meet is not looked for.
#include <algorithm>
#include <ostream>

#include <fmt/core.h>

#include "sim/predict/capacity.hpp"
#include "sim/program/limits.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/size_finding.hpp"
#include "ui/cli/size_floor.hpp"
#include "ui/cli/size_report.hpp"
#include "ui/cli/sizing.hpp"
#include "ui/cli/sweep_run.hpp"
#include "ui/cli/target.hpp"

namespace ui {

namespace {

constexpr int cores_most = 256;
constexpr int replicas_most = 64;
constexpr std::array find_rows{
    FindRow{"threadpool", "thread", "threads", sim::threadpool_max},
    FindRow{"cores", "core", "cores", cores_most},
    FindRow{"replicas", "replica", "replicas", replicas_most},
    FindRow{"rate", "request a second", "requests a second", 0},
    FindRow{"users", "user", "users", 0},
};

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
            names.reserve(find_rows.size());
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

/// The throughput that is wanted of more requests than come, whatever they find; nullptr: none.
const Target* find_unoffered(const std::vector<Target>& targets, const sim::Program& program) {
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const Target& target) {
        const std::optional<double> offered = offered_rate(program, target.load);
        return target.unit == MetricUnit::per_second && offered && *offered < target.bound;
    });
    return found == targets.end() ? nullptr : &*found;
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
        add_target(targets, *std::move(target));
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
    const sim::Program& program = now.value->job.program;
    const Target* const unoffered = find_unoffered(targets, program);
    for (const FindRow* row : rows) {
        Finding finding{.row = row,
                        .present = present_value(program, *row),
                        .is_unlimited = row->name == "cores" &&
                                        program.runtime.scheduler == sim::Scheduler::unlimited};
        if (unoffered != nullptr && row->most > 0) {
            finding.unoffered = unoffered;
            finding.offered = *offered_rate(program, unoffered->load);
        } else if (floors.empty() && !sizing.find(*row, finding)) {
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
        return finding.answer || finding.least;
    });
    return has_any ? exit_done : exit_failed;
}

}  // namespace ui
