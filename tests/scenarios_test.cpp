// Each file under scenarios/ is documentation, example and test at once: it states what it shows, why, where
// that comes from and what must come out, and here all of it is held, under every version of Node it names.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/places.hpp"
#include "tests/scenario/no_files.hpp"
#include "tests/traces/golden.hpp"
#include "traces/native.hpp"
#include "ui/cli/expectations.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/metrics.hpp"
#include "ui/host/installed.hpp"

namespace {

const std::string scenarios_folder = source_path("scenarios");

struct ScenarioFile {
    std::string name;  // relative to scenarios/
    std::string text;
    sim::Program program;
};

std::string messages(const std::vector<sim::Diagnostic>& diagnostics) {
    std::string out;
    for (const sim::Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic) + '\n';
    return out;
}

ScenarioFile load_file(const std::string& name) {
    ScenarioFile file{name, read_source_file("scenarios/" + name), {}};
    sim::Result<sim::Program> program = sim::load_scenario(file.text, name, no_files);
    if (!program) FAIL(messages(program.diagnostics()));
    file.program = *std::move(program);
    return file;
}

/// All scenarios, sorted by name; read once, for every test goes through them.
const std::vector<ScenarioFile>& scenario_files() {
    static const std::vector<ScenarioFile> files = [] {
        std::vector<ScenarioFile> list;
        for (const std::string& name : ui::find_scenarios(scenarios_folder))
            list.push_back(load_file(name));
        return list;
    }();
    return files;
}

/// An ordering scenario keeps every event, a load only what its table needs.
sim::Trace run(const ScenarioFile& file, const sim::Profile& profile, std::uint64_t seed = 1) {
    const sim::TraceLevel level =
        file.program.loads.empty() ? sim::TraceLevel::full : sim::TraceLevel::spans;
    return sim::run(file.program, profile,
                    {.level = level,
                     .seed = seed,
                     .replication = 0,
                     .interrupt = nullptr,
                     .program_name = file.name});
}

std::string native_bytes(const sim::Trace& trace) {
    std::string bytes;
    CHECK(traces::write_native(trace, [&](std::string_view part) {
        bytes += part;
        return true;
    }));
    return bytes;
}

template <class Visit>
void for_each_run(Visit visit) {
    for (const ScenarioFile& file : scenario_files()) {
        for (const sim::Profile& profile : sim::profiles()) {
            if (!ui::is_meant_for(file.program, profile.name)) continue;
            INFO("scenarios/" << file.name << " under Node " << profile.name);
            visit(file, profile);
        }
    }
}

void check_expectations(const ScenarioFile& file, const sim::Trace& trace) {
    for (const ui::ExpectationFailure& failure : ui::check_expectations(file.program, trace))
        FAIL_CHECK(failure.message << '\n' << failure.detail);
}

std::vector<std::string> output_of(const sim::Trace& trace) {
    std::vector<std::string> lines;
    for (const sim::OutputLine& line : trace.outputs)
        lines.emplace_back(trace.names.text(line.text));
    return lines;
}

/// The lines between a fence that opens with "```language" and the one that closes it, for each such block.
std::vector<std::vector<std::string>> code_blocks(const std::string& markdown,
                                                  const std::string& language) {
    std::vector<std::vector<std::string>> blocks;
    std::istringstream lines{markdown};
    bool is_inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (is_inside && line == "```") is_inside = false;
        else if (is_inside) blocks.back().push_back(line);
        else if (line == "```" + language) {
            is_inside = true;
            blocks.emplace_back();
        }
    }
    return blocks;
}

/// Whether `found` has the lines of `shown` in a row, "..." standing for any lines.
bool is_shown(const std::vector<std::string>& shown, const std::vector<std::string>& found) {
    std::size_t at = 0;
    bool may_skip = false;
    for (const std::string& line : shown) {
        if (line == "...") {
            may_skip = true;
            continue;
        }
        while (may_skip && at < found.size() && found[at] != line) ++at;
        if (at == found.size() || found[at] != line) return false;
        ++at;
        may_skip = false;
    }
    return may_skip || at == found.size();
}

/// What a command that stands in README.md prints. `folder` has the files that are shown there.
std::vector<std::string> output_of_command(std::string command, const cli_test::Folder& folder) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        const std::size_t at = command.find(from);
        if (at != std::string::npos) command.replace(at, from.size(), to);
    };
    replace("./dev demo", "loopglass run scenarios/pool/logins.json");
    replace("loopglass ", "");
    replace("scenarios/", scenarios_folder + "/");
    replace("first.json", "DIR/first.json");
    std::istringstream text{cli_test::cli(folder, command).out};
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

/// The table of a folder as README.md has it.
std::string index_text() {
    std::string text;
    std::string folder;
    for (const ScenarioFile& file : scenario_files()) {
        const std::string here = file.name.substr(0, file.name.find('/'));
        if (here != folder)
            text += fmt::format("\n## {}\n\n| scenario | shows |\n|---|---|\n", here);
        folder = here;
        const std::string stem =
            file.name.substr(here.size() + 1, file.name.size() - here.size() - 6);
        text += fmt::format("| [{}]({}) | {} |\n", stem, file.name, file.program.title);
    }
    return text;
}

}  // namespace

TEST_CASE("every scenario says what it shows, why, where that comes from and what is expected",
          "[scenarios]") {
    CHECK(scenario_files().size() >= 30);
    std::set<std::string> titles;
    for (const ScenarioFile& file : scenario_files()) {
        INFO("scenarios/" << file.name);
        const nlohmann::json json = nlohmann::json::parse(file.text, nullptr, false, true);
        REQUIRE(json.is_object());
        for (const char* const key : {"title", "about", "source", "node", "expect"})
            CHECK(json.contains(key));
        CHECK(json.value("$schema", "") == "../schema.json");
        CHECK(titles.insert(file.program.title).second);
        CHECK_FALSE(file.program.about.empty());
        CHECK_FALSE(file.program.source.empty());
    }
}

TEST_CASE("every scenario holds under every version that it names, and runs twice the same",
          "[scenarios]") {
    for_each_run([](const ScenarioFile& file, const sim::Profile& profile) {
        const sim::Trace trace = run(file, profile);
        CHECK(sim::audit(trace) == std::vector<std::string>{});
        CHECK(std::any_of(file.program.expectations.begin(), file.program.expectations.end(),
                          [&](const sim::Expectation& expectation) {
                              return ui::applies(file.program, expectation, profile.name);
                          }));
        check_expectations(file, trace);
        const bool is_stopped = trace.ending.kind == sim::EndKind::limit ||
                                trace.ending.kind == sim::EndKind::interrupted;
        CHECK(is_stopped == ui::expects_limit(file.program, trace));

        const sim::Trace again = run(file, profile);
        CHECK(trace.statistics.fingerprint == again.statistics.fingerprint);
        CHECK((native_bytes(trace) == native_bytes(again)));
    });
}

TEST_CASE("what a scenario expects does not hang on the seed", "[scenarios]") {
    for_each_run([](const ScenarioFile& file, const sim::Profile& profile) {
        // A long load says the same under one version as under all.
        if (!file.program.loads.empty() && profile.name != "24") return;
        for (const std::uint64_t seed : {2U, 3U}) {
            INFO("seed " << seed);
            const sim::Trace trace = run(file, profile, seed);
            CHECK(sim::audit(trace) == std::vector<std::string>{});
            check_expectations(file, trace);
        }
    });
}

TEST_CASE("a scenario that allows several orders shows each of them under some seed",
          "[scenarios]") {
    constexpr std::uint64_t seeds = 100;
    for_each_run([](const ScenarioFile& file, const sim::Profile& profile) {
        for (const sim::Expectation& expectation : file.program.expectations) {
            if (expectation.kind != sim::Expectation::Kind::one_of ||
                !ui::applies(file.program, expectation, profile.name))
                continue;
            std::set<std::vector<std::string>> seen;
            for (std::uint64_t seed = 1; seed <= seeds && seen.size() < expectation.lines.size();
                 ++seed)
                seen.insert(output_of(run(file, profile, seed)));
            CHECK(seen == std::set<std::vector<std::string>>{expectation.lines.begin(),
                                                             expectation.lines.end()});
        }
    });
}

TEST_CASE("the fingerprints of all scenarios are those of the golden file", "[scenarios]") {
    std::string text = "file,profile,fingerprint\n";
    for_each_run([&](const ScenarioFile& file, const sim::Profile& profile) {
        text += fmt::format("{},{},{:016x}\n", file.name, profile.name,
                            run(file, profile).statistics.fingerprint);
    });
    CHECK(differs_from_golden("fingerprints.csv", text) == "");

    SECTION("the command line lists the same, which keeps no events") {
        const cli_test::Folder folder;
        CHECK((cli_test::cli(folder, "list fingerprints " + scenarios_folder).out == text));
    }
}

TEST_CASE("the index of the scenarios is complete", "[scenarios]") {
    constexpr std::string_view mark =
        "<!-- From here on made from the files: UPDATE_GOLDEN=1 rewrites it. -->\n";
    const std::string readme = read_source_file("scenarios/README.md");
    const std::size_t at = readme.find(mark);
    REQUIRE(at != std::string::npos);
    const std::string wanted = readme.substr(0, at + mark.size()) + index_text();
    const char* const update = std::getenv("UPDATE_GOLDEN");
    if (update != nullptr && std::string_view{update} == "1")
        std::ofstream{scenarios_folder + "/README.md", std::ios::binary} << wanted;
    INFO("UPDATE_GOLDEN=1 rewrites scenarios/README.md");
    CHECK((read_source_file("scenarios/README.md") == wanted));
}

TEST_CASE("what README.md shows is what comes out", "[scenarios]") {
    const std::string readme = read_source_file("README.md");
    const cli_test::Folder folder;
    for (const std::vector<std::string>& block : code_blocks(readme, "json"))
        folder.write("first.json", fmt::format("{}\n", fmt::join(block, "\n")));
    int commands = 0;
    for (const std::vector<std::string>& block : code_blocks(readme, "console")) {
        for (std::size_t i = 0; i < block.size(); ++commands) {
            REQUIRE(block[i].starts_with("$ "));
            INFO(block[i]);
            const std::vector<std::string> found = output_of_command(block[i].substr(2), folder);
            std::vector<std::string> shown;
            for (++i; i < block.size() && !block[i].starts_with("$ "); ++i)
                shown.push_back(block[i]);
            INFO(fmt::format("{}", fmt::join(found, "\n")));
            CHECK(is_shown(shown, found));
        }
    }
    CHECK(commands >= 5);
}

//  16 hashes of S at once on p threads and k cores: batches of p, each of which shares the cores.
//
//  p = 4, k = 2   |##01##|##02##|##03##|##04##|     a batch takes S * p / k, never less than S
//                 0      2S     4S     6S     8S
TEST_CASE("16 hashes end as the closed form says, on 1 to 16 threads and 1 to 4 cores",
          "[scenarios]") {
    constexpr std::int64_t hashes = 16;
    const sim::Profile& profile = *sim::find_profile("24");
    const auto latency_of = [](const sim::Trace& trace, std::string_view what) {
        return ui::find_metric(trace, fmt::format("latency.{}", what)).value().value;
    };

    SECTION("exactly under processor sharing") {
        const std::int64_t threads = GENERATE(1, 4, 8, 16);
        const std::int64_t cores = GENERATE(1, 2, 4);
        INFO(threads << " threads, " << cores << " cores");
        ScenarioFile file = load_file("pool/bcrypt-4-threads.json");
        file.program.runtime.threadpool = static_cast<std::int32_t>(threads);
        file.program.runtime.cores = static_cast<std::int32_t>(cores);
        const sim::Trace trace = run(file, profile);
        const std::int64_t batches = hashes / threads;
        const double batch =
            10e6 * static_cast<double>(std::max(threads, cores)) / static_cast<double>(cores);
        const double length = threads < cores ? 10e6 : batch;
        CHECK(latency_of(trace, "min") == length);
        CHECK(latency_of(trace, "max") == length * static_cast<double>(batches));
        CHECK(latency_of(trace, "mean") == length * static_cast<double>(batches + 1) / 2);
        CHECK(sim::audit(trace) == std::vector<std::string>{});
    }
    // Node 18 to 24 on two cores, 11 ms of work each: N * S / cores and 2 to 8 %.
    SECTION("within what real Node was seen to add, under the scheduler of Linux") {
        const std::int64_t threads = GENERATE(4, 8, 16);
        const std::uint64_t seed = GENERATE(1U, 2U, 3U);
        INFO(threads << " threads, seed " << seed);
        ScenarioFile file = load_file("pool/bcrypt-4-threads-linux.json");
        file.program.runtime.threadpool = static_cast<std::int32_t>(threads);
        file.program.runtime.costs_none = true;
        const double ideal = 11e6 * hashes / 2;
        const double last = latency_of(run(file, profile, seed), "max");
        CHECK(last >= ideal);
        CHECK(last <= ideal * 1.08);
    }
}
