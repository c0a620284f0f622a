#include "ui/cli/view_asked.hpp"

#include <utility>

#include "sim/scenario/scenario.hpp"
#include "ui/cli/vary.hpp"

namespace ui {

namespace {

/// Gives fields of the scenario the values of a sweep's cell; false after a message.
bool change(Input& input, const gui::LoadRequest& request, const Console& console) {
    for (const auto& [path, value] : request.changes) {
        const sim::Result<sim::ScenarioField> field =
            sim::find_scenario_field(input.text, input.name, path);
        if (!field) {
            complain(console, field.diagnostics());
            return false;
        }
        sim::Result<std::string> text =
            with_value(input.text, input.name, path, to_json_value(value, field->value));
        if (!text) {
            complain(console, text.diagnostics());
            return false;
        }
        input.text = *std::move(text);
    }
    return true;
}

}  // namespace

std::vector<sim::Diagnostic> file_problem(const std::string& file, const std::string& message) {
    return {
        sim::Diagnostic{.place = {.file = file}, .message = message, .excerpt = {}, .hint = {}}};
}

Options with_knobs(const Options& from, const gui::Knobs& knobs) {
    Options options = from;
    if (!knobs.node.empty()) options.node = knobs.node;
    if (!knobs.module.empty()) options.is_module = knobs.module == "esm";
    if (!knobs.scheduler.empty())
        options.scheduler = knobs.scheduler == "ps" ? sim::Scheduler::ps : sim::Scheduler::per_core;
    if (!knobs.costs.empty()) options.costs = knobs.costs;
    if (knobs.threadpool) options.threadpool = knobs.threadpool;
    if (knobs.cores) options.cores = knobs.cores;
    if (knobs.seed) {
        options.seed = *knobs.seed;
        options.is_seed_stated = true;
    }
    options.replay = knobs.replay;
    return options;
}

Asked::Asked(const gui::LoadRequest& asked, Options with, const Console& console,
             gui::LoadProgress& progress)
    : request(asked),
      options(std::move(with)),
      quiet{.in = nothing,
            .out = ignored,
            .err = errors,
            .out_terminal = {},
            .err_terminal = {},
            .scenarios_folder = console.scenarios_folder,
            .interrupt = &progress.is_cancelled,
            .runs = &progress.runs} {
    options.operands = {request.path};
}

bool Asked::read() {
    input = read_input(request.path, options, quiet);
    if (!input.value) return false;
    if (request.text) input.value->text = *request.text;
    return change(*input.value, request, quiet);
}

Loaded<Job> Asked::job() {
    if (!read()) return {.value = {}, .code = exit_bad_input};
    return load_job(*input.value, options, quiet);
}

std::string Asked::said() const {
    constexpr std::string_view prefix = "loopglass: ";
    std::string text = errors.str();
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    while (text.ends_with('\n')) text.pop_back();
    for (char& c : text) c = c == '\n' ? ' ' : c;
    return text;
}

}  // namespace ui
