#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/core/draws.hpp"
#include "sim/node/cost_model.hpp"
#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "traces/native.hpp"

using namespace engine_test;

namespace {

/// Draws the parts of a scenario.
class Pick {
public:
    explicit Pick(std::uint64_t seed) : stream_(sim::Draws{seed, 0}.stream(7, 0)) {}
    std::int64_t below(std::int64_t n) { return stream_.uniform_below(n); }
    template <std::size_t count>
    std::string of(const std::array<std::string_view, count>& texts) {
        return std::string{texts[static_cast<std::size_t>(below(count))]};
    }

private:
    sim::Stream stream_;
};

std::string random_handler(Pick& pick) {
    static constexpr std::array<std::string_view, 9> actions{
        R"({ "cpu": "0.2ms" })",
        R"({ "cpu": "job" })",
        R"({ "cpu": { "exponential": "1ms" } })",
        R"({ "await": { "work": "job" } })",
        R"({ "await": { "work": "even" } })",
        R"({ "await": { "work": "hash" } })",
        R"({ "await": { "work": "file" } })",
        R"({ "work": "sync" })",
        R"({ "respond": 200 })"};
    std::string text;
    const std::int64_t count = pick.below(6);
    for (std::int64_t i = 0; i < count; ++i) text += pick.of(actions) + ", ";
    return text + (pick.below(8) == 0
                       ? R"({ "cpu": "1us" })"
                       : (pick.below(6) == 0 ? R"({ "respond": 500 })" : R"({ "respond": 200 })"));
}

/// Loads of every kind on handlers of every plain kind, under every scheduler, ended in every way.
std::string random_service(std::uint64_t seed) {
    Pick pick{seed};
    static constexpr std::array<std::string_view, 4> machines{R"("cores": "unlimited")",
                                                              R"("cores": 2, "scheduler": "ps")",
                                                              R"("cores": 2)", R"("cores": 1)"};
    static constexpr std::array<std::string_view, 8> arrivals{
        R"({ "poisson": "300/s" })",
        R"({ "constant": "250/s" })",
        R"({ "list": ["1ms", "1ms", "2ms", "2.1ms", "2.1ms", "40ms"] })",
        R"({ "ramp": { "from": "10/s", "to": "900/s", "over": "300ms" } })",
        R"({ "bursts": { "size": 7, "every": "15ms" } })",
        R"({ "users": 9, "think": "3ms" })",
        R"({ "users": 5, "think": "job" })",
        R"({ "users": 3 })"};
    static constexpr std::array<std::string_view, 5> ends{R"("requests": 150)", R"("for": "200ms")",
                                                          R"("requests": 1)", R"("requests": 60)",
                                                          R"("start": "12ms", "for": "90ms")"};
    // Users that neither think nor cost anything would ask for ever within one instant.
    static constexpr std::array<std::string_view, 4> limits{
        R"(, "events": 20000)", R"(, "events": 20000)", R"(, "events": 20000, "until": "77ms")",
        R"(, "events": 333)"};
    std::string loads;
    const std::int64_t count = 1 + pick.below(2);
    for (std::int64_t i = 0; i < count; ++i) {
        loads += fmt::format(R"({}{{ "name": "l{}", "arrivals": {}, {}, "handler": [{}] }})",
                             i == 0 ? "" : ", ", i, pick.of(arrivals), pick.of(ends),
                             random_handler(pick));
    }
    return fmt::format(
        R"({{ "runtime": {{ {}, "threadpool": {}, "node": "{}"{}{} }},
  "work": {{ "job": {{ "time": {{ "exponential": "4ms" }} }}, "even": {{ "time": "5ms" }},
    "sync": {{ "api": "crypto.pbkdf2Sync", "time": "0.3ms" }}, "hash": {{ "api": "bcrypt.hash", "time": "2ms" }},
    "file": {{ "api": "fs.promises.readFile", "size": "100KiB" }} }},
  "load": [{}] }})",
        pick.of(machines), pick.of(std::array<std::string_view, 6>{"1", "2", "3", "4", "5", "19"}),
        pick.of(std::array<std::string_view, 4>{"16", "18", "20", "24"}),
        pick.below(2) == 0 ? R"(, "costs": "none")" : R"(, "warmup": "33ms")", pick.of(limits),
        loads);
}

std::string bytes(const sim::Trace& trace) {
    std::string text;
    REQUIRE(traces::write_native(trace, [&text](std::string_view piece) {
        text += piece;
        return true;
    }));
    return text;
}

}  // namespace

TEST_CASE("a plain service gives the same bytes by the short way and by the long one",
          "[engine][random]") {
    // LOOPGLASS_RANDOM=first,count runs others.
    std::uint64_t first = 1;
    std::uint64_t count = 400;
    if (const char* range = std::getenv("LOOPGLASS_RANDOM")) {
        char* comma = nullptr;
        first = std::strtoull(range, &comma, 10);
        count = std::strtoull(comma + 1, nullptr, 10);
    }
    std::int64_t answered = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const std::string scenario = random_service(seed);
        CAPTURE(seed, scenario);
        const auto level = seed % 2 == 0 ? sim::TraceLevel::none : sim::TraceLevel::spans;
        const sim::Trace quick = play(scenario, {.level = level, .seed = seed});
        const sim::Trace slow =
            play(scenario, {.level = level, .seed = seed, .may_serve_plainly = false});
        REQUIRE(bytes(quick) == bytes(slow));
        answered += quick.statistics.loads[0].done;
    }
    CHECK(answered > 0);
}

TEST_CASE("each cost counts by the short way as by the long one if it is the only one",
          "[engine]") {
    for (const sim::CostField& one : sim::cost_fields()) {
        if (one.time == nullptr || one.is_rule) continue;
        std::string costs;
        for (const sim::CostField& field : sim::cost_fields()) {
            if (field.time == nullptr || field.is_rule) continue;
            costs += fmt::format(R"({}"{}": "{}")", costs.empty() ? "" : ", ", field.name,
                                 field.name == one.name ? "70us" : "0ns");
        }
        const std::string scenario = fmt::format(
            R"({{ "runtime": {{ "cores": "unlimited", "costs": {{ {} }} }},
                "load": [{{ "arrivals": {{ "poisson": "300/s" }}, "requests": 60,
                          "handler": [{{ "await": {{ "fs.promises.readFile": "a", "size": "100KiB" }} }},
                                      {{ "cpu": "10us" }}, {{ "respond": 200 }}] }}] }})",
            costs);
        INFO(one.name);
        const sim::Trace quick = play(scenario, {.level = sim::TraceLevel::spans});
        CHECK(bytes(quick) ==
              bytes(play(scenario, {.level = sim::TraceLevel::spans, .may_serve_plainly = false})));
    }
}
