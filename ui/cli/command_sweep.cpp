// `sweep`: a forecast for each combination of values. Cells are computed in order, each with the same random numbers; with -o
// the file is renewed while the sweep runs, so that whatever ends it costs little. `merge` joins what shards wrote.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/command.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/sweep_run.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

enum class SweepForm : std::uint8_t { table, json, csv };

SweepForm form_of(const Options& options) {
    if (options.is_csv || options.output.ends_with(".csv")) return SweepForm::csv;
    const bool is_file = !options.output.empty() && options.output != "-";
    return options.is_json || is_file ? SweepForm::json : SweepForm::table;
}

/// A picture of a sweep is made of its result.
bool has_form(const Options& options, const Console& console) {
    const std::string& output = options.output;
    if (options.is_json && options.is_csv) {
        complain(console, "--json and --csv exclude each other");
        return false;
    }
    const bool is_other = (options.is_json && output.ends_with(".csv")) ||
                          (options.is_csv && output.ends_with(".json"));
    if (is_other) {
        complain(console,
                 fmt::format("{}: is not the name of what {} writes", output,
                             options.is_json ? "--json" : "--csv"),
                 "leave out one of them");
        return false;
    }
    const bool is_said = options.is_json || options.is_csv || output.empty() || output == "-";
    if (is_said || output.ends_with(".json") || output.ends_with(".csv")) return true;
    complain(console, fmt::format("{}: a sweep is written as .json or .csv", output),
             "loopglass export SWEEP.json -o OUT draws it; --json and --csv take any name");
    return false;
}

std::string text_of(const Sweep& sweep, SweepForm form, bool has_colour) {
    switch (form) {
        case SweepForm::table: return sweep_table(sweep, has_colour);
        case SweepForm::json: return sweep_json(sweep);
        case SweepForm::csv: break;
    }
    return sweep_csv(sweep);
}

/// Where results go: stdout at the end, or a file that is renewed.
class Destination {
public:
    Destination(const Options& options, const Console& console)
        : options_(options), console_(console) {}

    [[nodiscard]] bool is_file() const {
        return !options_.output.empty() && options_.output != "-";
    }
    /// False after a message.
    [[nodiscard]] bool write(const Sweep& sweep) {
        const SweepForm form = form_of(options_);
        if (!is_file()) {
            console_.out << text_of(sweep, form, console_.out_terminal.has_colour) << std::flush;
            return true;
        }
        // What stands there after the first time is ours, whatever it looks like.
        const std::optional<sim::Diagnostic> problem =
            write_file(options_.output, text_of(sweep, form, false),
                       {.is_forced = options_.is_forced || has_written_, .interrupt = nullptr});
        if (problem) complain(console_, *problem);
        has_written_ = true;
        return !problem;
    }

private:
    const Options& options_;
    const Console& console_;
    bool has_written_ = false;
};

Loaded<Sweep> read_part(const std::string& file, const Console& console) {
    const sim::Result<std::string> text = read_file(file);
    if (!text) {
        complain(console, text.diagnostics());
        return {.value = {}, .code = exit_bad_input};
    }
    sim::Result<Sweep> sweep = read_sweep(*text, file);
    if (!sweep) {
        complain(console, sweep.diagnostics());
        return {.value = {}, .code = exit_bad_input};
    }
    return {.value = *std::move(sweep), .code = exit_done};
}

/// The cells that an earlier run left in the output; false after a message.
bool take_finished(const Options& options, Sweep& sweep, const Console& console) {
    if (!options.is_resumed) return true;
    if (options.output.empty() || options.output == "-" || form_of(options) != SweepForm::json) {
        complain(console, "--resume needs -o OUT.json, the file that holds the finished cells");
        return false;
    }
    std::error_code error;
    if (!std::filesystem::exists(options.output, error)) return true;
    Loaded<Sweep> before = read_part(options.output, console);
    if (!before.value) return false;
    if (before.value->plan.plan != sweep.plan.plan) {
        complain(console,
                 fmt::format("{}: is of another sweep: scenario, options or values differ",
                             options.output),
                 "another -o, or without --resume");
        return false;
    }
    sweep.cells = std::move(before.value->cells);
    return true;
}

bool has_cell(const Sweep& sweep, std::size_t index) {
    return std::any_of(sweep.cells.begin(), sweep.cells.end(),
                       [&](const SweepCell& cell) { return cell.index == index; });
}

void add_cell(Sweep& sweep, SweepCell cell) {
    const auto place = std::lower_bound(
        sweep.cells.begin(), sweep.cells.end(), cell.index,
        [](const SweepCell& other, std::size_t index) { return other.index < index; });
    sweep.cells.insert(place, std::move(cell));
}

std::vector<std::size_t> cells_to_do(const Sweep& sweep, const Options& options) {
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < sweep.plan.cells(); ++i) {
        const bool is_mine =
            !options.shard ||
            static_cast<std::int32_t>(i % static_cast<std::size_t>(options.shard->second)) ==
                options.shard->first - 1;
        if (is_mine && !has_cell(sweep, i)) cells.push_back(i);
    }
    return cells;
}

/// Shows how much of all cells is done while one of them is computed.
std::function<void(int done, int wanted)> progress_of_cell(Progress& progress, std::size_t cell,
                                                           std::size_t cells) {
    return [&progress, cell, cells](int done, int wanted) {
        const double done_cells =
            static_cast<double>(cell) + static_cast<double>(done) / static_cast<double>(wanted);
        progress.show(done_cells / static_cast<double>(cells),
                      fmt::format("cell {} of {}", cell + 1, cells));
    };
}

constexpr std::chrono::seconds renew_every{2};

/// The exit code.
int compute(const ForecastSubject& subject, const Options& options, Sweep& sweep,
            Destination& destination, const Console& console) {
    const std::vector<std::size_t> cells = cells_to_do(sweep, options);
    Progress progress{console, "sweeping"};
    auto renewed = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Loaded<Variant> variant = load_cell(subject, options, sweep.plan, cells[i], console);
        if (!variant.value) return variant.code;
        const Loaded<sim::Forecast> forecast = forecast_variant(
            subject, *variant.value, console,
            {.is_first = i == 0, .progress = progress_of_cell(progress, i, cells.size())});
        if (is_interrupted(console)) break;
        if (!forecast.value) return forecast.code;
        if (!forecast.value->problem.empty()) {
            progress.clear();
            complain(console, fmt::format("cell {}: a run ended early: {}", cells[i],
                                          forecast.value->problem));
        }
        add_cell(sweep, make_cell(sweep.plan, cells[i], *forecast.value));
        const auto now = std::chrono::steady_clock::now();
        if (!destination.is_file() || now - renewed < renew_every) continue;
        renewed = now;
        if (!destination.write(sweep)) return exit_bad_input;
    }
    progress.clear();
    if (!destination.write(sweep)) return exit_bad_input;
    if (!is_interrupted(console)) return exit_done;
    complain(
        console,
        fmt::format("interrupted: {} of {} cells are done", sweep.cells.size(), sweep.plan.cells()),
        destination.is_file() ? "--resume computes the others"
                              : "-o OUT.json and --resume would go on from here");
    return exit_limit;
}

void tell_written(const Options& options, const Console& console) {
    const std::string& file = options.output;
    console.out << file << " is written";
    if (form_of(options) == SweepForm::json && !options.shard)
        console.out << fmt::format("; next: loopglass export {} -o sweep.svg", file);
    console.out << '\n';
}

}  // namespace

int sweep_command(const Options& options, const Console& console) {
    if (!has_form(options, console) || is_input(options.output, options, console))
        return exit_bad_input;
    const Loaded<ForecastSubject> subject = read_subject(options, console);
    if (!subject.value) return subject.code;
    Loaded<SweepPlan> plan = plan_sweep(*subject.value, options, console);
    if (!plan.value) return plan.code;
    Sweep sweep{*std::move(plan.value), {}};
    if (!take_finished(options, sweep, console)) return exit_bad_input;
    // A file that must not be replaced is better told now than after an hour.
    Options writing = options;
    writing.is_forced = options.is_forced || options.is_resumed;
    Destination destination{writing, console};
    if (destination.is_file() && !destination.write(sweep)) return exit_bad_input;
    const int code = compute(*subject.value, options, sweep, destination, console);
    if (code == exit_done && destination.is_file()) tell_written(options, console);
    return code;
}

int merge_command(const Options& options, const Console& console) {
    if (!has_form(options, console) || is_input(options.output, options, console))
        return exit_bad_input;
    std::optional<Sweep> whole;
    std::map<std::size_t, std::string> from;
    for (const std::string& file : options.operands) {
        Loaded<Sweep> part = read_part(file, console);
        if (!part.value) return part.code;
        if (!whole) whole = Sweep{part.value->plan, {}};
        if (part.value->plan.plan != whole->plan.plan) {
            complain(console,
                     fmt::format("{}: is of another sweep than {}", file, options.operands.front()),
                     "parts of one sweep have the same scenario, options, values and version");
            return exit_bad_input;
        }
        for (SweepCell& cell : part.value->cells) {
            const auto [place, is_new] = from.emplace(cell.index, file);
            if (is_new) {
                add_cell(*whole, std::move(cell));
                continue;
            }
            const auto other =
                std::find_if(whole->cells.begin(), whole->cells.end(),
                             [&](const SweepCell& c) { return c.index == cell.index; });
            if (other->line == cell.line) continue;
            complain(
                console,
                fmt::format("{} and {} disagree about cell {}", place->second, file, cell.index),
                "one of them was changed, or made by another build");
            return exit_bad_input;
        }
    }
    Destination destination{options, console};
    if (!destination.write(*whole)) return exit_bad_input;
    if (whole->cells.size() == whole->plan.cells()) return exit_done;
    complain(console,
             fmt::format("{} of {} cells are missing", whole->plan.cells() - whole->cells.size(),
                         whole->plan.cells()),
             "a shard is missing or has not finished");
    return exit_failed;
}

}  // namespace ui
