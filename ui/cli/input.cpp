#include "ui/cli/input.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <istream>

#include <fmt/core.h>

#include "sim/scenario/scenario.hpp"
#include "traces/read.hpp"
#include "ui/cli/own_result.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

template <class T>
Loaded<T> refuse(int code = exit_bad_input) {
    return {.value = {}, .code = code};
}

enum class FileKind : std::uint8_t { json, js, mjs, cjs, tsx };

constexpr std::array<std::pair<std::string_view, FileKind>, 7> endings{
    {{".js", FileKind::js},
     {".mjs", FileKind::mjs},
     {".cjs", FileKind::cjs},
     // Node strips the types, from 22 on; before it says that it does not know them.
     {".ts", FileKind::js},
     {".mts", FileKind::mjs},
     {".cts", FileKind::cjs},
     {".tsx", FileKind::tsx}}};

/// The first character that is neither blank nor in a comment; '\0' if there is none.
char first_character(std::string_view text) {
    while (!text.empty()) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return '\0';
        text.remove_prefix(begin);
        const bool is_block = text.starts_with("/*");
        if (!is_block && !text.starts_with("//")) return text.front();
        const std::string_view close = is_block ? "*/" : "\n";
        const std::size_t end = text.find(close, 2);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + close.size());
    }
    return '\0';
}

/// A file without an ending, which Node takes for JavaScript: if it begins neither as JSON does nor as something packed.
bool is_script_by_text(const std::string& name) {
    std::error_code error;
    if (!std::filesystem::path{name}.extension().empty() ||
        !std::filesystem::is_regular_file(name, error))
        return false;
    sim::Result<InputFile> file = InputFile::open(name);
    if (!file) return false;
    const std::string_view text = without_byte_order_mark(file->next());
    if (traces::is_trace(text)) return false;
    const char first = first_character(text);
    return first > ' ' && first < '\x7F' && first != '{' && first != '[';
}

FileKind kind_of(const std::string& name, const Options& options) {
    if (options.input_kind) {
        switch (*options.input_kind) {
            case InputKind::json: return FileKind::json;
            case InputKind::js: return FileKind::js;
            case InputKind::mjs: return FileKind::mjs;
            case InputKind::cjs: return FileKind::cjs;
        }
    }
    for (const auto& [ending, kind] : endings) {
        if (name.ends_with(ending)) return kind;
    }
    return is_script_by_text(name) ? FileKind::js : FileKind::json;
}

/// Says why a program is not run, and returns whether it was one.
bool refuse_program(const std::string& name, FileKind kind, const Console& console) {
    switch (kind) {
        case FileKind::json: return false;
        case FileKind::js:
        case FileKind::mjs:
        case FileKind::cjs:
            complain(console,
                     fmt::format("{}: is a JavaScript program, a scenario is expected", name),
                     "loopglass run FILE.js runs one");
            return true;
        case FileKind::tsx:
            complain(console, fmt::format("{}: JSX is not understood", name),
                     "compile it to JavaScript first (tsc)");
            return true;
    }
    return false;
}

bool is_file(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

/// "pool/logins" may be an installed scenario; "pool/logins.json" that does not exist here may be, too.
std::string resolve(const std::string& operand, const Console& console) {
    if (is_file(operand)) return operand;
    const std::string installed = find_scenario(console.scenarios_folder, operand);
    return installed.empty() ? operand : installed;
}

/// A name with neither an ending nor a file: more likely a scenario's than a file's.
bool is_scenario_name(const std::string& operand) {
    return std::filesystem::path{operand}.extension().empty() && !is_file(operand);
}

void complain_unknown_scenario(const std::string& operand, const Console& console) {
    std::vector<std::string> names;
    for (const std::string& file : find_scenarios(console.scenarios_folder))
        names.push_back(file.substr(0, file.size() - 5));
    const std::vector<std::string_view> known{names.begin(), names.end()};
    std::string hint = guess(operand, known);
    if (hint.empty() && is_file(operand + ".json"))
        hint = fmt::format("did you mean \"{}.json\"?", operand);
    complain(console,
             fmt::format("{}: neither a file nor an installed scenario",
                         operand.empty() ? "\"\"" : operand),
             hint.empty() ? "see: loopglass list scenarios" : hint);
}

std::string names_of(const sim::Program& program, const std::vector<sim::NamedWork>& works) {
    std::string names;
    for (const sim::NamedWork& work : works)
        names.append(names.empty() ? "" : ", ").append(program.names.text(work.name));
    return names;
}

/// What was measured has effect only under the names that the scenario uses.
void note_other_works(const sim::Program& program, const sim::Program& costs,
                      const std::string& file, const Console& console) {
    complain(console,
             fmt::format("{}: has service times of {}, the scenario's work is called {}", file,
                         names_of(costs, costs.cost_works), names_of(program, program.works)),
             "loopglass calibrate --work NAME=KIND measures under a name of the scenario");
}

bool apply_costs(sim::Program& target, const std::string& costs, const Console& console,
                 std::vector<std::string>& files) {
    sim::Runtime& runtime = target.runtime;
    runtime.costs_none = costs == "none";
    runtime.cost_overrides.clear();
    if (costs == "none" || costs == "node") return true;
    const sim::Result<sim::Program> program = load_costs(costs);
    files.push_back(costs);
    if (!program) {
        complain(console, program.diagnostics());
        return false;
    }
    take_costs(runtime, program->runtime);
    const bool has_both = !target.works.empty() && !program->cost_works.empty();
    if (sim::replace_work_times(target, *program) == 0 && has_both)
        note_other_works(target, *program, costs, console);
    return true;
}

void apply_machine(sim::Program& program, const Options& options) {
    sim::Runtime& runtime = program.runtime;
    if (options.threadpool) {
        runtime.threadpool = *options.threadpool;
        for (sim::Process& process : program.processes) process.threadpool = -1;
    }
    runtime.are_cores_stated |= options.cores.has_value();
    if (options.cores && *options.cores > 0) {
        runtime.cores = *options.cores;
        if (runtime.scheduler == sim::Scheduler::unlimited)
            runtime.scheduler = sim::Scheduler::per_core;
    }
    if (options.scheduler) runtime.scheduler = *options.scheduler;
    if (options.cores && *options.cores == 0) runtime.scheduler = sim::Scheduler::unlimited;
    if (options.until) runtime.until = *options.until;
}

/// The main script's kind of module; what it awaits may need another.
bool apply_module(Job& job, const Options& options, const Console& console) {
    sim::Script& main = job.program.scripts.front();
    if (options.is_module) main.is_module = *options.is_module;
    if (main.main.is_none() || !job.program.bodies[main.main.index()].is_async) return true;
    if (!main.is_module) {
        complain(console,
                 fmt::format("{}: main awaits at its top level, which --module cjs does not allow",
                             job.name),
                 "leave --module out, or wrap the body in {\"async\": [...]}");
    } else if (!job.profile->top_level_await) {
        complain(console,
                 fmt::format("{}: main awaits at its top level, which Node {} does not know",
                             job.name, job.profile->name));
    }
    return main.is_module && job.profile->top_level_await;
}

}  // namespace

// A cost file is the value of `runtime.costs`; wrapping it lets one parser say what is wrong with either.
sim::Result<sim::Program> load_costs(const std::string& file) {
    constexpr std::string_view before = R"({"main": [], "runtime": {"costs": )";
    const sim::Result<std::string> text = read_file(file);
    if (!text) return text.diagnostics();
    const OwnResult own = own_result(*text);
    if (!own.what.empty() && own.what != cost_file)
        return sim::Diagnostic{.place = {.file = file},
                               .message = fmt::format("is {}, {} is expected", own.what, cost_file),
                               .excerpt = {},
                               .hint = std::string{own.hint}};
    const sim::FileReader no_files = [](std::string_view path) -> sim::Result<std::string> {
        return sim::Diagnostic{.place = {.file = std::string{path}},
                               .message = "a cost file reads no files",
                               .excerpt = {},
                               .hint = {}};
    };
    sim::Result<sim::Program> program =
        sim::load_scenario(fmt::format("{}{}\n}}}}", before, *text), file, no_files);
    if (program) return program;
    std::vector<sim::Diagnostic> diagnostics = program.diagnostics();
    for (sim::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.place.line != 1) continue;
        diagnostic.place.column =
            std::max(1, diagnostic.place.column - static_cast<std::int32_t>(before.size()));
        if (diagnostic.excerpt_shift > 0)
            diagnostic.excerpt_shift -= static_cast<std::int32_t>(before.size());
        const std::size_t at = diagnostic.excerpt.find(before);
        if (at != std::string::npos) diagnostic.excerpt.erase(at, before.size());
    }
    return diagnostics;
}

bool refuse_idle_scheduler(const std::string& name, const sim::Runtime& runtime,
                           const Options& options, const Console& console) {
    if (!options.scheduler && !options.has_both_schedulers) return false;
    const bool is_unlimited =
        options.cores ? *options.cores == 0 : runtime.scheduler == sim::Scheduler::unlimited;
    if (!is_unlimited) return false;
    complain(console, fmt::format("{}: unlimited cores need no scheduler", name),
             "--cores N limits them");
    return true;
}

void take_costs(sim::Runtime& runtime, const sim::Runtime& costs) {
    runtime.costs_none = costs.costs_none;
    runtime.cost_overrides = costs.cost_overrides;
    if (!runtime.are_cores_stated) runtime.cores = costs.cores;
}

bool is_script(const std::string& operand, const Options& options) {
    const FileKind kind = kind_of(operand, options);
    return kind == FileKind::js || kind == FileKind::mjs || kind == FileKind::cjs;
}

Loaded<Input> read_input(const std::string& operand, const Options& options, const Console& console,
                         int script_code) {
    const bool is_stdin = operand == "-";
    Input input{.name = is_stdin ? "stdin" : resolve(operand, console),
                .given = is_stdin ? "stdin" : operand,
                .text = {},
                .kind = InputKind::json};
    if (!is_stdin && is_scenario_name(input.name)) {
        complain_unknown_scenario(operand, console);
        return refuse<Input>();
    }
    const FileKind kind = kind_of(input.name, options);
    if (refuse_program(input.name, kind, console)) {
        return {.value = {}, .code = kind == FileKind::tsx ? exit_bad_input : script_code};
    }
    sim::Result<std::string> text =
        is_stdin ? read_stream(console.in, input.name) : read_file(input.name);
    if (!text) {
        complain(console, text.diagnostics());
        return refuse<Input>();
    }
    if (const OwnResult own = own_result(*text); !own.what.empty()) {
        complain(console, fmt::format("{}: is {}, a scenario is expected", input.name, own.what),
                 own.hint);
        return refuse<Input>();
    }
    if (traces::is_trace(*text)) {
        complain(console, fmt::format("{}: is a trace, a scenario is expected", input.name),
                 is_stdin
                     ? "loopglass export TRACE -o OUT, with a file, turns it into other formats"
                     : fmt::format("loopglass export {} -o OUT turns it into other formats",
                                   input.name));
        return refuse<Input>();
    }
    input.text = std::move(*text);
    return {.value = std::move(input), .code = exit_done};
}

sim::Result<sim::Program> load_program(const Input& input, std::vector<std::string>* files) {
    const sim::FileReader read_beside = [&](std::string_view path) {
        const std::string file =
            path.starts_with('/') ? std::string{path} : folder_of(input.name).append(path);
        if (files != nullptr) files->push_back(file);
        return read_file(file);
    };
    return sim::load_scenario(input.text, input.name, read_beside);
}

namespace {

/// What is wrong with a changed text has no place in the file, unless the file itself is wrong.
std::vector<sim::Diagnostic> without_places(const Input& input,
                                            std::vector<sim::Diagnostic> diagnostics) {
    if (input.change.empty()) return diagnostics;
    Input before = input;
    before.text = input.original;
    const sim::Result<sim::Program> program = load_program(before, nullptr);
    if (!program) return program.diagnostics();
    for (sim::Diagnostic& diagnostic : diagnostics)
        diagnostic = {
            .place = {},
            .message = fmt::format("{}: {}: {}", input.name, input.change, diagnostic.message),
            .excerpt = {},
            .hint = std::move(diagnostic.hint)};
    return diagnostics;
}

}  // namespace

Loaded<Job> load_job(const Input& input, const Options& options, const Console& console) {
    Job job{.name = input.name,
            .given = input.given,
            .program = {},
            .profile = nullptr,
            .files = {input.name}};
    sim::Result<sim::Program> program = load_program(input, &job.files);
    if (!program) {
        complain(console, without_places(input, program.diagnostics()));
        return refuse<Job>();
    }
    job.program = std::move(*program);
    if (!options.node.empty()) job.program.runtime.node = options.node;
    job.profile = profile_of(job.program);
    if (job.profile == nullptr) {
        complain(console,
                 fmt::format("{}: unknown Node version \"{}\"", job.name, job.program.runtime.node),
                 fmt::format("known: {}", profile_names(", ")));
        return refuse<Job>();
    }
    if (refuse_idle_scheduler(job.name, job.program.runtime, options, console))
        return refuse<Job>();
    apply_machine(job.program, options);
    if (!options.costs.empty() && !apply_costs(job.program, options.costs, console, job.files))
        return refuse<Job>();
    if (!apply_module(job, options, console)) return refuse<Job>();
    return {.value = std::move(job), .code = exit_done};
}

const sim::Profile* profile_of(const sim::Program& program) {
    if (!program.runtime.node.empty()) return sim::find_profile(program.runtime.node);
    if (is_meant_for(program, sim::profile_name_default))
        return sim::find_profile(sim::profile_name_default);
    const sim::Profile* newest = nullptr;
    for (const sim::Profile& profile : sim::profiles()) {
        if (is_meant_for(program, profile.name)) newest = &profile;
    }
    return newest;
}

bool is_meant_for(const sim::Program& program, std::string_view profile) {
    return program.profiles.empty() || std::find(program.profiles.begin(), program.profiles.end(),
                                                 profile) != program.profiles.end();
}

}  // namespace ui
