// monitorEventLoopDelay and eventLoopUtilization as Node would report them.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

const sim::LoopStatistics& loop_of(const sim::Trace& trace) {
    return trace.statistics.loops.front();
}

std::string blocks(int resolution, int period, int length, const char* until) {
    return fmt::format(R"({{ "runtime": {{ "monitor": "{}ms", "until": "{}" }},
        "main": [{{ "setInterval": "{}ms", "do": [{{ "cpu": "{}ms" }}] }}] }})",
                       resolution, until, period, length);
}

std::string delays(const sim::Trace& trace) {
    std::string out;
    for (const sim::Histogram::Bucket& bucket : loop_of(trace).delay.buckets()) {
        out += fmt::format("{}{} x ", out.empty() ? "" : ", ", bucket.count) +
               text(bucket.last - sim::nanoseconds(bucket.last.ns % 1'000'000));
    }
    return out;
}

double utilization(const sim::Trace& trace) {
    const sim::LoopStatistics& loop = loop_of(trace);
    const double all = static_cast<double>((loop.loop_end - loop.loop_start).ns);
    return (all - static_cast<double>(loop.idle.ns)) / all;
}

}  // namespace

TEST_CASE("an idle loop's delay reads the resolution and 0.1 ms", "[engine][delay]") {
    const int resolution = GENERATE(1, 10, 20, 50);
    const char* node = GENERATE("14", "18", "20", "24", "26");
    const sim::Trace trace =
        play(fmt::format(R"({{ "runtime": {{ "monitor": "{}ms", "until": "2s" }},
        "main": [{{ "setTimeout": "5s", "do": [] }}] }})",
                         resolution),
             {.node = node});
    const sim::Histogram& delay = loop_of(trace).delay;
    CHECK(sim::to_ms(delay.mean()) == Approx(resolution + 0.1).margin(0.03));
    CHECK(sim::to_ms(delay.percentile(99'000)) == Approx(resolution + 0.1).margin(0.03));
}

TEST_CASE("a loop that blocks again and again shows the delays that Node shows",
          "[engine][delay]") {
    struct Seen {
        int resolution, period, length;
        double count, mean, p50, p99;  // in a run of about 2 s
    };
    const Seen seen =
        GENERATE(Seen{10, 50, 20, 152, 13.5, 10.1, 30.2}, Seen{10, 50, 40, 84, 24.7, 10.1, 50.3},
                 Seen{20, 100, 50, 66, 32.0, 20.1, 60.5});
    const char* node = GENERATE("16", "20", "24");
    CAPTURE(seen.resolution, seen.period, seen.length, node);
    const sim::Trace trace =
        play(blocks(seen.resolution, seen.period, seen.length, "20s"), {.node = node});
    const sim::Histogram& delay = loop_of(trace).delay;
    // The real runs lasted as long as their values add up to: the timer that ended them had to wait for a block, too.
    const double seen_seconds = seen.count * seen.mean / 1000;
    CHECK(static_cast<double>(delay.count()) / 20 ==
          Approx(seen.count / seen_seconds).epsilon(0.05));
    CHECK(sim::to_ms(delay.mean()) == Approx(seen.mean).epsilon(0.05));
    CHECK(sim::to_ms(delay.percentile(50'000)) == Approx(seen.p50).epsilon(0.05));
    CHECK(sim::to_ms(delay.percentile(99'000)) == Approx(seen.p99).epsilon(0.05));
}

TEST_CASE("the first firing of the delay monitor only sets the reference", "[engine][delay]") {
    // Fires at 10, 20 and 30 ms: two values.
    CHECK(
        delays(play(
            R"({ "runtime": { "monitor": "10ms", "costs": "none" }, "main": [{ "setTimeout": "35ms", "do": [] }] })")) ==
        "2 x 10ms");
    // A block before the first firing is no value: 50 ms, then 60.
    CHECK(
        delays(play(
            R"({ "runtime": { "monitor": "10ms", "costs": "none" }, "main": [{ "cpu": "50ms" }, { "setTimeout": "15ms", "do": [] }] })")) ==
        "1 x 10ms");
}

TEST_CASE("one block gives one value, the interval included, and nothing is caught up",
          "[engine][delay]") {
    // Fires at 10, 20, 30; blocked from 30 or 31 to 71, so late by at most a ms at 71; then every 10 ms.
    const sim::Trace trace = play(R"({ "runtime": { "monitor": "10ms", "costs": "none" },
        "main": [{ "setTimeout": "31ms", "do": [{ "cpu": "40ms" }] }, { "setTimeout": "95ms", "do": [] }] })");
    CHECK(delays(trace) == "4 x 10ms, 1 x 41ms");
}

TEST_CASE("the monitor's timer is armed again at the stale loop time before it records",
          "[engine][delay]") {
    // Both due at 50: the interval blocks until 70 first, the monitor then counts on from 50, is due at once and
    // records next to nothing. Fires at 10 ... 40, 70, 70, 80, 90.
    const sim::Trace trace = play(R"({ "runtime": { "monitor": "10ms", "costs": "none" },
        "main": [{ "setTimeout": "50ms", "do": [{ "cpu": "20ms" }] }, { "setTimeout": "95ms", "do": [] }] })");
    CHECK(delays(trace) == "1 x 0ms, 5 x 10ms, 1 x 30ms");
}

TEST_CASE("the monitor does not keep the process alive", "[engine][delay]") {
    const sim::Trace trace = play(
        R"({ "runtime": { "monitor": "10ms", "costs": "none" }, "main": [{ "log": "main" }] })");
    CHECK(ending(trace) == "done 0");
    CHECK(loop_of(trace).delay.count() == 0);
}

TEST_CASE("idle time is the time asleep in poll, and waiting for the pool is idle",
          "[engine][elu]") {
    // 30 ms of work in the pool and 10 ms of it on the main thread: 30 of 40 idle.
    const sim::Trace trace = play(R"({ "runtime": { "costs": "none" },
        "main": [{ "uv.work": "hash", "time": "30ms", "do": [{ "cpu": "10ms" }] }] })");
    CHECK(text(loop_of(trace).idle) == "30ms");
    CHECK(utilization(trace) == Approx(0.25));
}

TEST_CASE("the main script does not count as active", "[engine][elu]") {
    // The loop starts at 500 ms, sleeps for the 10 ms of the timer and works for 30.
    const sim::Trace trace = play(R"({ "runtime": { "costs": "none" },
        "main": [{ "cpu": "500ms" }, { "setTimeout": "10ms", "do": [{ "cpu": "30ms" }] }] })");
    CHECK(text(loop_of(trace).loop_start - sim::Instant{}) == "500ms");
    CHECK(text(loop_of(trace).idle) == "10ms");
    CHECK(utilization(trace) == Approx(0.75));
}

TEST_CASE("a poll that finds something at once adds no idle time", "[engine][elu]") {
    // The job ends while the timer's callback runs: nothing to sleep for.
    const sim::Trace trace = play(R"({ "runtime": { "costs": "none" }, "main": [
        { "uv.work": "hash", "time": "5ms", "do": [{ "log": "hash" }] }, { "setImmediate": [{ "cpu": "20ms" }] }] })");
    CHECK(lines(trace) == Lines{"20ms hash"});
    CHECK(loop_of(trace).idle.ns == 0);
}
