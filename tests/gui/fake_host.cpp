#include "tests/gui/fake_host.hpp"

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"

namespace gui_test {

const char* const order_text = R"({ "main": [
    { "setTimeout": 20, "do": [{ "log": "timer" }] },
    { "then": "resolved", "do": [{ "log": "promise" }] },
    { "nextTick": [{ "log": "tick" }] },
    { "log": "script" }
] })";

std::string load_text(int requests) {
    return fmt::format(R"({{ "work": {{ "hash": {{ "time": "8ms" }} }},
        "load": {{ "name": "login", "arrivals": {{ "poisson": "400/s" }}, "requests": {},
                   "handler": [{{ "await": {{ "work": "hash" }} }}, {{ "respond": 200 }}] }} }})",
                       requests);
}

namespace {

/// Two pools and three rates; the largest rate is too much for the smaller pool.
ui::gui::SweepFile sweep_of() {
    ui::gui::SweepFile file;
    file.program = "load.json";
    file.paths = {"runtime.threadpool", "load.arrivals.poisson"};
    file.figures = {
        .program = "load.json",
        .title = "a sweep",
        .node = "24",
        .dimensions = {{"threadpool", {"2", "4"}}, {"rate", {"100/s", "200/s", "300/s"}}},
        .cells = {}};
    for (int i = 0; i < 6; ++i) {
        ui::SweepFigure figure;
        if (i == 2) figure.growth = 50;
        else figure.latencies[3] = ui::SweepLatency{(i + 1) * 1e7, {}, {}};
        file.figures.cells.emplace_back(figure);
    }
    return file;
}

}  // namespace

ui::gui::LoadedRun FakeHost::load(const ui::gui::LoadRequest& request,
                                  ui::gui::LoadProgress& progress) {
    ui::gui::LoadedRun run;
    run.path = request.path;
    requests.push_back(request);
    if (request.path.ends_with(".sweep")) {
        run.sweep = sweep_of();
        return run;
    }
    const auto file = files.find(request.path);
    if (file == files.end()) {
        run.problems = {sim::Diagnostic{{.file = request.path}, "there is no such file", {}, {}}};
        return run;
    }
    run.text = request.text.value_or(file->second);
    run.is_program = true;
    sim::Result<sim::Program> program = sim::load_scenario(
        run.text, request.path, [](std::string_view) -> sim::Result<std::string> {
            return sim::Diagnostic{{}, "no files here", {}, {}};
        });
    if (!program) {
        run.problems = program.diagnostics();
        return run;
    }
    if (request.knobs.threadpool) program->runtime.threadpool = *request.knobs.threadpool;
    if (!request.knobs.module.empty())
        program->scripts.front().is_module = request.knobs.module == "esm";
    const std::string node = request.knobs.node.empty() ? "24" : request.knobs.node;
    run.trace = sim::run(
        *program, *sim::find_profile(node),
        {.level = request.path.starts_with("long") ? sim::TraceLevel::spans : sim::TraceLevel::full,
         .seed = request.knobs.seed.value_or(1),
         .interrupt = &progress.is_cancelled,
         .program_name = request.path});
    return run;
}

ui::gui::Inquiry FakeHost::explore(const ui::gui::LoadRequest& request,
                                   ui::gui::LoadProgress& /*progress*/) {
    requests.push_back(request);
    ui::PossibleOrders orders{.program = request.path, .node = "24", .orders = {}};
    orders.orders = {{.lines = {"script", "tick", "promise", "timer"},
                      .likelihood = 0.75,
                      .parting = {},
                      .replay = "0"},
                     {.lines = {"script", "tick", "timer", "promise"},
                      .likelihood = 0.25,
                      .parting = "the clock: late",
                      .replay = "0,1"}};
    return {.orders = orders, .quiz = {}, .problem = {}};
}

ui::gui::Inquiry FakeHost::quiz(const ui::gui::LoadRequest& request,
                                ui::gui::LoadProgress& /*progress*/) {
    requests.push_back(request);
    ui::gui::QuizCard card{.question = "What does Node 24 print?", .choices = {}};
    card.choices = {{.lines = {"script", "promise"}, .is_right = false, .remark = "Ticks first."},
                    {.lines = {"script", "tick"}, .is_right = true, .remark = {}}};
    return {.orders = {}, .quiz = card, .problem = {}};
}

std::string FakeHost::save_text(const std::string& path, std::string_view text) {
    files[path] = text;
    return {};
}

std::string FakeHost::save_picture(const std::string& path, std::span<const ui::Scene> scenes,
                                   double /*width*/) {
    files[path] = ui::to_text(scenes.front());
    return {};
}

std::string FakeHost::save_screenshot(const std::string& path, std::string png) {
    files[path] = std::move(png);
    return {};
}

std::string FakeHost::save_bytes(const std::string& path, std::string_view bytes) {
    files[path] = bytes;
    return {};
}

Opened::Opened(const std::string& path, const std::string& text) {
    host.files[path] = text;
    (void)session.apply({"open", path});
    session.wait();
}

std::string Opened::operator()(const std::string& line) {
    std::string problem = session.apply(ui::gui::to_command(line));
    session.wait();
    return problem;
}

}  // namespace gui_test
