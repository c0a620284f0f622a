#include "sim/trace/audit.hpp"

#include "sim/trace/state.hpp"
#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"

namespace {

using namespace sim;

/// The events of one kind, or moves to one place, by their order.
TraceEvent& nth(Trace& trace, EventKind kind, int detail, int n = 0) {
    for (TraceEvent& event : trace.events) {
        if (event.kind == kind && (detail < 0 || event.detail == detail) && n-- == 0) return event;
    }
    FAIL("no such event");
    return trace.events.front();
}
TraceEvent& nth(Trace& trace, Where where, int n = 0) {
    return nth(trace, EventKind::moved, static_cast<int>(where), n);
}
TraceEvent& nth(Trace& trace, Phase phase, int n = 0) {
    return nth(trace, EventKind::phase, static_cast<int>(phase), n);
}
void set(TraceEvent& event, Where where) { event.detail = static_cast<std::uint8_t>(where); }

std::size_t span_of(const Trace& trace, SpanKind kind) {
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (trace.spans.kind[i] == kind) return i;
    }
    FAIL("no such span");
    return 0;
}

struct Violation {
    const char* what;
    void (*make)(Trace& trace);
    const char* line;  // one that the audit must give
};

void add_to_wait(Trace& trace, std::size_t reason, std::int64_t ns) {
    sim::RequestRecord request = trace.requests[0];
    request.waits[reason] += Duration{ns};
    trace.requests.replace(0, request);
}

const Violation violations[] = {
    {"time runs back", [](Trace& t) { t.events[3].at = Instant{1}; },
     "event 3: at 1 ns, the one before it is at 1000000 ns"},
    {"an event after the end", [](Trace& t) { t.events.back().at = Instant{17'000'000}; },
     "event 61: at 17000000 ns, after the end of the run"},
    {"a cause that comes later", [](Trace& t) { t.tasks[1].cause = TaskId{4}; },
     "task 1: its cause 4 does not precede it"},
    {"a cause that never ran", [](Trace& t) { t.tasks[3].cause = TaskId{1}; },
     "event 13: task 3 appears before its cause 1 has run"},
    {"a way that no task takes", [](Trace& t) { set(nth(t, Where::completed), Where::running); },
     "event 42: task 3 moves from worker to running"},
    {"a place for another kind", [](Trace& t) { set(nth(t, Where::timers), Where::tick_queue); },
     "event 1: task 1, a timer, moves to tick queue"},
    {"two tasks at once on a loop",
     [](Trace& t) { std::swap(nth(t, Where::done, 2), nth(t, Where::running, 3)); },
     "event 32: task 4 runs while task 1 runs on the same loop"},
    {"running in the sleep",
     [](Trace& t) { std::swap(nth(t, EventKind::poll_woke, -1, 0), nth(t, Where::running, 1)); },
     "event 11: task 2 runs while its loop sleeps"},
    {"sleeping in a callback",
     [](Trace& t) {
         nth(t, EventKind::choice, -1) = {Instant{12'970'000},     {}, 0, 0,
                                          EventKind::poll_blocked, 0,  0};
     },
     "event 53: loop 0 falls asleep in a callback"},
    {"waking twice", [](Trace& t) { nth(t, EventKind::choice, -1).kind = EventKind::poll_woke; },
     "event 53: loop 0 wakes twice"},
    {"more jobs than workers", [](Trace& t) { t.statistics.pools[0].workers = 0; },
     "event 14: 1 jobs on the 0 workers of process 0"},
    {"phases out of order",
     [](Trace& t) { std::swap(nth(t, Phase::poll, 0).detail, nth(t, Phase::check, 0).detail); },
     "event 16: phase poll follows check in one iteration"},
    {"an iteration left out", [](Trace& t) { nth(t, EventKind::iteration, -1, 1).a = 3; },
     "event 19: iteration 3 follows 1"},
    {"iterations miscounted", [](Trace& t) { t.statistics.loops[0].iterations = 4; },
     "loop 0: 4 iterations counted, 3 seen"},
    {"jobs miscounted", [](Trace& t) { t.statistics.pools[0].jobs = 2; },
     "pool 0: 2 jobs counted, 1 finished"},
    {"outputs out of order", [](Trace& t) { nth(t, EventKind::output, -1, 0).a = 1; },
     "event 29: output 1 where 0 is next"},
    {"an output without an event", [](Trace& t) { t.outputs.push_back(t.outputs.back()); },
     "run: 3 outputs, 2 output events"},
    {"outputs that run back", [](Trace& t) { t.outputs[1].at = Instant{1}; },
     "output 1: at 1 ns, the one before it is at 5050000 ns and the run ends at 16000000 ns"},
    {"a choice of nothing", [](Trace& t) { nth(t, EventKind::choice, -1).a = 3; },
     "event 53: choice 3 of 3 alternatives"},
    {"an early arrival",
     [](Trace& t) {
         sim::RequestRecord request = t.requests[0];
         request.arrival = Instant{2'000'001};
         t.requests.replace(0, request);
     },
     "event 9: request 0 arrives before its intended arrival"},
    {"another response",
     [](Trace& t) { nth(t, EventKind::request_done, -1).at = Instant{12'700'001}; },
     "event 47: request 0 is done at 12700001 ns, its record says 12700000 ns"},
    {"an index out of range", [](Trace& t) { t.events[0].task = TaskId{8}; },
     "event 0: kind, detail, operand, task or lane out of range"},
    {"an enum out of range", [](Trace& t) { t.events[0].detail = 17; },
     "event 0: kind, detail, operand, task or lane out of range"},
    {"loops behind workers", [](Trace& t) { std::swap(t.lanes[0], t.lanes[1]); },
     "lane 1: a loop with index 0, loops come first and in order"},

    {"a negative span", [](Trace& t) { t.spans.duration[0] = -1; },
     "span 0: it starts at 0 ns and lasts -1 ns, the run ends at 16000000 ns"},
    {"a span beyond the end", [](Trace& t) { t.spans.duration.back() = 9'000'000; },
     "span 13: it starts at 15500000 ns and lasts 9000000 ns, the run ends at 16000000 ns"},
    {"spans out of order", [](Trace& t) { t.spans.duration[0] = 2'100'000; },
     "span 1: it ends at 2000000 ns, the one before it at 2100000 ns"},
    {"callbacks that overlap",
     [](Trace& t) {
         const std::size_t i = span_of(t, SpanKind::tick);
         t.spans.start[i] -= 1;
         t.spans.duration[i] += 1;
     },
     "span 6: tick overlaps another span on lane 0"},
    {"work on a loop", [](Trace& t) { t.spans.lane[span_of(t, SpanKind::pool_work)] = 0; },
     "span 8: pool work on a loop's lane"},
    {"one worker with two jobs",
     [](Trace& t) {
         t.spans.add(Instant{12'000'000}, Instant{16'000'000}, 3, 1, SpanKind::pool_work);
     },
     "span 14: pool work overlaps another span on lane 1"},
    {"one server with two calls",
     [](Trace& t) {
         t.spans.add(Instant{14'000'000}, Instant{16'000'000}, 7, 3, SpanKind::station_work);
     },
     "lane 3: 2 spans of station work at once on 1 servers"},

    {"cores that do more than there is",
     [](Trace& t) { t.statistics.cores[0].busy += Duration{1}; },
     "cores: busy for 12450001 ns, loops and pools used 12450000 ns"},
    {"a core busy beyond the end",
     [](Trace& t) { t.statistics.cores[0].busy = Duration{16'000'001}; },
     "core 0: busy for 16000001 ns of 16000000 ns"},
    {"too many slow jobs", [](Trace& t) { t.statistics.pools[0].slow_running_max = 2; },
     "pool 0: 2 slow jobs at once on 2 workers"},
    {"a pool busy beyond its workers",
     [](Trace& t) { t.statistics.pools[0].busy = Duration{32'000'001}; },
     "pool 0: busy for 32000001 ns on 2 workers"},
    {"a station busy beyond its servers",
     [](Trace& t) { t.statistics.stations[0].busy = Duration{16'000'001}; },
     "station db: busy for 16000001 ns on 1 servers"},
    {"a loop that is longer than the run",
     [](Trace& t) { t.statistics.loops[0].idle = Duration{16'000'000}; },
     "loop main: CPU time 2450000 ns and idle time 16000000 ns do not fit into the run"},
    {"delays without a monitor", [](Trace& t) { t.statistics.loops[0].is_monitored = false; },
     "loop main: delays without a monitor"},
    {"lost requests", [](Trace& t) { t.statistics.loads[0].generated = 2; },
     "load login: generated 2 is not done 1 + failed 0 + timed out 0 + in flight 0"},
    {"requests that no record has",
     [](Trace& t) {
         t.statistics.loads[0].generated = 2;
         t.statistics.loads[0].failed = 1;
     },
     "load login: its counts differ from its 1 requests"},
    {"a histogram with too many", [](Trace& t) { t.statistics.loads[0].latency.add(Duration{5}); },
     "load login: its histogram holds 2 latencies, counted are 1"},
    {"another histogram",
     [](Trace& t) {
         t.statistics.loads[0].latency.clear();
         t.statistics.loads[0].latency.add(Duration{10'700'001});
     },
     "load login: its histogram differs from its counted requests"},
    {"waits that are too short", [](Trace& t) { add_to_wait(t, 0, -1); },
     "request 0: its waits add up to 10699999 ns, its latency is 10700000 ns"},
    {"sums of other waits",
     [](Trace& t) { std::swap(t.statistics.loads[0].waits[0], t.statistics.loads[0].waits[1]); },
     "load login: its waits are not the sums over its counted requests"},
    {"sums that exceed the latencies",
     [](Trace& t) { t.statistics.loads[0].waits[0] += Duration{2}; },
     "load login: its waits add up to 10700002 ns, 1 latencies have the mean 10700000 ns"},
    {"a negative wait",
     [](Trace& t) {
         add_to_wait(t, 11, -1);
         add_to_wait(t, 0, 1);
     },
     "request 0: a negative wait"},
};

}  // namespace

TEST_CASE("a good trace has nothing to say to the audit", "[trace]") {
    CHECK(audit(sample_trace()) == std::vector<std::string>{});
    CHECK(audit(spans_trace()) == std::vector<std::string>{});
    CHECK(audit(Trace{}) == std::vector<std::string>{});
    Trace trace = long_trace(5000, 10);
    add_snapshots(trace);
    CHECK(audit(trace) == std::vector<std::string>{});
}

TEST_CASE("the audit names each violation", "[trace]") {
    for (const Violation& violation : violations) {
        DYNAMIC_SECTION(violation.what) {
            Trace trace = sample_trace();
            violation.make(trace);
            const std::vector<std::string> lines = audit(trace);
            CHECK_THAT(lines, Catch::VectorContains(std::string{violation.line}));
        }
    }
}

TEST_CASE("a process event may run inside a callback, anything else may not", "[trace]") {
    Trace trace = sample_trace();
    const TaskId inner{static_cast<std::uint32_t>(trace.tasks.size())};
    trace.tasks.push_back({.cause = TaskId{6},
                           .name = {},
                           .place = {},
                           .request = {},
                           .kind = TaskKind::process_event});
    TraceEvent& thrown = nth(trace, EventKind::choice, -1);
    const auto at = static_cast<std::ptrdiff_t>(&thrown - trace.events.data());
    const TraceEvent runs{
        thrown.at, inner, 0, 0, EventKind::moved, static_cast<std::uint8_t>(Where::running), 0};
    const TraceEvent ends{
        thrown.at, inner, 0, 0, EventKind::moved, static_cast<std::uint8_t>(Where::done), 0};
    trace.events.push_back(runs);
    trace.events.push_back(ends);
    std::rotate(trace.events.begin() + at, trace.events.end() - 2, trace.events.end());
    CHECK(audit(trace) == std::vector<std::string>{});
    trace.tasks.back().kind = TaskKind::signal;
    CHECK(audit(trace) ==
          std::vector<std::string>{"event 53: task 8 runs while task 6 runs on the same loop"});
}

TEST_CASE("a snapshot that differs from the events is found", "[trace]") {
    Trace trace = long_trace(5000, 10);
    add_snapshots(trace);
    REQUIRE(trace.snapshots.size() > 2);
    trace.snapshots[1].entries.pop_back();
    const std::string where = std::to_string(trace.snapshots[1].event);
    CHECK(audit(trace) == std::vector<std::string>{"snapshot at event " + where +
                                                   ": it differs from the replay of the events"});
}

TEST_CASE("a broken trace gives a readable number of lines", "[trace]") {
    Trace trace = long_trace(5000, 0);
    for (Task& task : trace.tasks) task.cause = TaskId{0x00FF'FFFF};
    const std::vector<std::string> lines = audit(trace);
    REQUIRE(lines.size() == 101);
    CHECK(lines.back() == "and 4901 more");
}
