// N equal jobs that main submits in one go, and what of them shows to main. The figures under `linux` are those of real
// Node on two cores with pbkdf2 work of about 11 ms.
#include <fmt/format.h>

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

struct Setup {
    int jobs = 1;
    int pool = 4;
    int cores = 2;
    const char* scheduler = "ps";
    const char* service = "80ms";
    const char* costs = R"("none")";
};

std::string burst(const Setup& setup) {
    return fmt::format(
        R"({{ "runtime": {{ "threadpool": {}, "cores": {}, "scheduler": "{}", "costs": {} }},
        "main": [{{ "repeat": {}, "do": [{{ "uv.work": "hash", "time": "{}", "do": [{{ "log": "${{index}}" }}] }}] }}] }})",
        setup.pool, setup.cores, setup.scheduler, setup.costs, setup.jobs, setup.service);
}

/// When the first, second ... line appears, in units of `service_ms`, the mean over 60 seeds.
std::vector<double> mean_instants(Setup setup, double service_ms) {
    setup.scheduler = "linux";
    const std::string scenario = burst(setup);
    constexpr int seeds = 60;
    std::vector<double> sum(static_cast<std::size_t>(setup.jobs));
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::vector<double> once =
            instants(play(scenario, {.level = sim::TraceLevel::none, .seed = seed}));
        REQUIRE(once.size() == sum.size());
        for (std::size_t i = 0; i < once.size(); ++i) sum[i] += once[i] / service_ms / seeds;
    }
    return sum;
}

/// p95 of Poisson arrivals at 0.6 of what two cores can do with jobs of 11 ms, the mean over three seeds.
double p95_of_saturated_pool(int pool) {
    const std::string scenario = fmt::format(
        R"({{ "runtime": {{ "threadpool": {}, "cores": 2 }},
            "load": {{ "arrivals": {{ "poisson": "109/s" }}, "requests": 6000,
                     "handler": [{{ "await": {{ "uv.work": "hash", "time": "11ms" }} }}, {{ "respond": 200 }}] }} }})",
        pool);
    double sum = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const sim::Trace trace = play(scenario, {.level = sim::TraceLevel::none, .seed = seed});
        sum += sim::to_ms(trace.statistics.loads.front().latency.percentile(95'000)) / 3;
    }
    return sum;
}

}  // namespace

TEST_CASE("a pool of 1 gives an exact staircase", "[engine][pool]") {
    const char* scheduler = GENERATE("ps", "linux");
    CHECK(lines(play(burst({.jobs = 4, .pool = 1, .scheduler = scheduler}))) ==
          Lines{"80ms 1", "160ms 2", "240ms 3", "320ms 4"});
}

TEST_CASE(
    "under ps N jobs take N S / cores in total for every pool of at least as many threads as cores",
    "[engine][pool]") {
    const int pool = GENERATE(2, 4, 8, 16);
    // 16 jobs of 80 ms on two cores: 640 ms. The pool decides only who ends when.
    const std::vector<double> at = instants(play(burst({.jobs = 16, .pool = pool})));
    CHECK(at.back() == Approx(640));
    // The first `pool` jobs share the cores evenly.
    CHECK(at.front() == Approx(80.0 * pool / 2));
}

TEST_CASE("under ps three jobs on two cores all end at 1.5 S", "[engine][pool]") {
    CHECK(lines(play(burst({.jobs = 3}))) == Lines{"120ms 1", "120ms 2", "120ms 3"});
}

TEST_CASE("under ps a job takes the place of one that ended", "[engine][pool]") {
    // Six jobs on a pool of four and two cores: four at half speed until 160 ms, then two at full speed.
    CHECK(lines(play(burst({.jobs = 6}))) ==
          Lines{"160ms 1", "160ms 2", "160ms 3", "160ms 4", "240ms 5", "240ms 6"});
}

TEST_CASE("with a core for each thread a pool of four does four jobs at a time", "[engine][pool]") {
    const int cores = GENERATE(5, 64);
    const char* scheduler = GENERATE("ps", "linux");
    CHECK(lines(play(burst({.jobs = 6, .cores = cores, .scheduler = scheduler}))) ==
          Lines{"80ms 1", "80ms 2", "80ms 3", "80ms 4", "160ms 5", "160ms 6"});
}

TEST_CASE(
    "under linux N jobs take N S / cores in total, within 8 percent, for every pool of at least 2",
    "[engine][pool][linux]") {
    const int pool = GENERATE(2, 4, 8, 16);
    const int jobs = GENERATE(8, 16);
    const double total = mean_instants({.jobs = jobs, .pool = pool, .service = "11ms"}, 11).back();
    CAPTURE(pool, jobs);
    CHECK(total >= jobs / 2.0);
    CHECK(total <= jobs / 2.0 * 1.08);
}

TEST_CASE("under linux three jobs on two cores show near 1.0, 1.8 and 1.95 S",
          "[engine][pool][linux]") {
    const std::vector<double> at = mean_instants({.jobs = 3, .pool = 4, .service = "11ms"}, 11);
    CHECK(at[0] ==
          Approx(1.0).margin(0.08));  // main may have to wait for a core until the next tick
    CHECK(at[1] == Approx(1.8).margin(0.06));
    CHECK(at[2] == Approx(1.95).margin(0.06));
}

TEST_CASE("the first completions on a pool of 2 show at 1.2 to 1.34 S where the kernel packs",
          "[engine][pool][linux]") {
    // Main has to wait up to a tick for a core. Real Node on such a kernel: 1.2 to 1.34 S; 120 fresh processes of Node 20 later
    // 1.42, 80 of Node 24 1.27. No other kernel was asked.
    const auto first_two = [](const char* costs) {
        const std::vector<double> at =
            mean_instants({.jobs = 8, .pool = 2, .service = "11ms", .costs = costs}, 11);
        return (at[0] + at[1]) / 2;
    };
    CHECK(first_two(R"({ "schedulerPacking": 850 })") >= 1.2);
    CHECK(first_two(R"({ "schedulerPacking": 850 })") <= 1.34);
    CHECK(first_two(R"("none")") >= 1.2);
    CHECK(first_two(R"("none")") <= 1.5);
}

TEST_CASE("under linux 16 jobs on a pool of 16 end at 5.8 to 8.7 S, nobody early",
          "[engine][pool][linux]") {
    // The first end depends on how S divides into ticks, so the mean over 10, 11 and 12 ms counts.
    double front = 0;
    double back = 0;
    for (const int ms : {10, 11, 12}) {
        const std::string service = fmt::format("{}ms", ms);
        const std::vector<double> at =
            mean_instants({.jobs = 16, .pool = 16, .service = service.c_str()}, ms);
        front += at.front() / 3;
        back += at.back() / 3;
    }
    CHECK(front >= 5.8);
    CHECK(back >= 8.0);
    CHECK(back <= 8.7);
}

TEST_CASE("CPU-bound work gets worse with a pool larger than the cores", "[engine][pool][linux]") {
    // Seen: p95 of 28, 34 and 44 ms for pools of 2, 4 and 8 at load 0.6. The forecast's own error is 7 percent at p95.
    const double p2 = p95_of_saturated_pool(2);
    const double p4 = p95_of_saturated_pool(4);
    const double p8 = p95_of_saturated_pool(8);
    CAPTURE(p2, p4, p8);
    CHECK(p2 < p4);
    CHECK(p4 < p8);
    CHECK(p2 == Approx(28).epsilon(0.15));
    CHECK(p4 == Approx(34).epsilon(0.15));
    CHECK(p8 == Approx(44).epsilon(0.15));
}

namespace {

/// Four name look-ups of 200 ms each, one line each.
Lines lookups(int pool) {
    return lines(play(fmt::format(
        R"({{ "runtime": {{ "threadpool": {}, "costs": "none" }},
            "main": [{{ "repeat": 4, "do": [{{ "dns.lookup": "host", "time": "200ms", "do": [{{ "log": "${{index}}" }}] }}] }}] }})",
        pool)));
}

}  // namespace

TEST_CASE("look-ups hold at most half of the workers", "[engine][pool][slow]") {
    SECTION("pools of 1 and 2: one at a time") {
        const int pool = GENERATE(1, 2);
        CHECK(lookups(pool) == Lines{"200ms 1", "400ms 2", "600ms 3", "800ms 4"});
    }
    SECTION("pools of 3 and 4: two at a time") {
        const int pool = GENERATE(3, 4);
        CHECK(lookups(pool) == Lines{"200ms 1", "200ms 2", "400ms 3", "400ms 4"});
    }
    SECTION("a pool of 8: four at a time") {
        CHECK(lookups(8) == Lines{"200ms 1", "200ms 2", "200ms 3", "200ms 4"});
    }
}

TEST_CASE("a look-up keeps a worker but no core", "[engine][pool][slow]") {
    // One core, a pool of two: the job of 50 ms has the core for itself.
    CHECK(
        lines(play(
            R"({ "runtime": { "threadpool": 2, "cores": 1, "scheduler": "ps", "costs": "none" }, "main": [
        { "dns.lookup": "host", "time": "200ms", "do": [{ "log": "lookup" }] },
        { "uv.work": "hash", "time": "50ms", "do": [{ "log": "hash" }] }] })")) ==
        Lines{"50ms hash", "200ms lookup"});
}

TEST_CASE("fast work behind eight look-ups hardly waits on a pool of at least 2",
          "[engine][pool][slow]") {
    const int pool = GENERATE(2, 3, 4, 8);
    // Seen: 1 to 5 ms for an fs.stat.
    const sim::Trace trace = play(fmt::format(
        R"({{ "runtime": {{ "threadpool": {} }}, "main": [
            {{ "repeat": 8, "do": [{{ "dns.lookup": "host", "time": "200ms", "do": [] }}] }},
            {{ "fs.stat": "file", "do": [{{ "log": "stat" }}] }}] }})",
        pool));
    CHECK(instants(trace).at(0) <=
          8.5);  // 3 ms for the start of the pool, up to 2.4 for the first line
}

TEST_CASE("on a pool of 1 look-ups take turns with fast work that came before them",
          "[engine][pool][slow]") {
    // Submitted: a0, four look-ups, b0 to b3. The marker of the look-ups goes to the end of the queue each time.
    const sim::Trace trace = play(R"({ "runtime": { "threadpool": 1, "costs": "none" }, "main": [
        { "uv.work": "a0", "time": "1ms", "do": [{ "log": "a0" }] },
        { "repeat": 4, "do": [{ "dns.lookup": "host", "time": "200ms", "do": [{ "log": "dns${index}" }] }] },
        { "repeat": 4, "do": [{ "uv.work": "b", "time": "1ms", "do": [{ "log": "b${index}" }] }] }] })");
    CHECK(lines(trace) == Lines{"1ms a0", "201ms dns1", "202ms b1", "203ms b2", "204ms b3",
                                "205ms b4", "405ms dns2", "605ms dns3", "805ms dns4"});
}
