// What explore, check --explore and quiz have in common.
#include "ui/cli/exploration.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "sim/explore/explore.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/script_expectations.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/host/read_file.hpp"
#include "ui/host/script_paths.hpp"

namespace ui {

namespace {

constexpr std::int64_t paths_usual = 100'000;
constexpr std::int64_t script_paths_usual = 4'000;
constexpr std::int64_t script_described_max = 200;

/// Says on a terminal how many runs were made, as long as it lives; who counts them already shows them in another way.
class RunsShown {
public:
    RunsShown(const Console& console, sim::ExploreOptions& how) : progress_(console, "exploring") {
        if (how.runs != nullptr || !console.err_terminal.is_terminal) return;
        how.runs = &runs_;
        watcher_ = std::thread{[this] { watch(); }};
    }
    RunsShown(const RunsShown&) = delete;
    RunsShown& operator=(const RunsShown&) = delete;
    ~RunsShown() {
        {
            const std::lock_guard lock{mutex_};
            is_over_ = true;
        }
        over_.notify_all();
        if (watcher_.joinable()) watcher_.join();
    }

private:
    void watch() {
        std::unique_lock lock{mutex_};
        while (!over_.wait_for(lock, std::chrono::milliseconds{200}, [this] { return is_over_; }))
            progress_.show(fmt::format("{} runs", runs_.load()));
    }

    Progress progress_;
    std::atomic<std::int64_t> runs_{0};
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread watcher_;
};

Loaded<Exploration> no_exploration(int code) { return {.value = {}, .code = code}; }

/// What was found so far, if anything was.
Loaded<Exploration> interrupted(Exploration found, const Console& console) {
    complain(console, "interrupted");
    if (found.orders.orders.empty()) return no_exploration(exit_limit);
    return {.value = std::move(found), .code = exit_limit};
}

/// Each path is a run of the script in a process of its own, so that there are fewer.
Loaded<Exploration> explore_script(std::int64_t samples, const Options& options,
                                   const Console& console) {
    const std::string& file = options.operands.front();
    Options own = options;  // of one program, and not of one path
    own.replay.clear();
    Loaded<ScriptJob> job = load_script(own, console);
    if (!job.value) return no_exploration(exit_bad_input);
    const sim::Result<std::string> text = read_code(file);
    if (!text) {
        complain(console, text.diagnostics());
        return no_exploration(exit_bad_input);
    }
    const sim::Result<std::vector<ScriptExpectation>> expectations =
        read_script_expectations(*text, file);
    if (!expectations) {
        complain(console, expectations.diagnostics());
        return no_exploration(exit_bad_input);
    }
    ScriptRun& run = job.value->run;
    run.runtime.events_max = sim::explored_steps_max;
    sim::ExploreOptions how = explore_options(options, console, samples, script_paths_usual);
    how.described_max = script_described_max;
    std::string failure;
    const auto explore = [&] {
        sim::ExploreOptions watched = how;
        const RunsShown shown{console, watched};
        ScriptPaths paths{job.value->host, run, watched.latitude};
        sim::Orders orders = sim::enumerate(paths.runner(), watched);
        failure = paths.failure();
        return orders;
    };
    sim::Orders orders = explore();
    while (orders.needs.any()) {
        sim::widen(how.latitude, orders.needs);
        orders = explore();
    }
    Exploration found{.orders = std::move(orders),
                      .claims = {},
                      .name = file,
                      .node = run.profile.empty() ? job.value->host.major : run.profile};
    if (is_interrupted(console)) return interrupted(std::move(found), console);
    if (!failure.empty()) {
        complain(console, fmt::format("{}: {}", file, failure));
        return no_exploration(exit_bad_input);
    }
    found.claims = order_claims(*expectations, found.node, file);
    return {.value = std::move(found), .code = exit_done};
}

}  // namespace

sim::ExploreOptions explore_options(const Options& options, const Console& console,
                                    std::int64_t samples, std::int64_t paths) {
    return {.latitude = latitude_of(options),
            .runs_max = options.paths.value_or(paths),
            .samples = samples,
            .seed = options.seed,
            .threads = options.threads.value_or(0),
            .interrupt = console.interrupt,
            .runs = console.runs};
}

std::int64_t samples_of(const Options& options) {
    return options.samples.value_or(is_script(options.operands.front(), options) ? 200 : 500);
}

Loaded<Exploration> explore_file(std::int64_t samples, const Options& options,
                                 const Console& console) {
    const std::string& file = options.operands.front();
    if (is_script(file, options)) return explore_script(samples, options, console);
    const Loaded<Input> input = read_input(file, options, console);
    if (!input.value) return no_exploration(input.code);
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return no_exploration(job.code);
    if (!can_explore(*job.value, console)) return no_exploration(exit_bad_input);
    const auto explore = [&] {
        sim::ExploreOptions how = explore_options(options, console, samples, paths_usual);
        const RunsShown shown{console, how};
        return sim::explore(job.value->program, *job.value->profile, how);
    };
    Exploration found{.orders = explore(),
                      .claims = {},
                      .name = job.value->given,
                      .node = std::string{job.value->profile->name}};
    if (is_interrupted(console)) return interrupted(std::move(found), console);
    // With another pool it is another model: what the scenario expects was not meant for it.
    if (model_changes(options).empty()) found.claims = order_claims(job.value->program, found.node);
    return {.value = std::move(found), .code = exit_done};
}

}  // namespace ui
