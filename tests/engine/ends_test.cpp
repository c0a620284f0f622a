// How runs end, and several loops in one run.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

std::string free_main(const std::string& actions, const std::string& runtime = {}) {
    return R"({ "runtime": { "costs": "none")" + runtime + R"( }, "main": )" + actions + " }";
}

std::string ending_of(const std::string& actions, const std::string& runtime = {}) {
    return ending(play(free_main(actions, runtime)));
}

}  // namespace

TEST_CASE("a program ends when nothing keeps its loop alive", "[engine][ends]") {
    CHECK(ending_of(R"([{ "log": "main" }])") == "done 0");
    CHECK(ending_of(R"([{ "setTimeout": "5ms", "do": [], "unref": true }])") == "done 0");
}

TEST_CASE("a repeat ends after its last round, also if nothing happens in it", "[engine][ends]") {
    CHECK(lines(play(free_main(R"([{ "repeat": 3, "do": [] },
        { "repeat": 2, "do": [{ "repeat": 2, "do": [{ "nextTick": [{ "log": "inner ${index}" }] }] },
                              { "log": "outer ${index}" }] }])"))) ==
          Lines{"0ms outer 1", "0ms outer 2", "0ms inner 1", "0ms inner 2", "0ms inner 1",
                "0ms inner 2"});
}

TEST_CASE("process.exit ends the run with its code, and nothing after it runs", "[engine][ends]") {
    const sim::Trace trace = play(free_main(
        R"([{ "on": "exit", "do": [{ "log": "bye" }] }, { "setTimeout": "5ms", "do": [{ "exit": 3 }, { "log": "never" }] },
        { "setTimeout": "6ms", "do": [{ "log": "never" }] }])"));
    CHECK(ending(trace) == "exit called 3");
    CHECK(lines(trace) == Lines{"5ms bye"});
}

TEST_CASE("an exception that nothing catches ends the run with code 1", "[engine][ends]") {
    CHECK(ending_of(R"([{ "throw": "boom" }])") == "exception 1: Uncaught boom");
    CHECK(ending_of(R"([{ "setTimeout": "1ms", "do": [{ "throw": "boom" }] }])") ==
          "exception 1: Uncaught boom");
    CHECK(ending_of(R"([{ "then": "rejected" }])").starts_with("exception 1: Uncaught"));
}

TEST_CASE("an uncaughtException listener saves the process, one that throws ends it with code 7",
          "[engine][ends]") {
    const sim::Trace saved = play(free_main(
        R"([{ "on": "uncaughtException", "do": [{ "log": "${value}" }] }, { "setTimeout": "1ms", "do": [{ "throw": "boom" }] },
        { "setTimeout": "2ms", "do": [{ "log": "still here" }] }])"));
    CHECK(ending(saved) == "done 0");
    CHECK(lines(saved) == Lines{"1ms boom", "2ms still here"});
    CHECK(
        ending_of(
            R"([{ "on": "uncaughtException", "do": [{ "throw": "again" }] }, { "throw": "boom" }])")
            .starts_with("exception 7"));
}

TEST_CASE("a top-level await that never settles ends with code 13", "[engine][ends]") {
    CHECK(ending_of(R"([{ "await": "never" }])", R"(, "module": "esm")") == "unsettled 13");
}

TEST_CASE("the first process decides the exit code, whoever ends last", "[engine][ends]") {
    // The second process waits for a connection that never comes.
    CHECK(ending(play(
              R"({ "runtime": { "costs": "none", "module": "esm" }, "main": [{ "await": "never" }],
        "processes": { "other": { "main": [{ "listen": "s" }] } } })")) == "unsettled 13");
    CHECK(ending(play(
              R"({ "runtime": { "costs": "none", "module": "esm" }, "main": [{ "await": "never" }],
        "processes": { "other": { "main": [{ "setTimeout": "50ms", "do": [] }] } } })")) ==
          "unsettled 13");
}

TEST_CASE("a process that ends takes its sleeping worker threads with it", "[engine][ends]") {
    // The worker sleeps in poll when the second process exits; the run then ends with the first process, at 20 ms.
    const sim::Trace trace = play(
        R"({ "runtime": { "costs": "none", "module": "esm" }, "main": [{ "setTimeout": "20ms", "do": [{ "log": "main" }] }, { "await": "never" }],
        "processes": { "other": { "main": [{ "worker": "w", "main": [{ "setTimeout": "10s", "do": [{ "log": "never" }] }] }, { "setTimeout": "10ms", "do": [{ "exit": 1 }] }] } } })");
    CHECK(ending(trace) == "unsettled 13");
    CHECK(lines(trace) == Lines{"20ms main"});
    CHECK(trace.statistics.end == sim::Instant{20'000'000});
}

TEST_CASE("a run that reaches a limit says which", "[engine][ends]") {
    SECTION("events") {
        const sim::Trace trace = play(free_main(
            R"([{ "setInterval": "1ms", "do": [{ "count": "n" }] }])", R"(, "events": 1000)"));
        CHECK(ending(trace) == "limit 0: 1000 events");
        CHECK(trace.statistics.events == 1000);
    }
    SECTION("virtual time") {
        const sim::Trace trace =
            play(free_main(R"([{ "setInterval": "1ms", "do": [] }])", R"(, "until": "1s")"));
        CHECK(ending(trace) == "until 0");
        CHECK(trace.statistics.end == sim::Instant{1'000'000'000});
    }
    SECTION("waits that would leave their type") {
        // The third of these jobs on one thread ends after 125 days.
        const sim::Trace trace = play(
            R"({ "runtime": { "costs": "none", "cores": "unlimited", "threadpool": 1 },
                 "load": { "arrivals": { "constant": "1000/s" }, "requests": 20000,
                           "handler": [{ "await": { "uv.work": "w", "time": "1000h" } }, { "respond": 200 }] } })",
            {.level = sim::TraceLevel::none});
        CHECK(ending(trace) ==
              "limit 0: a wait of more than 104 days, or 36 years of waiting in all");
    }
    SECTION("sums of waits that would") {
        // A queue of 10^6 seconds: no request waits longer than that, all of them together do.
        const sim::Trace trace = play(
            R"({ "runtime": { "costs": "none", "cores": "unlimited", "threadpool": 4 },
                 "load": { "arrivals": { "constant": "100/s" }, "requests": 200000,
                           "handler": [{ "await": { "uv.work": "w", "time": "20s" } }, { "respond": 200 }] } })",
            {.level = sim::TraceLevel::none});
        CHECK(ending(trace) ==
              "limit 0: a wait of more than 104 days, or 36 years of waiting in all");
    }
    SECTION("virtual time within a callback") {
        const sim::Trace trace =
            play(free_main(R"([{ "cpu": "10s" }, { "log": "never" }])", R"(, "until": "1s")"));
        CHECK(ending(trace) == "until 0");
        CHECK(trace.statistics.end == sim::Instant{1'000'000'000});
        CHECK(trace.outputs.empty());
    }
    SECTION("lines") {
        const sim::Trace trace =
            play(free_main(R"([{ "repeat": 2000000, "do": [{ "log": "x" }] }])"),
                 {.level = sim::TraceLevel::none});
        CHECK(ending(trace) == "limit 0: more than 1000000 lines of output");
        CHECK(trace.outputs.size() == 1'000'000);
    }
}

TEST_CASE("more callbacks than may ever run are not queued to the end", "[engine][ends]") {
    for (const char* action : {R"({ "nextTick": [] })", R"({ "setTimeout": 1, "do": [] })",
                               R"({ "setImmediate": [] })", R"({ "queueMicrotask": [] })"}) {
        const sim::Trace trace =
            play(free_main(fmt::format(R"([{{ "repeat": 1000000000, "do": [{}] }}])", action),
                           R"(, "events": 1000)"),
                 {.level = sim::TraceLevel::none});
        CHECK(ending(trace) == "limit 0: 1000 events");
        CHECK(trace.statistics.events < 1000);
    }
}

TEST_CASE("repeats in which nothing happens can be interrupted", "[engine][ends]") {
    const std::atomic<bool> interrupt{true};
    const sim::Trace trace = play(
        free_main(
            R"([{ "repeat": 1000000000, "do": [{ "repeat": 1000000000, "do": [{ "count": "n" }] }] }])"),
        {.level = sim::TraceLevel::none, .interrupt = &interrupt});
    CHECK(trace.ending.kind == sim::EndKind::interrupted);
}

TEST_CASE("a queue that starves the loop is named", "[engine][ends]") {
    CHECK(
        ending(play(
            R"({ "runtime": { "costs": "none", "events": 100000 }, "handlers": { "again": [{ "nextTick": "again" }] },
        "main": [{ "call": "again" }, { "setTimeout": "1ms", "do": [{ "log": "never" }] }] })")) ==
        "limit 0: 100000 events: process.nextTick callbacks starve the loop");
    CHECK(
        ending(play(
            R"({ "runtime": { "costs": "none", "events": 100000 }, "handlers": { "again": [{ "then": "resolved", "do": "again" }] },
        "main": [{ "call": "again" }] })")) ==
        "limit 0: 100000 events: microtasks starve the loop");
    CHECK(
        ending(play(
            R"({ "runtime": { "costs": "none", "events": 100000 }, "handlers": { "again": [{ "setImmediate": "again" }] },
        "main": [{ "call": "again" }] })")) == "limit 0: 100000 events");
}

TEST_CASE("processes share the cores and not the pools", "[engine][loops]") {
    // Under ps on one core two main threads of 10 ms each end at 20.
    CHECK(
        lines(play(
            R"({ "runtime": { "costs": "none", "cores": 1, "scheduler": "ps" }, "main": [{ "cpu": "10ms" }, { "log": "one" }],
        "processes": { "other": { "main": [{ "cpu": "10ms" }, { "log": "two" }] } } })")) ==
        Lines{"20ms one", "20ms two"});
    // Each has a pool of 1: two jobs of 30 ms at once on two cores.
    CHECK(lines(play(
              R"({ "runtime": { "costs": "none", "cores": 2, "threadpool": 1, "scheduler": "ps" },
        "main": [{ "uv.work": "a", "time": "30ms", "do": [{ "log": "one" }] }],
        "processes": { "other": { "main": [{ "uv.work": "b", "time": "30ms", "do": [{ "log": "two" }] }] } } })")) ==
          Lines{"30ms one", "30ms two"});
    // On one core they share it.
    CHECK(lines(play(
              R"({ "runtime": { "costs": "none", "cores": 1, "threadpool": 1, "scheduler": "ps" },
        "main": [{ "uv.work": "a", "time": "30ms", "do": [{ "log": "one" }] }],
        "processes": { "other": { "main": [{ "uv.work": "b", "time": "30ms", "do": [{ "log": "two" }] }] } } })")) ==
          Lines{"60ms one", "60ms two"});
}

TEST_CASE("an error that nothing in a worker thread caught throws in its parent",
          "[engine][ends]") {
    // Node 14 to 26 print exactly this: the error reaches the parent before the worker's 'exit'.
    Lines texts;
    for (const std::string& line : lines(play(
             free_main(R"([{ "on": "uncaughtException", "do": [{ "log": "main got ${value}" }] },
        { "worker": "w", "main": [{ "setTimeout": "5ms", "do": [{ "log": "w timer" }, { "throw": "boom" }] }], "on": { "exit": [{ "log": "exit" }] } },
        { "setTimeout": "400ms", "do": [{ "log": "late" }] }])")))) {
        texts.push_back(line.substr(line.find(' ') + 1));
    }
    CHECK(texts == Lines{"w timer", "main got boom", "exit", "late"});
    // Without a listener the parent ends as it does for an error of its own.
    CHECK(
        play(free_main(R"([{ "worker": "w", "main": [{ "throw": "boom" }] }])")).ending.exit_code ==
        1);
}

TEST_CASE("two small writes before the reader looks arrive as one read", "[engine][sockets]") {
    // Node 14 to 26 print exactly this.
    Lines texts;
    for (const std::string& line :
         lines(play(free_main(R"([{ "listen": "s", "host": "127.0.0.1", "on": {
        "listening": [{ "connect": "s", "as": "c", "on": { "connect": [{ "setTimeout": "20ms", "do": [{ "write": "c", "bytes": 5 }, { "write": "c", "bytes": 5 },
            { "setTimeout": "30ms", "do": [{ "end": "c" }] }] }], "close": [{ "close": "s" }] } }],
        "connection": [{ "on": "data", "of": "socket", "do": [{ "count": "n" }, { "log": "data ${n}" }, { "setImmediate": [{ "log": "imm" }] }] },
            { "on": "end", "of": "socket", "do": [{ "log": "end" }] }] } }])")))) {
        texts.push_back(line.substr(line.find(' ') + 1));
    }
    CHECK(texts == Lines{"data 1", "imm", "end"});
}

TEST_CASE("worker threads have loops of their own and share the pool of their process",
          "[engine][loops]") {
    // The worker computes while main does: both are done at 50 ms, not at 100.
    const Lines side_by_side = lines(play(R"({ "runtime": { "costs": "none", "cores": 2 }, "main": [
        { "worker": "w", "main": [{ "cpu": "50ms" }, { "log": "worker" }] }, { "cpu": "50ms" }, { "log": "main" }] })"));
    CHECK(side_by_side == Lines{"50ms main", "50ms worker"});
    // A pool of 1: main's job first, the worker's waits.
    CHECK(lines(play(R"({ "runtime": { "costs": "none", "threadpool": 1 }, "main": [
        { "worker": "w", "main": [{ "uv.work": "b", "time": "30ms", "do": [{ "log": "worker" }] }] },
        { "uv.work": "a", "time": "30ms", "do": [{ "log": "main" }] }] })")) ==
          Lines{"30ms main", "60ms worker"});
}
// What random scenarios found, each as its smallest scenario.

TEST_CASE("a run may end before a worker thread has begun", "[engine][loops]") {
    // A worker takes 25 ms to start; the process exits at once, or has reached the end of the run.
    CHECK(ending(play(
              R"({ "main": [{ "worker": "w", "main": [{ "log": "never" }] }, { "exit": 2 }] })")) ==
          "exit called 2");
    CHECK(
        ending(play(
            R"({ "runtime": { "until": "1ms" }, "main": [{ "worker": "w", "main": [{ "log": "never" }] }] })")) ==
        "until 0");
}

TEST_CASE("a worker thread that never began does not shift the ones after it", "[engine][loops]") {
    // The second process makes a worker and exits before it begins; that of the first process begins later.
    const sim::Trace trace = play(R"({ "runtime": { "costs": { "workerStart": "10ms" } },
        "main": [{ "setTimeout": "5ms", "do": [{ "worker": "late", "main": [{ "cpu": "1ms" }, { "setTimeout": "3ms", "do": [{ "postMessage": "parent" }] }],
                                                "on": { "message": [{ "log": "message" }] } }] }],
        "processes": { "other": { "main": [{ "worker": "w", "main": [] }, { "setTimeout": "1ms", "do": [{ "exit": 0 }] }] } } })");
    CHECK(ending(trace) == "done 0");
    REQUIRE(trace.outputs.size() == 1);
    CHECK(trace.names.text(trace.outputs.front().text) == "message");
}

TEST_CASE("a worker thread may begin after the pool and beside a station", "[engine][loops]") {
    // Loops have the first lanes of a trace whatever was there before them; the audit looks at that.
    const sim::Trace trace =
        play(R"({ "runtime": { "costs": "none" }, "stations": { "db": { "time": "5ms" } }, "main": [
        { "uv.work": "w", "time": "10ms", "do": [{ "worker": "w", "main": [{ "log": "worker" }] }] }, { "station": "db", "do": [{ "log": "db" }] }] })");
    CHECK(lines(trace) == Lines{"5ms db", "10ms worker"});
}

TEST_CASE("too many worker threads are a limit", "[engine][ends]") {
    const sim::Trace trace =
        play(free_main(R"([{ "repeat": 10000, "do": [{ "worker": "w", "main": [] }] }])"),
             {.level = sim::TraceLevel::none});
    CHECK(ending(trace) == "limit 0: more than 5000 processes and worker threads");
}

TEST_CASE("threads that lost their core before the end of the run show where they waited",
          "[engine][loops]") {
    // Three main threads on two cores until 37 ms: what the cores did since the last event is told before the end is.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const sim::Trace trace = play(
            R"({ "runtime": { "costs": "none", "cores": 2, "until": "37ms", "replicas": 3 }, "main": [{ "cpu": "50ms" }] })",
            {.seed = seed});
        CHECK(trace.statistics.end == sim::Instant{37'000'000});
    }
}

TEST_CASE("under ps the cores have given what the threads have had, at any instant",
          "[engine][loops]") {
    // Three threads at two thirds of a core, looked at when the warm-up ends and when the run does; the audit compares.
    const char* warmup = GENERATE("0ms", "1ns", "1us", "999999ns", "5ms");
    const sim::Trace trace = play(fmt::format(
        R"({{ "runtime": {{ "costs": "none", "cores": 2, "scheduler": "ps", "until": "7000001ns", "warmup": "{}", "replicas": 3 }},
        "main": [{{ "cpu": "1000003ns" }}, {{ "cpu": "50ms" }}] }})",
        warmup));
    CHECK(ending(trace) == "until 0");
}

TEST_CASE("a run that ends within its warm-up counts nothing", "[engine][ends]") {
    const sim::Trace trace = play(R"({ "runtime": { "costs": "none", "warmup": "1s" },
        "load": { "arrivals": { "list": ["0ms"] }, "handler": [{ "respond": 200 }] } })");
    CHECK(counts(trace.statistics.loads.front()) == "generated 1, done 1, counted 0");
    CHECK(trace.statistics.measured.ns == 0);
}

TEST_CASE("an interval that its own callback refreshes stays one timer", "[engine][timers]") {
    // In a request, whose waits would otherwise never let go of the timer.
    const sim::Trace trace = play(
        R"({ "runtime": { "costs": "none", "cores": "unlimited" }, "load": { "arrivals": { "list": ["0ms"] }, "handler": [
        { "setInterval": "10ms", "as": "t", "do": [{ "count": "n" }, { "refresh": "t" }, { "if": "n == 3", "then": [{ "clearInterval": "t" }, { "setImmediate": [{ "await": { "uv.work": "w", "time": "7ms" } }, { "respond": 200 }] }] }] }] } })");
    // Fires at 10, 20, 30, then the pool.
    CHECK(waits(trace) == Lines{"pool work 7ms, timer 30ms"});
}

TEST_CASE("a timer that has fired can be refreshed from a later callback", "[engine][timers]") {
    const sim::Trace trace = play(free_main(
        R"([{ "setTimeout": "10ms", "as": "t", "do": [{ "count": "n" }, { "log": "t${n}" }] },
        { "setTimeout": "15ms", "do": [{ "refresh": "t" }] }])"));
    CHECK(lines(trace) == Lines{"10ms t1", "25ms t2"});
}

TEST_CASE("a long timer does not leave an event behind for each sleep of the loop",
          "[engine][timers]") {
    // The run ends when the timer is cleared, and all 1000 wake-ups before are seen.
    const sim::Trace trace =
        play(free_main(R"([{ "setTimeout": "1000s", "as": "t", "do": [{ "log": "never" }] },
        { "setInterval": "2ms", "as": "i", "do": [{ "count": "n" }, { "if": "n == 1000", "then": [{ "clearInterval": "i" }, { "clearTimeout": "t" }, { "log": "${n}" }] }] }])"),
             {.level = sim::TraceLevel::none});
    CHECK(lines(trace) == Lines{"2000ms 1000"});
}
