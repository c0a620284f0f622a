// loopglass_oracle FIRST COUNT REPEATS[a][m] VERSION=BINARY...: runs the generated scenarios of seeds FIRST .. FIRST + COUNT - 1
// under loopglass and each of these Nodes, and prints what differs, with "m" minimised, and with "a" what the audit finds. Exit code 1 if there is anything.

#include <cstdlib>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/conformance/oracle.hpp"

namespace {

void print(std::uint64_t seed, const conformance::RealNode& node,
           const conformance::Difference& difference) {
    std::cout << "seed " << seed << ", Node " << node.version << '\n'
              << difference.scenario.dump() << '\n'
              << "  real:      " << to_text(difference.real) << '\n'
              << "  loopglass: "
              << (difference.finding.empty() ? to_text(difference.simulated)
                                             : "audit: " + difference.finding)
              << '\n'
              << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "usage: loopglass_oracle FIRST COUNT REPEATS[a][m] VERSION=BINARY...\n";
        return 2;
    }
    std::vector<conformance::RealNode> nodes;
    for (int i = 4; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t equals = argument.find('=');
        if (equals == std::string::npos) {
            std::cerr << "expected VERSION=BINARY, found " << argument << '\n';
            return 2;
        }
        nodes.push_back({argument.substr(0, equals), argument.substr(equals + 1)});
    }
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
    const std::string repeats = argv[3];
    const conformance::Comparison how{std::atoi(repeats.c_str()),
                                      repeats.find('a') != std::string::npos};
    const bool is_minimised = repeats.find('m') != std::string::npos;
    std::map<conformance::Verdict::Kind, int> verdicts;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const conformance::Scenario scenario = conformance::generate_scenario(seed);
        for (const conformance::RealNode& node : nodes) {
            try {
                const conformance::Verdict verdict = compare(scenario, node, how);
                ++verdicts[verdict.kind];
                if (!verdict.difference) continue;
                print(
                    seed, node,
                    is_minimised ? minimise(*verdict.difference, node, how) : *verdict.difference);
            } catch (const std::runtime_error& error) {
                std::cout << "seed " << seed << ": " << error.what() << '\n';
            }
        }
    }
    using Kind = conformance::Verdict::Kind;
    std::cout << verdicts[Kind::same] << " equal, " << verdicts[Kind::race] << " races, "
              << verdicts[Kind::simulated_race] << " races of the simulation only, "
              << verdicts[Kind::not_run] << " not run, " << verdicts[Kind::different]
              << " different\n";
    return verdicts[Kind::different] == 0 ? 0 : 1;
}
