// Generated programs under real Node and under loopglass.

#include <iostream>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "tests/catch.hpp"
#include "tests/conformance/oracle.hpp"

namespace conformance {

TEST_CASE("real Node prints what loopglass prints, for 40 random programs", "[node]") {
    const std::optional<RealNode> node = find_real_node();
    if (!node) {
        std::cout << "skipped: no node on the path whose version has a profile\n";
        SUCCEED();
        return;
    }
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Scenario scenario = generate_scenario(seed);
        INFO("seed " << seed << ", Node " << node->version << '\n' << scenario.dump());
        if (const std::optional<Difference> difference = find_difference(scenario, *node, {.repeats = 4})) {
            FAIL_CHECK("real: " << to_text(difference->real) << "\nloopglass: " << to_text(difference->simulated) << '\n' << difference->finding);
        }
        ++compared;
    }
    CHECK(compared == 40);
}

TEST_CASE("random programs load, end and pass the audit under every version", "[conformance]") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Scenario scenario = generate_scenario(seed);
        INFO("seed " << seed << '\n' << scenario.dump());
        for (const sim::Profile& profile : sim::profiles()) {
            const Simulated simulated = run_simulated(scenario, profile.name);
            CHECK(simulated.findings == std::vector<std::string>{});
            CHECK(simulated.outcome == run_simulated(scenario, profile.name).outcome);
        }
    }
}

TEST_CASE("the generator gives the same program for the same seed, and simpler ones that are smaller", "[conformance]") {
    const Scenario scenario = generate_scenario(7);
    CHECK(scenario == generate_scenario(7));
    CHECK(scenario != generate_scenario(8));
    const std::vector<Scenario> simpler = simpler_scenarios(scenario);
    REQUIRE_FALSE(simpler.empty());
    for (const Scenario& one : simpler) CHECK(one.dump().size() < scenario.dump().size());
}

}  // namespace conformance
