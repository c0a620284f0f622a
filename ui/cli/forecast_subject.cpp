#include "ui/cli/forecast_subject.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/core.h>

#include "ui/cli/prediction.hpp"
#include "ui/cli/script_forecast.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/cli/vary.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

/// What can be changed of a program, and the option that does so.
struct ProgramField {
    std::string_view path;
    std::string_view option;
};
constexpr std::array program_fields{
    ProgramField{"runtime.threadpool", "--threadpool"}, ProgramField{"runtime.cores", "--cores"},
    ProgramField{"runtime.scheduler", "--scheduler"}, ProgramField{"runtime.node", "--node"}};

/// The runtime of a program under these options.
std::string runtime_text(const Options& options, const ScriptJob& job) {
    const sim::Runtime& runtime = job.run.runtime;
    const std::string cores = runtime.scheduler == sim::Scheduler::unlimited
                                  ? "\"unlimited\""
                                  : fmt::format("{}", runtime.cores);
    return fmt::format(
        "{{\"runtime\": {{\"node\": \"{}\", \"threadpool\": {}, \"cores\": {}, \"scheduler\": "
        "\"{}\"}}}}",
        options.node.empty() ? job.host.major : options.node, runtime.threadpool, cores,
        runtime.scheduler == sim::Scheduler::ps ? "ps" : "linux");
}

/// "--vary work.hash.time=5ms"; a size is looked for without that option.
std::string change_text(const Changes& changes, const Options& options) {
    std::string text;
    for (const auto& [path, json] : changes) {
        const bool is_quoted = json.starts_with('"');
        const std::string value = is_quoted ? json.substr(1, json.size() - 2) : json;
        text.append(text.empty() ? "" : " ");
        text.append(options.vary.empty() ? "with " : "--vary ").append(path);
        text.append("=").append(value);
    }
    return text;
}

Loaded<ForecastSubject> read_program(const Options& options, const Console& console) {
    if (refuse_load_options(options, console)) return {.value = {}, .code = exit_bad_input};
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return {.value = {}, .code = exit_bad_input};
    const std::string& file = options.operands.front();
    sim::Result<std::string> code = read_code(file);
    if (!code) {
        complain(console, code.diagnostics());
        return {.value = {}, .code = exit_bad_input};
    }
    tell_of_free_cpu(*job.value, console);
    Input input{.name = file, .given = file, .text = runtime_text(options, *job.value)};
    return {.value = ForecastSubject{std::move(input), *std::move(code), true}, .code = exit_done};
}

Loaded<Variant> load_program_variant(const ForecastSubject& subject, Options options,
                                     const Changes& changes, const Console& console) {
    for (const auto& [path, json] : changes) {
        if (refuse_program_field(subject, path, console))
            return {.value = {}, .code = exit_bad_input};
        const bool is_quoted = json.starts_with('"');
        const std::string value = is_quoted ? json.substr(1, json.size() - 2) : json;
        std::string wrong;
        for (const ProgramField& field : program_fields) {
            if (field.path == path) wrong = find_option(field.option)->apply(options, value);
        }
        if (options.has_both_schedulers) wrong = "a value of the scheduler is linux or ps";
        if (wrong.empty()) continue;
        complain(console, fmt::format("{}: {}", subject.input.given, wrong));
        return {.value = {}, .code = exit_bad_input};
    }
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return {.value = {}, .code = exit_bad_input};
    Variant variant{.title = subject.input.given,
                    .node = options.node.empty() ? job.value->host.major : options.node,
                    .options = std::move(options)};
    variant.job.program.runtime = job.value->run.runtime;
    return {.value = std::move(variant), .code = exit_done};
}

}  // namespace

Loaded<ForecastSubject> read_subject(const Options& options, const Console& console) {
    if (is_script(options.operands.front(), options)) return read_program(options, console);
    Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return {.value = {}, .code = input.code};
    return {.value = ForecastSubject{.input = *std::move(input.value)}, .code = exit_done};
}

bool refuse_program_field(const ForecastSubject& subject, std::string_view field,
                          const Console& console) {
    const bool is_known = std::ranges::any_of(program_fields, [&](const ProgramField& one) {
        return one.path == field || one.path.ends_with(fmt::format(".{}", field));
    });
    if (is_known) return false;
    complain(console,
             fmt::format("{}: {} is no field of a JavaScript program", subject.input.given, field),
             "a program has threadpool, cores, scheduler and node");
    return true;
}

Loaded<Variant> load_variant(const ForecastSubject& subject, const Options& options,
                             const Changes& changes, const Console& console) {
    if (subject.is_program) return load_program_variant(subject, options, changes, console);
    Input input = subject.input;
    input.original = input.text;
    input.change = change_text(changes, options);
    Changes all = changes;
    // A scheduler is one of so many cores, which the option says before the scenario is read.
    const bool is_of_cores = options.cores && std::ranges::any_of(changes, [](const auto& change) {
                                 return change.first == "runtime.scheduler";
                             });
    if (is_of_cores) all.insert(all.begin(), {"runtime.cores", fmt::format("{}", *options.cores)});
    for (const auto& [path, json] : all) {
        sim::Result<std::string> text = with_value(input.text, input.name, path, json);
        if (!text) {
            complain(console, text.diagnostics());
            return {.value = {}, .code = exit_bad_input};
        }
        input.text = *std::move(text);
    }
    Loaded<Job> job = load_forecast_job(input, options, console);
    if (!job.value) return {.value = {}, .code = job.code};
    Variant variant{.title = job.value->program.title,
                    .node = std::string{job.value->profile->name},
                    .job = *std::move(job.value),
                    .options = options};
    return {.value = std::move(variant), .code = exit_done};
}

Loaded<sim::Forecast> forecast_variant(const ForecastSubject& subject, const Variant& variant,
                                       const Console& console, const ForecastManner& manner) {
    if (subject.is_program) {
        const Loaded<ScriptJob> job = load_script(variant.options, console);
        if (!job.value) return {.value = {}, .code = exit_bad_input};
        const Loaded<ScriptForecast> runs =
            forecast_script(*job.value, variant.options, console, manner.progress, manner.is_first);
        if (!runs.value) return {.value = {}, .code = runs.code};
        return {.value = runs.value->to_forecast(), .code = exit_done};
    }
    sim::PredictPlan plan = predict_plan(variant.options, console);
    plan.has_delay = false;
    plan.is_brief = manner.is_brief;
    plan.progress = manner.progress;
    plan.precision = variant.options.precision.value_or(0.05);
    return {.value = sim::predict(variant.job.program, *variant.job.profile, plan),
            .code = exit_done};
}

}  // namespace ui
