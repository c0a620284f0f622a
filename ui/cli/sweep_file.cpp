#include "ui/cli/sweep_file.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ui/cli/command.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/cli/target.hpp"
#include "ui/export/page.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

/// The one target that a picture can show: of a percentile that sweeps know.
std::optional<SweepTarget> target_of(const Options& options, const Console& console, int& code) {
    code = exit_done;
    if (options.targets.empty()) return std::nullopt;
    code = exit_bad_input;
    if (options.targets.size() > 1) {
        complain(console, "a picture of a sweep shows one --target");
        return std::nullopt;
    }
    const sim::Result<Target> target = parse_target(options.targets.front());
    if (!target) {
        complain(console, target.diagnostics());
        return std::nullopt;
    }
    if (!target->load.empty()) {
        complain(console,
                 fmt::format("--target {}: a sweep holds the latency of all loads together",
                             target->text),
                 fmt::format("--target '{}' is of that; loopglass predict tells loads apart",
                             target->text.substr(target->text.find(target->load) +
                                                 target->load.size() + 1)));
        return std::nullopt;
    }
    for (std::size_t i = 0; i < sweep_percentiles; ++i) {
        if (sweep_percentile_name(i) != target->metric) continue;
        code = exit_done;
        return SweepTarget{
            .percentile = i, .bound = target->bound, .is_strict = target->comparison == "<"};
    }
    complain(console,
             fmt::format("--target {}: a picture of a sweep shows percentiles", target->text),
             "such as --target 'p99<200ms', also p50, p90, p95 and p99.9");
    return std::nullopt;
}

/// The numbers below the picture, for who reads or hears them.
PageTable table_of(const SweepFigures& sweep) {
    PageTable table;
    for (const SweepDimension& dimension : sweep.dimensions) table.heads.push_back(dimension.field);
    for (const char* const head : {"p50", "p95", "p99", "95 % from", "to", "p99 is mostly"})
        table.heads.emplace_back(head);
    const std::size_t inner =
        sweep.dimensions.size() == 2 ? sweep.dimensions[1].values.size() : std::size_t{1};
    const auto time = [](const std::optional<double>& ns) {
        return ns ? latency_text(*ns) : std::string{"–"};
    };
    for (std::size_t i = 0; i < sweep.cells.size(); ++i) {
        if (!sweep.cells[i]) continue;
        const SweepFigure& figure = *sweep.cells[i];
        std::vector<std::string> row{sweep.dimensions[0].values[i / inner]};
        if (sweep.dimensions.size() == 2) row.push_back(sweep.dimensions[1].values[i % inner]);
        for (const std::size_t percentile : {std::size_t{0}, std::size_t{2}, std::size_t{3}}) {
            const std::optional<SweepLatency>& latency = figure.latencies[percentile];
            row.push_back(latency ? latency_text(latency->value) : std::string{"–"});
        }
        const std::optional<SweepLatency>& p99 = figure.latencies[3];
        row.push_back(time(p99 ? p99->low : std::nullopt));
        row.push_back(time(p99 ? p99->high : std::nullopt));
        row.push_back(figure.growth
                          ? fmt::format("overload: the queue grows by {:.3g}/s", *figure.growth)
                          : figure.top);
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

bool is_sweep(std::string_view first) { return first.starts_with(R"({"loopglass": "sweep")"); }

SweepFigures to_figures(const Sweep& sweep) {
    SweepFigures figures{.program = sweep.plan.program,
                         .title = sweep.plan.title,
                         .node = sweep.plan.node,
                         .dimensions = {},
                         .cells = {}};
    for (const Vary& vary : sweep.plan.vary)
        figures.dimensions.push_back({vary.field, vary.values});
    figures.cells.resize(sweep.plan.cells());
    for (const SweepCell& cell : sweep.cells) {
        SweepFigure figure{.latencies = {}, .growth = cell.growth, .top = cell.top};
        for (std::size_t i = 0; i < sweep_percentiles; ++i) {
            if (cell.percentiles[i])
                figure.latencies[i] =
                    SweepLatency{*cell.percentiles[i], cell.lows[i], cell.highs[i]};
        }
        figures.cells[cell.index] = std::move(figure);
    }
    return figures;
}

int export_sweep(const Options& options, const Console& console) {
    const std::string& file = options.operands.front();
    if (!options.picture.empty() && options.picture != "sweep") {
        complain(console,
                 fmt::format("{}: is a sweep, which has no picture \"{}\"", file, options.picture));
        return exit_bad_input;
    }
    int code = exit_done;
    const std::optional<SweepTarget> target = target_of(options, console, code);
    if (code != exit_done) return code;
    const sim::Result<std::string> text = read_file(file);
    if (!text) {
        complain(console, text.diagnostics());
        return exit_bad_input;
    }
    const sim::Result<Sweep> sweep = read_sweep(*text, file);
    if (!sweep) {
        complain(console, sweep.diagnostics());
        return exit_bad_input;
    }
    if (sweep->cells.empty()) {
        complain(console, fmt::format("{}: no cell of the sweep was computed", file),
                 "loopglass sweep ... --resume computes them");
        return exit_bad_input;
    }
    const SweepFigures figures = to_figures(*sweep);
    const Scene scene = sweep_picture(figures, to_picture_options(options), target);
    return write_scene(scene, table_of(figures), options, console);
}

}  // namespace ui
