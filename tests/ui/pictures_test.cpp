// Pictures must be fit for a slide; what that means is in scene_check. Those of all scenarios are in all_pictures_test.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "tests/engine/random_scenario.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/golden.hpp"
#include "tests/ui/picture_check.hpp"
#include "tests/ui/shown.hpp"
#include "ui/export/page.hpp"
#include "ui/export/svg.hpp"
#include "ui/layout/request.hpp"
#include "ui/layout/request_time.hpp"
#include "ui/layout/tracks.hpp"

TEST_CASE("pictures of random runs are fit for a slide", "[pictures]") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const std::string scenario = engine_test::random_scenario(seed);
        CAPTURE(seed);
        Shown shown;
        show(shown,
             engine_test::play(
                 scenario, {.level = seed % 3 == 0 ? sim::TraceLevel::spans : sim::TraceLevel::full,
                            .seed = seed}),
             scenario);
        check_pictures(
            shown, options_of(seed % 2 == 0 ? 1280 : 700, 500, seed % 4 == 0 ? "dark" : "light"));
    }
}

TEST_CASE("the time of a request is told without gaps and adds up to its account", "[pictures]") {
    for (const char* name : {"pool/logins.json", "load/database.json", "load/sync-hash.json"}) {
        CAPTURE(name);
        Shown shown;
        run_scenario(shown, name);
        const std::size_t count = std::min<std::size_t>(shown.trace.requests.size(), 30);
        REQUIRE(count > 0);
        for (std::uint32_t i = 0; i < count; ++i) {
            CAPTURE(i);
            const sim::RequestRecord& request = shown.trace.requests[i];
            std::int64_t at = request.arrival.ns;
            sim::Waits sums{};
            bool is_certain = true;
            for (const ui::ReasonInterval& interval : ui::reasons_over_time(shown.trace, i)) {
                CHECK(interval.from == at);
                CHECK(interval.to > at);
                at = interval.to;
                is_certain = is_certain && interval.reason;
                if (interval.reason)
                    sums[static_cast<std::size_t>(*interval.reason)].ns +=
                        interval.to - interval.from;
            }
            CHECK(at == ui::end_of(shown.trace, request).ns);
            if (is_certain && request.outcome == sim::RequestOutcome::done)
                CHECK(sums == request.waits);
        }
    }
}

TEST_CASE("a pixel more changes a picture by pixels", "[pictures]") {
    for (const char* name :
         {"lessons/five-queues.json", "lessons/pool-completions.json", "pool/logins.json"}) {
        CAPTURE(name);
        Shown shown;
        run_scenario(shown, name);
        const ui::Scene one = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
        for (const auto& [width, height] :
             std::vector<std::pair<int, int>>{{1281, 720}, {1280, 721}, {1279, 719}}) {
            const ui::Scene other =
                ui::timeline_picture(shown.subject, options_of(width, height, "light"));
            REQUIRE(one.items().size() == other.items().size());
            for (std::size_t i = 0; i < one.items().size(); ++i) {
                const ui::Box& a = one.items()[i].box;
                const ui::Box& b = other.items()[i].box;
                CHECK(std::abs(a.x - b.x) + std::abs(a.y - b.y) < 4);
                CHECK(std::abs(a.width - b.width) + std::abs(a.height - b.height) < 4);
            }
        }
    }
}

TEST_CASE("a short run with one long call shows each callback, at every size", "[pictures]") {
    // To scale, everything but the hash would be as thin as a line.
    const std::string code = R"({
  "work": { "hash": { "time": "80ms" } },
  "main": [
    { "setTimeout": 0, "do": [ { "log": "timeout" } ] },
    { "setImmediate": [ { "log": "immediate" } ] },
    { "nextTick": [ { "log": "tick" } ] },
    { "fs.readFile": "notes.txt", "do": [
      { "log": "file" }, { "setImmediate": [ { "log": "immediate in the callback of the file" } ] } ] },
    { "work": "hash", "do": [ { "log": "hash" } ] },
    { "queueMicrotask": [ { "log": "promise 1" } ] },
    { "queueMicrotask": [ { "log": "promise 2" } ] }
  ]
})";
    Shown shown;
    show(shown, engine_test::play(code), code);
    for (const char* theme : {"light", "dark", "projector"}) {
        for (const auto& [width, height] : std::vector<std::pair<int, int>>{
                 {1280, 720}, {1440, 1080}, {1080, 1080}, {800, 600}, {480, 320}}) {
            CAPTURE(theme, width, height);
            const ui::Scene scene =
                ui::timeline_picture(shown.subject, options_of(width, height, theme));
            check_scene(scene);
            // A bar, and its colour in the legend.
            std::size_t bars = 0;
            bool is_named = false;
            for (const ui::Item& item : scene.items()) {
                if (item.kind == ui::ItemKind::text)
                    is_named = is_named || (item.role == ui::Role::legend &&
                                            scene.text(item.text) == "setImmediate");
                else if (item.role == ui::Role::span &&
                         item.fill == ui::row_of(ui::Hue::immediate).fill && item.box.width > 12)
                    ++bars;
            }
            CHECK(bars == 2);
            CHECK(is_named);
        }
    }
}

TEST_CASE("the legend names the hatching of sleep where there is any", "[pictures]") {
    for (const char* name : {"lessons/five-queues.json", "load/two-endpoints.json",
                             "load/bursts.json", "pool/logins.json"}) {
        Shown shown;
        run_scenario(shown, name);
        for (const bool has_phases : {true, false}) {
            CAPTURE(name, has_phases);
            ui::PictureOptions options = options_of(1280, 720, "light");
            if (!has_phases) options.lanes = {ui::TrackKind::stack};
            const ui::Scene scene = ui::timeline_picture(shown.subject, options);
            bool is_hatched = false;
            bool has_sample = false;
            bool is_named = false;
            for (const ui::Item& item : scene.items()) {
                const bool is_legend = item.role == ui::Role::legend;
                if (item.pattern == ui::Pattern::hatched)
                    (is_legend ? has_sample : is_hatched) = true;
                if (is_legend && item.kind == ui::ItemKind::text)
                    is_named = is_named || scene.text(item.text) == "sleeps";
            }
            CHECK(is_hatched == has_phases);
            CHECK(has_sample == has_phases);
            CHECK(is_named == has_phases);
        }
    }
}

TEST_CASE("the ring of phases is never higher than wide", "[pictures]") {
    Shown shown;
    run_scenario(shown, "lessons/five-queues.json");
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{
             {1280, 720}, {1440, 1080}, {1080, 1080}, {720, 1280}, {800, 600}}) {
        CAPTURE(width, height);
        ui::PictureOptions options = options_of(width, height, "light");
        options.step = 3;
        const ui::Scene scene = ui::state_picture(shown.subject, options);
        check_scene(scene);
        std::vector<ui::Box> phases;
        for (const ui::Item& item : scene.items()) {
            if (item.role == ui::Role::phase && item.kind == ui::ItemKind::rectangle)
                phases.push_back(item.box);
        }
        REQUIRE(phases.size() == 6);
        const double across = phases[2].x - phases[0].x;
        const double down = phases[3].y - phases[2].y;
        CHECK(down > 0);
        CHECK(down <= across + 0.01);
    }
}

TEST_CASE("a loop that runs timers before its first iteration is not called not started",
          "[pictures]") {
    const std::string code = R"({ "main": [
        { "setTimeout": 0, "do": [{ "log": "timer" }] }, { "cpu": "5ms" },
        { "setImmediate": [{ "log": "immediate" }] } ] })";
    Shown shown;
    show(shown, engine_test::play(code), code);
    std::vector<std::string> remarks;
    for (std::size_t step = 0; step < 3; ++step) {
        ui::PictureOptions options = options_of(1280, 720, "light");
        options.step = step;
        const ui::Scene scene = ui::state_picture(shown.subject, options);
        for (const ui::Item& item : scene.items()) {
            if (item.kind != ui::ItemKind::text) continue;
            const std::string_view text = scene.text(item.text);
            if (text == "not started" || text.find("iteration 1") != std::string_view::npos)
                remarks.emplace_back(text);
        }
    }
    CHECK(remarks == std::vector<std::string>{"not started", "before iteration 1", "iteration 1"});
}

TEST_CASE("no iteration is missing from the numbers over a timeline", "[pictures]") {
    // The second iteration only starts the next trip to the pool and takes no room.
    const std::string code = R"({ "main": [
        { "setTimeout": 0, "do": [{ "log": "timer" }] },
        { "setImmediate": [{ "log": "immediate" }] },
        { "fs.readFile": "notes.txt", "do": [{ "log": "file" }] },
        { "cpu": "60ms" } ] })";
    Shown shown;
    show(shown, engine_test::play(code), code);
    const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
    std::vector<std::string> names;
    for (const ui::Item& item : scene.items()) {
        if (item.kind != ui::ItemKind::text) continue;
        if (scene.text(item.text).starts_with("iteration"))
            names.emplace_back(scene.text(item.text));
    }
    CHECK(names == std::vector<std::string>{"iteration 1", "iterations 2–3", "iteration 4"});
}

TEST_CASE("the axis begins with 0 where the first callback follows at once", "[pictures]") {
    sim::Trace trace = engine_test::play(R"({ "main": [ { "cpu": "2ms" }, { "nextTick": [] } ] })");
    const auto first_label = [&] {
        const ui::Scene scene = ui::timeline_picture(ui::subject_of(trace), {});
        for (const ui::Item& item : scene.items()) {
            if (item.role != ui::Role::axis || item.kind != ui::ItemKind::text) continue;
            const std::string_view text = scene.text(item.text);
            if (!text.starts_with("iteration")) return std::string{text};
        }
        return std::string{};
    };
    for (sim::TraceEvent& event : trace.events) event.at.ns += 40;
    CHECK(first_label() == "0");
    for (sim::TraceEvent& event : trace.events) event.at.ns += 100'000;
    CHECK(first_label() == "100 µs");
}

TEST_CASE("requests of one row are labelled alike, by the number where names have no room",
          "[pictures]") {
    std::set<std::string> forms;
    for (int count = 6; count <= 60; ++count) {
        CAPTURE(count);
        const std::string code = fmt::format(
            R"({{ "runtime": {{ "threadpool": 1 }}, "work": {{ "hash": {{ "time": "8ms" }} }},
                "load": {{ "name": "login", "arrivals": {{ "constant": "1000/s" }}, "requests": {},
                    "handler": [{{ "await": {{ "work": "hash" }} }}, {{ "respond": 200 }}] }} }})",
            count);
        Shown shown;
        show(shown, engine_test::play(code, {.level = sim::TraceLevel::spans}), code);
        const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
        std::vector<std::string> labels;
        for (const ui::Item& item : scene.items()) {
            if (item.role != ui::Role::span || item.kind != ui::ItemKind::text) continue;
            const std::string_view text = scene.text(item.text);
            if (text.back() >= '0' && text.back() <= '9') labels.emplace_back(text);
        }
        if (labels.empty()) continue;
        REQUIRE(labels.size() == static_cast<std::size_t>(count));
        const std::string before = labels[0].substr(0, labels[0].size() - 1);
        forms.insert(before);
        for (std::size_t i = 0; i < labels.size(); ++i)
            CHECK(labels[i] == before + std::to_string(i + 1));
    }
    CHECK(forms == std::set<std::string>{"", "login "});
}

TEST_CASE("a pool's queue that only wakes workers has no row", "[pictures]") {
    const auto has_row = [](const std::string& threads, std::vector<ui::TrackKind> lanes) {
        const std::string code =
            R"({ "runtime": { "threadpool": )" + threads + R"(, "costs": "node" },
            "work": { "hash": { "time": "8ms" } },
            "load": { "name": "login", "arrivals": { "constant": "200/s" }, "requests": 9,
                "handler": [{ "await": { "work": "hash" } }, { "respond": 200 }] } })";
        Shown shown;
        show(shown, engine_test::play(code, {.level = sim::TraceLevel::spans}), code);
        ui::PictureOptions options = options_of(1280, 720, "light");
        options.lanes = std::move(lanes);
        const ui::Scene scene = ui::timeline_picture(shown.subject, options);
        return std::any_of(scene.items().begin(), scene.items().end(), [&](const ui::Item& item) {
            return item.role == ui::Role::label && scene.text(item.text) == "pool queue";
        });
    };
    CHECK_FALSE(has_row("4", {}));
    CHECK(has_row("4", {ui::TrackKind::pool_queue}));  // who asks for it sees it
    CHECK(has_row("1", {}));
}

TEST_CASE("a caption is cut only where it would take a third of the picture", "[pictures]") {
    const std::string code = R"({ "main": [ { "log": "a" } ] })";
    Shown shown;
    show(shown, engine_test::play(code), code);
    const auto caption_of = [&](std::size_t words) {
        shown.subject.about.clear();
        for (std::size_t i = 0; i < words; ++i) shown.subject.about += i == 0 ? "word" : " word";
        const ui::Scene scene =
            ui::timeline_picture(shown.subject, options_of(1200, 675, "projector"));
        check_scene(scene);
        std::string caption;
        for (const ui::Item& item : scene.items()) {
            if (item.kind != ui::ItemKind::text || item.role != ui::Role::caption) continue;
            if (!caption.empty()) caption += ' ';
            caption += scene.text(item.text);
        }
        return caption;
    };
    CHECK(caption_of(70) == shown.subject.about);
    CHECK(caption_of(1000).ends_with("…"));
}

TEST_CASE("an upright picture has its parts below each other and letters that can be read",
          "[pictures]") {
    Shown shown;
    run_scenario(shown, "lessons/five-queues.json");
    const ui::PictureOptions upright = options_of(675, 1200, "light");
    const ui::Scene scene = ui::timeline_picture(shown.subject, upright);
    double code_bottom = 0;
    double lanes_top = scene.height();
    for (const ui::Item& item : scene.items()) {
        if (item.role == ui::Role::code) code_bottom = std::max(code_bottom, item.box.bottom());
        if (item.role == ui::Role::span) lanes_top = std::min(lanes_top, item.box.y);
        if (item.kind != ui::ItemKind::text) continue;
        // In pixels; half of that if the picture were as wide as it is high.
        CHECK(static_cast<double>(item.size) * 675 / scene.width() >= 11);
        CHECK_FALSE(scene.text(item.text).ends_with("…"));
    }
    CHECK(code_bottom > 0);
    CHECK(code_bottom < lanes_top);
    run_scenario(shown, "load/two-endpoints.json");
    check_scene(ui::latency_picture(shown.subject, upright));
}

TEST_CASE("a request is shown among the others where rows leave room for them", "[pictures]") {
    Shown shown;
    run_scenario(shown, "load/login-service.json");
    const ui::Scene scene = ui::request_picture(shown.subject, options_of(1280, 720, "light"));
    bool is_among = false;
    for (const ui::Item& item : scene.items()) {
        is_among = is_among || (item.kind == ui::ItemKind::text &&
                                scene.text(item.text) == "among 4,914 answered requests");
    }
    CHECK(is_among);
}

TEST_CASE("of timers that overlap too much for rows of their own, the number is shown",
          "[pictures]") {
    for (const int count : {6, 7, 200}) {
        CAPTURE(count);
        std::string code = R"({ "main": [)";
        for (int i = 1; i <= count; ++i)
            code += fmt::format(R"({} {{ "setTimeout": {}, "do": [] }})", i > 1 ? "," : "", 10 * i);
        code += "] }";
        Shown shown;
        show(shown, engine_test::play(code), code);
        const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
        check_scene(scene);
        std::string titles;
        for (const ui::Item& item : scene.items()) {
            if (item.title != ui::index_absent) titles += scene.text(item.title);
        }
        const bool counts =
            titles.find(fmt::format("timers: at most {} armed", count)) != std::string::npos;
        CHECK(counts == (count > 6));
        // Frames of single timers, which the last row would have to cut.
        CHECK((titles.find("setTimeout armed") != std::string::npos) == (count <= 6));
    }
}

TEST_CASE("lines printed shortly after one another are whole, in their order", "[pictures]") {
    const std::string code = R"({
  "main": [
    { "setTimeout": 0, "do": [ { "log": "timeout" } ] },
    { "setImmediate": [ { "log": "immediate" }, { "nextTick": [ { "log": "tick in immediate" } ] } ] },
    { "nextTick": [ { "log": "tick" } ] },
    { "queueMicrotask": [ { "log": "microtask 1" } ] },
    { "queueMicrotask": [ { "log": "microtask 2" } ] },
    { "log": "script" }
  ]
})";
    Shown shown;
    show(shown, engine_test::play(code), code);
    const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
    check_scene(scene);
    std::vector<std::string> lines;
    double begins = 0;
    for (const ui::Item& item : scene.items()) {
        if (item.role != ui::Role::output || item.kind != ui::ItemKind::text) continue;
        CHECK(item.box.x > begins);
        begins = item.box.x;
        lines.emplace_back(scene.text(item.text));
    }
    CHECK(lines == std::vector<std::string>{"script", "tick", "microtask 1", "microtask 2",
                                            "timeout", "immediate", "tick in immediate"});
}

TEST_CASE("the scenes of the sample trace are what they were", "[pictures]") {
    const sim::Trace trace = sample_trace();
    ui::Subject subject = ui::subject_of(trace);
    ui::PictureOptions options;
    CHECK(
        differs_from_golden("sample.timeline.txt", to_text(ui::timeline_picture(subject, options)))
            .empty());
    options.step = 5;
    CHECK(differs_from_golden("sample.state.txt", to_text(ui::state_picture(subject, options)))
              .empty());
    CHECK(
        differs_from_golden("sample.svg", ui::to_svg(ui::timeline_picture(subject, options), 1280))
            .empty());
}

TEST_CASE("no picture shows what is Node's own", "[pictures]") {
    sim::Trace trace =
        engine_test::play(R"({ "main": [ { "nextTick": [] }, { "setImmediate": [] } ] })");
    auto* const tick =
        std::find_if(trace.tasks.begin(), trace.tasks.end(),
                     [](const sim::Task& task) { return task.kind == sim::TaskKind::tick; });
    REQUIRE(tick != trace.tasks.end());
    const auto has_ticks = [&] {
        const ui::Tracks tracks = ui::tracks_in_order(trace);
        return std::any_of(tracks.rows.begin(), tracks.rows.end(), [](const ui::Track& track) {
            return track.kind == ui::TrackKind::ticks;
        });
    };
    const auto page_moves = [&](std::uint32_t task) {
        const std::string page = ui::to_page(ui::subject_of(trace), {}, {});
        return std::any_of(
            trace.events.begin(), trace.events.end(), [&](const sim::TraceEvent& event) {
                return event.task.value == task &&
                       page.find(fmt::format("[0,{},{},", event.at.ns, task)) != std::string::npos;
            });
    };
    CHECK(has_ticks());
    const std::size_t steps = ui::steps_of(trace).size();
    const auto task = static_cast<std::uint32_t>(tick - trace.tasks.begin());
    CHECK(page_moves(task));
    trace.events.push_back({trace.events.back().at, sim::TaskId{task}, 0, 0, sim::EventKind::note,
                            static_cast<std::uint8_t>(sim::NoteKind::internal), 0});
    CHECK_FALSE(has_ticks());
    CHECK_FALSE(page_moves(task));
    CHECK(ui::steps_of(trace).size() == steps - 1);
    CHECK(ui::steps_of(trace)[0].what == "main script runs, queues setImmediate");
}

TEST_CASE("texts of users cannot break out of a picture", "[pictures]") {
    Shown shown;
    show(
        shown,
        engine_test::play(
            R"({ "main": [ { "log": "</text><script>alert(1)</script> & \" ' \u0001 \u0000 \ud83d\ude00" } ] })"),
        "</style>]]>\n\t\x01\xff<&");
    shown.subject.title = "<b>\"x\" & y</b>\n\x02";
    check_pictures(shown, options_of(1280, 720, "light"));
    const std::string svg =
        ui::to_svg(ui::timeline_picture(shown.subject, options_of(1280, 720, "light")), 1280);
    CHECK(svg.find("<script") == std::string::npos);
    CHECK(svg.find("&lt;b&gt;&quot;x&quot; &amp; y&lt;/b&gt;") != std::string::npos);
}
