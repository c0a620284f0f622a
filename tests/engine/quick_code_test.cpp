// Callbacks whose first actions need no frames run them apart; one that begins with a call of another handler runs in frames from
// there on. The two do the same.
#include <array>
#include <random>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

using Json = nlohmann::ordered_json;

class NestedActions {
public:
    explicit NestedActions(std::uint64_t seed) : generator_(seed) {}

    /// Counters, branches and rounds within each other, deeper than a call without frames has room for, among what is queued and
    /// what only frames run.
    Json body(int depth = 0) {
        Json actions = Json::array();
        for (std::uint64_t left = below(4); left > 0; --left) actions.push_back(action(depth));
        return actions;
    }

private:
    Json action(int depth) {
        const std::string counter = below(2) == 0 ? "a" : "b";
        const std::string queued = below(2) == 0 ? "f" : "g";
        switch (below(depth < 12 ? 11 : 6)) {
            case 0: return {{"count", counter}};
            case 1: return {{"nextTick", queued}};
            case 2: return {{"queueMicrotask", queued}};
            case 3: return immediate(queued);
            case 4: return timer(queued);
            case 5: return {{"log", "round ${index}, a ${a}, b ${b}"}};
            case 6:
            case 7: return {{"repeat", below(4)}, {"do", body(depth + 1)}};
            default: return branch(counter, depth);
        }
    }

    Json timer(const std::string& queued) {
        if (below(4) == 0) return {{below(2) == 0 ? "clearTimeout" : "refresh", "timer"}};
        Json action{{"setTimeout", below(4)}, {"do", queued}};
        if (below(3) == 0) action["as"] = "timer";
        return action;
    }

    Json immediate(const std::string& queued) {
        Json action{{"setImmediate", queued}};
        if (below(3) == 0) action["as"] = "immediate";
        if (below(5) == 0) action["unref"] = true;
        return action;
    }

    Json branch(const std::string& counter, int depth) {
        constexpr std::array signs{"<", "<=", "==", "!=", ">", ">="};
        Json action{{"if", fmt::format("{} {} {}", counter, signs.at(below(6)), below(7))}};
        action["then"] = body(depth + 1);
        if (below(2) == 0) action["else"] = body(depth + 1);
        return action;
    }

    std::uint64_t below(std::uint64_t n) { return generator_() % n; }

    std::mt19937_64 generator_;
};

/// `handlers` run at most 60 times each; each time `first` goes ahead of what they do.
Json scenario(const Json& f, const Json& g, const Json& first) {
    const auto limited = [&first](const char* calls, const Json& body) {
        Json actions = first;
        actions.push_back({{"count", calls}});
        actions.push_back({{"if", fmt::format("{} < 60", calls)}, {"then", body}});
        return actions;
    };
    return {{"runtime", {{"costs", "none"}}},
            {"handlers",
             {{"nothing", Json::array()}, {"f", limited("fs", f)}, {"g", limited("gs", g)}}},
            {"main",
             {{{"setTimeout", 1}, {"do", "nothing"}, {"as", "timer"}},
              {{"count", "a"}},
              {{"count", "b"}},
              {{"call", "f"}},
              {{"call", "g"}}}}};
}

}  // namespace

TEST_CASE("what runs without frames does what it does in frames", "[engine][random]") {
    int with_output = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        NestedActions actions{seed};
        const Json f = actions.body();
        const Json g = actions.body();
        const std::string quick = scenario(f, g, Json::array()).dump();
        const std::string framed = scenario(f, g, {{{"call", "nothing"}}}).dump();
        CAPTURE(seed, quick);
        const sim::Trace trace = play(quick, {.level = sim::TraceLevel::none});
        const Lines printed = lines(trace);
        REQUIRE(printed == lines(play(framed, {.level = sim::TraceLevel::none})));
        REQUIRE(printed == lines(play(quick)));
        REQUIRE(trace.ending.kind == sim::EndKind::done);
        if (printed.size() > 1) ++with_output;
    }
    REQUIRE(with_output > 100);
}
