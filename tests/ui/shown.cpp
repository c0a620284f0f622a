#include "tests/ui/shown.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/scenario/no_files.hpp"
#include "tests/ui/picture_check.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/request.hpp"
#include "ui/layout/tracks.hpp"

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') lines.emplace_back();
        else lines.back() += c;
    }
    return lines;
}

}  // namespace

void show(Shown& shown, sim::Trace trace, const std::string& code) {
    shown.trace = std::move(trace);
    shown.subject = ui::subject_of(shown.trace);
    shown.subject.code = lines_of(code);
    shown.subject.about =
        "What this shows, in a sentence that is long enough to need two lines on most "
        "slides, and so it goes on for a while until that is surely the case.";
}

void run_scenario(Shown& shown, const std::string& name) {
    const std::string text = read_source_file("scenarios/" + name);
    const sim::Result<sim::Program> program = sim::load_scenario(text, name, no_files);
    REQUIRE(program);
    const sim::TraceLevel level =
        program->loads.empty() ? sim::TraceLevel::full : sim::TraceLevel::spans;
    const sim::Profile* const profile =
        sim::find_profile(program->profiles.empty() ? "24" : program->profiles.back());
    show(shown, sim::run(*program, *profile, {.level = level, .seed = 1, .program_name = name}),
         text);
    shown.subject.title = program->title;
}

void check_pictures(const Shown& shown, const ui::PictureOptions& options) {
    check_scene(ui::timeline_picture(shown.subject, options));
    if (!shown.trace.requests.empty()) check_scene(ui::request_picture(shown.subject, options));
    if (ui::has_latencies(shown.trace)) check_scene(ui::latency_picture(shown.subject, options));
    const std::size_t count = shown.subject.steps.size();
    for (std::size_t i = 0; i < count; i += std::max<std::size_t>(count / 4, 1)) {
        ui::PictureOptions at = options;
        at.step = i;
        CAPTURE(i);
        check_scene(ui::state_picture(shown.subject, at));
        if (i % 3 == 1) check_scene(ui::timeline_picture(shown.subject, at));
    }
}
