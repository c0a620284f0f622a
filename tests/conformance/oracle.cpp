// Runs a scenario twice: as JavaScript under real Node, and under loopglass.

#include "tests/conformance/oracle.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/trace/audit.hpp"
#include "tests/scenario/no_files.hpp"

namespace conformance {
namespace {

namespace files = std::filesystem;

struct ClosePipe {
    void operator()(FILE* pipe) const { pclose(pipe); }
};

/// What a shell command prints, and its exit code.
std::optional<Outcome> run_command(const std::string& command) {
    std::unique_ptr<FILE, ClosePipe> pipe{popen(command.c_str(), "r")};
    if (!pipe) return std::nullopt;
    std::string text;
    std::array<char, 4096> block{};
    while (const std::size_t size = std::fread(block.data(), 1, block.size(), pipe.get()))
        text.append(block.data(), size);
    const int status = pclose(pipe.release());
    Outcome out;
    out.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        out.lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

std::string message_of(const std::vector<sim::Diagnostic>& diagnostics) {
    std::string out;
    for (const sim::Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic) + '\n';
    return out;
}

bool is_meant_for(const Scenario& scenario, const std::string& version) {
    if (!scenario.contains("node")) return true;
    const Scenario& versions = scenario["node"];
    return std::any_of(versions.begin(), versions.end(),
                       [&](const Scenario& one) { return one.dump() == version; });
}

constexpr int timeout_exit_code = 124;  // of timeout(1)

}  // namespace

std::optional<RealNode> find_real_node() {
    const std::optional<Outcome> version = run_command("node --version 2>/dev/null");
    if (!version || version->exit_code != 0 || version->lines.empty()) return std::nullopt;
    const std::string& text = version->lines.front();
    std::string major = text.substr(1, text.find('.') - 1);
    if (sim::find_profile(major) == nullptr) return std::nullopt;
    return RealNode{std::move(major), "node"};
}

std::optional<Outcome> run_real(const Scenario& scenario, const RealNode& node) {
    const sim::Result<std::string> program =
        sim::scenario_to_javascript(scenario.dump(), "generated.json");
    if (!program) throw std::runtime_error(message_of(program.diagnostics()));
    const Scenario runtime =
        scenario.contains("runtime") ? scenario["runtime"] : Scenario::object();
    const bool is_module = runtime.contains("module") && runtime["module"] == "esm";
    const files::path path =
        files::temp_directory_path() /
        ("loopglass-oracle-" + std::to_string(getpid()) + (is_module ? ".mjs" : ".cjs"));
    std::ofstream{path} << *program;
    std::string environment;
    if (runtime.contains("threadpool")) {
        const Scenario& threads = runtime["threadpool"];
        environment =
            "UV_THREADPOOL_SIZE='" +
            (threads.is_string() ? threads.get_ref<const std::string&>() : threads.dump()) + "' ";
    }
    std::optional<Outcome> outcome = run_command(environment + "timeout 20 " + node.binary + ' ' +
                                                 path.string() + " 2>/dev/null");
    files::remove(path);
    if (outcome && outcome->exit_code == timeout_exit_code) return std::nullopt;
    return outcome;
}

Simulated run_simulated(const Scenario& scenario, std::string_view version,
                        std::uint64_t draws_seed) {
    // The JavaScript form prints all lines at its end, so that writing them takes no time before.
    Scenario quiet = scenario;
    for (const char* field : {"outputFirstLow", "outputFirst", "outputFirstHigh", "outputLaterLow",
                              "outputLater", "outputLaterHigh"}) {
        quiet["runtime"]["costs"][field] = "0ns";
    }
    const sim::Result<sim::Program> program =
        sim::load_scenario(quiet.dump(), "generated.json", no_files);
    if (!program) throw std::runtime_error(message_of(program.diagnostics()));
    sim::RunOptions options;
    options.seed = draws_seed;
    const sim::Trace trace = sim::run(*program, *sim::find_profile(version), options);
    Simulated out{{{}, trace.ending.exit_code}, sim::audit(trace)};
    for (const sim::OutputLine& line : trace.outputs) {
        if (!line.is_error) out.outcome.lines.emplace_back(trace.names.text(line.text));
    }
    return out;
}

Verdict compare(const Scenario& scenario, const RealNode& node, Comparison how) {
    using Kind = Verdict::Kind;
    if (!is_meant_for(scenario, node.version)) return {Kind::not_run, {}};
    const std::optional<Outcome> real = run_real(scenario, node);
    if (!real) return {Kind::not_run, {}};
    Simulated simulated = run_simulated(scenario, node.version, 1);
    if (simulated.outcome == *real) {
        if (!how.is_audited || simulated.findings.empty()) return {Kind::same, {}};
        return {Kind::different, Difference{scenario, *real, std::move(simulated.outcome),
                                            simulated.findings.front()}};
    }
    for (int i = 1; i < how.repeats; ++i) {
        if (run_real(scenario, node) != real) return {Kind::race, {}};
    }
    // An order that other draws give is a race to the model: where in its millisecond the run starts decides it, and a
    // few runs of real Node need not show both sides.
    for (std::uint64_t seed = 2; seed <= 20; ++seed) {
        if (run_simulated(scenario, node.version, seed).outcome == *real)
            return {Kind::simulated_race, {}};
    }
    return {Kind::different, Difference{scenario, *real, std::move(simulated.outcome), {}}};
}

Difference minimise(Difference difference, const RealNode& node, Comparison how) {
    for (bool is_simpler = true; is_simpler;) {
        is_simpler = false;
        for (const Scenario& simpler : simpler_scenarios(difference.scenario)) {
            try {
                if (!sim::load_scenario(simpler.dump(), "generated.json", no_files)) continue;
                std::optional<Difference> found = compare(simpler, node, how).difference;
                if (!found || found->finding.empty() != difference.finding.empty()) continue;
                difference = std::move(*found);
                is_simpler = true;
                break;
            } catch (const std::runtime_error&) {
                continue;  // has no JavaScript form any more
            }
        }
    }
    return difference;
}

std::string to_text(const Outcome& outcome) {
    std::string out;
    for (const std::string& line : outcome.lines) out += (out.empty() ? "" : ", ") + line;
    return out + "; exit code " + std::to_string(outcome.exit_code);
}

}  // namespace conformance
