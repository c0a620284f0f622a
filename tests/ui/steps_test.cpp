// What is said of the steps of a run and of its tasks, in words.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "ui/layout/picture.hpp"
#include "ui/layout/step_reasons.hpp"
#include "ui/layout/steps.hpp"
#include "ui/layout/task_names.hpp"

TEST_CASE("steps tell what runs, what it prints and what it queues", "[pictures]") {
    const sim::Trace trace = engine_test::play(
        R"({ "main": [ { "log": "a" }, { "setTimeout": 5, "do": [ { "log": "b" } ] }, { "nextTick": [] } ] })");
    std::vector<std::string> told;
    for (const ui::Step& step : ui::steps_of(trace)) told.push_back(step.what);
    // It sleeps in whole milliseconds, until the 5 are over.
    REQUIRE(told.size() == 5);
    CHECK(told[0] == "main script runs, prints “a”, queues setTimeout, nextTick");
    CHECK(told[1] == "nextTick runs");
    CHECK(told[2].starts_with("nothing is ready: the loop sleeps in poll for 5."));
    CHECK(told[3] == "setTimeout runs, prints “b”");
    CHECK(told[4] == "nothing is left to do: the loop ends");
}

TEST_CASE("a task is called after the function that its API was given", "[pictures]") {
    sim::Trace trace = engine_test::play(
        R"({ "main": [ { "setTimeout": 5, "do": [] }, { "setImmediate": [] }, { "nextTick": [] },
                       { "fs.stat": "a.json", "do": [] } ] })");
    const auto task_of = [&](sim::TaskKind kind) {
        const auto* const task =
            std::find_if(trace.tasks.begin(), trace.tasks.end(),
                         [&](const sim::Task& row) { return row.kind == kind; });
        REQUIRE(task != trace.tasks.end());
        return sim::TaskId{static_cast<std::uint32_t>(task - trace.tasks.begin())};
    };
    const sim::TaskId timer = task_of(sim::TaskKind::timer);
    const sim::TaskId immediate = task_of(sim::TaskKind::immediate);
    const sim::TaskId tick = task_of(sim::TaskKind::tick);
    const sim::TaskId file = task_of(sim::TaskKind::pool_job);
    const auto runs = [&](sim::TaskId task, std::string_view function) {
        trace.events.push_back({trace.events.back().at, task, trace.names.intern(function).value, 0,
                                sim::EventKind::note,
                                static_cast<std::uint8_t>(sim::NoteKind::function), 0});
    };
    runs(timer, "greet");
    runs(immediate, "");  // anonymous
    runs(tick, "main");
    runs(file, "onStat");
    trace.tasks[tick.index()].name = trace.names.intern("await");

    const ui::TaskNames names{trace};
    const auto both = [&](sim::TaskId task) {
        return names.of(task, ui::Naming::brief) + ", " + names.of(task, ui::Naming::full);
    };
    CHECK(both(timer) == "greet, setTimeout(greet)");
    CHECK(both(immediate) == "setImmediate, setImmediate");
    CHECK(both(tick) == "await in main, await in main");
    CHECK(both(file) == "fs.stat a.json, fs.stat a.json");

    // The letter and the colour of a box say the kind; what is read or hovered over says it in words.
    const ui::Subject subject = ui::subject_of(trace);
    const std::string state = to_text(ui::state_picture(subject, {}));
    const std::string timeline = to_text(ui::timeline_picture(subject, {}));
    for (const std::string& picture : {state, timeline}) {
        CAPTURE(picture);
        CHECK(picture.find("\"greet\"") != std::string::npos);
        CHECK(picture.find("setTimeout(greet)") != std::string::npos);
    }
    CHECK(timeline.find("\"greet armed\"") != std::string::npos);
    CHECK(subject.steps.front().what.find(
              "queues setTimeout(greet), setImmediate, await in main") != std::string::npos);
}

TEST_CASE("the reason of one step is that among all", "[pictures]") {
    const sim::Trace trace =
        engine_test::play(R"({ "main": [ { "nextTick": [] }, { "setImmediate": [] } ] })");
    ui::Subject subject = ui::subject_of(trace);
    REQUIRE(subject.steps.size() > 2);
    CHECK(subject.reasons.empty());  // most pictures show none of them
    const std::string alone = ui::step_reason(subject, 1);
    CHECK(alone.find("nextTick runs: ") == 0);
    ui::add_reasons(subject);
    CHECK(subject.reasons.size() == subject.steps.size());
    CHECK(subject.reasons[1] == alone);
}
