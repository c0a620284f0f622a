// Arrivals, answers, and how runs compare.
#include <fmt/format.h>

#include <cmath>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

const std::string free_runtime = R"("runtime": { "cores": "unlimited", "costs": "none" }, )";

/// Arrivals that are answered at once.
std::string arrivals(const std::string& how, const std::string& more = {}) {
    return "{ " + free_runtime + R"("load": { "arrivals": { )" + how +
           R"( }, "handler": [{ "respond": 200 }])" + more + " } }";
}

const sim::LoadStatistics& load_of(const sim::Trace& trace) {
    return trace.statistics.loads.front();
}

std::int64_t generated(const std::string& scenario, std::uint64_t seed) {
    return load_of(play(scenario, {.level = sim::TraceLevel::none, .seed = seed})).generated;
}

Lines arrival_times(const sim::Trace& trace) {
    Lines out;
    for (const sim::RequestRecord& request : trace.requests)
        out.push_back(text(request.arrival - sim::Instant{}));
    return out;
}

std::string login(const std::string& runtime) {
    return R"({ "runtime": { )" + runtime +
           R"( }, "load": { "arrivals": { "poisson": "60/s" }, "requests": 300,
        "handler": [{ "cpu": "100us" }, { "await": { "uv.work": "hash", "time": { "lognormal": { "median": "20ms", "sigma": 0.5 } } } }, { "respond": 200 }] } })";
}

}  // namespace

TEST_CASE("a constant load arrives at its start and then evenly", "[engine][load]") {
    CHECK(arrival_times(
              play(arrivals(R"("constant": "100/s")", R"(, "for": "30ms", "start": "5ms")"))) ==
          Lines{"5ms", "15ms", "25ms"});
}

// "constant 100/s" for 1 s is 100 requests, as Poisson arrivals at 100/s are on average: the end is not of the load any more.
TEST_CASE("what would arrive at the end of a load does not", "[engine][load]") {
    const std::string kind =
        GENERATE(R"("constant": "100/s")", R"("bursts": { "size": 1, "every": "10ms" })",
                 R"("list": ["0ms", "10ms", "20ms", "30ms"])", R"("users": 1, "think": "10ms")");
    CAPTURE(kind);
    const bool has_pause = kind.starts_with("\"users");
    CHECK(arrival_times(play(arrivals(kind, R"(, "for": "30ms")"))) ==
          (has_pause ? Lines{"10ms", "20ms"} : Lines{"0ms", "10ms", "20ms"}));
}

TEST_CASE("bursts arrive at once, again and again", "[engine][load]") {
    CHECK(arrival_times(play(
              arrivals(R"("bursts": { "size": 2, "every": "10ms" })", R"(, "requests": 5)"))) ==
          Lines{"0ms", "0ms", "10ms", "10ms", "20ms"});
}

TEST_CASE("a list says when each request arrives", "[engine][load]") {
    CHECK(arrival_times(play(arrivals(R"("list": ["3ms", "3ms", "7ms"])",
                                      R"(, "start": "1ms")"))) == Lines{"4ms", "4ms", "8ms"});
}

TEST_CASE("a Poisson load has the rate that was asked for", "[engine][load]") {
    // 2000 arrivals expected, so a standard deviation of 45; ten seeds together 0.7 percent.
    double sum = 0;
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto n = static_cast<double>(
            generated(arrivals(R"("poisson": "200/s")", R"(, "for": "10s")"), seed));
        sum += n / 20;
        squares += (n - 2000) * (n - 2000) / 20;
    }
    CHECK(sum == Approx(2000).epsilon(0.015));
    CHECK(std::sqrt(squares) == Approx(44.7).epsilon(0.5));
}

TEST_CASE("a ramp brings the integral of its rate", "[engine][load]") {
    // From 10/s to 100/s in 10 s: 550 in the ramp, then 100 each second. A standard deviation of 23 and 32, 20 seeds.
    double in_ramp = 0;
    double in_all = 0;
    const char* ramp = R"("ramp": { "from": "10/s", "to": "100/s", "over": "10s" })";
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        in_ramp += static_cast<double>(generated(arrivals(ramp, R"(, "for": "10s")"), seed)) / 20;
        in_all += static_cast<double>(generated(arrivals(ramp, R"(, "for": "15s")"), seed)) / 20;
    }
    CHECK(in_ramp == Approx(550).margin(16));
    CHECK(in_all == Approx(1050).margin(22));
    // Falling, too.
    double falling = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        falling += static_cast<double>(generated(
                       arrivals(R"("ramp": { "from": "100/s", "to": "10/s", "over": "10s" })",
                                R"(, "for": "10s")"),
                       seed)) /
                   20;
    }
    CHECK(falling == Approx(550).margin(16));
}

TEST_CASE("a closed load has one request per user at a time", "[engine][load]") {
    // Two users on a pool of two: 20 ms of work, 10 ms of thinking, which comes first. Each starts at 10, 40, 70 ...
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": "unlimited", "costs": "none", "threadpool": 2 },
        "load": { "arrivals": { "users": 2, "think": "10ms" }, "requests": 6,
                  "handler": [{ "await": { "uv.work": "hash", "time": "20ms" } }, { "respond": 200 }] } })");
    CHECK(arrival_times(trace) == Lines{"10ms", "10ms", "40ms", "40ms", "70ms", "70ms"});
    CHECK(waits(trace, 5) == "pool work 20ms");
    CHECK(counts(load_of(trace)) == "generated 6, done 6");
}

TEST_CASE("a saturated closed load finishes as fast as the pool and waits for the users before",
          "[engine][load]") {
    // Ten users, a pool of 1, 10 ms each, no thinking: 100/s, and each waits for nine others.
    const sim::Trace trace = play(
        R"({ "runtime": { "cores": "unlimited", "costs": "none", "threadpool": 1, "until": "10s" },
        "load": { "arrivals": { "users": 10 }, "handler": [{ "await": { "uv.work": "hash", "time": "10ms" } }, { "respond": 200 }] } })",
        {.level = sim::TraceLevel::spans});
    CHECK(load_of(trace).done == Approx(1000).margin(1));
    CHECK(load_of(trace).in_flight == 10);
    CHECK(text(load_of(trace).latency.max()) == "100ms");
    CHECK(ending(trace) == "until 0");
}

TEST_CASE("a request that takes too long counts as timed out, and its work goes on",
          "[engine][load]") {
    // A pool of 1: done at 30, 60 and 90 ms, the last two after their 50 ms.
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": "unlimited", "costs": "none", "threadpool": 1 },
        "load": { "arrivals": { "list": ["0ms", "0ms", "0ms"] }, "timeout": "50ms",
                  "handler": [{ "await": { "uv.work": "hash", "time": "30ms" } }, { "respond": 200 }, { "log": "done" }] } })");
    CHECK(counts(load_of(trace)) == "generated 3, done 1, timed out 2");
    CHECK(waits(trace) ==
          Lines{"pool work 30ms", "pool work 20ms, pool queue 30ms", "pool queue 50ms"});
    CHECK(lines(trace) == Lines{"30ms done", "60ms done", "90ms done"});
    CHECK(trace.statistics.pools.front().jobs == 3);
}

TEST_CASE("a request that times out before the loop has seen it stays one request",
          "[engine][load]") {
    // The loop is 20 ms with each and they time out after 3: the record must last until the loop has let go of it.
    const char* connections = GENERATE("open", "new");
    const sim::Trace trace =
        play(fmt::format(R"({{ "runtime": {{ "costs": "none", "cores": "unlimited" }},
        "main": [{{ "setTimeout": "10s", "do": [] }}],
        "load": {{ "arrivals": {{ "constant": "1000/s" }}, "requests": 200, "timeout": "3ms", "connections": "{}",
                  "handler": [{{ "count": "n" }}, {{ "log": "handler ${{n}}" }}, {{ "cpu": "20ms" }}, {{ "respond": 200 }}] }} }})",
                         connections));
    CHECK(counts(load_of(trace)) == "generated 200, timed out 200");
    CHECK(trace.outputs.size() == 200);
    for (const std::string& line : lines(trace)) CHECK(line.ends_with("handler 1"));
}

TEST_CASE("a station whose queue is full answers with an error", "[engine][load]") {
    // One server, room for one more: of four at once two are turned away.
    const sim::Trace trace = play("{ " + free_runtime + R"(
        "stations": { "db": { "servers": 1, "time": "20ms", "network": "5ms", "queue": 1 } },
        "load": { "arrivals": { "bursts": { "size": 4, "every": "1s" } }, "requests": 4, "handler": [
            { "try": [{ "await": { "station": "db" } }, { "respond": 200 }], "catch": [{ "log": "${value}" }, { "respond": 503 }] }] } })");
    CHECK(counts(load_of(trace)) == "generated 4, done 2, failed 2");
    CHECK(lines(trace) == Lines{"10ms Error: queue full", "10ms Error: queue full"});
    CHECK(trace.statistics.stations.front().rejected == 2);
    CHECK(waits(trace) == Lines{"station work 20ms, socket 10ms",
                                "station work 20ms, station queue 20ms, socket 10ms", "socket 10ms",
                                "socket 10ms"});
}

TEST_CASE("requests that arrive in the warm-up do not count", "[engine][load]") {
    // 0, 100 ... 1900 ms: 20 requests, of them 10 from 1 s on.
    const sim::Trace trace =
        play(R"({ "runtime": { "cores": "unlimited", "costs": "none", "warmup": "1s" },
        "load": { "arrivals": { "constant": "10/s" }, "for": "2s", "handler": [{ "cpu": "1ms" }, { "respond": 200 }] } })");
    CHECK(counts(load_of(trace)) == "generated 20, done 20, counted 10");
    CHECK(load_of(trace).latency.count() == 10);
    CHECK(text(load_of(trace).first_arrival - sim::Instant{}) == "1000ms");
}

TEST_CASE("queues of the warm-up are forgotten", "[engine][load]") {
    // Four jobs wait at first, later one comes alone; `log` takes the general loop, without it the plain one runs.
    const char* log = GENERATE("", R"({ "log": "here" }, )");
    const sim::Trace trace = play(fmt::format(
        R"({{ "runtime": {{ "cores": "unlimited", "costs": "none", "threadpool": 1, "warmup": "1s" }},
        "load": {{ "arrivals": {{ "list": ["0ms", "0ms", "0ms", "0ms", "0ms", "2s"] }},
                  "handler": [{} {{ "await": {{ "uv.work": "hash", "time": "20ms" }} }}, {{ "respond": 200 }}] }} }})",
        log));
    CHECK(trace.statistics.pools.at(0).jobs == 1);
    CHECK(trace.statistics.pools.at(0).queue_max == 0);
}

TEST_CASE("each process has its share of a load that is dealt to all", "[engine][load]") {
    // Two processes, each with a pool of 1: four requests at once take twice 20 ms and not four times.
    const sim::Trace trace = play(
        R"({ "runtime": { "cores": "unlimited", "costs": "none", "threadpool": 1, "replicas": 2 },
        "load": { "arrivals": { "list": ["0ms", "0ms", "0ms", "0ms"] }, "process": "all",
                  "handler": [{ "await": { "uv.work": "hash", "time": "20ms" } }, { "respond": 200 }] } })");
    CHECK(waits(trace) == Lines{"pool work 20ms", "pool work 20ms",
                                "pool work 20ms, pool queue 20ms",
                                "pool work 20ms, pool queue 20ms"});
}

TEST_CASE("the same seed gives the same run, another seed other draws", "[engine][seeds]") {
    const char* scheduler = GENERATE("linux", "ps");
    const std::string scenario = login(fmt::format(R"("cores": 2, "scheduler": "{}")", scheduler));
    const sim::Trace one = play(scenario, {.seed = 5});
    const sim::Trace again = play(scenario, {.seed = 5});
    const sim::Trace other = play(scenario, {.seed = 6});
    const sim::Trace replica = play(scenario, {.seed = 5, .replication = 1});
    CHECK(one.statistics.fingerprint == again.statistics.fingerprint);
    CHECK(arrival_times(one) == arrival_times(again));
    CHECK(waits(one) == waits(again));
    CHECK(one.events.size() == again.events.size());
    CHECK(one.statistics.fingerprint != other.statistics.fingerprint);
    CHECK(arrival_times(one) != arrival_times(other));
    CHECK(arrival_times(one) != arrival_times(replica));
    CHECK(arrival_times(other) != arrival_times(replica));
}

TEST_CASE("the level of the trace changes nothing that happens", "[engine][seeds]") {
    const std::string scenario = login(R"("cores": 2)");
    const sim::Trace full = play(scenario, {.level = sim::TraceLevel::full});
    const sim::Trace spans = play(scenario, {.level = sim::TraceLevel::spans});
    const sim::Trace none = play(scenario, {.level = sim::TraceLevel::none});
    CHECK(full.statistics.fingerprint == none.statistics.fingerprint);
    CHECK(spans.statistics.fingerprint == none.statistics.fingerprint);
    CHECK(load_of(full).latency == load_of(none).latency);
    CHECK(load_of(spans).waits == load_of(none).waits);
    CHECK(waits(full) == waits(spans));
}

TEST_CASE("runs with other settings meet the same requests at the same instants",
          "[engine][seeds]") {
    const Lines base = arrival_times(play(login(R"("threadpool": 4, "cores": 2)")));
    CHECK(arrival_times(play(login(R"("threadpool": 1, "cores": 2)"))) == base);
    CHECK(arrival_times(play(login(R"("threadpool": 16, "cores": 8)"))) == base);
    CHECK(arrival_times(play(login(R"("scheduler": "ps", "cores": 2)"))) == base);
    CHECK(arrival_times(play(login(R"("cores": "unlimited", "costs": "none")"))) == base);
    CHECK(arrival_times(play(login(R"("cores": 2)"), {.node = "18"})) == base);
}

TEST_CASE("with a FIFO queue the n-th request has the same service time on every pool",
          "[engine][seeds]") {
    // Jobs start in the order of arrival when nothing else uses the pool, so that equal draws meet equal requests.
    const auto work = [](const std::string& runtime) {
        Lines out;
        for (const sim::RequestRecord& request : play(login(runtime)).requests) {
            out.push_back(
                text(request.waits[static_cast<std::size_t>(sim::WaitReason::pool_work)]));
        }
        return out;
    };
    CHECK(work(R"("threadpool": 2, "cores": "unlimited")") ==
          work(R"("threadpool": 8, "cores": "unlimited")"));
}

TEST_CASE("single service times lie between their ends, and keep the mean", "[engine]") {
    const auto latency = [](int low, int high) {
        const std::string scenario = fmt::format(
            R"({{ "runtime": {{ "cores": "unlimited", "costs": {{ "workScaleLow": {}, "workScaleHigh": {} }} }},
                "load": {{ "arrivals": {{ "constant": "1/s" }}, "requests": 4000,
                         "handler": [{{ "await": {{ "crypto.pbkdf2": "" }} }}, {{ "respond": 200 }}] }} }})",
            low, high);
        return play(scenario, {.level = sim::TraceLevel::none}).statistics.loads.front().latency;
    };
    const double equal = sim::to_ms(latency(1000, 1000).mean());
    CHECK(sim::to_ms(latency(1000, 1000).max()) == Approx(equal).epsilon(0.02));
    // A core that is shared with others has two speeds.
    const sim::Histogram uneven = latency(800, 1600);
    CHECK(sim::to_ms(uneven.mean()) == Approx(equal).epsilon(0.02));
    CHECK(sim::to_ms(uneven.min()) == Approx(0.8 * equal).epsilon(0.03));
    CHECK(sim::to_ms(uneven.max()) == Approx(1.6 * equal).epsilon(0.03));
    // Three of four are faster than the mean.
    CHECK(sim::to_ms(uneven.percentile(73'000)) < equal);
    CHECK(sim::to_ms(uneven.percentile(77'000)) > equal);
}

// Real Node would go on forever then; what it prints meanwhile says nothing of the load, and its idle time would dilute every share.
TEST_CASE("a run is over with its load when nothing is left that has an end", "[engine][load]") {
    const auto run_beside = [](const std::string& main, const std::string& more = {}) {
        return play(fmt::format(
            R"({{ "runtime": {{ "costs": "none", "cores": "unlimited" }}, "main": [{}], {}
            "load": {{ "arrivals": {{ "constant": "10/s" }}, "requests": 11, "handler": [{{ "respond": 200 }}] }} }})",
            main, more));
    };
    const std::string interval = R"({ "setInterval": "30ms", "do": [{ "log": "i" }] })";
    // The last request comes after a second; the interval fires until then.
    const sim::Trace trace = run_beside(interval);
    CHECK(ending(trace) == "until 0");
    CHECK(text(trace.statistics.end - sim::Instant{}) == "1000ms");
    CHECK(trace.outputs.size() == 33);
    CHECK(run_beside(R"({ "listen": "s", "on": {} })").statistics.end == trace.statistics.end);
    CHECK(run_beside(R"({ "log": "main" })",
                     fmt::format(R"("processes": {{ "other": {{ "main": [{}] }} }},)", interval))
              .statistics.end == trace.statistics.end);
    // Timers and work have an end, whatever stands beside them.
    CHECK(
        lines(run_beside(
            R"({ "listen": "s", "on": {} }, { "setTimeout": "5s", "do": [{ "log": "late" }] })")) ==
        Lines{"5000ms late"});
    CHECK(lines(run_beside(R"({ "listen": "s", "on": {} },
        { "uv.work": "job", "time": "3s", "do": [{ "setImmediate": [{ "log": "done" }] }] })")) ==
          Lines{"3000ms done"});
}
