#pragma once

#include <string>
#include <vector>

#include "ui/cli/comparison.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// A program under real Node and in the simulation.
struct Verification {
    std::string name;          // of the program
    std::string binary;        // the real Node
    std::string node_version;  // "20.20.2"
    std::string profile;       // "20", the rules simulated
    std::string form;          // "scenario" or "javascript"
    std::string host_parts;    // what does not come from the rules
    std::vector<RunVariant> real = {};
    RunOutcome simulated = {};
    std::vector<RunVariant> simulated_variants = {};  // with other seeds; empty if nothing differs
    ComparisonVerdict verdict = ComparisonVerdict::same;
};

/// On stdout, as text or with --json as one object.
void report_verification(const Verification& verification, const Options& options,
                         const Console& console);

}  // namespace ui
