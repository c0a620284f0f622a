// Each file in probes/ is a probe of real Node re-expressed as a scenario: what was observed is its `expect`.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/scenario/no_files.hpp"
#include "ui/cli/expectations.hpp"

namespace {

/// Their paths in the source tree.
std::vector<std::string> probe_files() {
    const std::string folder = "tests/conformance/probes";
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator{source_path(folder)}) {
        if (entry.path().extension() == ".json")
            out.push_back(folder + "/" + entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool is_meant_for(const sim::Program& program, std::string_view profile) {
    return program.profiles.empty() || std::find(program.profiles.begin(), program.profiles.end(),
                                                 profile) != program.profiles.end();
}

std::string messages(const std::vector<sim::Diagnostic>& diagnostics) {
    std::string out;
    for (const sim::Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic) + '\n';
    return out;
}

}  // namespace

TEST_CASE("every probe of real Node comes out as it was observed, under every version",
          "[conformance]") {
    const std::vector<std::string> files = probe_files();
    REQUIRE(files.size() > 200);
    for (const std::string& path : files) {
        const sim::Result<sim::Program> program =
            sim::load_scenario(read_source_file(path), path, no_files);
        INFO(path);
        if (!program) FAIL(messages(program.diagnostics()));
        CHECK_FALSE(program->expectations.empty());
        for (const sim::Profile& profile : sim::profiles()) {
            if (!is_meant_for(*program, profile.name)) continue;
            INFO("Node " << profile.name);
            const sim::Trace trace = sim::run(*program, profile, {});
            CHECK(sim::audit(trace) == std::vector<std::string>{});
            for (const ui::ExpectationFailure& failure : ui::check_expectations(*program, trace)) {
                FAIL_CHECK(failure.message << '\n' << failure.detail);
            }
        }
    }
}

TEST_CASE("every probe has a JavaScript form, except lookups that take a stated time",
          "[conformance]") {
    for (const std::string& path : probe_files()) {
        const std::string text = read_source_file(path);
        INFO(path);
        const sim::Result<std::string> program = sim::scenario_to_javascript(text, path);
        const bool has_slow_lookup =
            text.find("\"dns.lookup\": null, \"time\"") != std::string::npos;
        CHECK(program.has_value() != has_slow_lookup);
    }
}
