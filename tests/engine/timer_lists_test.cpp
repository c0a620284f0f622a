// Timers of one duration fire in the order in which they were armed, whether variables name them or not.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

using Json = nlohmann::ordered_json;

/// A scenario that sets timers of 5 ms, some of which it then clears or refreshes, and what it has to print.
struct SetTimers {
    Json scenario;
    Lines expected;
};

SetTimers set_timers(std::uint64_t seed, int count) {
    std::mt19937_64 generator{seed};
    const auto one_in = [&](std::uint64_t n) { return generator() % n == 0; };
    Json main = Json::array();
    std::vector<int> armed;
    std::vector<int> named;
    for (int timer = 0; timer < count; ++timer) {
        Json action{{"setTimeout", "5ms"}, {"do", {{{"log", std::to_string(timer)}}}}};
        if (one_in(3)) {
            action["as"] = fmt::format("t{}", timer);
            named.push_back(timer);
        }
        main.push_back(action);
        armed.push_back(timer);
    }
    std::ranges::shuffle(named, generator);
    for (const int timer : named) {
        const bool is_cleared = one_in(2);
        if (!is_cleared && one_in(2)) continue;
        main.push_back({{is_cleared ? "clearTimeout" : "refresh", fmt::format("t{}", timer)}});
        std::erase(armed, timer);
        if (!is_cleared) armed.push_back(timer);
    }
    Lines expected;
    for (const int timer : armed) expected.push_back(fmt::format("5ms {}", timer));
    return {{{"runtime", {{"costs", "none"}, {"cores", "unlimited"}}}, {"main", main}}, expected};
}

}  // namespace

TEST_CASE("timers of one duration fire in the order in which they were armed", "[engine][timers]") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto [scenario, expected] = set_timers(seed, static_cast<int>(seed * 8));
        CAPTURE(seed);
        REQUIRE(lines(play(scenario.dump(), {.level = sim::TraceLevel::none})) == expected);
        REQUIRE(lines(play(scenario.dump())) == expected);
    }
}
