// loopglass_oracle FIRST COUNT REPEATS[a] VERSION=BINARY...: runs the generated scenarios of seeds FIRST .. FIRST + COUNT - 1
// under loopglass and each of these Nodes, and prints what differs, minimised, and with "a" what the audit finds. Exit code 1 if there is anything.

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/conformance/oracle.hpp"

namespace {

void print(std::uint64_t seed, const conformance::RealNode& node, const conformance::Difference& difference) {
    std::cout << "seed " << seed << ", Node " << node.version << '\n' << difference.scenario.dump() << '\n'
              << "  real:      " << to_text(difference.real) << '\n'
              << "  loopglass: " << (difference.finding.empty() ? to_text(difference.simulated) : "audit: " + difference.finding) << '\n' << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "usage: loopglass_oracle FIRST COUNT REPEATS[a] VERSION=BINARY...\n";
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
    const conformance::Comparison how{std::atoi(repeats.c_str()), !repeats.empty() && repeats.back() == 'a'};
    std::uint64_t different = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const conformance::Scenario scenario = conformance::generate_scenario(seed);
        for (const conformance::RealNode& node : nodes) {
            try {
                const auto difference = find_difference(scenario, node, how);
                if (!difference) continue;
                ++different;
                print(seed, node, minimise(*difference, node, how));
            } catch (const std::runtime_error& error) {
                std::cout << "seed " << seed << ": " << error.what() << '\n';
            }
        }
    }
    std::cout << count << " scenarios, " << nodes.size() << " versions, " << different << " differences\n";
    return different == 0 ? 0 : 1;
}
