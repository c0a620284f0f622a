// What exploring finds, for pictures, pages and the window.
#include "ui/cli/explored_orders.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/explore/explore.hpp"
#include "ui/cli/exploration.hpp"
#include "ui/cli/orders_file.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/layout/frame.hpp"

namespace ui {

namespace {

constexpr std::int64_t paths_max = 5'000;  // then the picture says that there may be more
constexpr std::int64_t samples = 500;
constexpr std::size_t tabs_max = 12;

/// What decides for an order against the one that it parts from.
std::string parting_of(const sim::Order& order) {
    if (order.choices.empty() || order.neighbour < 0) return {};
    const sim::OrderChoice& choice = order.choices.back();
    return choice.picked < choice.texts.size()
               ? fmt::format("{}: {}", choice.point, choice.texts[choice.picked])
               : choice.point;
}

sim::Orders explore_job(const Job& job, const Options& options, const Console& console) {
    return sim::explore(job.program, *job.profile,
                        explore_options(options, console, samples, paths_max));
}

}  // namespace

PossibleOrders to_possible(const Exploration& exploration, const Options& options) {
    const sim::Orders& found = exploration.orders;
    PossibleOrders orders{.program = exploration.name,
                          .node = exploration.node,
                          .is_complete = found.is_complete,
                          .samples = found.samples,
                          .orders = {}};
    for (const sim::Order& order : found.orders) {
        PossibleOrder& row = orders.orders.emplace_back();
        row.lines = order.lines;
        if (found.samples > 0)
            row.likelihood = static_cast<double>(order.seen) / static_cast<double>(found.samples);
        row.parting = parting_of(order);
        row.replay = picks_text(order, options);
    }
    return orders;
}

PossibleOrders explored(const Job& job, const Options& options, const Console& console) {
    return to_possible(
        {.orders = explore_job(job, options, console),
         .claims = {},
         .name = job.program.title.empty() ? file_name(job.given) : job.program.title,
         .node = std::string{job.profile->name}},
        options);
}

int export_explored(const Job& job, const Options& options, const Console& console) {
    if (!can_explore(job, console)) return exit_bad_input;
    const PossibleOrders orders = explored(job, options, console);
    if (is_interrupted(console)) {
        complain(console, "interrupted");
        return exit_limit;
    }
    return draw_orders(orders, options, console);
}

int export_explored_script(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    const std::optional<ScriptText> script = read_script(file, console);
    if (!script) return exit_bad_input;
    const Loaded<Exploration> found = explore_file(samples_of(options), options, console);
    if (found.code != exit_done) return found.code;
    PossibleOrders orders = to_possible(*found.value, options);
    orders.program = script->title.empty() ? file_name(file) : script->title;
    return draw_orders(orders, options, console);
}

std::vector<OrderRun> order_runs(const Job& job, sim::RunOptions run_options,
                                 const Options& options, const Console& console) {
    std::vector<OrderRun> runs;
    if (!options.has_orders || !sim::hinders_exploring(job.program).empty()) return runs;
    const sim::Orders found = explore_job(job, options, console);
    if (found.orders.size() < 2) return runs;
    std::vector<std::size_t> by_likelihood(found.orders.size());
    for (std::size_t i = 0; i < by_likelihood.size(); ++i) by_likelihood[i] = i;
    std::stable_sort(by_likelihood.begin(), by_likelihood.end(), [&](std::size_t a, std::size_t b) {
        return found.orders[a].seen > found.orders[b].seen;
    });
    by_likelihood.resize(std::min(by_likelihood.size(), tabs_max));
    run_options.level = sim::TraceLevel::full;
    for (const std::size_t i : by_likelihood) {
        const sim::Order& order = found.orders[i];
        sim::Path path{.latitude = latitude_of(options), .picks = order.picks, .taken = {}};
        path.latitude.steps_may_wait = order.steps_wait;
        path.latitude.clocks_are_read = order.clocks_are_read;
        path.latitude.durations = order.durations;
        run_options.path = &path;
        std::string name = fmt::format("{}", runs.size() + 1);
        if (found.samples > 0)
            name += ": " + likelihood_text(static_cast<double>(order.seen) /
                                           static_cast<double>(found.samples));
        runs.push_back({.name = std::move(name),
                        .parting = parting_of(order),
                        .trace = sim::run(job.program, *job.profile, run_options)});
    }
    return runs;
}

}  // namespace ui
