// What V8 does by itself: collections stop the loop, and the first calls of a function take longer.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

/// Young generation of 1 MiB, 1 ms a scavenge and 2 ms more per surviving MiB, 5 ms a mark-compact after each promoted
/// MiB with a step of 3 ms.
constexpr const char* exact = R"("gcSemiSpace": "1MiB", "gcScavengeSigma": 0,
    "gcScavenge": "1ms", "gcScavengePerMib": "2ms", "gcMarkCompactEvery": "1MiB", "gcMarkCompactP50": "5ms",
    "gcMarkCompactP90": "5ms", "gcMarkCompactP99": "5ms", "gcStepP50": "3ms", "gcStepP90": "3ms")";

std::string served(const std::string& handler, const std::string& list = R"(["0ms"])",
                   const std::string& most = "1MiB") {
    return fmt::format(
        R"({{ "runtime": {{ "cores": "unlimited", "costs": {{ {}, "gcSemiSpaceMax": "{}" }} }},
             "load": {{ "arrivals": {{ "list": {} }}, "handler": [{}, {{ "respond": 200 }}] }} }})",
        exact, most, list, handler);
}

double gc_ms(const sim::Trace& trace, std::size_t request) {
    return static_cast<double>(
               trace.requests[request].waits[static_cast<std::size_t>(sim::WaitReason::gc)].ns) /
           1e6;
}

}  // namespace

TEST_CASE("the collector stops the loop when the young generation is full", "[engine][collector]") {
    // What has been allocated is needed until the response: 1 ms and 2 ms for the surviving MiB.
    CHECK(gc_ms(play(served(R"({ "cpu": "4ms", "allocates": "1MiB" })")), 0) == 3);
    CHECK(gc_ms(play(served(R"({ "cpu": "4ms", "allocates": "1000KiB" })")), 0) == 0);
    CHECK(gc_ms(play(served(R"({ "cpu": "4ms" })")), 0) == 0);
}

TEST_CASE("what an answered request has allocated is garbage", "[engine][collector]") {
    // The second request fills the second half; what the first had in the other half is of no use by then.
    const sim::Trace trace =
        play(served(R"({ "cpu": "4ms", "allocates": "512KiB" })", R"(["0ms", "50ms"])"));
    CHECK(gc_ms(trace, 0) == 0);
    CHECK(gc_ms(trace, 1) == 2);
}

TEST_CASE("what survives twice is promoted until a mark-compact", "[engine][collector]") {
    // 1 + 2 * 1 ms. The survivors fill the young generation again: another scavenge promotes them, 5 + 3 ms. Then the second MiB.
    CHECK(gc_ms(play(served(R"({ "cpu": "4ms", "allocates": "2MiB" })")), 0) == 3 + 3 + 8 + 3);
}

TEST_CASE("the young generation grows when as much as it holds has survived",
          "[engine][collector]") {
    // Each MiB survives, is promoted, and costs 3 + 3 + 8 ms. After two scavenges more than the one MiB has survived: then 2 MiB
    // fit, which survive and are promoted at once for 5 + 5 + 8 ms, and the last half fits into what has grown again.
    const std::string handler = R"({ "cpu": "4ms", "allocates": "3584KiB" })";
    CHECK(gc_ms(play(served(handler, R"(["0ms"])", "1MiB")), 0) == 3 * (3 + 3 + 8));
    CHECK(gc_ms(play(served(handler, R"(["0ms"])", "8MiB")), 0) == 3 + 3 + 8 + 5 + 5 + 8);
}

TEST_CASE("without costs nothing is collected and code is fast at once", "[engine][collector]") {
    const sim::Trace trace = play(
        R"({ "runtime": { "cores": "unlimited", "costs": "none" }, "load": { "arrivals": { "list": ["0ms"] },
             "handler": [{ "cpu": "4ms", "allocates": "1GiB", "warms": true }, { "respond": 200 }] } })");
    CHECK(waits(trace) == Lines{"running 4ms"});
}

TEST_CASE("the first calls of a function take longer", "[engine][collector]") {
    // 50 ms; 4 of 14 ms; from the 6th to the 9th 4.7 ms; the 10th waits 1 ms for its code and takes 1 ms; two of 1 ms.
    const sim::Trace trace = play(
        R"({ "runtime": { "cores": "unlimited", "costs": { "jitFirst": 50000, "jitEarly": 14000, "jitMiddle": 4700,
             "jitCallsLow": 10, "jitCallsHigh": 10, "jitStallLow": "1ms", "jitStallHigh": "1ms", "loopStart": "0ns" } },
             "main": [{ "repeat": 12, "do": [{ "cpu": "1ms", "warms": true }] }] })");
    const double ms = static_cast<double>(trace.statistics.loops[0].cpu.ns) / 1e6;
    CHECK(ms == Approx(50 + 4 * 14 + 4 * 4.7 + 2 + 2).margin(0.1));
}

TEST_CASE("collections are the same in both levels of trace and add up", "[engine][collector]") {
    // play() audits: each instant of a request has one reason.
    const std::string handler =
        R"({ "cpu": "4ms", "allocates": "700KiB", "warms": true }, { "await": { "uv.work": "db", "time": "5ms" } }, { "cpu": "1ms", "allocates": "900KiB" })";
    const std::string text = served(handler, R"(["0ms", "3ms", "9ms", "300ms", "400ms"])");
    CHECK(waits(play(text)) == waits(play(text, {.level = sim::TraceLevel::spans})));
}
