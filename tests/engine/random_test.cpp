#include <cstdlib>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "tests/engine/random_scenario.hpp"

using namespace engine_test;

TEST_CASE("random scenarios end, satisfy the audit, and run alike at every level of the trace",
          "[engine][random]") {
    // LOOPGLASS_RANDOM=first,count runs others.
    std::uint64_t first = 1;
    std::uint64_t count = 300;
    if (const char* range = std::getenv("LOOPGLASS_RANDOM")) {
        char* comma = nullptr;
        first = std::strtoull(range, &comma, 10);
        count = std::strtoull(comma + 1, nullptr, 10);
    }
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const std::string scenario = random_scenario(seed);
        CAPTURE(seed, scenario);
        const sim::Trace full = play(scenario, {.level = sim::TraceLevel::full, .seed = seed});
        const sim::Trace again =
            play(scenario, {.level = seed % 2 == 0 ? sim::TraceLevel::spans : sim::TraceLevel::none,
                            .seed = seed});
        REQUIRE(full.statistics.fingerprint == again.statistics.fingerprint);
        REQUIRE(full.statistics.events == again.statistics.events);
        REQUIRE(ending(full) == ending(again));
        REQUIRE(lines(full) == lines(again));
    }
}
