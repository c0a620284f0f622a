// Where the time of a request went: each instant has exactly one reason, and the reasons add up to the latency.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

/// `handler` at the instants of `list`, everything free but what the handler says, a core for each thread.
std::string requests(const std::string& list, const std::string& handler,
                     const std::string& more = {}) {
    return R"({ "runtime": { "cores": "unlimited", "costs": "none", "threadpool": 1 }, )" + more +
           R"("load": { "arrivals": { "list": )" + list + R"( }, "handler": )" + handler + " } }";
}

constexpr const char* db =
    R"("stations": { "db": { "servers": 1, "time": "20ms", "network": "5ms" } }, )";

}  // namespace

TEST_CASE("a request waits for a worker of the pool and for its work", "[engine][waits]") {
    // Two at once on a pool of 1: the second waits for the first.
    const sim::Trace trace = play(
        requests(R"(["0ms", "0ms"])",
                 R"([{ "await": { "uv.work": "hash", "time": "80ms" } }, { "respond": 200 }])"));
    CHECK(waits(trace) == Lines{"pool work 80ms", "pool work 80ms, pool queue 80ms"});
}

TEST_CASE("a request whose job shares a core waits for the core", "[engine][waits]") {
    // One core, two workers, two jobs of 80 ms: each has its 80 ms of work, the rest it waits for the core.
    const sim::Trace trace = play(R"({ "runtime": { "cores": 1, "costs": "none", "threadpool": 2 },
        "load": { "arrivals": { "list": ["0ms", "0ms"] }, "handler": [{ "await": { "uv.work": "hash", "time": "80ms" } }, { "respond": 200 }] } })");
    for (const sim::RequestRecord& request : trace.requests) {
        CHECK(text(request.waits[static_cast<std::size_t>(sim::WaitReason::pool_work)]) == "80ms");
        CHECK(request.waits[static_cast<std::size_t>(sim::WaitReason::core_wait)] >
              sim::milliseconds(70));
    }
    // The loop, which the first worker wakes, gets its core and waits until that worker has had another turn.
    CHECK(trace.requests[0].done <= trace.requests[1].done);
    CHECK(text(trace.requests[1].done - sim::Instant{}) == "160ms");
}

TEST_CASE("under ps a request's job progresses slowly and never waits for a core",
          "[engine][waits]") {
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": 1, "scheduler": "ps", "costs": "none", "threadpool": 2 },
        "load": { "arrivals": { "list": ["0ms", "0ms"] }, "handler": [{ "await": { "uv.work": "hash", "time": "80ms" } }, { "respond": 200 }] } })");
    CHECK(waits(trace) == Lines{"pool work 160ms", "pool work 160ms"});
}

TEST_CASE("a request waits for the loop while another one runs", "[engine][waits]") {
    // From 5 to 20 ms the first one has the loop.
    const sim::Trace trace =
        play(requests(R"(["0ms", "5ms"])", R"([{ "cpu": "20ms" }, { "respond": 200 }])"));
    CHECK(waits(trace) == Lines{"running 20ms", "running 20ms, loop busy 15ms"});
}

TEST_CASE("a finished job waits for the loop", "[engine][waits]") {
    // The second request blocks the loop from 5 to 65 ms; the first one's job is done at 30 ms. Its own job waits for nobody.
    const sim::Trace trace = play(requests(
        R"(["0ms", "5ms"])",
        R"([{ "choose": [{ "weight": 1, "do": [{ "await": { "uv.work": "hash", "time": "30ms" } }, { "cpu": "60ms" }, { "respond": 200 }] }] }])"));
    // First: job 0-30, then it runs 30-90. Second: its job waits 5-30, works 30-60, waits for the loop 60-90, runs 90-150.
    CHECK(waits(trace) == Lines{"running 60ms, pool work 30ms",
                                "running 60ms, pool work 30ms, loop busy 30ms, pool queue 25ms"});
}

TEST_CASE("a tick waits for what is drained before it", "[engine][waits]") {
    // Both requests listen to the signal, which comes at 5 ms. Both listeners run for 10 ms in one scope, then the
    // ticks that they queued: the first one's tick waits for the second listener. Nothing is known of the wait for a signal.
    const sim::Trace trace = play(requests(
        R"(["0ms", "1ms"])",
        R"([{ "on": "SIGUSR2", "do": [{ "nextTick": [{ "respond": 200 }] }, { "cpu": "10ms" }] }])",
        R"("main": [{ "setTimeout": "5ms", "do": [{ "kill": "SIGUSR2" }] }], )"));
    CHECK(trace.requests[0].waits[static_cast<std::size_t>(sim::WaitReason::tick_drain)] ==
          sim::milliseconds(10));
    CHECK(waits(trace) ==
          Lines{"running 10ms, tick drain 10ms, other 5ms", "running 10ms, other 14ms"});
}

TEST_CASE("a call to a station is network, queue and work", "[engine][waits]") {
    // Each way takes 5 ms, the one server 20 ms: the second call waits for the first.
    const sim::Trace trace = play(requests(
        R"(["0ms", "0ms"])", R"([{ "await": { "station": "db" } }, { "respond": 200 }])", db));
    CHECK(waits(trace) == Lines{"station work 20ms, socket 10ms",
                                "station work 20ms, station queue 20ms, socket 10ms"});
}

TEST_CASE("a request waits for its own timer", "[engine][waits]") {
    const sim::Trace trace =
        play(requests(R"(["0ms"])", R"([{ "await": { "sleep": "10ms" } }, { "respond": 200 }])"));
    CHECK(waits(trace) == Lines{"timer 10ms"});
}

TEST_CASE("a timer keeps its reason until it is due, and the loop has the rest",
          "[engine][waits]") {
    // The timer is armed at 0 and due when the clock, which counts whole ms, shows 10 more. At 5 ms a job of main comes back and blocks the loop until 35.
    const sim::Trace trace = play(
        requests(R"(["0ms"])", R"([{ "await": { "sleep": "10ms" } }, { "respond": 200 }])",
                 R"("main": [{ "uv.work": "w", "time": "5ms", "do": [{ "cpu": "30ms" }] }], )"));
    const sim::Waits& wait = trace.requests[0].waits;
    const sim::Duration timer = wait[static_cast<std::size_t>(sim::WaitReason::timer)];
    const sim::Duration busy = wait[static_cast<std::size_t>(sim::WaitReason::loop_busy)];
    CHECK(timer > sim::milliseconds(9));
    CHECK(timer <= sim::milliseconds(10));
    CHECK(text(timer + busy) == "35ms");
}

TEST_CASE("a request that nothing works for waits for something else", "[engine][waits]") {
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": "unlimited", "costs": "none", "until": "1s" },
        "load": { "arrivals": { "list": ["0ms"] }, "timeout": "50ms", "handler": [] } })");
    CHECK(waits(trace) == Lines{"other 50ms"});
    CHECK(counts(trace.statistics.loads.front()) == "generated 1, timed out 1");
}

TEST_CASE("of several reasons the one that comes first in the list counts", "[engine][waits]") {
    // A job of 30 ms, a call of 5 + 20 + 5 ms and a timer of 50 ms at once: pool work until 30, then the timer.
    const sim::Trace trace = play(requests(
        R"(["0ms"])",
        R"([{ "await": { "all": [{ "uv.work": "w", "time": "30ms" }, { "station": "db" }, { "sleep": "50ms" }] } }, { "respond": 200 }])",
        db));
    CHECK(waits(trace) == Lines{"pool work 30ms, timer 20ms"});
}

TEST_CASE("latency counts from the intended arrival, also when the loop is late",
          "[engine][waits]") {
    const sim::Trace trace = play(
        requests(R"(["10ms"])", R"([{ "respond": 200 }])", R"("main": [{ "cpu": "100ms" }], )"));
    CHECK(waits(trace) == Lines{"loop busy 90ms"});
}

TEST_CASE("a request may wait for more than 65535 things at once", "[engine][waits]") {
    // Its first callback queues 70,000 ticks, which last 70 ms, and a timer of 1 ms answers.
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": "unlimited", "costs": { "tick": "1us" } },
        "load": { "arrivals": { "list": ["0ms"] }, "handler": [{ "repeat": 70000, "do": [{ "nextTick": [] }] }, { "respond": 200 }] } })",
             {.level = sim::TraceLevel::spans});
    CHECK(counts(trace.statistics.loads.front()) == "generated 1, done 1");
}

TEST_CASE("with Node's costs the waits of many requests add up, too", "[engine][waits]") {
    const char* scheduler = GENERATE("linux", "ps");
    const int cores = GENERATE(1, 2, 4);
    // The audit of `play` compares the sums of each request.
    const sim::Trace trace = play(fmt::format(R"({{ "runtime": {{ "cores": {}, "scheduler": "{}" }},
        "stations": {{ "db": {{ "servers": 2, "time": {{ "exponential": "8ms" }}, "network": "300us" }} }},
        "load": {{ "arrivals": {{ "poisson": "60/s" }}, "requests": 400, "connections": "new", "handler": [
            {{ "cpu": {{ "exponential": "1ms" }} }}, {{ "await": {{ "station": "db" }} }}, {{ "await": {{ "uv.work": "h", "time": "12ms" }} }},
            {{ "await": {{ "sleep": "3ms" }} }}, {{ "nextTick": [{{ "respond": 200 }}] }}] }} }})",
                                              cores, scheduler));
    CHECK(counts(trace.statistics.loads.front()) == "generated 400, done 400");
}

TEST_CASE("a signal that its listener sends again waits for the next poll", "[engine]") {
    // Real Node 20: signal, tick, immediate, signal. Without an end it meets the limit, not the end of memory.
    const std::string start = R"({ "main": [{ "on": "SIGUSR2", "do": [{ "log": "signal" },
        { "kill": "SIGUSR2" }, { "setImmediate": [{ "log": "immediate" }] }, { "nextTick": [{ "log": "tick" }] }] },
        { "setTimeout": 5, "do": [] }, { "kill": "SIGUSR2" }], "runtime": { "costs": "none", "events": )";
    const sim::Trace trace = play(start + "40 } }");
    CHECK(trace.ending.kind == sim::EndKind::limit);
    std::vector<std::string> seen = lines(trace);
    REQUIRE(seen.size() > 5);
    seen.resize(5);
    CHECK(seen == std::vector<std::string>{"0ms signal", "0ms tick", "0ms immediate", "0ms signal",
                                           "0ms tick"});
}

TEST_CASE("a lookup waits for no core, whatever its worker did before", "[engine][waits]") {
    // A thread in getaddrinfo sleeps until the answer comes. The worker that hands a hash over wakes the loop, which takes
    // its core, and then finds the lookup in the queue.
    const sim::Trace trace = play(R"({ "runtime": { "cores": 4 }, "load": [
        { "name": "dns", "arrivals": { "constant": "5/s" }, "for": "20s",
          "handler": [{ "await": { "dns.lookup": "db", "time": "50ms" } }, { "respond": 200 }] },
        { "name": "hash", "arrivals": { "poisson": "25/s" }, "for": "20s",
          "handler": [{ "await": { "crypto.pbkdf2": "x", "time": "100ms" } }, { "respond": 200 }] }] })");
    int queued = 0;
    for (const sim::RequestRecord& request : trace.requests) {
        if (request.load != 0) continue;
        if (request.waits[static_cast<std::size_t>(sim::WaitReason::pool_queue)].ns > 0) ++queued;
        CHECK(text(request.waits[static_cast<std::size_t>(sim::WaitReason::pool_work)]) == "50ms");
    }
    CHECK(queued > 10);
}

TEST_CASE("a worker that sleeps waits for no core", "[engine][waits]") {
    // Five threads at most on four cores: who waits gets a core within a tick or two of 4 ms, or was asleep meanwhile.
    // The second load has a lookup in it, so that it is not served plainly.
    const std::string handler =
        GENERATE(as<std::string>{}, "", R"({ "dns.lookup": "db", "do": [] }, )");
    const sim::Trace trace = play(
        R"({ "runtime": { "cores": 4 }, "load": { "arrivals": { "poisson": "12/s" }, "for": "60s",
        "handler": [)" +
        handler +
        R"({ "await": { "crypto.pbkdf2": "x", "time": "240ms" } }, { "respond": 200 }] } })");
    int waits = 0;
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (trace.spans.kind[i] != sim::SpanKind::core_wait) continue;
        ++waits;
        CHECK(trace.spans.duration[i] <= sim::milliseconds(12).ns);
    }
    CHECK(waits > 10);
}
