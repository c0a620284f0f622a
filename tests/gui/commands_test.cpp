// The window without a window: commands on its state.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "tests/gui/fake_host.hpp"
#include "ui/gui/keys.hpp"
#include "ui/gui/lanes.hpp"

namespace {

using gui_test::Opened;
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("commands have one name each, and no two of a mode share a key", "[gui]") {
    std::set<std::string_view> ids;
    std::set<std::string> keys;
    for (const ui::gui::CommandRow& row : ui::gui::command_rows()) {
        CAPTURE(row.id);
        CHECK(ids.insert(row.id).second);
        std::string_view rest = row.keys;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(", "), rest.size());
            const std::string key{rest.substr(0, end)};
            rest.remove_prefix(std::min(end + 2, rest.size()));
            CAPTURE(key);
            CHECK(ui::gui::to_chord(key).key != ui::gui::key_none);
            for (const char mode : {'t', 'a'}) {
                if (row.mode == '*' || row.mode == mode) CHECK(keys.insert(mode + key).second);
            }
        }
    }
}

TEST_CASE("steps go forward, back, over jobs and to the next output", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    REQUIRE(open.state().document);
    CHECK(open.state().mode == ui::gui::Mode::teach);
    CHECK(ui::gui::printed(open.state()) == Lines{"script"});
    CHECK(open("step.next").empty());
    // Ticks run before promises (R2.30).
    CHECK(ui::gui::printed(open.state()) == Lines{"script", "tick"});
    CHECK(open("output.next").empty());
    CHECK(ui::gui::printed(open.state()) == Lines{"script", "tick", "promise"});
    CHECK(open("step.previous").empty());
    CHECK(open.state().step == 1);
    open("step.first");
    open("step.over");
    // Neither the tick nor the promise is a callback of the loop.
    CHECK(open.state().step >= 3);
    open("step.last");
    CHECK(open("step.next").empty());
    CHECK(ui::gui::printed(open.state()) == Lines{"script", "tick", "promise", "timer"});
    CHECK(open("step.to 99").starts_with("step.to expects a step from 1 to"));
}

TEST_CASE("playing takes the steps by the clock that it is given, and stops at the end", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("speed 2");
    open("play");
    open("elapse 499");
    CHECK(open.state().step == 0);
    open("elapse 1");
    CHECK(open.state().step == 1);
    open("elapse 60000");
    CHECK(open.state().step + 1 == open.state().document->subject().steps.size());
    CHECK_FALSE(open.state().is_playing);
}

TEST_CASE("a line has to be predicted before its step is shown", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("predict");
    open("step.next");
    REQUIRE(open.state().prediction.question);
    CHECK(open.state().step == 0);
    CHECK(open.state().prediction.question->choices == Lines{"promise", "tick", "timer"});
    CHECK_FALSE(open("step.next").empty());
    open("predict.answer 1");
    CHECK(open.state().step == 1);
    CHECK(ui::gui::band_text(open.state()).starts_with("Not yet “promise”. "));
    open("step.next");
    open("predict.answer 1");
    CHECK(open.state().prediction.right == 1);
    CHECK(open.state().prediction.asked == 2);
}

TEST_CASE("the view zooms at a time, moves within the run and fits what is selected", "[gui]") {
    Opened open{"load.json", gui_test::load_text(60)};
    open("mode analyse");
    const ui::gui::Span whole = open.state().document->whole();
    CHECK(open.state().view == whole);
    const ui::Position at = whole.from + whole.length() / 4;
    open("zoom 8 " + std::to_string(at));
    const ui::gui::Span view = open.state().view;
    CHECK(std::abs(view.length() - whole.length() / 8) <= 1);
    CHECK(std::abs((at - view.from) * 4 - view.length()) <= 8);
    open("pan 1");
    CHECK(std::abs(open.state().view.from - view.to) <= 1);
    open("pan -1000");
    CHECK(open.state().view.from == whole.from);
    open("select.next");
    open("select.worst");
    REQUIRE(open.state().selected);
    open("fit");
    const ui::gui::Span span = open.state().document->span_of(*open.state().selected);
    CHECK(open.state().view.from <= span.from);
    CHECK(open.state().view.to >= span.to);
    open("fit");
    CHECK(open.state().view == whole);
    CHECK_FALSE(open("zoom nothing").empty());
    CHECK_FALSE(open("view 5ms").empty());
}

TEST_CASE("a range drives the statistics, and a bar of the histogram finds its requests", "[gui]") {
    Opened open{"long.json", gui_test::load_text(400)};
    CHECK(open.state().mode == ui::gui::Mode::analyse);
    REQUIRE(open.state().summary.latencies.size() == 400);
    // The percentile of nearest rank: the 200th of 400.
    CHECK(open.state().summary.percentiles[0].value == open.state().summary.latencies[199]);
    CHECK(open.state().summary.percentiles[0].low <= open.state().summary.percentiles[0].value);
    std::int64_t sum = 0;
    for (const ui::gui::Bin& bin : open.state().summary.bins) sum += bin.count;
    CHECK(sum == 400);
    // Waits of each request add up to its latency, and so do the means.
    sim::Duration waits;
    for (const sim::Duration wait : open.state().summary.waits_mean) waits += wait;
    std::int64_t total = 0;
    for (const sim::Duration latency : open.state().summary.latencies) total += latency.ns;
    CHECK(std::abs(waits.ns - total / 400) <= static_cast<std::int64_t>(sim::wait_reasons));
    open("range 0 200ms");
    std::size_t arrived = 0;
    for (const sim::RequestRecord& request : open.state().document->trace().requests)
        arrived += request.arrival.ns < 200'000'000 ? 1 : 0;
    CHECK(open.state().summary.latencies.size() == arrived);
    open("range.clear");
    std::size_t bar = 0;
    while (open.state().summary.bins[bar].count == 0) ++bar;
    open("bin " + std::to_string(bar + 1));
    std::set<std::uint32_t> requests;
    for (const ui::gui::Place& place : open.state().found.places)
        requests.insert(open.state().document->level(place).subject[place.index]);
    CHECK(requests.size() == static_cast<std::size_t>(open.state().summary.bins[bar].count));
}

TEST_CASE("callbacks are found and counted by the names of their functions", "[gui]") {
    ui::gui::LoadedRun run;
    run.trace = engine_test::play(
        R"({ "main": [ { "setTimeout": 5, "do": [] }, { "setTimeout": 9, "do": [] } ] })");
    const auto* const timer =
        std::find_if(run.trace->tasks.begin(), run.trace->tasks.end(),
                     [](const sim::Task& task) { return task.kind == sim::TaskKind::timer; });
    REQUIRE(timer != run.trace->tasks.end());
    run.trace->events.push_back(
        {run.trace->events.back().at,
         sim::TaskId{static_cast<std::uint32_t>(timer - run.trace->tasks.begin())},
         run.trace->names.intern("greet").value, 0, sim::EventKind::note,
         static_cast<std::uint8_t>(sim::NoteKind::function), 0});
    const ui::gui::Document document{std::move(run)};
    const ui::gui::Matches found = ui::gui::find_places(document, "greet", 10);
    REQUIRE(found.places.size() == 2);  // armed, and run
    CHECK(document.name_of_place(found.places[0]) == "setTimeout(greet)");
    Lines names;
    for (const ui::gui::NameRow& row : summarise(document, document.whole()).names)
        names.push_back(row.name);
    std::sort(names.begin(), names.end());
    CHECK(names == Lines{"main script", "setTimeout", "setTimeout(greet)"});
}

TEST_CASE("finding, bookmarks, measuring and skipping idle time", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("mode analyse");
    open("find timer");
    REQUIRE(open.state().found.places.size() >= 2);  // armed, and run: by the line that it prints
    open("find.next");
    CHECK(open.state().selected == open.state().found.places[0]);
    open("find.next");
    CHECK(open.state().found.current == 1);
    open("find >5ms");
    CHECK(open.state().found.places.size() == 1);  // the armed timer, 20 ms
    CHECK(open("find >x") == "a time is expected behind \">\", such as >5ms");
    open("escape");
    CHECK_FALSE(open.state().found.is_open);
    open("bookmark 3ms");
    open("bookmark 1ms");
    open("cursor 2ms");
    open("bookmark.next");
    CHECK(open.state().cursor == 3'000'000);
    open("bookmark.previous");
    CHECK(open.state().cursor == 1'000'000);
    open("measure");
    open("cursor 5ms");
    open("measure");
    REQUIRE(open.state().measure);
    CHECK(open.state().measure->length() == 4'000'000);
    open("view 5ms 6ms");
    open("idle.skip");
    // The timer of 20 ms is the only thing left.
    CHECK(open.state().view.from > 15'000'000);
}

TEST_CASE("knobs run the program again, and two runs show where they part", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("threadpool 8");
    CHECK(open.state().document->trace().facts.threadpool == 8);
    CHECK(open("node 15") ==
          "node expects 14, 16, 18, 20, 22, 24, 26 or \"default\", found \"15\"");
    open("compare module=esm");
    REQUIRE(open.state().other);
    // In an ES module promises run before ticks (R3.2): the second line differs.
    REQUIRE(open.state().parting);
    CHECK(open.state().parting->output == 1);
    open("compare.off");
    CHECK_FALSE(open.state().other);
}

TEST_CASE("exploring ends when the program changes or somebody stops it", "[gui]") {
    // Explores until it is cancelled the first time, and is quick then.
    struct SlowHost : gui_test::FakeHost {
        std::atomic<int> explored{0};
        ui::gui::Inquiry explore(const ui::gui::LoadRequest& request,
                                 ui::gui::LoadProgress& progress) override {
            const bool is_slow = explored++ == 0;
            while (is_slow && !progress.is_cancelled) {
                ++progress.runs;
                std::this_thread::yield();
            }
            if (is_slow) return {.orders = {}, .quiz = {}, .problem = "exploring was cancelled"};
            return FakeHost::explore(request, progress);
        }
    };
    SlowHost host;
    host.files["order.json"] = gui_test::order_text;
    ui::gui::Session session{host, [] {}};
    CHECK(session.apply({"open", "order.json"}).empty());
    session.wait();
    CHECK(session.apply({"orders", {}}).empty());
    (void)session.settle({}, 0);
    while (session.explored() == 0) std::this_thread::yield();
    SECTION("another version is asked for its orders, since they are what is looked at") {
        CHECK(session.apply({"node", "18"}).empty());
        session.wait();
        CHECK(session.state().orders.found);
        CHECK(session.state().overlay == ui::gui::Overlay::orders);
        CHECK(host.requests.back().knobs.node == "18");
        CHECK(session.state().message.empty());
    }
    SECTION("a command stops it, and says so") {
        CHECK(session.apply({"run.cancel", {}}).empty());
        session.wait();
        CHECK_FALSE(session.state().orders.found);
        CHECK(session.state().message == "exploring was cancelled");
        CHECK(session.state().overlay == ui::gui::Overlay::none);
    }
    CHECK(session.explored() == 0);
}

TEST_CASE("the orders that explore finds are a list to walk through", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    CHECK(open("order 1") == "the orders are not explored yet; orders does that");
    open("orders");
    CHECK(open.state().overlay == ui::gui::Overlay::orders);
    REQUIRE(open.state().orders.found);
    open("order 2");
    CHECK(open.host.requests.back().knobs.replay == "0,1");
    CHECK(open.state().message == "order 2 of 2: the clock: late");
    open("order.next");
    CHECK(open.host.requests.back().knobs.replay == "0");
    open("order.previous");
    CHECK(open.state().orders.current == std::size_t{1});
    CHECK(open("order 3") == "order expects a number from 1 to 2, found \"3\"");
    open("order.none");
    CHECK(open.host.requests.back().knobs.replay.empty());
    open("replay 0,1");
    CHECK(open.host.requests.back().knobs.replay == "0,1");
    CHECK_FALSE(open.state().orders.current);
    CHECK(open("replay") == "replay needs choices, as explore shows");
    // Another version has other orders.
    open("order 1");
    open("orders");
    open("threadpool 2");
    CHECK_FALSE(open.state().orders.found);
    CHECK(open.host.requests.back().knobs.replay.empty());
    // And they are asked for where they are looked at.
    open("orders");
    open("threadpool 3");
    CHECK(open.state().orders.found);
    CHECK_FALSE(open.state().orders.current);
}

TEST_CASE("a quiz asks for the whole order and keeps the score", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    CHECK(open("quiz.answer 1") == "nothing is asked");
    open("quiz");
    REQUIRE(open.state().quiz.card);
    CHECK_FALSE(open("quiz.answer 3").empty());
    open("quiz.answer 1");
    CHECK(open.state().quiz.right == 0);
    CHECK(open.state().quiz.asked == 1);
    // Whoever tries again is not counted again.
    open("quiz.answer 2");
    CHECK(open.state().quiz.asked == 1);
    open("escape");
    open("quiz");
    open("quiz.answer 2");
    CHECK(open.state().quiz.right == 1);
    CHECK(open.state().quiz.asked == 2);
}

TEST_CASE("the view stays within what is left when the second run goes", "[gui]") {
    // Found by 100,000 random inputs.
    const char* const without =
        GENERATE("open missing.json", "compare.file missing.json", "compare.off", "seed 2");
    CAPTURE(without);
    Opened open{"order.json", gui_test::order_text};
    open.host.files["long.json"] = gui_test::load_text(50);
    open("mode analyse");
    open("compare.file long.json");
    open("compare.shift 1s");
    open("fit.all");
    const ui::Position end = ui::gui::whole_of(open.state()).to;
    REQUIRE(open(fmt::format("view {}ns {}ns", end - 1000, end)).empty());
    REQUIRE(open.state().view.to == end);
    open(without);
    const ui::gui::Span whole = ui::gui::whole_of(open.state());
    CHECK(open.state().view.from >= whole.from);
    CHECK(open.state().view.to <= whole.to);
    CHECK(open.state().view.length() > 0);
}

TEST_CASE("what was asked about a run goes with it when a sweep is opened", "[gui]") {
    // Found by 100,000 random inputs: the answer went to a run that was gone.
    Opened open{"order.json", gui_test::order_text};
    open("predict");
    open("output.next");
    REQUIRE(open.state().prediction.question);
    open("open some.sweep");
    REQUIRE_FALSE(open.state().document);
    CHECK(open("predict.answer 1") == "nothing is asked");
}

TEST_CASE("the cells of a sweep load their runs", "[gui]") {
    Opened open{"load.json", gui_test::load_text(20)};
    open("open some.sweep");
    REQUIRE(open.state().sweep);
    CHECK_FALSE(open.state().document);
    CHECK(open.state().drawer == ui::gui::Drawer::sweep);
    open("sweep.cell 5");
    REQUIRE(open.state().document);
    using Changes = std::vector<std::pair<std::string, std::string>>;
    CHECK(open.host.requests.back().path == "load.json");
    CHECK(open.host.requests.back().changes ==
          Changes{{"runtime.threadpool", "4"}, {"load.arrivals.poisson", "200/s"}});
    open("sweep.down");
    CHECK(open.state().sweep_cell == std::size_t{1});
    open("sweep.left");
    open("sweep.left");
    CHECK(open.host.requests.back().changes ==
          Changes{{"runtime.threadpool", "2"}, {"load.arrivals.poisson", "100/s"}});
    CHECK(open("sweep.cell 7") == "sweep.cell expects a number from 1 to 6, found \"7\"");
    open("sweep.target p95<=20ms");
    REQUIRE(open.state().sweep_target);
    CHECK(open.state().sweep_target->percentile == 2);
    CHECK_FALSE(open.state().sweep_target->is_strict);
    CHECK_FALSE(open("sweep.target p95").empty());
    open("open load.json");
    CHECK_FALSE(open.state().sweep);
}

TEST_CASE("a second file stands on the same axis, and pinned rows stay", "[gui]") {
    Opened open{"load.json", gui_test::load_text(20)};
    open.host.files["long.json"] = gui_test::load_text(200);
    open("compare.file long.json");
    REQUIRE(open.state().other);
    CHECK(open.host.requests.back().path == "long.json");
    CHECK(open.state().other->trace().requests.size() == 200);
    // Moved, and all of both can be seen.
    open("compare.shift 1s");
    open("fit.all");
    CHECK(open.state().view.to == std::max(open.state().document->whole().to,
                                           open.state().other->whole().to + 1'000'000'000));
    open("compare.align");
    CHECK(open.state().other_shift < 1'000'000'000);
    CHECK_FALSE(open("compare.shift x").empty());
    open("compare.off");
    CHECK_FALSE(open.state().other);
    CHECK(open.state().view.to <= open.state().document->whole().to);
    const std::size_t last = open.state().document->tracks().rows.size() - 1;
    open("pin " + std::to_string(last));
    const ui::gui::Lanes lanes = ui::gui::place_lanes(*open.state().document, open.state().view,
                                                      1000, 900, 160, open.state().pinned);
    REQUIRE(lanes.pinned == 1);
    CHECK(lanes.numbers[0] == last);
    for (std::size_t n = 1; n < lanes.rows.size(); ++n) {
        CHECK(lanes.numbers[n] != last);
        CHECK(lanes.rows[n].box.y >= lanes.rows[0].box.bottom());
    }
    open("pin " + std::to_string(last));
    CHECK(open.state().pinned.empty());
    CHECK_FALSE(open("pin 99").empty());
}

TEST_CASE("what the window keeps brings it back as it was", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    for (const char* const line : {"theme dark", "mode analyse", "drawer latency", "speed 3",
                                   "window.size 1400x900", "drawer none"})
        CHECK(open(line).empty());
    const auto kept = ui::gui::read_script(open.session.settings(), "settings");
    REQUIRE(kept);
    gui_test::FakeHost host;
    ui::gui::Session next{host, [] {}};
    for (const ui::gui::Command& command : *kept) CHECK(next.apply(command).empty());
    CHECK(ui::gui::theme_of(next.state()).name == "dark");
    CHECK(next.state().mode == ui::gui::Mode::analyse);
    CHECK_FALSE(next.state().has_drawer);
    CHECK(next.state().speed == 3);
    CHECK(next.state().window_size == std::pair{1400, 900});
    CHECK(next.state().recent == Lines{"order.json"});
    CHECK(next.settings() == open.session.settings());
    CHECK_FALSE(next.apply({"window.size", "12x900"}).empty());
}

TEST_CASE("an edit runs by itself, and its error stands at its line", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("edit");
    open(R"(edit.text { "main": [\n  { "lgo": "a" }\n] })");
    open("elapse 400");
    open.session.wait();
    REQUIRE(open.state().problems.size() == 1);
    CHECK(open.state().problems[0].place.line == 2);
    CHECK(open.state().document);  // what was shown stays
    open(R"(edit.text { "main": [\n  { "log": "a\\nb" }\n] })");
    open("elapse 400");
    open.session.wait();
    CHECK(open.state().problems.empty());
    CHECK(open.state().document->trace().outputs.size() >= 1);
    open("edit.save");
    CHECK(open.host.files["order.json"] == "{ \"main\": [\n  { \"log\": \"a\\nb\" }\n] }");
    CHECK_FALSE(open.state().editor.is_changed);
}

TEST_CASE("a script of commands is refused by line and column", "[gui]") {
    const auto good = ui::gui::read_script("# a comment\n\n  step.next\nview 2ms 5ms\n", "s.txt");
    REQUIRE(good);
    CHECK((*good)[1] == ui::gui::Command{"view", "2ms 5ms"});
    const auto bad = ui::gui::read_script("play\n  step.nxt\n", "s.txt");
    REQUIRE_FALSE(bad);
    CHECK(sim::to_text(bad.diagnostics()[0]) ==
          "s.txt:2:3: unknown command \"step.nxt\", did you mean \"step.next\"?\n"
          "  step.nxt\n  ^");
}

TEST_CASE("any sequence of commands leaves the state whole", "[gui]") {
    Opened order{"order.json", gui_test::order_text};
    Opened load{"long.json", gui_test::load_text(50)};
    std::uint64_t random = 88172645463325252ULL;
    const auto next = [&random](std::uint64_t below) {
        random ^= random << 13U;
        random ^= random >> 7U;
        random ^= random << 17U;
        return random % below;
    };
    const std::vector<std::string> arguments{
        "",          "0",      "1",     "3",        "-1",
        "-0.3",      "0.5",    "1e300", "nan",      "2ms 9ms",
        "9ms 2ms",   "0 0",    "1 0 0", "99 99 99", "view",
        "selection", "tick",   ">1ms",  ">",        "teach",
        "analyse",   "faster", "light", "x",        "-9223372036854775808 9223372036854775807"};
    const std::span<const ui::gui::CommandRow> rows = ui::gui::command_rows();
    for (int i = 0; i < 100'000; ++i) {
        Opened& open = i % 2 == 0 ? order : load;
        const ui::gui::CommandRow& row = rows[next(rows.size())];
        // What runs programs does so on a thread of its own, ended by then or not.
        const bool runs = row.group == "Run" || row.group == "Ask";
        const std::string argument =
            row.argument.empty() ? std::string{} : arguments[next(arguments.size())];
        (void)open.session.apply({std::string{row.id}, argument});
        if (runs && next(2) == 0) open.session.wait();
        const ui::gui::AppState& state = open.state();
        const ui::gui::Span whole = state.document->whole();
        const bool is_whole =
            state.view.from >= whole.from && state.view.to <= whole.to && state.view.length() > 0 &&
            (!state.document->has_steps() || state.step < state.document->subject().steps.size()) &&
            (!state.selected || state.document->has(*state.selected)) &&
            state.cursor >= whole.from &&
            (state.found.places.empty() || state.found.current < state.found.places.size()) &&
            state.theme < ui::themes().size();
        if (!is_whole) FAIL(i << ": " << row.id << ' ' << argument);
        if (i % 1000 < 2) {
            (void)ui::gui::to_json(state);
            const ui::gui::Lanes lanes =
                ui::gui::place_lanes(*state.document, state.view, state.scroll, 900, 500);
            ui::Scene scene = ui::gui::lanes_scene(state, *state.document, lanes, 900, 500);
            ui::gui::add_pointer(scene, state, lanes, 400);
        }
    }
    CHECK(order.host.requests.size() > 1000);
    CHECK(load.host.requests.size() > 1000);
}

TEST_CASE("what is drawn under a point is what is found there", "[gui]") {
    Opened open{"long.json", gui_test::load_text(80)};
    const ui::gui::AppState& state = open.state();
    const ui::gui::Lanes lanes = ui::gui::place_lanes(*state.document, state.view, 0, 1200, 600);
    std::size_t checked = 0;
    for (std::size_t n = 0; n < lanes.rows.size(); ++n) {
        for (std::uint32_t l = 0; l < lanes.rows[n].track->levels.size(); ++l) {
            for (std::uint32_t i = 0; i < lanes.rows[n].track->levels[l].size(); ++i) {
                const ui::gui::Place place{lanes.numbers[n], l, i};
                const std::optional<ui::Box> box = ui::gui::box_of(*state.document, lanes, place);
                if (!box || box->width < 8) continue;
                CHECK(ui::gui::place_at(*state.document, lanes,
                                        {box->x + box->width / 2, box->y + box->height / 2}) ==
                      place);
                CHECK_FALSE(ui::gui::describe(*state.document, place).empty());
                ++checked;
            }
        }
    }
    CHECK(checked > 50);
}
