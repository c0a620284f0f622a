#include "sim/explain/reason.hpp"

#include <set>
#include <string>
#include <vector>

#include "sim/node/rules.hpp"
#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

namespace {

using engine_test::play;

/// "tick: tick after script R3.1", a line of output each.
std::vector<std::string> reasons(const sim::Trace& trace) {
    const sim::History history{trace};
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const sim::Reason reason = because_output(history, i);
        lines.push_back(std::string{trace.names.text(trace.outputs[i].text)} + ": " +
                        std::string{to_text(reason.kind)} + " " + std::string{reason.rule});
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("every reason cites a rule that stands in the book, and has a word of its own",
          "[explain]") {
    std::set<std::string_view> names;
    for (const sim::ReasonRow& row : sim::reason_rows()) {
        CAPTURE(row.name);
        CHECK(sim::find_rule(row.rule) != nullptr);
        CHECK(names.insert(row.name).second);
    }
}

TEST_CASE("a tick runs after the script, and before the microtask that was queued first",
          "[explain]") {
    const sim::Trace trace = play(R"({ "main": [
        { "then": "resolved", "do": [{ "log": "promise" }] },
        { "nextTick": [{ "log": "tick" }] },
        { "log": "script" } ] })");
    CHECK(reasons(trace) == Lines{"script: script R3.1", "tick: tick after script R3.1",
                                  "promise: microtask after ticks R2.31"});
    const sim::History history{trace};
    const sim::Reason tick = because_output(history, 1);
    CHECK(tick.cause == sim::TaskId{0});
    CHECK(tick.within == sim::TaskId{0});
    REQUIRE(tick.overtook.size() == 1);
    CHECK(history.task(tick.overtook.front()).kind == sim::TaskKind::microtask);
    CHECK(tick.words() ==
          "nextTick (line 3), queued by the main script: ticks run as soon as the main script has "
          "ended, before the loop starts (R3.1). It comes before then (line 2), which was ready "
          "first.");
}

TEST_CASE("in an ES module the same program runs microtasks first, for another reason",
          "[explain]") {
    const sim::Trace trace = play(R"({ "runtime": { "module": "esm" }, "main": [
        { "nextTick": [{ "log": "tick" }] },
        { "then": "resolved", "do": [{ "log": "promise" }] } ] })");
    CHECK(reasons(trace) ==
          Lines{"promise: microtask after module R3.2", "tick: tick after module R3.2"});
}

TEST_CASE("a second line of one callback needs no new reason", "[explain]") {
    const sim::Trace trace =
        play(R"({ "main": [{ "setImmediate": [{ "log": "a" }, { "log": "b" }] }] })");
    CHECK(reasons(trace) == Lines{"a: immediate of the first turn R1.4", "b: goes on R2.30"});
}

TEST_CASE("timers of one duration that were set before others are served together", "[explain]") {
    // Due: A and C of the 10 ms list at 10 and 14, B of the 12 ms list at 13; the loop is late.
    const sim::Trace trace = play(R"({ "main": [
        { "setTimeout": 10, "do": [{ "log": "A" }] },
        { "cpu": "1ms" },
        { "setTimeout": 12, "do": [{ "log": "B" }] },
        { "cpu": "3ms" },
        { "setTimeout": 10, "do": [{ "log": "C" }] },
        { "cpu": "30ms" } ] })");
    CHECK(reasons(trace) == Lines{"A: timer before poll R1.4", "C: timer of a begun list R2.7",
                                  "B: timer behind a begun list R2.7"});
}

TEST_CASE("a job that waited for a thread says how long", "[explain]") {
    const sim::Trace trace = play(R"({ "runtime": { "threadpool": 2, "costs": "none" },
        "work": { "hash": { "time": "80ms" } }, "main": [
        { "work": "hash", "do": [{ "log": "a" }] },
        { "work": "hash", "do": [{ "log": "b" }] },
        { "work": "hash", "do": [{ "log": "c" }] } ] })");
    const sim::History history{trace};
    const sim::Reason third = because_output(history, 2);
    CHECK(third.kind == sim::ReasonKind::pool_queued);
    CHECK(third.words() ==
          "hash (line 5), started by the main script: all threads of the pool were busy: it waited "
          "80.0 ms in their queue, first come, first served (R4.3).");
}

TEST_CASE("a thread of the pool is only called busy if it has a job", "[explain]") {
    SECTION("one job starts the pool and waits until a thread has a core") {
        const sim::Trace trace = play(R"({ "main": [
            { "fs.stat": "x", "do": [{ "log": "stat" }] },
            { "setTimeout": "1ms", "do": [{ "cpu": "50ms" }] } ], "runtime": { "cores": 1 } })");
        CHECK(reasons(trace) == Lines{"stat: pool completion R4.10"});
    }
    SECTION("as many jobs as threads, which share two cores") {
        const sim::Trace trace = play(R"({ "runtime": { "cores": 2, "threadpool": 4 }, "main": [
            { "repeat": 4, "do": [{ "crypto.pbkdf2": "k", "time": "50ms", "do": [{ "log": "${index}" }] }] } ] })");
        const sim::History history{trace};
        for (std::size_t i = 0; i < trace.outputs.size(); ++i)
            CHECK(because_output(history, i).kind != sim::ReasonKind::pool_queued);
    }
    SECTION(
        "a lookup behind another one on a pool of one thread waits for the thread, not for its "
        "turn") {
        const sim::Trace trace =
            play(R"({ "runtime": { "threadpool": 1, "costs": "none" }, "main": [
            { "dns.lookup": "a", "time": "30ms", "do": [{ "log": "a" }] },
            { "dns.lookup": "b", "time": "30ms", "do": [{ "log": "b" }] } ] })");
        CHECK(reasons(trace) == Lines{"a: pool completion R4.10", "b: pool queue R4.3"});
    }
    SECTION("the third lookup waits for its turn though a thread is free") {
        const sim::Trace trace = play(R"({ "runtime": { "costs": "none" }, "main": [
            { "repeat": 3, "do": [{ "dns.lookup": "a", "time": "30ms", "do": [{ "log": "${index}" }] }] } ] })");
        CHECK(reasons(trace).back() == "3: lookup held back R4.4");
    }
}

TEST_CASE("a task of a promise names who settled it", "[explain]") {
    const sim::Trace trace = play(R"({ "main": [
        { "promise": [], "as": "p" },
        { "then": "p", "do": [{ "log": "settled" }] },
        { "setTimeout": 5, "do": [{ "resolve": "p" }] } ] })");
    const sim::History history{trace};
    const sim::Reason reason = because_output(history, 0);
    CHECK(history.task(reason.released_by).kind == sim::TaskKind::timer);
    CHECK(reason.words() ==
          "then (line 3), released by setTimeout (line 4): no tick waited when setTimeout (line 4) "
          "ended, so microtasks run at once (R2.30).");
}
