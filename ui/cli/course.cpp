// A course site: every scenario of a folder as a page that plays, and an index that links them: in the order of the
// course.json in the folder or above it, otherwise of their names.
#include "ui/cli/course.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/course.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/explored_orders.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/export/page.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

namespace fs = std::filesystem;

/// "promises/return-await.json": "promises-return-await.html".
std::string page_name(std::string name) {
    name.resize(name.rfind('.'));
    std::replace(name.begin(), name.end(), '/', '-');
    return name + ".html";
}

/// The page of one scenario; empty after a message.
std::string page_of(const std::string& path, const Options& options, const Console& console,
                    CoursePage& row) {
    const Loaded<Input> input = read_input(path, options, console);
    if (!input.value) return {};
    const Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return {};
    const sim::Program& program = job.value->program;
    row.title = program.title.empty() ? row.file : program.title;
    row.about = program.about;
    const sim::RunOptions run_options{
        .level = program.loads.empty() ? sim::TraceLevel::full : sim::TraceLevel::spans,
        .seed = options.seed,
        .replication = 0,
        .interrupt = console.interrupt,
        .program_name = job.value->given,
        .version = version_number()};
    const sim::Trace trace = sim::run(program, *job.value->profile, run_options);
    Options own = options;
    own.title.clear();  // that of the course
    return make_page(trace, {.title = row.title, .about = row.about, .code = input.value->text},
                     own, order_runs(*job.value, run_options, options, console));
}

/// One scenario of the folder, where it stands in the course and what is asked before it runs.
struct Listed {
    std::string name;
    std::string part;
    std::string question;
};

/// In the order of the course as far as it knows them, then the rest by name; nothing after a message.
std::optional<std::vector<Listed>> list_lessons(const fs::path& folder,
                                                std::vector<std::string> names,
                                                const Console& console) {
    std::vector<Listed> listed;
    for (const fs::path& above : {folder, folder / ".."}) {
        const std::string file = (above / "course.json").string();
        std::error_code error;
        if (!fs::is_regular_file(file, error)) continue;
        const sim::Result<std::string> text = read_file(file);
        const sim::Result<sim::Course> course =
            text ? sim::load_course(*text, file) : sim::Result<sim::Course>{text.diagnostics()};
        if (!course) {
            complain(console, course.diagnostics());
            return std::nullopt;
        }
        for (const sim::Chapter& chapter : course->chapters) {
            for (const sim::Lesson& lesson : chapter.lessons) {
                const fs::path path = fs::weakly_canonical(above / (lesson.scenario + ".json"));
                const std::string name =
                    path.lexically_relative(fs::weakly_canonical(folder)).generic_string();
                if (std::erase(names, name) > 0)
                    listed.push_back({name, chapter.title, lesson.question});
            }
        }
        break;
    }
    const bool is_course = !listed.empty();
    for (const std::string& name : names) {
        const std::size_t slash = name.rfind('/');
        const std::string part = slash == std::string::npos ? std::string{is_course ? "More" : ""}
                                                            : name.substr(0, slash);
        listed.push_back({name, part, {}});
    }
    return listed;
}

bool put(const fs::path& path, const std::string& bytes, const Options& options,
         const Console& console) {
    const std::optional<sim::Diagnostic> problem = write_file(
        path.string(), bytes, {.is_forced = options.is_forced, .interrupt = console.interrupt});
    if (problem) complain(console, *problem);
    return !problem;
}

}  // namespace

bool wants_course(const Options& options) {
    std::error_code error;
    return fs::is_directory(options.operands.front(), error);
}

int export_course(const Options& options, const Console& console) {
    const std::string& folder = options.operands.front();
    const std::vector<std::string> names = find_scenarios(folder);
    if (names.empty()) {
        complain(console,
                 fmt::format("{}: holds no scenarios, of which a site has its pages", folder),
                 "a JavaScript program has a page of its own: loopglass export FILE.js -o "
                 "FILE.html");
        return exit_bad_input;
    }
    const fs::path out = options.output;
    std::error_code error;
    if (fs::exists(out, error) ? !fs::is_directory(out, error)
                               : out.has_filename() && out.has_extension()) {
        complain(console,
                 fmt::format("{}: a folder of scenarios becomes a folder of pages", options.output),
                 fmt::format("loopglass export {} -o site/", folder));
        return exit_bad_input;
    }
    fs::create_directories(out, error);
    if (error) {
        complain(console, fmt::format("{}: {}", options.output, error.message()));
        return exit_bad_input;
    }
    const std::optional<std::vector<Listed>> lessons = list_lessons(folder, names, console);
    if (!lessons) return exit_bad_input;
    std::vector<CoursePage> pages;
    for (const Listed& lesson : *lessons) {
        if (is_interrupted(console)) return exit_limit;
        CoursePage row{
            .file = page_name(lesson.name), .part = lesson.part, .title = {}, .about = {}};
        const std::string page =
            page_of((fs::path{folder} / lesson.name).string(), options, console, row);
        if (page.empty() || !put(out / row.file, page, options, console)) return exit_bad_input;
        // What it is about would give the answer away.
        if (!lesson.question.empty()) row.about = lesson.question;
        pages.push_back(std::move(row));
    }
    const std::string given = fs::path{folder}.lexically_normal().filename().string();
    const std::string last =
        given.empty() ? fs::path{folder}.lexically_normal().parent_path().filename().string()
                      : given;
    const std::string title = options.title.empty() ? last : options.title;
    if (!put(out / "index.html", to_course_index(title, pages), options, console))
        return exit_bad_input;
    if (options.is_verbose)
        complain(console, fmt::format("{}: {} pages and index.html", options.output, pages.size()));
    return exit_done;
}

}  // namespace ui
