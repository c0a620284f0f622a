// Generated programs under real Node and under loopglass.

#include <iostream>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "tests/catch.hpp"
#include "tests/conformance/oracle.hpp"

namespace conformance {

TEST_CASE("real Node prints what loopglass prints, for 40 random programs", "[node][alone]") {
    const std::optional<RealNode> node = find_real_node();
    if (!node) {
        std::cout << "skipped: no node on the path whose version has a profile\n";
        SUCCEED();
        return;
    }
    int equal = 0;
    int different = 0;
    int simulated_races = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Scenario scenario = generate_scenario(seed);
        INFO("seed " << seed << ", Node " << node->version << '\n' << scenario.dump());
        // Races are as uneven as 8 to 2: ten runs that agree are no rare thing.
        const Verdict verdict = compare(scenario, *node, {.repeats = 40});
        equal += verdict.kind == Verdict::Kind::same ? 1 : 0;
        simulated_races += verdict.kind == Verdict::Kind::simulated_race ? 1 : 0;
        if (const std::optional<Difference>& difference = verdict.difference) {
            ++different;
            FAIL_CHECK("real: " << to_text(difference->real)
                                << "\nloopglass: " << to_text(difference->simulated) << '\n'
                                << difference->finding);
        }
    }
    // Races are left out, and programs that need a later version; most are neither.
    CHECK(equal + different >= 20);
    CHECK(simulated_races <= 4);
}

TEST_CASE("random programs load, end and pass the audit under every version", "[conformance]") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Scenario scenario = generate_scenario(seed);
        INFO("seed " << seed << '\n' << scenario.dump());
        for (const sim::Profile& profile : sim::profiles()) {
            const Simulated simulated = run_simulated(scenario, profile.name, 1);
            CHECK(simulated.findings == std::vector<std::string>{});
            CHECK(simulated.outcome == run_simulated(scenario, profile.name, 1).outcome);
        }
    }
}

TEST_CASE(
    "the generator gives the same program for the same seed, and simpler ones that are smaller",
    "[conformance]") {
    const Scenario scenario = generate_scenario(7);
    CHECK(scenario == generate_scenario(7));
    CHECK(scenario != generate_scenario(8));
    const std::vector<Scenario> simpler = simpler_scenarios(scenario);
    REQUIRE_FALSE(simpler.empty());
    for (const Scenario& one : simpler) CHECK(one.dump().size() < scenario.dump().size());
}

}  // namespace conformance
