#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/generator.hpp"

namespace conformance {

/// What a program did: its lines on stdout and its exit code.
struct Outcome {
    std::vector<std::string> lines;
    int exit_code = 0;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// One version of Node on this machine.
struct RealNode {
    std::string version;  // "24"
    std::string binary;   // path, or a name found by the shell
};

/// The `node` on the path if there is a profile for its version.
[[nodiscard]] std::optional<RealNode> find_real_node();

/// The scenario's JavaScript program under real Node; empty when it did not end within 20 s or could not run.
[[nodiscard]] std::optional<Outcome> run_real(const Scenario& scenario, const RealNode& node);

struct Simulated {
    Outcome outcome;
    std::vector<std::string> findings;  // of the audit
};

/// The scenario under loopglass. Throws std::runtime_error with the diagnostics when it cannot be loaded.
[[nodiscard]] Simulated run_simulated(const Scenario& scenario, std::string_view version,
                                      std::uint64_t draws_seed);

/// What real Node prints and loopglass does not, or what the audit finds although both print the same.
struct Difference {
    Scenario scenario;  // as simple as it could be made
    Outcome real;
    Outcome simulated;
    std::string finding;  // empty if the outcomes differ
};

struct Comparison {
    int repeats = 3;
    bool is_audited = true;
};

struct Verdict {
    enum class Kind {
        same,
        different,
        race,            // real Node itself does not print the same each time
        simulated_race,  // loopglass prints it with other draws
        not_run,         // not meant for that version, or it did not end
    };
    Kind kind = Kind::same;
    std::optional<Difference> difference;
};

/// Runs the scenario under both; where they differ, real Node `how.repeats` times, as a race is no difference.
/// Findings of the audit are differences if `how.is_audited`.
[[nodiscard]] Verdict compare(const Scenario& scenario, const RealNode& node, Comparison how);

/// Takes actions away as long as a difference stays.
[[nodiscard]] Difference minimise(Difference difference, const RealNode& node, Comparison how);

[[nodiscard]] std::string to_text(const Outcome& outcome);

}  // namespace conformance
