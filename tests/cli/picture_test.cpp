#include <string>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/ui/scene_check.hpp"
#include "ui/host/script_run.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

constexpr const char* order = R"({ "title": "who is first?", "main": [
  { "log": "script" },
  { "setTimeout": 1, "do": [ { "log": "timer" } ] },
  { "nextTick": [ { "log": "tick" } ] }
] })";

constexpr const char* load_text = R"({ "load": { "arrivals": { "poisson": "40/s" }, "requests": 50,
  "handler": [ { "await": { "work": "hash" } }, { "respond": 200 } ] }, "work": { "hash": { "time": "80ms" } } })";

void check_done(const Outcome& outcome) {
    CHECK(outcome.err.empty());
    CHECK(outcome.code == 0);
}

}  // namespace

TEST_CASE("export writes a picture by the ending of OUT", "[cli][pictures]") {
    const Folder folder;
    folder.write("a.json", order);
    check_done(cli(folder, "export DIR/a.json -o DIR/a.svg"));
    const std::string svg = folder.read("a.svg");
    CHECK(xml_fault(svg).empty());
    CHECK(svg.find(">who is first?</text>") != std::string::npos);
    CHECK(svg.find("\"tick\"") == std::string::npos);
    CHECK(svg.find(">tick</text>") != std::string::npos);
    CHECK(svg.find(">time is not to scale</text>") != std::string::npos);

    check_done(cli(folder, "export DIR/a.json -o DIR/a.png --size 640x360"));
    const std::string png = folder.read("a.png");
    CHECK(png.substr(1, 3) == "PNG");
    CHECK(png.substr(16, 8) == std::string("\0\0\x02\x80\0\0\x01\x68", 8));

    check_done(cli(folder, "export DIR/a.json -o DIR/a.pdf --picture steps"));
    CHECK(folder.read("a.pdf").starts_with("%PDF-"));

    SECTION("twice the same bytes, and its own files are replaced without --force") {
        const std::string pdf = folder.read("a.pdf");
        check_done(cli(folder, "export DIR/a.json -o DIR/a.svg"));
        check_done(cli(folder, "export DIR/a.json -o DIR/a.png --size 640x360"));
        check_done(cli(folder, "export DIR/a.json -o DIR/a.pdf --picture steps"));
        CHECK((folder.read("a.svg") == svg));
        CHECK((folder.read("a.png") == png));
        CHECK((folder.read("a.pdf") == pdf));
    }
    SECTION("a foreign picture stays") {
        folder.write("b.svg", "<svg/>");
        CHECK(cli(folder, "export DIR/a.json -o DIR/b.svg").code == 2);
        CHECK(folder.read("b.svg") == "<svg/>");
    }
    SECTION("stdout takes one, too") {
        const Outcome outcome = cli(folder, "export DIR/a.json -o - --format svg");
        check_done(outcome);
        CHECK((outcome.out == svg));
    }
}

TEST_CASE("options choose what a picture shows", "[cli][pictures]") {
    const Folder folder;
    folder.write("a.json", order);
    folder.write("l.json", load_text);

    check_done(cli(folder,
                   "export DIR/a.json -o DIR/s.svg --picture state --step 2 --no-code --title "
                   "Second --theme dark --size 4:3"));
    const std::string state = folder.read("s.svg");
    CHECK(state.find(">Second</text>") != std::string::npos);
    CHECK(state.find("2 / 5") != std::string::npos);
    CHECK(state.find("nextTick runs, prints “tick”") != std::string::npos);
    CHECK(state.find("class=\"code\"") == std::string::npos);
    CHECK(state.find("#14171a") != std::string::npos);

    check_done(cli(folder, "export DIR/a.json -o DIR/t.svg --lanes ticks,output"));
    CHECK(folder.read("t.svg").find(">call stack<") == std::string::npos);

    check_done(cli(folder, "export DIR/a.json -o DIR/f.svg --picture steps"));
    CHECK(folder.names() == std::vector<std::string>{"a.json", "f-001.svg", "f-002.svg",
                                                     "f-003.svg", "f-004.svg", "f-005.svg",
                                                     "l.json", "s.svg", "t.svg"});

    check_done(cli(folder, "export DIR/l.json -o DIR/l.svg --from 100ms --to 400ms"));
    CHECK(folder.read("l.svg").find(">worker 4</text>") != std::string::npos);

    check_done(cli(folder,
                   "export DIR/a.json -o DIR/a.trace"
                   ".json"));
    check_done(cli(folder, "export DIR/a.json -o DIR/n.json"));
    check_done(cli(folder, "export DIR/n.json -o DIR/n.svg"));
    CHECK(folder.read("n.svg").find(">timer</text>") != std::string::npos);
}

// One worker, and each 40 ms a request of 80 ms: the first is done after 80 ms, the others after 120 ms and more.
TEST_CASE("a picture of latencies says what share of the requests has none", "[cli][pictures]") {
    const Folder folder;
    const auto heading = [&](const std::string& timeout) {
        folder.write("l.json", R"({ "runtime": { "costs": "none", "threadpool": 1 },
            "load": { "arrivals": { "constant": "25/s" }, "requests": 4, )" +
                                   timeout + R"(
              "handler": [{ "await": { "uv.work": "hash", "time": "80ms" } }, { "respond": 200 }] } })");
        check_done(cli(folder, "export DIR/l.json -o DIR/l.svg --force --picture latency"));
        const std::string svg = folder.read("l.svg");
        const std::size_t from = svg.find(">share of ") + 1;
        return svg.substr(from, svg.find('<', from) - from);
    };
    CHECK(heading("") == "share of requests answered within");
    CHECK(heading(R"("timeout": "100ms",)") ==
          "share of answered requests; of all, 75 % timed out");
}

TEST_CASE("the table of latencies names its loads at any shape", "[cli][pictures]") {
    const Folder folder;
    folder.write("l.json", load_text);
    for (const char* const size : {"16:9", "4:3", "800x600"}) {
        CAPTURE(size);
        check_done(cli(folder, std::string{"export DIR/l.json -o DIR/l.svg --force --picture "
                                           "latency --theme projector --size "} +
                                   size));
        CHECK(folder.read("l.svg").find(">load</text>") != std::string::npos);
    }
}

TEST_CASE("what a picture cannot show is said", "[cli][pictures]") {
    const Folder folder;
    folder.write("a.json", order);
    folder.write("l.json", load_text);
    struct Refusal {
        std::string line;
        std::string message;
    };
    const Refusal refusal = GENERATE(
        Refusal{"-o DIR/x.svg --picture stat",
                "loopglass: option --picture expects timeline, state, steps, request, latency, "
                "sweep, orders, found \"stat\"; did you mean \"state\"?\n"},
        Refusal{"-o DIR/x.csv --picture state",
                "loopglass: DIR/x.csv: --picture needs a format of pictures\n    known endings: "
                ".svg, .png, .pdf, .pptx, .gif, .html\n"},
        Refusal{
            "-o DIR/x.svg --picture sweep",
            "loopglass: the picture \"sweep\" is not made of a trace\n    it is drawn from what "
            "loopglass sweep writes as JSON\n"},
        Refusal{"-o DIR/x.svg --orders",
                "loopglass: --orders is for pages: -o OUT.html; a picture of them is --picture "
                "orders\n"},
        Refusal{"-o DIR/x.svg --target p99<1s",
                "loopglass: --target is for the picture of a sweep\n"},
        Refusal{"-o DIR/x.svg --step 9", "loopglass: --step 9: there are 5 steps\n"},
        Refusal{"-o DIR/x.svg --step 0",
                "loopglass: option --step expects the number of a step, from 1, found \"0\"\n"},
        Refusal{"-o DIR/x.svg --size 100x100",
                "loopglass: option --size expects 16:9, 4:3, 1:1, or pixels from 480x320 to "
                "8192x8192, found \"100x100\"\n"},
        Refusal{"-o DIR/x.svg --theme neon",
                "loopglass: option --theme expects light, dark or projector, found \"neon\"\n"},
        Refusal{"-o DIR/x.svg --lanes stack,pool",
                "loopglass: option --lanes expects some of "
                "phases,stack,ticks,microtasks,timers,queue,workers,outside,stations,output, found "
                "\"pool\"\n"},
        Refusal{"-o DIR/x.svg --from 5h", "loopglass: --from 5.00 h: the run ends at 2.82 ms\n"},
        Refusal{"-o DIR/x.svg --from 3ms --to 2ms", "loopglass: --to must be later than --from\n"},
        Refusal{"-o - --format svg --picture steps",
                "loopglass: 5 pictures do not fit into one svg on stdout\n    give -o NAME.svg to "
                "get NAME-001.svg and so on, or choose one with --step\n"});
    const Outcome outcome = cli(folder, "export DIR/a.json " + refusal.line);
    CHECK(outcome.err == refusal.message);
    CHECK(outcome.out.empty());
    CHECK(outcome.code == 2);
    CHECK(folder.names() == std::vector<std::string>{"a.json", "l.json"});
}

TEST_CASE("no part of a run begins after its end", "[cli][pictures]") {
    const Folder folder;
    folder.write("l.json", load_text);
    check_done(cli(folder, "export DIR/l.json -o DIR/t.json"));
    for (const char* const line :
         {"l.json -o DIR/x.svg", "t.json -o DIR/x.svg", "t.json -o DIR/x.html",
          "l.json -o DIR/x.json", "t.json -o DIR/x.json"}) {
        CAPTURE(line);
        const Outcome outcome = cli(folder, std::string{"export DIR/"} + line + " --from 5h");
        CHECK(outcome.err.starts_with("loopglass: --from "));
        CHECK(outcome.err.find(": the run ends at ") != std::string::npos);
        CHECK(outcome.code == 2);
    }
    CHECK(folder.names() == std::vector<std::string>{"l.json", "t.json"});
}

TEST_CASE("export draws what explore found", "[cli][pictures]") {
    const Folder folder;
    // As explore --json writes it.
    const std::string orders = R"({
  "file": "race.json", "node": "24", "complete": true, "paths": 2, "samples": 100, "samplesOutside": 0,
  "outputs": [
    { "lines": ["timer", "immediate"], "ends": "done", "likelihood": 0.6, "choices": [] },
    { "lines": ["immediate", "timer"], "ends": "done", "likelihood": null,
      "choices": [{ "point": "the first turn", "pick": 1, "picked": "check first", "alternatives": [] }] }
  ], "facts": [] })";
    folder.write("o.json", orders);
    check_done(cli(folder, "export DIR/o.json -o DIR/o.svg --title Two"));
    const std::string svg = folder.read("o.svg");
    CHECK(xml_fault(svg).empty());
    CHECK(svg.find(">Two</text>") != std::string::npos);
    CHECK(svg.find("<title>the first turn: check first</title>") != std::string::npos);
    check_done(cli(folder, "export DIR/o.json -o DIR/o.mmd"));
    check_done(cli(folder, "export DIR/o.json -o DIR/o.mmd"));
    CHECK(folder.read("o.mmd").starts_with("%% Made by loopglass from race.json\nflowchart LR\n"));
    CHECK(cli(folder, "export DIR/o.json -o DIR/o.csv").err ==
          "loopglass: DIR/o.csv: orders become pictures\n"
          "    known endings: .svg, .png, .pdf, .pptx, .gif, .html, .mmd\n");
    check_done(cli(folder, "export DIR/o.json -o DIR/o.html"));
    CHECK(folder.read("o.html").find("<td>immediate, timer</td>") != std::string::npos);
    folder.write("bad.json", orders.substr(0, orders.size() - 20));
    CHECK(cli(folder, "export DIR/bad.json -o DIR/bad.svg").code == 2);
}

TEST_CASE("what explore writes is what export reads", "[cli][pictures]") {
    const Folder folder;
    folder.write("race.json", R"({ "main": [ { "setImmediate": [ { "log": "immediate" } ] },
        { "setTimeout": 0, "do": [ { "log": "timer" } ] } ] })");
    const Outcome found = cli(folder, "explore DIR/race.json --json");
    REQUIRE(found.code == 0);
    folder.write("found.json", found.out);
    check_done(cli(folder, "export DIR/found.json -o DIR/found.mmd"));
    check_done(cli(folder, "export DIR/race.json -o DIR/race.mmd"));
    // Both orders, each with its share.
    const std::string chart = folder.read("found.mmd");
    CHECK(chart.find("immediate<br/>timer") != std::string::npos);
    CHECK(chart.find("timer<br/>immediate") != std::string::npos);
    CHECK(chart.substr(chart.find('\n')) ==
          folder.read("race.mmd").substr(folder.read("race.mmd").find('\n')));
    check_done(cli(folder, "export DIR/race.json -o DIR/orders.svg --picture orders"));
    CHECK(folder.read("orders.svg").find(" %</text>") != std::string::npos);
}

TEST_CASE("the orders of a program are drawn as those of a scenario", "[cli][pictures]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("race.js",
                 "setImmediate(() => console.log('immediate'));\n"
                 "setTimeout(() => console.log('timer'), 0);\n");
    check_done(cli(folder, "export DIR/race.js -o DIR/orders.svg --picture orders"));
    const std::string svg = folder.read("orders.svg");
    CHECK(svg.find("2 possible orders") != std::string::npos);
    CHECK(svg.find(" %</text>") != std::string::npos);
    check_done(cli(folder, "export DIR/race.js -o DIR/orders.mmd"));
    CHECK(folder.read("orders.mmd").find("immediate<br/>timer") != std::string::npos);
}

TEST_CASE("a picture of what has no title bears the file's name", "[cli][pictures]") {
    const Folder folder;
    folder.write("deep/down/plain.json", R"({ "main": [ { "log": "a" } ] })");
    check_done(cli(folder, "export DIR/deep/down/../down/plain.json -o DIR/a.svg"));
    CHECK(folder.read("a.svg").find(">plain.json</text>") != std::string::npos);
    check_done(cli(folder, "export DIR/deep/down/plain.json -o DIR/b.svg --picture orders"));
    CHECK(folder.read("b.svg").find(">plain.json</text>") != std::string::npos);
}

TEST_CASE("a page has a tab for each order", "[cli][pictures]") {
    const Folder folder;
    folder.write("race.json", R"({ "main": [ { "setImmediate": [ { "log": "immediate" } ] },
        { "setTimeout": 0, "do": [ { "log": "timer" } ] } ] })");
    folder.write("one.json", order);
    const auto tabs = [&](const std::string& page) {
        std::size_t count = 0;
        for (std::size_t at = page.find("class=\"order\""); at != std::string::npos;
             at = page.find("class=\"order\"", at + 1))
            ++count;
        return count;
    };
    check_done(cli(folder, "export DIR/race.json -o DIR/race.html --orders"));
    CHECK(tabs(folder.read("race.html")) == 2);
    CHECK(folder.read("race.html").find("data-name=\"1: ") != std::string::npos);
    check_done(cli(folder, "export DIR/race.json -o DIR/plain.html"));
    CHECK(tabs(folder.read("plain.html")) == 0);
    folder.write("l.json", load_text);
    CHECK(cli(folder, "export DIR/l.json -o DIR/l.html --orders").code == 2);
    folder.write("race.js", "console.log(1)");
    CHECK(cli(folder, "export DIR/race.js -o DIR/j.html --orders").err ==
          "loopglass: --orders is for scenarios; a program is exported order by order with "
          "--replay\n");
}

TEST_CASE("export draws what sweep found", "[cli][pictures]") {
    const Folder folder;
    folder.write("pool.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "work": { "job": { "time": "10ms" } },
        "load": { "name": "job", "arrivals": { "poisson": "200/s" }, "requests": 300,
                  "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    const std::string fast = " --replications 4 --threads 2";
    REQUIRE(cli(folder, "sweep DIR/pool.json --vary threadpool=1..4 -o DIR/one.json" + fast).code ==
            0);
    check_done(cli(folder, "export DIR/one.json -o DIR/one.svg --target p99<=50ms"));
    const std::string lines = folder.read("one.svg");
    CHECK(xml_fault(lines).empty());
    // One thread does 100 a second at most.
    CHECK(lines.find(">overload</text>") != std::string::npos);
    CHECK(lines.find("<title>threadpool 1: overloaded, the queue grows by ") != std::string::npos);
    CHECK(lines.find(">p99 ≤ 50.0 ms</text>") != std::string::npos);
    CHECK(lines.find(">p99 ≤ 50.0 ms holds from threadpool ") != std::string::npos);
    REQUIRE(cli(folder,
                "sweep DIR/pool.json --vary threadpool=2..3 --vary rate=100,150 -o "
                "DIR/two.json" +
                    fast)
                .code == 0);
    for (const char* const name : {"two.svg", "two.png", "two.pdf", "two.pptx", "two.html"})
        check_done(cli(folder, std::string{"export DIR/two.json -o DIR/"} + name));
    const std::string map = folder.read("two.svg");
    CHECK(map.find("id=\"span-3\"") != std::string::npos);
    CHECK(folder.read("two.html").find("<th scope=\"col\">threadpool</th>") != std::string::npos);
    CHECK(cli(folder, "export DIR/two.json -o DIR/x.svg --target errors<1%").err ==
          "loopglass: --target errors<1%: a picture of a sweep shows percentiles\n    such as "
          "--target 'p99<200ms', also p50, p90, p95 and p99.9\n");
    CHECK(cli(folder, "export DIR/two.json -o DIR/x.svg --target job.p99<50ms").err ==
          "loopglass: --target job.p99<50ms: a sweep holds the latency of all loads together\n    "
          "--target 'p99<50ms' is of that; loopglass predict tells loads apart\n");
    CHECK(cli(folder, "export DIR/two.json -o DIR/x.svg --picture state").code == 2);
    CHECK(cli(folder, "export DIR/two.json -o DIR/x.txt").err.find("names no picture") !=
          std::string::npos);
    folder.write("cut.json", folder.read("two.json").substr(0, 300));
    CHECK(cli(folder, "export DIR/cut.json -o DIR/x.svg").code == 2);
}
