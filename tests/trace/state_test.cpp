#include "sim/trace/state.hpp"

#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"

namespace {

using namespace sim;

std::uint64_t event_of(const Trace& trace, Where where) {
    for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
        if (trace.events[i].kind == EventKind::moved &&
            trace.events[i].detail == static_cast<std::uint8_t>(where))
            return i;
    }
    FAIL("no such event");
    return 0;
}

bool equal(const Snapshot& x, const Snapshot& y) {
    if (x.event != y.event || x.entries.size() != y.entries.size() ||
        x.loops.size() != y.loops.size())
        return false;
    for (std::size_t i = 0; i < x.entries.size(); ++i) {
        if (x.entries[i].task != y.entries[i].task || x.entries[i].where != y.entries[i].where ||
            x.entries[i].lane != y.entries[i].lane)
            return false;
    }
    for (std::size_t i = 0; i < x.loops.size(); ++i) {
        if (x.loops[i].phase != y.loops[i].phase || x.loops[i].iteration != y.loops[i].iteration ||
            x.loops[i].is_blocked != y.loops[i].is_blocked)
            return false;
    }
    return true;
}

}  // namespace

TEST_CASE("the state before an event shows every queue", "[trace]") {
    const Trace trace = sample_trace();
    StateReader reader{trace};
    const QueueState first = reader.at(0);
    CHECK(first.loops.at(0).phase == Phase::outside);
    CHECK(first.loops.at(0).at(Where::running).empty());

    // Both are queued at 5.05 ms while the timer still runs.
    const QueueState inside = reader.at(event_of(trace, Where::microtask_queue) + 1);
    const LoopState& loop = inside.loops.at(0);
    CHECK(inside.at == Instant{5'050'000});
    CHECK(loop.phase == Phase::timers);
    CHECK(loop.iteration == 2);
    CHECK(loop.at(Where::running) == std::vector{TaskId{1}});
    CHECK(loop.at(Where::tick_queue) == std::vector{TaskId{4}});
    CHECK(loop.at(Where::microtask_queue) == std::vector{TaskId{5}});
    REQUIRE(inside.pools.size() == 1);
    CHECK(inside.pools[0].queue.empty());
    REQUIRE(inside.pools[0].workers.size() == 2);
    CHECK(inside.pools[0].workers[0].task == TaskId{3});
    CHECK(inside.pools[0].workers[1].task.is_none());

    CHECK(reader.at(event_of(trace, Where::worker)).pools[0].queue == std::vector{TaskId{3}});
    CHECK(reader.at(event_of(trace, Where::completed) + 1).loops[0].at(Where::completed) ==
          std::vector{TaskId{3}});
    CHECK(reader.at(event_of(trace, Where::completed) + 1).loops[0].is_blocked);
    CHECK(reader.at(event_of(trace, Where::station) + 1).stations.at(0).serving ==
          std::vector{TaskId{7}});
    CHECK(reader.at(1'000'000).event == trace.events.size());
    CHECK_FALSE(reader.step_forward());
}

TEST_CASE("a step back undoes a step forward, also across snapshots", "[trace]") {
    Trace trace = long_trace(2500, 7);
    add_snapshots(trace);
    REQUIRE(trace.snapshots.size() >= 3);
    StateReader reader{trace};
    std::vector<Snapshot> states{reader.snapshot()};
    while (reader.step_forward()) states.push_back(reader.snapshot());
    REQUIRE(reader.position() == trace.events.size());
    std::size_t differing = 0;
    while (reader.step_back())
        differing += equal(reader.snapshot(), states[reader.position()]) ? 0U : 1U;
    CHECK(reader.position() == 0);
    CHECK(differing == 0);
}

TEST_CASE("a jump gives the state that steps give", "[trace]") {
    Trace trace = long_trace(2500, 7);
    StateReader steps{trace};
    Trace with_snapshots = trace;
    add_snapshots(with_snapshots);
    StateReader jumps{with_snapshots};
    for (const std::uint64_t target :
         {12'000U, 3U, 4096U, 4095U, 4097U, 9000U, 8999U, 14'000U, 1U, 0U}) {
        jumps.seek(target);
        steps.seek(0);
        while (steps.position() < target) steps.step_forward();
        CHECK(equal(jumps.snapshot(), steps.snapshot()));
    }
}

TEST_CASE("snapshots never outweigh the events", "[trace]") {
    Trace trace = long_trace(2000, 20'000);
    add_snapshots(trace);
    std::size_t entries = 0;
    for (const Snapshot& snapshot : trace.snapshots) entries += snapshot.entries.size();
    CHECK(entries <= trace.events.size());
    CHECK(trace.snapshots.size() >= 2);
}
