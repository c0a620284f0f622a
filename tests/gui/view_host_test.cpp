// What the window opens: scenarios, traces, folders, and what is none of them.
#include <set>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/gui/fake_host.hpp"
#include "tests/ui/scene_check.hpp"
#include "ui/cli/view_host.hpp"
#include "ui/gui/lanes.hpp"
#include "ui/host/script_run.hpp"
#include "ui/layout/lesson.hpp"

namespace {

using Lines = std::vector<std::string>;

/// A window without a display over the real files of a folder.
struct Viewed {
    cli_test::Folder folder;
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    ui::Options options;
    ui::Console console{.in = in,
                        .out = out,
                        .err = err,
                        .out_terminal = {},
                        .err_terminal = {},
                        .scenarios_folder = {},
                        .interrupt = nullptr};
    ui::ViewHost host{options, console};
    ui::gui::Session session{host, [] {}};

    const ui::gui::AppState& open(const std::string& name) {
        (void)session.apply({"open", folder.path(name)});
        session.wait();
        return session.state();
    }
};

}  // namespace

TEST_CASE("the window opens scenarios, their traces and folders of them", "[gui]") {
    Viewed viewed;
    viewed.folder.write("course/order.json", gui_test::order_text);
    REQUIRE(viewed.open("course/order.json").document);
    const std::size_t steps = viewed.session.state().document->subject().steps.size();
    CHECK(cli_test::cli(viewed.folder,
                        "export DIR/course/order.json -o DIR/order.trace --format native")
              .code == 0);
    REQUIRE(viewed.open("order.trace").document);
    CHECK(viewed.session.state().document->subject().steps.size() == steps);
    // A trace has no program to run again.
    CHECK_FALSE(viewed.session.apply({"node", "18"}).empty());
    REQUIRE(viewed.open("course").lessons.size() == 1);
    CHECK(viewed.session.state().overlay == ui::gui::Overlay::open);
    CHECK(viewed.session.apply({"lesson.next", {}}).empty());
    viewed.session.wait();
    CHECK(viewed.session.state().document->run().is_program);
}

TEST_CASE("what cannot be opened is one problem, and what was shown stays", "[gui]") {
    Viewed viewed;
    viewed.folder.write("order.json", gui_test::order_text);
    REQUIRE(viewed.open("order.json").document);
    CHECK(cli_test::cli(viewed.folder, "export DIR/order.json -o DIR/whole.trace --format native")
              .code == 0);
    const std::string whole = viewed.folder.read("whole.trace");
    viewed.folder.write("cut.trace", whole.substr(0, whole.size() / 2));
    viewed.folder.write("flipped.trace", whole.substr(0, 40) + "}]{[" + whole.substr(44));
    viewed.folder.write("bytes.json", std::string("\x00\xFF\xFE{\"main\"", 10));
    viewed.folder.write("empty.json", "");
    viewed.folder.write("folder/readme.txt", "nothing");
    for (const char* const name : {"cut.trace", "flipped.trace", "bytes.json", "empty.json",
                                   "folder", "missing.json", "missing.js"}) {
        CAPTURE(name);
        CHECK(viewed.open(name).problems.size() == 1);
        CHECK(viewed.session.state().document);
        CHECK_FALSE(viewed.session.state().problems[0].message.empty());
    }
}

TEST_CASE("a program that does not load is edited and mended, and nothing else is written",
          "[gui]") {
    Viewed viewed;
    const ui::gui::AppState& state = viewed.session.state();
    const auto does = [&](const ui::gui::Command& command) {
        std::string problem = viewed.session.apply(command);
        viewed.session.wait();
        return problem;
    };
    const std::string good = R"({ "main": [{ "log": "good" }] })";
    const std::string bad = GENERATE(std::string{"{ \"main\": [\n  { \"lgo\": 1 }\n] }"},
                                     std::string{"{ \"main\": [\n  { \"log\": 1 },\n"});
    const bool has_other = GENERATE(false, true);
    CAPTURE(bad, has_other);
    viewed.folder.write("good.json", good);
    viewed.folder.write("bad.json", bad);
    if (has_other) REQUIRE(viewed.open("good.json").document);
    REQUIRE(viewed.open("bad.json").problems.size() == 1);
    CHECK(does({"edit", {}}).empty());
    CHECK(state.editor.text == bad);
    CHECK(does({"edit.text", R"({ "main": [{ "log": "mended" }] })"}).empty());
    CHECK(does({"elapse", "400"}).empty());
    CHECK(state.problems.empty());
    CHECK(ui::gui::printed(state) == Lines{"mended"});
    // It is not saved by that.
    CHECK(state.editor.is_changed);
    CHECK(viewed.folder.read("bad.json") == bad);
    CHECK(does({"edit.save", {}}).empty());
    CHECK(viewed.folder.read("bad.json") == R"({ "main": [{ "log": "mended" }] })");
    CHECK(viewed.folder.read("good.json") == good);
}

TEST_CASE("what is no program is not edited, and what is shown is what runs again", "[gui]") {
    Viewed viewed;
    const ui::gui::AppState& state = viewed.session.state();
    viewed.folder.write("course/order.json", gui_test::order_text);
    viewed.folder.write("cut.trace", R"({"loopglass": )");
    CHECK(viewed.session.apply({"edit", {}}) == "nothing is open");
    for (const char* const name : {"course", "cut.trace", "missing.json", "missing.js"}) {
        CAPTURE(name);
        (void)viewed.open(name);
        if (std::string_view{name} == "cut.trace") REQUIRE(state.problems.size() == 1);
        CHECK_FALSE(viewed.session.apply({"edit", {}}).empty());
        CHECK_FALSE(viewed.session.apply({"edit.save", {}}).empty());
    }
    REQUIRE(viewed.open("course/order.json").document);
    (void)viewed.open("course");
    CHECK(viewed.session.apply({"threadpool", "3"}).empty());
    viewed.session.wait();
    CHECK(state.document->trace().facts.threadpool == 3);
    CHECK(state.overlay == ui::gui::Overlay::open);
    CHECK(viewed.session.apply({"edit", {}}).empty());
    CHECK(state.editor.text == gui_test::order_text);
}

TEST_CASE("a read that goes through the pool several times is said to end once", "[gui][script]") {
    if (!ui::find_script_host()) return;
    Viewed viewed;
    viewed.folder.write("read.js",
                        "require('fs').readFile(__filename, () => console.log('file'));\n");
    const ui::gui::AppState& state = viewed.open("read.js");
    CHECK(viewed.session.apply({"node", "20"}).empty());
    viewed.session.wait();
    REQUIRE(state.document);
    // Opened, measured, read and closed: only the last hands over to the callback (R4.8).
    int passages = 0;
    int ends = 0;
    for (std::size_t step = 0; step < state.document->subject().steps.size(); ++step) {
        const std::string because = state.document->because(step);
        if (because.find("one of its 4 passages") != std::string::npos) ++passages;
        if (because.find("it passed 4 times") == std::string::npos) continue;
        ++ends;
        CHECK(because.find("prints “file”") != std::string::npos);
    }
    CHECK(passages == 3);
    CHECK(ends == 1);
}

TEST_CASE("a recording says what was recorded and no more", "[gui]") {
    Viewed viewed;
    viewed.folder.write("load.json", gui_test::load_text(5));
    REQUIRE(cli_test::cli(viewed.folder, "export DIR/load.json -o DIR/load.trace.json").code == 0);
    const ui::gui::AppState& state = viewed.open("load.trace.json");
    REQUIRE(state.document);
    for (const ui::Track& track : state.document->tracks().rows)
        CHECK(track.label.find("loop 0") == std::string::npos);
    // Nor is anybody told why the callbacks of a recording ran when they did.
    REQUIRE(state.document->has_steps());
    for (std::size_t step = 0; step < state.document->subject().steps.size(); ++step)
        CHECK(state.document->because(step).find("(R") == std::string::npos);
    CHECK(viewed.session.apply({"mode", "analyse"}).empty());
    CHECK(viewed.session.apply({"select.worst", {}}).empty());
    REQUIRE(state.selected);
    for (const std::string& line : ui::gui::describe(*state.document, *state.selected))
        CHECK_FALSE(line.starts_with("why now"));
}

TEST_CASE("the orders of a JavaScript program are walked through, and it is asked about",
          "[gui][script]") {
    if (!ui::find_script_host()) return;
    Viewed viewed;
    viewed.folder.write("race.js", R"(// A race
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
)");
    viewed.options.samples = 2;
    const ui::gui::AppState& state = viewed.open("race.js");
    REQUIRE(state.document);
    CHECK(viewed.session.apply({"orders", {}}).empty());
    viewed.session.wait();
    REQUIRE(state.orders.found);
    // Ticks come first; whether a timer of 0 ms is due when the loop begins is open.
    std::set<Lines> outputs;
    for (const ui::PossibleOrder& order : state.orders.found->orders) outputs.insert(order.lines);
    CHECK(outputs ==
          std::set<Lines>{{"tick", "immediate", "timer"}, {"tick", "timer", "immediate"}});
    CHECK(viewed.session.apply({"orders", {}}).empty());
    for (const ui::PossibleOrder& order : state.orders.found->orders) {
        CHECK(viewed.session.apply({"order.next", {}}).empty());
        viewed.session.wait();
        CHECK(viewed.session.apply({"step.last", {}}).empty());
        CHECK(ui::gui::printed(state) == order.lines);
    }
    CHECK(viewed.session.apply({"quiz", {}}).empty());
    viewed.session.wait();
    REQUIRE(state.quiz.card);
    for (const ui::gui::QuizCard::Choice& choice : state.quiz.card->choices)
        CHECK(choice.is_right == (outputs.count(choice.lines) == 1));
    // What is not saved is not what would run.
    CHECK(viewed.session.apply({"edit", {}}).empty());
    CHECK(viewed.session.apply({"edit.text", "console.log(1)"}).empty());
    CHECK(viewed.session.apply({"orders", {}}).empty());
    viewed.session.wait();
    CHECK(state.message == "a JavaScript program runs from its file: save it first");
}

TEST_CASE("a cost file and the knob for costs hold for JavaScript programs as for scenarios",
          "[gui][script]") {
    if (!ui::find_script_host()) return;
    Viewed viewed;
    // The loop sleeps, and wakes 7 ms late: then the second timer is set.
    viewed.folder.write("costs.json", R"({ "timerLateness": "7ms" })");
    viewed.folder.write("late.js", "setTimeout(() => setTimeout(() => console.log(1), 20), 20);\n");
    viewed.folder.write("late.json", R"({ "main": [
        { "setTimeout": 20, "do": [{ "setTimeout": 20, "do": [{ "log": "x" }] }] }] })");
    viewed.options.costs = viewed.folder.path("costs.json");
    const ui::gui::AppState& state = viewed.session.state();
    const auto printed_at = [&] { return state.document->trace().outputs.back().at; };
    for (const std::string name : {"late.js", "late.json"}) {
        CAPTURE(name);
        REQUIRE(viewed.open(name).document);
        CHECK(printed_at() >= sim::Instant{} + sim::milliseconds(54));
        CHECK(viewed.session.apply({"costs", "node"}).empty());
        viewed.session.wait();
        const sim::Instant usual = printed_at();
        CHECK(usual < sim::Instant{} + sim::milliseconds(50));
        CHECK(viewed.session.apply({"costs", "none"}).empty());
        viewed.session.wait();
        CHECK(printed_at() >= sim::Instant{} + sim::milliseconds(40));
        CHECK(printed_at() < usual);
    }
    CHECK(viewed.session.apply({"costs", "default"}).empty());
    viewed.session.wait();
    CHECK(printed_at() >= sim::Instant{} + sim::milliseconds(54));
    viewed.folder.write("costs.json", R"({ "timerLatenes": "7ms" })");
    CHECK(viewed.open("late.js").problems.size() == 1);
}

TEST_CASE("what ends a run is said, in a lesson at its end", "[gui][script]") {
    if (!ui::find_script_host()) return;
    Viewed viewed;
    viewed.folder.write("thrown.js",
                        "console.log(1);\n\nsetTimeout(() => { throw new Error('boom'); });\n");
    const ui::gui::AppState& state = viewed.open("thrown.js");
    REQUIRE(state.document);
    CHECK(ui::gui::problems_of(state).empty());
    CHECK(viewed.session.apply({"step.last", {}}).empty());
    REQUIRE(ui::gui::problems_of(state).size() == 1);
    CHECK(sim::to_text(ui::gui::problems_of(state)[0]) ==
          viewed.folder.path("thrown.js") +
              ":3:20: the process ends with exit code 1: Error: boom\n"
              "setTimeout(() => { throw new Error('boom'); });\n"
              "                   ^");
    viewed.folder.write("wrong.js", "console.log(1);\nlet a = ;\n");
    (void)viewed.open("wrong.js");
    CHECK(viewed.session.apply({"edit", {}}).empty());
    REQUIRE(ui::gui::problems_of(state).size() == 1);
    CHECK(ui::gui::problems_of(state)[0].message ==
          "the process ends with exit code 1: SyntaxError: Unexpected token ';'");
    CHECK(ui::gui::problems_of(state)[0].place.line == 2);
    // It runs from its file: typing waits for saving.
    CHECK(viewed.session.apply({"edit.text", "console.log(2)"}).empty());
    CHECK(state.editor.run_in_ms < 0);
    CHECK(viewed.session.apply({"edit.save", {}}).empty());
    viewed.session.wait();
    CHECK(ui::gui::problems_of(state).empty());
    CHECK(viewed.folder.read("wrong.js") == "console.log(2)");
    viewed.folder.write("limit.json",
                        R"({ "handlers": { "again": [{ "nextTick": [{ "call": "again" }] }] },
        "main": [{ "call": "again" }] })");
    (void)viewed.open("limit.json");
    CHECK(viewed.session.apply({"mode", "analyse"}).empty());
    REQUIRE(ui::gui::problems_of(state).size() == 1);
    CHECK(ui::gui::problems_of(state)[0].message.starts_with("a limit was reached: "));
}

TEST_CASE("a part of a long trace is shown as if it were all", "[gui]") {
    Viewed viewed;
    // A login every 100 ms for 40 s, each with 10 ms of pool work.
    viewed.folder.write("long.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "work": { "hash": { "api": "bcrypt.compare", "time": "10ms" } },
        "load": { "name": "login", "arrivals": { "constant": "10/s" }, "requests": 400,
                  "handler": [{ "await": { "work": "hash" } }, { "respond": 200 }] } })");
    REQUIRE(cli_test::cli(viewed.folder, "run DIR/long.json --trace DIR/run.json").code == 0);
    viewed.options.from = sim::Instant{} + sim::seconds(20);
    viewed.options.to = sim::Instant{} + sim::seconds(21);
    const ui::gui::AppState& state = viewed.open("run.json");
    REQUIRE(state.document);
    CHECK(state.view == ui::gui::Span{20'000'000'000, 21'000'000'000});
    CHECK(state.document->whole() == state.view);
    // One worker works a tenth of the time.
    REQUIRE_FALSE(state.summary.lanes.empty());
    double busy = 0;
    for (const ui::gui::LaneShare& lane : state.summary.lanes) busy += lane.busy;
    CHECK(busy == Approx(0.1).margin(0.02));
    viewed.options.from = sim::Instant{} + sim::seconds(50);
    viewed.options.to.reset();
    REQUIRE(viewed.open("run.json").problems.size() == 1);
    CHECK(state.problems[0].message.starts_with("nothing was recorded in this part; the run ends"));
}

TEST_CASE("a file that changes on the disk is seen", "[gui]") {
    Viewed viewed;
    viewed.folder.write("order.json", gui_test::order_text);
    REQUIRE(viewed.open("order.json").document);
    viewed.session.watch(1000);
    CHECK(viewed.session.state().effects.empty());
    viewed.folder.write("order.json", R"({ "main": [{ "log": "other and longer" }] })");
    viewed.session.watch(1000);
    viewed.session.wait();
    CHECK(ui::gui::printed(viewed.session.state()) == std::vector<std::string>{"other and longer"});
}

TEST_CASE("lessons are fit for a projector in every theme and size", "[gui]") {
    gui_test::Opened open{"order.json", gui_test::order_text};
    const ui::gui::Document& document = *open.state().document;
    for (const ui::Theme& theme : ui::themes()) {
        for (const auto& [width, height] : {std::pair{1280.0, 690.0}, std::pair{1920.0, 970.0}}) {
            for (std::size_t step = 0; step < document.subject().steps.size(); ++step) {
                ui::PictureOptions options;
                options.width = width;
                options.height = height;
                options.theme = &theme;
                options.step = step;
                CAPTURE(theme.name, width, step);
                const ui::Scene scene =
                    ui::lesson_scene(document.subject(), options, document.tracks(),
                                     document.order(), {"step", document.because(step), false});
                CHECK(scene_faults(scene) == std::vector<std::string>{});
            }
        }
    }
}
