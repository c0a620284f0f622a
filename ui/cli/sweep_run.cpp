#include "ui/cli/sweep_run.hpp"
#include "sim/program/limits.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/core/fingerprint.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

constexpr std::size_t cells_max = 10'000;

/// The option that replaces what a field of the scenario says; it would make all cells equal.
std::string_view option_of(std::string_view path, const Options& options) {
    if (path == "runtime.threadpool" && options.threadpool) return "--threadpool";
    if (path == "runtime.cores" && options.cores) return "--cores";
    if (path == "runtime.scheduler" && options.scheduler) return "--scheduler";
    if (path == "runtime.node" && !options.node.empty()) return "--node";
    if (path == "runtime.until" && options.until) return "--until";
    if (path == "runtime.warmup" && options.warmup) return "--warmup";
    if (path.starts_with("runtime.costs") && !options.costs.empty()) return "--costs";
    const bool is_length = path.ends_with(".requests") || path.ends_with(".for");
    if (path.starts_with("load.") && is_length && options.requests) return "--requests";
    return {};
}

/// libuv takes what is beyond its limits for the limit, so such cells would not be what they are called.
std::string wrong_pool(const Vary& vary) {
    if (!vary.path.ends_with("threadpool")) return {};
    for (const std::string& value : vary.values) {
        const bool is_short = !value.empty() && value.size() <= 4 &&
                              value.find_first_not_of("0123456789") == std::string::npos;
        const int threads = is_short ? std::stoi(value) : 0;
        if (threads < 1 || threads > sim::threadpool_max)
            return fmt::format("a pool of {} threads does not exist: libuv has 1 to 1024", value);
    }
    return {};
}

/// Of all that decides what cells hold.
std::string hash_of(const ForecastSubject& subject, const Options& options,
                    const std::vector<Vary>& vary) {
    sim::Fingerprint hash;
    hash.add(subject.input.text);
    if (subject.is_program) hash.add(subject.code);
    hash.add(version_number());
    hash.add(fmt::format(
        "{} {} {} {} {} {} {} {} {} {} {}", options.node, options.threadpool.value_or(-1),
        options.cores.value_or(-1), options.scheduler ? static_cast<int>(*options.scheduler) : -1,
        options.costs, options.seed, options.until.value_or(sim::Duration{}).ns,
        options.requests.value_or(-1), options.warmup.value_or(sim::Duration{-1}).ns,
        options.replications, options.precision.value_or(0)));
    if (!options.costs.empty() && options.costs != "none" && options.costs != "node") {
        const sim::Result<std::string> costs = read_file(options.costs);
        if (costs) hash.add(*costs);
    }
    for (const Vary& dimension : vary) {
        hash.add(dimension.path);
        for (const std::string& json : dimension.json) hash.add(json);
    }
    return fmt::format("{:016x}", hash.value());
}

bool are_fields_sane(const std::vector<Vary>& vary, const Options& options,
                     const Console& console) {
    for (const Vary& dimension : vary) {
        const std::string_view option = option_of(dimension.path, options);
        if (!option.empty()) {
            complain(console,
                     fmt::format("{} replaces what --vary {} changes", option, dimension.field),
                     "leave one of them out");
            return false;
        }
        const std::string wrong = wrong_pool(dimension);
        if (wrong.empty()) continue;
        complain(console, fmt::format("--vary {}: {}", dimension.field, wrong));
        return false;
    }
    if (vary.size() == 2 && vary[0].path == vary[1].path) {
        complain(console, fmt::format("--vary names {} twice", vary[0].path));
        return false;
    }
    return true;
}

}  // namespace

Loaded<Variant> load_cell(const ForecastSubject& subject, const Options& options,
                          const SweepPlan& plan, std::size_t cell, const Console& console) {
    const std::vector<std::size_t> position = plan.position(cell);
    Changes changes;
    for (std::size_t i = 0; i < position.size(); ++i)
        changes.emplace_back(plan.vary[i].path, plan.vary[i].json[position[i]]);
    return load_variant(subject, options, changes, console);
}

Loaded<SweepPlan> plan_sweep(const ForecastSubject& subject, const Options& options,
                             const Console& console) {
    const auto refuse = [] { return Loaded<SweepPlan>{.value = {}, .code = exit_bad_input}; };
    if (options.vary.empty() || options.vary.size() > 2) {
        complain(console,
                 options.vary.empty() ? "sweep needs --vary FIELD=VALUES"
                                      : "sweep takes one or two --vary",
                 "such as --vary threadpool=1..16, or --vary rate=10..100:10");
        return refuse();
    }
    SweepPlan plan;
    for (const std::string& text : options.vary) {
        if (subject.is_program &&
            refuse_program_field(subject, text.substr(0, text.find('=')), console))
            return refuse();
        sim::Result<Vary> vary = parse_vary(text, subject.input.text, subject.input.name);
        if (!vary) {
            complain(console, vary.diagnostics());
            return refuse();
        }
        plan.vary.push_back(*std::move(vary));
    }
    if (!are_fields_sane(plan.vary, options, console)) return refuse();
    if (plan.cells() > cells_max) {
        complain(console,
                 fmt::format("{} cells, at most {} are computed", plan.cells(), cells_max));
        return refuse();
    }
    // Each value of each dimension is looked at before hours go into the first ones.
    for (std::size_t cell = 0; cell < plan.cells(); ++cell) {
        const std::vector<std::size_t> position = plan.position(cell);
        const bool is_edge = std::count(position.begin(), position.end(), 0U) >=
                             static_cast<std::ptrdiff_t>(position.size()) - 1;
        if (!is_edge) continue;
        const Loaded<Variant> variant = load_cell(subject, options, plan, cell, console);
        if (!variant.value) return refuse();
        if (cell == 0) complain(console, variant.value->job.program.warnings);
        plan.title = variant.value->title;
        plan.node = variant.value->node;
    }
    plan.program = subject.input.given;
    plan.seed = fmt::format("{}", options.seed);
    plan.plan = hash_of(subject, options, plan.vary);
    return {.value = std::move(plan), .code = exit_done};
}

}  // namespace ui
