#include "ui/cli/view_host.hpp"

#include <cstdlib>
#include <filesystem>
#include <istream>
#include <sstream>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/course.hpp"
#include "traces/read.hpp"
#include "ui/cli/explored_orders.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/quiz_load.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/sweep_file.hpp"
#include "ui/cli/vary.hpp"
#include "ui/export/format.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"
#include "ui/host/script_run.hpp"

namespace ui {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t requests_of_full_trace = 300;  // more are shown by their spans

std::vector<sim::Diagnostic> problem(const std::string& file, const std::string& message) {
    return {
        sim::Diagnostic{.place = {.file = file}, .message = message, .excerpt = {}, .hint = {}}};
}

/// The console's words without their prefix.
std::string plain(std::string text) {
    constexpr std::string_view prefix = "loopglass: ";
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    while (text.ends_with('\n')) text.pop_back();
    for (char& c : text) c = c == '\n' ? ' ' : c;
    return text;
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
    if (knobs.seed != 1) options.seed = knobs.seed;
    options.replay = knobs.replay;
    return options;
}

/// Few enough requests for every event to be kept.
bool is_short(const sim::Program& program) {
    std::int64_t requests = 0;
    for (const sim::Load& load : program.loads) {
        const std::int64_t most = load.kind == sim::ArrivalKind::list
                                      ? static_cast<std::int64_t>(load.instants.size())
                                      : load.requests_max;
        if (most < 0) return false;
        requests += most;
    }
    return requests <= requests_of_full_trace;
}

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

/// A scenario that is asked about, with a console that keeps what is said.
struct Asked {
    const gui::LoadRequest& request;
    Options options;
    std::istringstream nothing;
    std::ostringstream ignored;
    std::ostringstream said;
    Console quiet;
    Loaded<Input> input;

    Asked(const gui::LoadRequest& asked, Options with, const Console& console,
          gui::LoadProgress& progress)
        : request(asked),
          options(std::move(with)),
          quiet{.in = nothing,
                .out = ignored,
                .err = said,
                .out_terminal = {},
                .err_terminal = {},
                .scenarios_folder = console.scenarios_folder,
                .interrupt = &progress.is_cancelled} {}

    bool read() {
        input = read_input(request.path, options, quiet);
        if (!input.value) return false;
        if (request.text) input.value->text = *request.text;
        return change(*input.value, request, quiet);
    }
    Loaded<Job> job() {
        if (!read()) return {.value = {}, .code = exit_bad_input};
        return load_job(*input.value, options, quiet);
    }
};

/// What one would have to believe to choose it, and what refutes that.
std::string remark_of(const QuizItem& item, const QuizChoice& choice) {
    std::string remark;
    if (choice.is_right) return remark;
    if (!choice.belief.empty()) remark = fmt::format("It would be so if {}. ", choice.belief);
    if (item.kind != QuizKind::choose || choice.mistake >= item.truth.size()) return remark;
    return remark + fmt::format("Line {} is “{}”. {}", choice.mistake + 1,
                                item.truth[choice.mistake], choice.because);
}

std::string settings_file() {
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    const char* const home = std::getenv("HOME");
    if (config != nullptr && *config != 0) return std::string{config} + "/loopglass/window";
    return home != nullptr && *home != 0 ? std::string{home} + "/.config/loopglass/window"
                                         : std::string{};
}

std::string text_of(const std::optional<sim::Diagnostic>& diagnostic) {
    if (!diagnostic) return {};
    const std::string place = diagnostic->place.file.empty() ? "" : diagnostic->place.file + ": ";
    return place + diagnostic->message;
}

}  // namespace

ViewHost::ViewHost(const Options& options, const Console& console)
    : options_(options), console_(console) {}

gui::LoadedRun ViewHost::load(const gui::LoadRequest& request, gui::LoadProgress& progress) {
    std::error_code error;
    if (fs::is_directory(request.path, error)) return load_folder(request.path);
    const Options options = with_knobs(options_, request.knobs);
    gui::LoadedRun run;
    if (is_script(request.path, options)) {
        run = load_script(request, options, progress);
    } else {
        sim::Result<InputFile> file = InputFile::open(request.path);
        const std::string_view first = file ? file->next() : std::string_view{};
        run = is_sweep(first)           ? load_sweep(request.path)
              : traces::is_trace(first) ? load_trace(request.path, progress)
                                        : load_scenario(request, options, progress);
    }
    if (run.path.empty()) run.path = request.path;
    if (run.files.empty()) run.files = {run.path};
    watch_ = std::make_unique<FileWatch>(run.files);
    return run;
}

gui::LoadedRun ViewHost::load_folder(const std::string& folder) {
    gui::LoadedRun run;
    run.path = folder;
    const sim::Result<std::string> text = read_file(folder + "/course.json");
    if (text) {
        const sim::Result<sim::Course> course = sim::load_course(*text, folder + "/course.json");
        if (!course) {
            run.problems = course.diagnostics();
            return run;
        }
        for (const sim::Chapter& chapter : course->chapters) {
            for (const sim::Lesson& lesson : chapter.lessons)
                run.lessons.push_back({fmt::format("{}/{}.json", folder, lesson.scenario),
                                       fmt::format("{}: {}", chapter.title, lesson.scenario)});
        }
        return run;
    }
    for (const std::string& name : find_scenarios(folder))
        run.lessons.push_back(
            {(fs::path{folder} / name).string(), name.substr(0, name.size() - 5)});
    if (run.lessons.empty()) run.problems = problem(folder, "holds no scenarios");
    return run;
}

gui::LoadedRun ViewHost::load_trace(const std::string& path, gui::LoadProgress& progress) {
    gui::LoadedRun run;
    run.path = path;
    sim::Result<InputFile> file = InputFile::open(path);
    if (!file) {
        run.problems = file.diagnostics();
        return run;
    }
    progress.total = file->size();
    traces::Window window;
    if (options_.from) window.from = options_.from->ns;
    if (options_.to) window.to = options_.to->ns;
    const auto count = [&](std::string_view block) {
        progress.done += static_cast<std::int64_t>(block.size());
        return block;
    };
    const traces::Source source = [&] {
        return progress.is_cancelled ? std::string_view{} : count(file->next());
    };
    const traces::Seekable anywhere{.size = file->size(), .read = [&](std::int64_t at) {
                                        return progress.is_cancelled ? std::string_view{}
                                                                     : count(file->read_at(at));
                                    }};
    const bool is_part = !window.is_everything() && file->size() > 0;
    sim::Result<sim::Trace> trace =
        is_part ? traces::read(anywhere, path, window) : traces::read(source, path, window);
    if (progress.is_cancelled) run.problems = problem(path, "reading was cancelled");
    else if (file->failure()) run.problems = {*file->failure()};
    else if (!trace) run.problems = trace.diagnostics();
    else run.trace = std::move(*trace);
    return run;
}

gui::LoadedRun ViewHost::load_script(const gui::LoadRequest& request, const Options& options,
                                     gui::LoadProgress& progress) {
    gui::LoadedRun run;
    run.path = request.path;
    run.is_program = true;
    const sim::Result<std::string> text = read_file(request.path);
    if (!text) {
        run.problems = text.diagnostics();
        return run;
    }
    run.text = *text;
    if (request.text && *request.text != *text) {
        run.problems =
            problem(request.path, "a JavaScript program runs from its file: save it to run it");
        return run;
    }
    const sim::Result<ScriptHost> host = find_script_host();
    if (!host) {
        run.problems = host.diagnostics();
        return run;
    }
    ScriptRun script{.file = request.path};
    script.profile = options.node;
    script.runtime.threadpool = options.threadpool.value_or(script.runtime.threadpool);
    if (options.cores.value_or(0) > 0) script.runtime.cores = *options.cores;
    if (options.scheduler) script.runtime.scheduler = *options.scheduler;
    if (options.cores == 0) script.runtime.scheduler = sim::Scheduler::unlimited;
    script.runtime.costs_none = options.costs == "none";
    script.seed = options.seed;
    script.level = sim::TraceLevel::full;
    script.is_silent = true;
    script.version = version_number();
    script.interrupt = &progress.is_cancelled;
    sim::Result<ScriptResult> result = run_script(*host, script);
    if (!result) run.problems = result.diagnostics();
    else if (result->end == ScriptEnd::refused)
        run.problems = problem(request.path, result->message);
    else if (result->trace) run.trace = std::move(*result->trace);
    else
        run.problems =
            problem(request.path, result->message.empty() ? "was stopped" : result->message);
    return run;
}

gui::LoadedRun ViewHost::load_scenario(const gui::LoadRequest& request, const Options& options,
                                       gui::LoadProgress& progress) {
    gui::LoadedRun run;
    run.is_program = true;
    Asked asked{request, options, console_, progress};
    const Console& quiet = asked.quiet;
    if (!asked.read()) {
        run.problems = problem({}, plain(asked.said.str()));
        return run;
    }
    Loaded<Input>& input = asked.input;
    run.path = input.value->name;
    run.text = input.value->text;
    std::vector<std::string> files{run.path};
    const sim::Result<sim::Program> program = load_program(*input.value, &files);
    run.files = files;
    if (!program) {
        run.problems = program.diagnostics();
        return run;
    }
    const Loaded<Job> job = load_job(*input.value, options, quiet);
    if (!job.value) {
        run.problems = problem({}, plain(asked.said.str()));
        return run;
    }
    run.title = job.value->program.title;
    run.about = job.value->program.about;
    std::optional<sim::Trace> trace = run_once_or_replay(
        *job.value,
        {.level = is_short(job.value->program) ? sim::TraceLevel::full : sim::TraceLevel::spans,
         .seed = options.seed,
         .replication = 0,
         .interrupt = &progress.is_cancelled,
         .program_name = job.value->given,
         .version = version_number()},
        options, quiet);
    if (!trace) run.problems = problem({}, plain(asked.said.str()));
    else if (trace->ending.kind == sim::EndKind::interrupted)
        run.problems = problem(run.path, "the run was cancelled");
    else run.trace = std::move(*trace);
    return run;
}

gui::LoadedRun ViewHost::load_sweep(const std::string& path) {
    gui::LoadedRun run;
    run.path = path;
    const sim::Result<std::string> text = read_file(path);
    if (!text) {
        run.problems = text.diagnostics();
        return run;
    }
    const sim::Result<Sweep> sweep = read_sweep(*text, path);
    if (!sweep) {
        run.problems = sweep.diagnostics();
        return run;
    }
    gui::SweepFile file{.figures = to_figures(*sweep), .program = sweep->plan.program, .paths = {}};
    for (const Vary& vary : sweep->plan.vary) file.paths.push_back(vary.path);
    // The program stands where it stood for the sweep, or beside its result.
    std::error_code error;
    const fs::path beside = fs::path{path}.parent_path() / fs::path{file.program}.filename();
    if (!fs::exists(file.program, error) && fs::exists(beside, error))
        file.program = beside.string();
    run.sweep = std::move(file);
    return run;
}

gui::Inquiry ViewHost::explore(const gui::LoadRequest& request, gui::LoadProgress& progress) {
    gui::Inquiry inquiry;
    Asked asked{request, with_knobs(options_, request.knobs), console_, progress};
    if (is_script(request.path, asked.options)) {
        inquiry.problem = "the orders of a JavaScript program: loopglass explore " + request.path;
        return inquiry;
    }
    const Loaded<Job> job = asked.job();
    if (!job.value || !can_explore(*job.value, asked.quiet)) {
        inquiry.problem = plain(asked.said.str());
        return inquiry;
    }
    asked.options.replay.clear();
    PossibleOrders orders = explored(*job.value, asked.options, asked.quiet);
    if (progress.is_cancelled) inquiry.problem = "exploring was cancelled";
    else inquiry.orders = std::move(orders);
    return inquiry;
}

gui::Inquiry ViewHost::quiz(const gui::LoadRequest& request, gui::LoadProgress& progress) {
    gui::Inquiry inquiry;
    Asked asked{request, with_knobs(options_, request.knobs), console_, progress};
    asked.options.is_choosing = true;
    if (is_script(request.path, asked.options)) {
        inquiry.problem = "a quiz about a JavaScript program: loopglass quiz " + request.path;
        return inquiry;
    }
    if (!asked.read()) {
        inquiry.problem = plain(asked.said.str());
        return inquiry;
    }
    const Loaded<QuizItem> item = load_quiz(*asked.input.value, {}, asked.options, asked.quiet);
    if (!item.value) {
        inquiry.problem = plain(asked.said.str());
        return inquiry;
    }
    gui::QuizCard card{.question = item.value->question, .choices = {}};
    for (const QuizChoice& choice : item.value->choices)
        card.choices.push_back({.lines = choice.lines,
                                .is_right = choice.is_right,
                                .remark = remark_of(*item.value, choice)});
    if (card.choices.size() < 2) inquiry.problem = "there is no wrong order to choose";
    else inquiry.quiz = std::move(card);
    return inquiry;
}

std::string ViewHost::save_text(const std::string& path, std::string_view text) {
    return text_of(write_file(path, text, {.is_forced = true, .interrupt = nullptr}));
}

std::string ViewHost::save_picture(const std::string& path, std::span<const Scene> scenes,
                                   double width) {
    const PictureFormatRow* const format = find_picture_format({}, path);
    if (format == nullptr || format->write == nullptr) {
        std::string endings;
        for (const PictureFormatRow& row : picture_formats()) {
            if (row.write != nullptr)
                endings.append(endings.empty() ? "" : ", ").append(row.ending);
        }
        return fmt::format("{}: the ending names no picture; known: {}", path, endings);
    }
    const std::size_t count = format->holds_many ? scenes.size() : 1;
    // The largest scene is what was looked at.
    std::size_t largest = 0;
    for (std::size_t i = 0; i < scenes.size(); ++i) {
        if (scenes[i].width() * scenes[i].height() >
            scenes[largest].width() * scenes[largest].height())
            largest = i;
    }
    const std::string bytes = format->write(count > 1 ? scenes : scenes.subspan(largest, 1), width);
    return text_of(
        write_file(path, bytes, {.is_forced = options_.is_forced, .interrupt = nullptr}));
}

std::string ViewHost::save_bytes(const std::string& path, std::string_view bytes) {
    return text_of(
        write_file(path, bytes, {.is_forced = options_.is_forced, .interrupt = nullptr}));
}

bool ViewHost::has_changed() {
    if (!watch_ || !watch_->has_changed()) return false;
    watch_ = std::make_unique<FileWatch>(watch_->files());
    return true;
}

std::string ViewHost::load_settings() {
    const std::string file = settings_file();
    if (file.empty()) return {};
    const sim::Result<std::string> text = read_file(file);
    return text ? *text : std::string{};
}

void ViewHost::save_settings(std::string_view lines) {
    const std::string file = settings_file();
    if (file.empty()) return;
    std::error_code error;
    fs::create_directories(fs::path{file}.parent_path(), error);
    // The next window does without what could not be kept.
    (void)write_file(file, lines, {.is_forced = true, .interrupt = nullptr});
}

}  // namespace ui
