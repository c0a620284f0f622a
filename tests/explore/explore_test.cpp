#include "sim/explore/explore.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "sim/core/draws.hpp"
#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "ui/cli/input.hpp"

namespace {

using Lines = std::vector<std::string>;

sim::Program program_of(const std::string& text, const std::string& name = "a.json") {
    sim::Result<sim::Program> program =
        sim::load_scenario(text, name, [](std::string_view) -> sim::Result<std::string> {
            return sim::Diagnostic{{}, "no files here", {}, {}};
        });
    REQUIRE(program);
    return *program;
}

sim::Orders orders_of(const sim::Program& program, std::string_view node = "24",
                      sim::ExploreOptions options = {.latitude = {}, .samples = 0}) {
    return sim::explore(program, *sim::find_profile(node), options);
}

std::set<Lines> outputs_of(const sim::Orders& orders) {
    std::set<Lines> outputs;
    for (const sim::Order& order : orders.orders) outputs.insert(order.lines);
    return outputs;
}

/// "a b, b a": the outputs of `main`, sorted.
std::string texts_of(const std::string& main, std::string_view node = "24",
                     sim::Latitude latitude = {}) {
    const sim::Orders orders = orders_of(program_of(R"({ "main": [)" + main + "] }"), node,
                                         {.latitude = latitude, .samples = 0});
    CHECK(orders.is_complete);
    std::string text;
    for (const Lines& lines : outputs_of(orders)) {
        if (!text.empty()) text += ", ";
        for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : " ") + lines[i];
    }
    return text;
}

/// A few racing actions, some of them within each other's callbacks; on a pool of one to four.
class RandomScenario {
public:
    explicit RandomScenario(std::uint64_t seed) : numbers_(sim::Draws{seed, 0}.stream(0, 0)) {}
    std::string text() {
        const std::string threads = std::to_string(1 + numbers_.uniform_below(4));
        return R"({ "runtime": { "threadpool": )" + threads + R"( }, "main": [)" + actions(3, 2) +
               "] }";
    }

private:
    std::string actions(int count, int depth) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            if (i > 0) text += ", ";
            text += action(depth);
        }
        return text;
    }
    std::string action(int depth) {
        const std::string line = R"({ "log": ")" + std::to_string(++lines_) + R"(" })";
        const bool goes_on = depth > 1 && numbers_.uniform_below(3) == 0;
        const std::string body = "[" + line + (goes_on ? ", " + actions(1, depth - 1) : "") + "]";
        switch (numbers_.uniform_below(10)) {
            case 0: return R"({ "setTimeout": 0, "do": )" + body + " }";
            case 1:
                return R"({ "setTimeout": )" + std::to_string(1 + numbers_.uniform_below(4)) +
                       R"(, "do": )" + body + " }";
            case 2: return R"({ "setImmediate": )" + body + " }";
            case 3: return R"({ "fs.stat": "f", "do": )" + body + " }";
            case 4: return R"({ "nextTick": )" + body + " }";
            case 5: return R"({ "dns.lookup": null, "time": "1ms", "do": )" + body + " }";
            case 6:
                return R"({ "async": [{ "await": { "fs.stat": "f" } }, )" + body.substr(1) + " }";
            case 7: return R"({ "fs.readFile": "f", "do": )" + body + " }";
            case 8: return R"({ "async": [{ "await": { "sleep": 1 } }, )" + body.substr(1) + " }";
            default: return R"({ "cpu": "1ms" })";
        }
    }

    sim::Stream numbers_;
    int lines_ = 0;
};

}  // namespace

TEST_CASE("timeout and immediate of the main script race, and a busy millisecond decides",
          "[explore]") {
    const std::string race =
        R"({ "setTimeout": 0, "do": [{ "log": "t" }] }, { "setImmediate": [{ "log": "i" }] })";
    for (const sim::Profile& profile : sim::profiles()) {
        CHECK(texts_of(race, profile.name) == "i t, t i");
        CHECK(texts_of(race + R"(, { "cpu": "2ms" })", profile.name) == "t i");
    }
    // In a poll callback the check phase is next (R2.13).
    CHECK(texts_of(R"({ "fs.stat": "f", "do": [)" + race + "] }") == "i t");
}

TEST_CASE("what rules force is one order", "[explore]") {
    // Lists of timers (R2.7), FIFO of immediates and ticks, the drain between callbacks.
    CHECK(texts_of(R"({ "setTimeout": 20, "do": [{ "log": "b" }] },
                      { "setTimeout": 10, "do": [{ "log": "a" }, { "nextTick": [{ "log": "tick" }] }] },
                      { "cpu": "50ms" })") == "a tick b");
    CHECK(texts_of(R"({ "setImmediate": [{ "log": "1" }] }, { "setImmediate": [{ "log": "2" }] },
                      { "nextTick": [{ "log": "tick" }] }, { "queueMicrotask": [{ "log": "micro" }] })") ==
          "tick micro 1 2");
    // A pool of one completes in the order of submission (R4.3).
    const sim::Program one = program_of(R"({ "runtime": { "threadpool": 1 }, "main": [
        { "fs.stat": "f", "do": [{ "log": "1" }] }, { "fs.stat": "f", "do": [{ "log": "2" }] },
        { "fs.stat": "f", "do": [{ "log": "3" }] } ] })");
    CHECK(outputs_of(orders_of(one)) == std::set<Lines>{{"1", "2", "3"}});
}

TEST_CASE("jobs on several workers end in any order, and no later than their worker is free",
          "[explore]") {
    const std::string three = R"({ "fs.stat": "f", "do": [{ "log": "1" }] },
        { "fs.stat": "f", "do": [{ "log": "2" }] }, { "fs.stat": "f", "do": [{ "log": "3" }] })";
    CHECK(texts_of(three) == "1 2 3, 1 3 2, 2 1 3, 2 3 1, 3 1 2, 3 2 1");
    const sim::Program two =
        program_of(R"({ "runtime": { "threadpool": 2 }, "main": [)" + three + "] }");
    // The third begins when one of the others has ended.
    CHECK(outputs_of(orders_of(two)) ==
          std::set<Lines>{{"1", "2", "3"}, {"1", "3", "2"}, {"2", "1", "3"}, {"2", "3", "1"}});
}

TEST_CASE("a lower bound fixes an order that lateness alone can turn", "[explore]") {
    const std::string text = R"({ "setTimeout": 10, "do": [{ "log": "timer" }] },
        { "uv.work": null, "time": "100ms", "do": [{ "log": "work" }] })";
    CHECK(texts_of(text) == "timer work");
    CHECK(texts_of(text, "24", {.script = sim::latitude_any, .turn = sim::latitude_any}) ==
          "timer work, work timer");
    const std::string timers = R"({ "setTimeout": 20, "do": [{ "log": "20" }] },
        { "setTimeout": 10, "do": [{ "log": "10" }] })";
    CHECK(texts_of(timers) == "10 20");
    CHECK(texts_of(timers, "24", {.script = sim::latitude_any, .turn = {}}) == "10 20, 20 10");
}

TEST_CASE("what passes before a timer is set counts for those that others set when they are due",
          "[explore]") {
    // As two intervals, of 2 and 3 ms, do: Node 20 on a busy machine, 4 runs of 150.
    const std::string timers =
        R"({ "setTimeout": 2, "do": [{ "log": "2" }, { "setTimeout": 2, "do": [{ "log": "4" }] }] },
        { "setTimeout": 3, "do": [{ "log": "3" }] })";
    CHECK(texts_of(timers) == "2 3 4, 2 4 3");
}

TEST_CASE("on one worker a lookup may be taken before or after what is submitted behind it",
          "[explore]") {
    // Both were seen on real Node (P14, R4.4).
    const sim::Program program = program_of(R"({ "runtime": { "threadpool": 1 }, "main": [
        { "dns.lookup": null, "time": "30ms", "do": [{ "log": "dns" }] },
        { "dns.lookup": null, "time": "30ms", "do": [{ "log": "dns" }] },
        { "fs.stat": "f", "do": [{ "log": "stat" }] } ] })");
    const std::set<Lines> found = outputs_of(orders_of(program));
    CHECK(found.contains({"dns", "stat", "dns"}));
    CHECK(found.contains({"dns", "dns", "stat"}));
    CHECK_FALSE(found.contains({"stat", "dns", "dns"}));
}

TEST_CASE("whatever was seen on real Node is among the orders of its probe", "[explore]") {
    std::int64_t checked = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator{source_path("tests/conformance/probes")}) {
        const sim::Program program = program_of(read_bytes(entry.path()), entry.path().string());
        if (!sim::hinders_exploring(program).empty()) continue;
        for (const std::string_view node : {"16", "24", "26"}) {
            if (!ui::is_meant_for(program, node)) continue;
            const sim::Orders orders =
                orders_of(program, node, {.latitude = {}, .runs_max = 300, .samples = 0});
            if (!orders.is_complete) continue;
            const std::set<Lines> found = outputs_of(orders);
            for (const sim::Expectation& expectation : program.expectations) {
                const bool is_output = expectation.kind == sim::Expectation::Kind::output ||
                                       expectation.kind == sim::Expectation::Kind::one_of;
                const bool is_meant =
                    expectation.profiles.empty() ||
                    std::ranges::find(expectation.profiles, node) != expectation.profiles.end();
                if (!is_output || !is_meant) continue;
                INFO(entry.path().filename().string() << ", Node " << node);
                for (const Lines& lines : expectation.lines) CHECK(found.contains(lines));
                ++checked;
            }
        }
    }
    CHECK(checked > 400);
}

namespace {

/// Holds exploring against brute force over all choices, and one thread against several; how many programs were small
/// enough for that.
std::int64_t compare_with_brute_force(std::uint64_t first, std::uint64_t last) {
    std::int64_t runs = 0;
    std::int64_t runs_brute = 0;
    std::int64_t compared = 0;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const std::string text = RandomScenario{seed}.text();
        INFO("seed " << seed << ": " << text);
        const sim::Program program = program_of(text);
        const sim::Orders brute = orders_of(program, "24",
                                            {.latitude = {.steps_may_wait = true},
                                             .runs_max = 4000,
                                             .samples = 0,
                                             .merges_states = false});
        if (!brute.is_complete) continue;
        const sim::Orders merged =
            orders_of(program, "24", {.latitude = {}, .samples = 0, .threads = 1});
        const sim::Orders parallel =
            orders_of(program, "24", {.latitude = {}, .samples = 0, .threads = 3});
        REQUIRE(outputs_of(merged) == outputs_of(brute));
        REQUIRE(merged.runs <= brute.runs);
        REQUIRE(parallel.runs == merged.runs);
        REQUIRE(parallel.orders.size() == merged.orders.size());
        for (std::size_t i = 0; i < merged.orders.size(); ++i) {
            REQUIRE(parallel.orders[i].lines == merged.orders[i].lines);
            REQUIRE(parallel.orders[i].picks == merged.orders[i].picks);
        }
        runs += merged.runs;
        runs_brute += brute.runs;
        ++compared;
    }
    CHECK(runs_brute > runs + runs / 2);
    return compared;
}

}  // namespace

TEST_CASE("merging equal states and more threads change the work and not the orders", "[explore]") {
    CHECK(compare_with_brute_force(1, 120) > 50);
}

TEST_CASE("on thousands of programs exploring finds what brute force does", "[.][long]") {
    CHECK(compare_with_brute_force(1001, 6000) > 2500);
}

TEST_CASE("that trips within a call are done at once leaves out no order", "[explore]") {
    for (std::uint64_t seed = 201; seed <= 280; ++seed) {
        const std::string text = RandomScenario{seed}.text();
        INFO("seed " << seed << ": " << text);
        const sim::Program program = program_of(text);
        const sim::Orders waiting = orders_of(
            program, "24", {.latitude = {.steps_may_wait = true}, .runs_max = 3000, .samples = 0});
        if (!waiting.is_complete) continue;
        const sim::Orders found = orders_of(program, "24", {.latitude = {}, .samples = 0});
        REQUIRE(outputs_of(found) == outputs_of(waiting));
        REQUIRE(found.runs <= waiting.runs);
    }
}

TEST_CASE("three readings of files are as few paths as three of one trip", "[explore]") {
    const std::string three = R"({ "fs.readFile": "f", "do": [{ "log": "1" }] },
        { "fs.readFile": "f", "do": [{ "log": "2" }] }, { "fs.readFile": "f", "do": [{ "log": "3" }] })";
    const sim::Orders found = orders_of(program_of(R"({ "main": [)" + three + "] }"));
    CHECK(found.is_complete);
    CHECK(found.orders.size() == 6);
    CHECK(found.runs < 20);
    const sim::Orders one_worker =
        orders_of(program_of(R"({ "runtime": { "threadpool": 1 }, "main": [)" + three + "] }"));
    CHECK(one_worker.orders.size() == 1);
}

TEST_CASE("a trip within a call is no occasion to be late: its last one is", "[explore]") {
    const auto beside_timers = [](const std::string& api) {
        return orders_of(program_of(R"({ "main": [{ ")" + api +
                                    R"(": "f", "do": [{ "log": "file" }] },
            { "setTimeout": 1, "do": [{ "log": "1" }] }, { "setTimeout": 2, "do": [{ "log": "2" }] }] })"));
    };
    const sim::Orders of_stat = beside_timers("fs.stat");
    const sim::Orders of_read = beside_timers("fs.readFile");
    CHECK(outputs_of(of_read) == outputs_of(of_stat));
    // Were the loop late behind each of the trips, there would be three quarters more.
    CHECK(of_read.runs < of_stat.runs + of_stat.runs / 4);
}

TEST_CASE("every run by the cost model prints one of the orders", "[explore]") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        const std::string text = RandomScenario{seed}.text();
        INFO("seed " << seed << ": " << text);
        const sim::Orders orders =
            orders_of(program_of(text), "24", {.latitude = {}, .runs_max = 2000, .samples = 30});
        if (orders.is_complete) CHECK(orders.samples_outside == 0);
    }
}

TEST_CASE("runs by the cost model refute what an incomplete walk has only seen so far",
          "[explore]") {
    // The one path has the immediate first; nearly all runs have the timer first.
    const sim::Program program = program_of(R"({ "main": [
        { "setTimeout": 0, "do": [{ "log": "timer" }] },
        { "setImmediate": [{ "log": "immediate" }] },
        { "nextTick": [{ "log": "tick" }] } ] })");
    const sim::Orders orders =
        orders_of(program, "24", {.latitude = {}, .runs_max = 1, .samples = 20});
    REQUIRE(orders.orders.size() == 1);
    CHECK(orders.samples_outside > 0);
    std::string facts;
    for (const sim::OrderFact& fact : orders.facts)
        facts += fact.first + (fact.is_always ? " < " : " ? ") + fact.second + ", ";
    CHECK(facts == "tick < immediate, tick < timer, immediate ? timer, ");
}

TEST_CASE("wherever a script is late, what it prints is one of the orders", "[explore]") {
    // Real Node 20 printed this in 4 of 60 runs of three such timers.
    CHECK(texts_of(R"({ "setTimeout": 1, "do": [{ "log": "a" }] },
                      { "setTimeout": 2, "do": [{ "log": "b" }] },
                      { "setTimeout": 1, "do": [{ "log": "c" }] },
                      { "setImmediate": [{ "log": "i" }] })")
              .find("a i c b") != std::string::npos);
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        sim::Stream numbers = sim::Draws{seed, 0}.stream(0, 0);
        std::vector<std::string> timers;
        for (int i = 0; i < 4; ++i) {
            timers.push_back(R"({ "setTimeout": )" + std::to_string(1 + numbers.uniform_below(4)) +
                             R"(, "do": [{ "log": ")" + std::to_string(i) + R"(" }] })");
        }
        const std::string immediate = R"({ "setImmediate": [{ "log": "i" }] })";
        const auto with = [&](const std::vector<std::int64_t>& late_ms) {
            std::string text = R"({ "main": [)";
            for (std::size_t i = 0; i < timers.size(); ++i) {
                text += timers[i] + ", ";
                if (late_ms[i] > 0)
                    text += R"({ "cpu": ")" + std::to_string(late_ms[i]) + R"(ms" }, )";
            }
            return text + immediate + "] }";
        };
        INFO("seed " << seed << ": " << with({0, 0, 0, 0}));
        const std::set<Lines> found = outputs_of(orders_of(program_of(with({0, 0, 0, 0}))));
        for (int i = 0; i < 40; ++i) {
            std::vector<std::int64_t> late_ms;
            for (int j = 0; j < 4; ++j) late_ms.push_back(numbers.uniform_below(3));
            if (late_ms[0] + late_ms[1] + late_ms[2] + late_ms[3] > 7) continue;
            const sim::Latitude none{.script = {}, .turn = {}};
            INFO(with(late_ms));
            for (const Lines& lines : outputs_of(
                     orders_of(program_of(with(late_ms)), "24", {.latitude = none, .samples = 0})))
                REQUIRE(found.contains(lines));
        }
    }
}

TEST_CASE("a path that is replayed prints the order that it was found with", "[explore]") {
    std::size_t replayed = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const sim::Program program = program_of(RandomScenario{seed}.text());
        const sim::Orders orders =
            orders_of(program, "24", {.latitude = {}, .runs_max = 500, .samples = 0});
        for (const sim::Order& order : orders.orders) {
            sim::Path path{.latitude = {.steps_may_wait = order.steps_wait},
                           .picks = order.picks,
                           .taken = {}};
            const sim::Trace trace =
                sim::run(program, *sim::find_profile("24"), {.path = &path, .program_name = {}});
            CHECK(sim::outcome_of(trace).lines == order.lines);
            ++replayed;
        }
    }
    CHECK(replayed > 40);
}

TEST_CASE("many orders are found and a limit is said", "[explore]") {
    std::string many;
    for (int i = 0; i < 5; ++i)
        many += R"({ "fs.stat": "f", "do": [{ "log": ")" + std::to_string(i) + R"(" }] },)";
    const sim::Program program = program_of(R"({ "runtime": { "threadpool": 5 }, "main": [)" +
                                            many + R"({ "setImmediate": [{ "log": "i" }] }] })");
    const sim::Orders all = orders_of(program);
    CHECK(all.is_complete);
    CHECK(all.orders.size() == 720);  // the immediate takes any of 6 places among the 120
    const sim::Orders some =
        orders_of(program, "24", {.latitude = {}, .runs_max = 100, .samples = 0});
    CHECK_FALSE(some.is_complete);
    CHECK(some.runs == 100);
}
