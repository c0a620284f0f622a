#include "ui/cli/orders_file.hpp"

#include <simdjson.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/core/diagnostic.hpp"
#include "sim/explore/explore.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/cli/replay.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"
#include "ui/layout/orders.hpp"

namespace ui {

namespace {

namespace dom = simdjson::dom;

constexpr std::int64_t runs_max = 5'000;  // then the picture says that there may be more
constexpr std::int64_t samples = 500;
constexpr std::size_t tabs_max = 12;

sim::Diagnostic problem(const std::string& file, std::string message) {
    return {.place = {.file = file}, .message = std::move(message), .excerpt = {}, .hint = {}};
}

/// What decides for an order against the one that it parts from.
std::string parting_of(const sim::Order& order) {
    if (order.choices.empty() || order.neighbour < 0) return {};
    const sim::OrderChoice& choice = order.choices.back();
    return choice.picked < choice.texts.size()
               ? fmt::format("{}: {}", choice.point, choice.texts[choice.picked])
               : choice.point;
}

bool read_order(const dom::element& element, PossibleOrder& order) {
    dom::array lines;
    if (element["lines"].get(lines) != simdjson::SUCCESS) return false;
    for (const dom::element line : lines) {
        std::string_view text;
        if (line.get(text) != simdjson::SUCCESS) return false;
        order.lines.emplace_back(text);
    }
    double likelihood = 0;
    if (element["likelihood"].get(likelihood) == simdjson::SUCCESS) order.likelihood = likelihood;
    dom::array choices;
    if (element["choices"].get(choices) != simdjson::SUCCESS) return true;
    for (const dom::element choice : choices) {
        std::string_view point;
        std::string_view picked;
        if (choice["point"].get(point) == simdjson::SUCCESS &&
            choice["picked"].get(picked) == simdjson::SUCCESS)
            order.parting = fmt::format("{}: {}", point, picked);
    }
    return true;
}

sim::Result<PossibleOrders> read_orders(const std::string& file) {
    sim::Result<std::string> text = read_file(file);
    if (!text) return text.diagnostics();
    dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(*text).get(root); error != simdjson::SUCCESS) {
        return problem(file, fmt::format("no valid JSON: {}", simdjson::error_message(error)));
    }
    PossibleOrders orders;
    std::string_view name;
    std::string_view node;
    dom::array outputs;
    if (root["file"].get(name) != simdjson::SUCCESS ||
        root["node"].get(node) != simdjson::SUCCESS ||
        root["complete"].get(orders.is_complete) != simdjson::SUCCESS ||
        root["outputs"].get(outputs) != simdjson::SUCCESS)
        return problem(file, "expected what explore --json writes: file, node, complete, outputs");
    orders.program = name;
    orders.node = node;
    for (const dom::element element : outputs) {
        PossibleOrder& order = orders.orders.emplace_back();
        if (!read_order(element, order))
            return problem(file,
                           fmt::format("output {}: expected lines of text", orders.orders.size()));
    }
    if (orders.orders.empty()) return problem(file, "there are no outputs");
    return orders;
}

PossibleOrders to_possible(const sim::Orders& found, const Job& job, const Options& options) {
    PossibleOrders orders{.program = job.program.title.empty() ? job.given : job.program.title,
                          .node = std::string{job.profile->name},
                          .is_complete = found.is_complete,
                          .orders = {}};
    for (const sim::Order& order : found.orders) {
        PossibleOrder& row = orders.orders.emplace_back();
        row.lines = order.lines;
        if (found.samples > 0)
            row.likelihood = static_cast<double>(order.seen) / static_cast<double>(found.samples);
        row.parting = parting_of(order);
        row.replay = picks_text(order.picks, options);
    }
    return orders;
}

sim::Orders explore_job(const Job& job, const Options& options, const Console& console) {
    return sim::explore(job.program, *job.profile,
                        {.latitude = latitude_of(options),
                         .runs_max = runs_max,
                         .samples = samples,
                         .seed = options.seed,
                         .threads = options.threads.value_or(0),
                         .interrupt = console.interrupt});
}

std::string likelihood_text(const std::optional<double>& likelihood) {
    return likelihood ? fmt::format("{:.1f} %", *likelihood * 100) : std::string{"–"};
}

PageTable table_of(const PossibleOrders& orders) {
    PageTable table{.heads = {"", "order", "how often", "what decides for it"}, .rows = {}};
    for (const PossibleOrder& order : orders.orders)
        table.rows.push_back({std::to_string(table.rows.size() + 1),
                              fmt::format("{}", fmt::join(order.lines, ", ")),
                              likelihood_text(order.likelihood), order.parting});
    return table;
}

int draw(const PossibleOrders& orders, const Options& options, const Console& console) {
    const bool is_chart =
        options.format.empty() ? options.output.ends_with(".mmd") : options.format == "mmd";
    if (is_chart) {
        const std::string chart = orders_mermaid(orders);
        if (options.output == "-") {
            console.out << chart;
            return exit_done;
        }
        const std::optional<sim::Diagnostic> fault =
            write_file(options.output, chart,
                       {.is_forced = options.is_forced, .interrupt = console.interrupt});
        if (fault) complain(console, *fault);
        return fault ? exit_bad_input : exit_done;
    }
    if (!wants_picture(options)) {
        complain(console, fmt::format("{}: orders become pictures", options.output),
                 "known endings: .svg, .png, .pdf, .pptx, .gif, .html, .mmd");
        return exit_bad_input;
    }
    return write_scene(orders_picture(orders, to_picture_options(options)), table_of(orders),
                       options, console);
}

}  // namespace

bool is_orders(std::string_view first) {
    return first.starts_with('{') && first.find("\"samplesOutside\":") != std::string_view::npos &&
           first.find("\"outputs\":") != std::string_view::npos;
}

int export_orders(const Options& options, const Console& console) {
    if (!options.picture.empty() && options.picture != "orders") {
        complain(console, fmt::format("{}: is what explore wrote, which has no picture \"{}\"",
                                      options.operands.front(), options.picture));
        return exit_bad_input;
    }
    const sim::Result<PossibleOrders> orders = read_orders(options.operands.front());
    if (!orders) {
        complain(console, orders.diagnostics());
        return exit_bad_input;
    }
    return draw(*orders, options, console);
}

PossibleOrders explored(const Job& job, const Options& options, const Console& console) {
    return to_possible(explore_job(job, options, console), job, options);
}

int export_explored(const Job& job, const Options& options, const Console& console) {
    if (!can_explore(job, console)) return exit_bad_input;
    const PossibleOrders orders = explored(job, options, console);
    if (is_interrupted(console)) {
        complain(console, "interrupted");
        return exit_limit;
    }
    return draw(orders, options, console);
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
