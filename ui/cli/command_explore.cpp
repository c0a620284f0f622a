#include <ostream>

#include <fmt/format.h>

#include "sim/explore/explore.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/explore_report.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/order_claims.hpp"
#include "ui/cli/replay.hpp"
#include "ui/host/read_file.hpp"
#include "ui/host/script_paths.hpp"

namespace ui {

namespace {

int show(const sim::Orders& orders, const std::vector<OrderClaim>& claims, const Options& options,
         const std::string& name, const std::string& node, const Console& console) {
    const ExploreView view{.name = name,
                           .node = node,
                           .width = static_cast<std::size_t>(console.out_terminal.width),
                           .has_colour = console.out_terminal.has_colour,
                           .options = &options};
    if (options.is_json) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_explore_json(orders, view, to_stdout);
    } else {
        console.out << explore_text(orders, view);
    }
    return report_claims(claims, orders, options, console);
}

/// Each path is a run of the script in a process of its own, so that there are fewer.
int explore_script(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    const sim::Result<ScriptHost> host = find_script_host();
    if (!host) {
        complain(console, host.diagnostics());
        return exit_bad_input;
    }
    const sim::Result<std::string> text = read_file(file);
    if (!text) {
        complain(console, text.diagnostics());
        return exit_bad_input;
    }
    const sim::Result<std::vector<ScriptExpectation>> expectations =
        read_script_expectations(*text, file);
    if (!expectations) {
        complain(console, expectations.diagnostics());
        return exit_bad_input;
    }
    ScriptRun run{.file = file};
    run.profile = options.node;
    run.runtime.threadpool = options.threadpool.value_or(run.runtime.threadpool);
    if (options.until) run.runtime.until = *options.until;
    run.runtime.events_max = 1'000'000;
    run.seed = options.seed;
    run.version = version_number();
    run.interrupt = console.interrupt;
    const sim::ExploreOptions how{.latitude = latitude_of(options),
                                  .runs_max = options.paths.value_or(400),
                                  .samples = options.samples.value_or(40),
                                  .seed = options.seed,
                                  .threads = options.threads.value_or(0),
                                  .interrupt = console.interrupt};
    ScriptPaths paths{*host, run, how.latitude};
    const sim::Orders orders = sim::enumerate(paths.runner(), how);
    if (is_interrupted(console)) {
        complain(console, "interrupted");
        return exit_limit;
    }
    if (!paths.failure().empty()) {
        complain(console, fmt::format("{}: {}", file, paths.failure()));
        return exit_bad_input;
    }
    const std::string profile = run.profile.empty() ? host->major : run.profile;
    return show(orders, order_claims(*expectations, profile, file), options, file, profile,
                console);
}

}  // namespace

int explore_command(const Options& options, const Console& console) {
    if (is_script(options.operands.front(), options)) return explore_script(options, console);
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return job.code;
    if (!can_explore(*job.value, console)) return exit_bad_input;
    const sim::ExploreOptions how{.latitude = latitude_of(options),
                                  .runs_max = options.paths.value_or(100'000),
                                  .samples = options.samples.value_or(500),
                                  .seed = options.seed,
                                  .threads = options.threads.value_or(0),
                                  .interrupt = console.interrupt};
    const sim::Orders orders = sim::explore(job.value->program, *job.value->profile, how);
    if (is_interrupted(console)) {
        complain(console, "interrupted");
        return exit_limit;
    }
    const std::string profile{job.value->profile->name};
    // With another pool it is another model: what the scenario expects was not meant for it.
    const std::vector<OrderClaim> claims = model_changes(options).empty()
                                               ? order_claims(job.value->program, profile)
                                               : std::vector<OrderClaim>{};
    return show(orders, claims, options, job.value->given, profile, console);
}

}  // namespace ui
