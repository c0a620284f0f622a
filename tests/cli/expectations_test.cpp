#include "ui/cli/expectations.hpp"

#include "tests/catch.hpp"
#include "ui/cli/metrics.hpp"

using sim::Expectation;
using sim::milliseconds;
using Lines = std::vector<std::string>;

namespace {

sim::Trace trace_with(const Lines& output) {
    sim::Trace trace;
    trace.facts.profile = "24";
    for (const std::string& line : output)
        trace.outputs.push_back({.at = {}, .task = {}, .text = trace.names.intern(line)});
    return trace;
}

sim::Program program_with(Expectation expectation) {
    sim::Program program;
    program.expectations.push_back(std::move(expectation));
    return program;
}

Expectation output(const std::vector<Lines>& lines,
                   Expectation::Kind kind = Expectation::Kind::output) {
    Expectation expectation;
    expectation.kind = kind;
    expectation.lines = lines;
    return expectation;
}

Expectation bound(const std::string& metric, const std::string& comparison, double value) {
    Expectation expectation;
    expectation.kind = Expectation::Kind::metric;
    expectation.metric = metric;
    expectation.comparison = comparison;
    expectation.bound = value;
    return expectation;
}

/// The message of the only expectation, or "holds".
std::string verdict(const Expectation& expectation, const sim::Trace& trace) {
    const std::vector<ui::ExpectationFailure> failures =
        ui::check_expectations(program_with(expectation), trace);
    return failures.empty() ? "holds" : failures.front().message;
}

/// A hundred requests of 1 to 100 ms from 0 s on, the last one done at 2 s.
sim::Trace trace_with_load() {
    sim::Trace trace = trace_with({});
    sim::LoadStatistics load;
    load.name = trace.names.intern("login");
    for (int i = 1; i <= 100; ++i) load.latency.add(milliseconds(i));
    load.generated = 110;
    load.done = 100;
    load.counted = 100;
    load.failed = 3;
    load.timed_out = 2;
    load.in_flight = 5;
    load.last_done = {sim::seconds(2).ns};
    trace.statistics.loads.push_back(load);
    trace.statistics.measured = sim::seconds(4);
    sim::LoopStatistics loop;
    loop.name = trace.names.intern("main");
    loop.cpu = sim::seconds(1);
    loop.idle = sim::seconds(3);
    loop.loop_end = {sim::seconds(4).ns};
    loop.delay.add(milliseconds(10));
    trace.statistics.loops.push_back(loop);
    sim::PoolStatistics pool;
    pool.workers = 4;
    pool.busy = sim::seconds(8);
    trace.statistics.pools.push_back(pool);
    trace.statistics.cores = {{sim::seconds(4)}, {sim::seconds(2)}};
    return trace;
}

}  // namespace

TEST_CASE("an expected output must be the whole output", "[cli]") {
    CHECK(verdict(output({{"a", "b"}}), trace_with({"a", "b"})) == "holds");
    CHECK(verdict(output({{"a", "b"}}), trace_with({"a", "c"})) == "the output differs at line 2");
    CHECK(verdict(output({{"a", "b"}}), trace_with({"a"})) == "the output differs at line 2");
    CHECK(verdict(output({{"a"}}), trace_with({"a", "b"})) == "the output differs at line 2");
    CHECK(verdict(output({Lines{}}), trace_with({})) == "holds");
}

TEST_CASE("the first difference is shown side by side", "[cli]") {
    CHECK(ui::difference_text({"1", "2", "3", "4", "5", "6", "7", "8", "9"},
                              {"1", "2", "3", "x", "5"}) ==
          "     line  expected  found\n"
          "        2  2         2\n"
          "        3  3         3\n"
          "  >     4  4         x\n"
          "        5  5         5\n"
          "        6  6         (end of the output)\n"
          "        7  7\n");
}

TEST_CASE("one of several outputs is enough, and the nearest is shown if none fits", "[cli]") {
    const Expectation either = output({{"a", "b"}, {"a", "c", "d"}}, Expectation::Kind::one_of);
    CHECK(verdict(either, trace_with({"a", "b"})) == "holds");
    CHECK(verdict(either, trace_with({"a", "c", "d"})) == "holds");
    CHECK(verdict(either, trace_with({"a", "c", "x"})) ==
          "the output is none of the 2 expected ones; the nearest differs at line 3");
}

TEST_CASE("lines that must be contained may stand anywhere", "[cli]") {
    const Expectation lines = output({{"c", "a"}}, Expectation::Kind::contains);
    CHECK(verdict(lines, trace_with({"a", "b", "c"})) == "holds");
    CHECK(verdict(lines, trace_with({"a", "b"})) == "the output does not contain the line \"c\"");
}

TEST_CASE("a bound compares the number that it names", "[cli]") {
    const sim::Trace trace = trace_with_load();
    CHECK(verdict(bound("latency.p50", "<=", 50e6), trace) == "holds");
    CHECK(verdict(bound("latency.p50", "<", 49e6), trace) ==
          "latency.p50 is 50.0 ms, expected < 49.0 ms");
    CHECK(verdict(bound("latency.p50", "==", 50e6), trace) == "holds");
    CHECK(verdict(bound("latency.p50", ">", 50e6), trace) ==
          "latency.p50 is 50.003967ms, expected > 50ms");
    CHECK(verdict(bound("latency.login.max", "==", 100e6), trace) == "holds");
    CHECK(verdict(bound("latency.search.max", "==", 100e6), trace) ==
          "latency.search.max was not measured in this run");
    CHECK(verdict(bound("requests.done", "==", 100), trace) == "holds");
    CHECK(verdict(bound("requests.failed", "==", 5), trace) == "holds");
    CHECK(verdict(bound("requests.flying", ">", 5), trace) == "requests.flying is 5, expected > 5");
    CHECK(verdict(bound("throughput", ">=", 50), trace) == "holds");
    CHECK(verdict(bound("throughput", ">", 50), trace) == "throughput is 50, expected > 50");
    CHECK(verdict(bound("utilisation.loop", "==", 0.25), trace) == "holds");
    CHECK(verdict(bound("utilisation.pool", "==", 0.5), trace) == "holds");
    CHECK(verdict(bound("utilisation.cores", ">", 0.8), trace) ==
          "utilisation.cores is 0.75, expected > 0.8");
    CHECK(verdict(bound("elu", "==", 0.25), trace) == "holds");
    CHECK(verdict(bound("delay.p99", "<", 11e6), trace) == "holds");
    CHECK(verdict(bound("exitCode", "==", 1), trace) == "exitCode is 0, expected == 1");
}

TEST_CASE("a percentile is named as in any monitoring tool", "[cli]") {
    CHECK(ui::parse_percentile("p50") == 50'000);
    CHECK(ui::parse_percentile("p99.9") == 99'900);
    CHECK(ui::parse_percentile("p100") == 100'000);
    CHECK(ui::parse_percentile("min") == 0);
    CHECK(ui::parse_percentile("max") == 100'000);
    for (const char* wrong : {"", "p", "99", "p101", "p-1", "p0", "p9x", "p99.", "p99.1234"}) {
        CAPTURE(wrong);
        CHECK_FALSE(ui::parse_percentile(wrong).has_value());
    }
    const sim::Trace trace = trace_with_load();
    CHECK(ui::find_metric(trace, "latency.login.p99.9")->value ==
          ui::find_metric(trace, "latency.p99.9")->value);
    CHECK_FALSE(ui::find_metric(trace, "latency.p99.9.login").has_value());
    CHECK_FALSE(ui::find_metric(trace, "nonsense").has_value());
}

TEST_CASE("how a run ends can be expected, a limit, too", "[cli]") {
    Expectation ends;
    ends.kind = Expectation::Kind::ends;
    ends.metric = "limit";
    sim::Trace trace = trace_with({});
    CHECK(verdict(ends, trace) == "the run ends with \"done\", expected \"limit\"");
    CHECK(ui::expects_limit(program_with(ends), trace));
    trace.ending.kind = sim::EndKind::limit;
    CHECK(verdict(ends, trace) == "holds");
    ends.metric = "done";
    CHECK_FALSE(ui::expects_limit(program_with(ends), trace));
    trace.ending.kind = sim::EndKind::until;
    CHECK(verdict(ends, trace) == "holds");
}

TEST_CASE("what is expected of other versions is not checked", "[cli]") {
    Expectation expectation = output({{"a"}});
    expectation.profiles = {"18", "20"};
    CHECK(verdict(expectation, trace_with({"b"})) == "holds");
    expectation.profiles = {"24"};
    CHECK(verdict(expectation, trace_with({"b"})) == "the output differs at line 1");
    sim::Program program = program_with(output({{"a"}}));
    program.profiles = {"18"};
    CHECK(ui::check_expectations(program, trace_with({"b"})).empty());
}
