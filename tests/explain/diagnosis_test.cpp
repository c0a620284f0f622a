// For each diagnosis a program that shows it and a near miss: a program of the same shape that is in order.
#include "sim/explain/diagnosis.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "sim/node/rules.hpp"
#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

namespace {

using engine_test::play;
using Found = std::vector<std::string>;

std::vector<sim::Finding> findings(std::string_view scenario) {
    const sim::Trace trace = play(scenario);
    return diagnose(sim::History{trace});
}

/// The words of the findings, and their texts in the messages of a failure.
Found names(std::string_view scenario) {
    Found list;
    for (const sim::Finding& finding : findings(scenario)) {
        UNSCOPED_INFO(finding.text);
        list.emplace_back(to_text(finding.kind));
    }
    return list;
}

std::string first_text(std::string_view scenario) {
    const std::vector<sim::Finding> all = findings(scenario);
    return all.empty() ? std::string{} : all.front().text;
}

}  // namespace

TEST_CASE("every diagnosis has a word, and its rule stands in the book", "[explain]") {
    std::set<std::string_view> words;
    for (const sim::FindingRow& row : sim::finding_rows()) {
        CAPTURE(row.name);
        CHECK(words.insert(row.name).second);
        CHECK((row.rule.empty() || sim::find_rule(row.rule) != nullptr));
    }
}

TEST_CASE("diagnosis: ticks starve the loop", "[explain]") {
    constexpr std::string_view bad = R"({ "runtime": { "events": 20000 },
        "handlers": { "again": [{ "cpu": "10us" }, { "nextTick": [{ "call": "again" }] }] },
        "main": [{ "setTimeout": 1, "do": [{ "log": "never" }] }, { "call": "again" }] })";
    REQUIRE(names(bad) == Found{"ticks starve the loop"});
    CHECK(first_text(bad).find(
              "nextTick (line 2) feeds the queue, while setTimeout (line 3) waits") !=
          std::string::npos);
    // The same work as immediates, and a short chain of ticks.
    CHECK(names(R"({ "handlers": { "again": [{ "count": "n" }, { "cpu": "10us" },
        { "if": "n < 500", "then": [{ "setImmediate": [{ "call": "again" }] }] }] },
        "main": [{ "setTimeout": 1, "do": [{ "log": "timer" }] }, { "call": "again" }] })")
              .empty());
    CHECK(names(R"({ "handlers": { "again": [{ "count": "n" },
        { "if": "n < 50", "then": [{ "nextTick": [{ "call": "again" }] }] }] },
        "main": [{ "call": "again" }] })")
              .empty());
}

TEST_CASE("diagnosis: microtasks starve the loop", "[explain]") {
    CHECK(names(R"({ "handlers": { "again": [{ "count": "n" }, { "cpu": "10us" },
        { "if": "n < 500", "then": [{ "queueMicrotask": [{ "call": "again" }] }] }] },
        "main": [{ "setTimeout": 1, "do": [{ "log": "late" }] }, { "call": "again" }] })") ==
          Found{"microtasks starve the loop"});
    // Many microtasks that the script queued itself are no chain.
    CHECK(
        names(
            R"({ "main": [{ "repeat": 500, "do": [{ "queueMicrotask": [{ "cpu": "10us" }] }] }] })")
            .empty());
}

TEST_CASE("diagnosis: the loop is blocked", "[explain]") {
    constexpr std::string_view bad = R"({ "main": [
        { "setTimeout": 5, "do": [{ "cpu": "60ms" }] },
        { "setTimeout": 10, "do": [{ "log": "late" }] } ] })";
    REQUIRE(names(bad) == Found{"the loop is blocked"});
    CHECK(first_text(bad).starts_with("setTimeout (line 2) ran for 60.0 ms"));
    CHECK(first_text(bad).find("setTimeout (line 3) waited") != std::string::npos);
    // As long, and nobody waits.
    CHECK(names(R"({ "main": [{ "setTimeout": 5, "do": [{ "cpu": "60ms" }] },
        { "setTimeout": 100, "do": [{ "log": "in time" }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: the pool is exhausted", "[explain]") {
    constexpr std::string_view bad = R"({ "work": { "hash": { "time": "80ms" } }, "main": [
        { "repeat": 4, "do": [{ "work": "hash", "do": [] }] },
        { "fs.stat": "file", "do": [{ "log": "stat" }] } ] })";
    REQUIRE(names(bad) == Found{"the pool is exhausted"});
    CHECK(first_text(bad).find("fs.stat file (line 3) waited") != std::string::npos);
    CHECK(first_text(bad).find("all 4 were busy with 4 \u00d7 hash (line 2)") != std::string::npos);
    CHECK(names(R"({ "work": { "hash": { "time": "80ms" } }, "main": [
        { "repeat": 3, "do": [{ "work": "hash", "do": [] }] },
        { "fs.stat": "file", "do": [{ "log": "stat" }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: lookups are held back although a thread is free", "[explain]") {
    constexpr std::string_view bad = R"({ "main": [
        { "repeat": 3, "do": [{ "dns.lookup": "host", "time": "50ms", "do": [] }] } ] })";
    REQUIRE(names(bad) == Found{"lookups are held back"});
    CHECK(first_text(bad).find("only 2 of the 4 threads") != std::string::npos);
    CHECK(names(R"({ "main": [
        { "repeat": 2, "do": [{ "dns.lookup": "host", "time": "50ms", "do": [] }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: an await in a loop", "[explain]") {
    constexpr std::string_view bad = R"({ "work": { "read": { "time": "20ms" } }, "main": [
        { "async": [{ "repeat": 4, "do": [{ "await": { "work": "read" } }] }, { "log": "all" }] } ] })";
    REQUIRE(names(bad) == Found{"await in a loop"});
    CHECK(first_text(bad).starts_with("The await on line 2 waited 4 times, one after the other"));
    SECTION("together") {
        CHECK(names(R"({ "work": { "read": { "time": "20ms" } }, "main": [
            { "async": [{ "await": { "all": [{ "work": "read" }, { "work": "read" },
              { "work": "read" }, { "work": "read" }] } }, { "log": "all" }] } ] })")
                  .empty());
    }
    SECTION("a pause between rounds") {
        CHECK(names(R"({ "main": [
            { "async": [{ "repeat": 4, "do": [{ "await": { "sleep": 20 } }] }, { "log": "all" }] } ] })")
                  .empty());
    }
    SECTION("steps that follow from each other stand on lines of their own") {
        CHECK(names(R"({ "work": { "read": { "time": "20ms" } }, "main": [ { "async": [
            { "await": { "work": "read" } },
            { "await": { "work": "read" } },
            { "await": { "work": "read" } } ] } ] })")
                  .empty());
    }
}

TEST_CASE("diagnosis: an unhandled rejection", "[explain]") {
    CHECK(names(R"({ "main": [{ "promise": [], "as": "p" },
        { "setTimeout": 5, "do": [{ "reject": "p" }] } ] })") == Found{"unhandled rejection"});
    // Handled in a tick of the same drain.
    CHECK(names(R"({ "main": [{ "promise": [{ "reject": "p" }], "as": "p" },
        { "nextTick": [{ "catch": "p", "do": [{ "log": "caught" }] }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: a floating promise", "[explain]") {
    constexpr std::string_view bad = R"({ "work": { "write": { "time": "20ms" } },
        "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
        "main": [{ "async": [
            { "await": "value" },
            { "call": "save" },
            { "log": "done" }] } ] })";
    REQUIRE(names(bad) == Found{"floating promise"});
    CHECK(first_text(bad).find("the call on line 5") != std::string::npos);
    SECTION("awaited") {
        CHECK(names(R"({ "work": { "write": { "time": "20ms" } },
            "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
            "main": [{ "async": [{ "await": "value" }, { "await": { "call": "save" } },
                                 { "log": "done" }] } ] })")
                  .empty());
    }
    SECTION("in a callback") {
        CHECK(names(R"({ "work": { "write": { "time": "20ms" } },
            "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
            "main": [{ "setTimeout": 1, "do": [{ "call": "save" }, { "log": "done" }] }] })") ==
              Found{"floating promise"});
    }
    SECTION("at the top of a script there is nobody who could wait") {
        CHECK(names(R"({ "work": { "write": { "time": "20ms" } },
            "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
            "main": [{ "call": "save" }] })")
                  .empty());
    }
}

TEST_CASE("diagnosis: a missing return in a chain", "[explain]") {
    constexpr std::string_view bad = R"({ "work": { "write": { "time": "20ms" } },
        "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
        "main": [ { "chain": [
            [{ "call": "save" }],
            [{ "log": "next" }] ] } ] })";
    REQUIRE(names(bad) == Found{"return is missing"});
    CHECK(names(R"({ "work": { "write": { "time": "20ms" } },
        "handlers": { "save": [{ "await": { "work": "write" } }, { "log": "saved" }] },
        "main": [ { "chain": [[{ "return": { "call": "save" } }], [{ "log": "next" }]] } ] })")
              .empty());
}

TEST_CASE("diagnosis: a dead promise", "[explain]") {
    constexpr std::string_view bad = R"({ "main": [
        { "async": [{ "await": "never" }, { "log": "after" }] } ] })";
    REQUIRE(names(bad) == Found{"dead promise"});
    CHECK(first_text(bad).starts_with("await (line 2) waits"));
    // It can be settled later, or the process is told to end.
    CHECK(names(R"({ "main": [{ "promise": [], "as": "p" },
        { "async": [{ "await": "p" }, { "log": "after" }] },
        { "setTimeout": 5, "do": [{ "resolve": "p" }] } ] })")
              .empty());
    CHECK(names(R"({ "main": [{ "async": [{ "await": "never" }] }, { "exit": 0 }] })").empty());
}

TEST_CASE("diagnosis: a promise is settled twice", "[explain]") {
    CHECK(names(R"({ "main": [{ "promise": [{ "resolve": "p" }], "as": "p" },
        { "setTimeout": 5, "do": [{ "resolve": "p" }] } ] })") == Found{"settled twice"});
    CHECK(names(R"({ "main": [{ "promise": [{ "resolve": "p" }], "as": "p" },
        { "promise": [], "as": "q" }, { "setTimeout": 5, "do": [{ "resolve": "q" }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: backpressure is ignored", "[explain]") {
    constexpr std::string_view head = R"({ "main": [{ "listen": "s", "host": "127.0.0.1", "on": {
        "connection": [{ "pause": "socket" }, { "setTimeout": 50, "do": [{ "exit": 0 }] }],
        "listening": [{ "connect": "s", "host": "127.0.0.1", "as": "c", "on": { "connect": [
            { "write": "c", "bytes": "4MiB" })";
    CHECK(names(std::string{head} + R"(, { "write": "c", "bytes": "1KiB" }] } }] } } ] })") ==
          Found{"backpressure is ignored"});
    CHECK(names(std::string{head} + R"(] } }] } } ] })").empty());
}

TEST_CASE("diagnosis: an interval drifts", "[explain]") {
    constexpr std::string_view bad = R"({ "main": [{ "setInterval": 20, "as": "i", "do": [
        { "count": "n" }, { "cpu": "30ms" },
        { "if": "n == 4", "then": [{ "clearInterval": "i" }] }] } ] })";
    REQUIRE(names(bad) == Found{"the interval drifts"});
    CHECK(first_text(bad).find("not every 20 ms") != std::string::npos);
    CHECK(names(R"({ "main": [{ "setInterval": 20, "as": "i", "do": [
        { "count": "n" }, { "cpu": "5ms" },
        { "if": "n == 4", "then": [{ "clearInterval": "i" }] }] } ] })")
              .empty());
}

TEST_CASE("diagnosis: unreferenced work is dropped", "[explain]") {
    constexpr std::string_view bad = R"({ "main": [
        { "setTimeout": 50, "as": "t", "do": [{ "log": "never" }] }, { "unref": "t" } ] })";
    REQUIRE(names(bad) == Found{"unreferenced work is dropped"});
    CHECK(first_text(bad).starts_with("setTimeout (line 2) never ran"));
    // Something else keeps the process alive long enough; a cleared one was not meant to run.
    CHECK(names(R"({ "main": [{ "setTimeout": 50, "as": "t", "do": [{ "log": "runs" }] },
        { "unref": "t" }, { "setTimeout": 60, "do": [] } ] })")
              .empty());
    CHECK(names(R"({ "main": [{ "setTimeout": 50, "as": "t", "do": [] }, { "unref": "t" },
        { "clearTimeout": "t" } ] })")
              .empty());
}
