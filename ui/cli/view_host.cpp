#include "ui/cli/view_host.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/course.hpp"
#include "traces/read.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/node_error.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/cli/sweep_file.hpp"
#include "ui/cli/vary.hpp"
#include "ui/cli/view_asked.hpp"
#include "ui/export/format.hpp"
#include "ui/export/raster.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"
#include "ui/layout/frame.hpp"

namespace ui {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t requests_of_full_trace = 300;  // more are shown by their spans

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

bool has_anything(const sim::Trace& trace) {
    return !trace.events.empty() || trace.spans.size() > 0;
}

/// What ended the run before its time; none if it went to its end.
std::optional<sim::Diagnostic> ending_of(const sim::Trace& trace, const std::string& file) {
    const sim::Ending& ending = trace.ending;
    if (ending.kind == sim::EndKind::limit)
        return sim::Diagnostic{.place = {.file = file},
                               .message = "a limit was reached: " + ending.message,
                               .excerpt = {},
                               .hint = {}};
    if (ending.kind != sim::EndKind::exception) return std::nullopt;
    return sim::Diagnostic{.place = {.file = file},
                           .message = fmt::format("the process ends with exit code {}: {}",
                                                  ending.exit_code, ending.message),
                           .excerpt = {},
                           .hint = {}};
}

/// An uncaught error of a program, at its place, or as ending_of.
std::optional<sim::Diagnostic> ending_of(const ScriptResult& result, const std::string& file) {
    std::optional<sim::Diagnostic> error = find_node_error(result.said);
    if (!error || result.exit_code == 0) return ending_of(*result.trace, file);
    error->message =
        fmt::format("the process ends with exit code {}: {}", result.exit_code, error->message);
    return error;
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
    const bool has_cost_file = run.is_program && !options.costs.empty() &&
                               options.costs != "none" && options.costs != "node";
    if (has_cost_file) run.files.push_back(options.costs);
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
    if (run.lessons.empty()) run.problems = file_problem(folder, "holds no scenarios");
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
    if (progress.is_cancelled) run.problems = file_problem(path, "reading was cancelled");
    else if (file->failure()) run.problems = {*file->failure()};
    else if (!trace) run.problems = trace.diagnostics();
    else if (is_part && !has_anything(*trace))
        run.problems =
            file_problem(path, fmt::format("nothing was recorded in this part; the run ends at {}",
                                           to_short(sim::Duration{trace->statistics.end.ns})));
    else {
        run.trace = std::move(*trace);
        if (!window.is_everything()) run.part = {window.from, window.to};
    }
    return run;
}

gui::LoadedRun ViewHost::load_script(const gui::LoadRequest& request, const Options& options,
                                     gui::LoadProgress& progress) {
    gui::LoadedRun run;
    run.path = request.path;
    run.title = fs::path{request.path}.filename().string();
    const sim::Result<std::string> text = read_code(request.path);
    if (!text) {
        run.problems = text.diagnostics();
        return run;
    }
    run.is_program = true;
    run.runs_from_file = true;
    run.text = *text;
    if (request.text && *request.text != *text) {
        run.problems = file_problem(request.path,
                                    "a JavaScript program runs from its file: save it to run it");
        return run;
    }
    Asked asked{request, options, console_, progress};
    const Loaded<ScriptJob> job = ui::load_script(asked.options, asked.quiet);
    if (!job.value) {
        run.problems = file_problem({}, asked.said());
        return run;
    }
    ScriptRun script = job.value->run;
    script.level = sim::TraceLevel::full;
    script.is_silent = true;
    std::optional<ScriptResult> result = run_job(*job.value, script, asked.quiet);
    if (!result) run.problems = file_problem({}, asked.said());
    else if (result->end == ScriptEnd::refused)
        run.problems = file_problem(request.path, result->message);
    else if (progress.is_cancelled)
        run.problems = file_problem(request.path, "the run was cancelled");
    else if (result->trace) {
        run.ending = ending_of(*result, request.path);
        run.trace = std::move(*result->trace);
    } else
        run.problems =
            file_problem(request.path, result->message.empty() ? "was stopped" : result->message);
    return run;
}

gui::LoadedRun ViewHost::load_scenario(const gui::LoadRequest& request, const Options& options,
                                       gui::LoadProgress& progress) {
    gui::LoadedRun run;
    Asked asked{request, options, console_, progress};
    const Console& quiet = asked.quiet;
    if (!asked.read()) {
        run.problems = file_problem({}, asked.said());
        return run;
    }
    Loaded<Input>& input = asked.input;
    run.is_program = true;
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
        run.problems = file_problem({}, asked.said());
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
    if (!trace) run.problems = file_problem({}, asked.said());
    else if (trace->ending.kind == sim::EndKind::interrupted)
        run.problems = file_problem(run.path, "the run was cancelled");
    else {
        run.trace = std::move(*trace);
        run.ending = ending_of(*run.trace, run.path);
    }
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

std::string ViewHost::save_screenshot(const std::string& path, std::string png) {
    add_png_maker(png);
    return save_bytes(path, png);
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

std::string ViewHost::full_path(const std::string& path) const {
    std::error_code error;
    return fs::exists(path, error) ? fs::absolute(path, error).string() : path;
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
