// Traces of scripts. The order of tasks is Node's, so it must agree with what the same run prints; each reason of the golden
// texts was read against the rules: true for that run, and the rule is the one that decides.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include <fmt/format.h>

#include "sim/explain/diagnosis.hpp"
#include "sim/explain/history.hpp"
#include "sim/explain/reason.hpp"
#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/traces/golden.hpp"
#include "ui/cli/explain_report.hpp"
#include "ui/cli/script_expectations.hpp"
#include "ui/host/script_run.hpp"

namespace {

using cli_test::Folder;

const std::optional<ui::ScriptHost>& host() {
    static const std::optional<ui::ScriptHost> found = [] {
        const auto one = ui::find_script_host();
        if (one) return std::optional{*one};
        std::cout << "skipped: " << one.diagnostics().front().message << '\n';
        return std::optional<ui::ScriptHost>{};
    }();
    return found;
}

sim::Trace traced(const std::string& file) {
    ui::ScriptRun run{.file = file};
    run.level = sim::TraceLevel::full;
    run.is_silent = true;
    const sim::Result<ui::ScriptResult> result = ui::run_script(*host(), run);
    REQUIRE(result);
    REQUIRE(result->trace);
    return *result->trace;
}

sim::Trace traced_text(const std::string& text, const std::string& name = "a.js") {
    Folder folder;
    folder.write(name, text);
    return traced(folder.path(name));
}

std::vector<std::string> stdout_of(const sim::Trace& trace) {
    std::vector<std::string> lines;
    for (const sim::OutputLine& line : trace.outputs) {
        if (!line.is_error) lines.emplace_back(trace.names.text(line.text));
    }
    return lines;
}

std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

/// The reasons of all lines, one a line.
std::string reasons(const sim::Trace& trace) {
    const sim::History history{trace};
    std::string text;
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const sim::Reason reason = because_output(history, i);
        text.append(fmt::format("{}: {}; {}\n", trace.names.text(trace.outputs[i].text),
                                reason.origin, to_text(reason.kind)));
    }
    return text;
}

std::vector<std::string> findings(const sim::Trace& trace) {
    const sim::History history{trace};
    std::vector<std::string> names;
    for (const sim::Finding& finding : diagnose(history))
        names.push_back(
            fmt::format("{}, line {}", to_text(finding.kind), trace.places[finding.place].line));
    return names;
}

constexpr std::array golden_lessons{
    "await-a-thenable.js",     "before-exit-revives.js",    "five-queues.js",
    "hashes-fill-the-pool.js", "interval-and-clear.js",     "listeners-share-a-drain.js",
    "module-after-await.mjs",  "module-promises-first.mjs", "race-takes-all.js",
    "readfile-trips.js",       "return-await.js",           "six-lines.js",
    "stream-events.js",        "throw-in-a-timer.js"};

}  // namespace

TEST_CASE(
    "traces of the lessons in JavaScript are sound, and their tasks run in the order of the output",
    "[node][script][explain]") {
    if (!host()) return;
    for (const auto& entry :
         std::filesystem::directory_iterator{LOOPGLASS_SOURCE_DIR "/scenarios/javascript"}) {
        const std::string file = entry.path().string();
        const std::string name = entry.path().filename().string();
        INFO(name);
        const sim::Trace trace = traced(file);
        CHECK(sim::audit(trace) == std::vector<std::string>{});
        const auto expectations = ui::read_script_expectations(text_of(file), file);
        REQUIRE(expectations);
        CHECK(unmet_expectations(*expectations, host()->major, stdout_of(trace),
                                 trace.ending.exit_code) == std::vector<std::string>{});
        const sim::History history{trace};
        std::uint32_t last = 0;
        for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
            const std::uint32_t run = history.run_of_output(i);
            if (trace.outputs[i].is_error) continue;
            INFO("line " << i + 1);
            REQUIRE(run != sim::history_none);
            CHECK(run >= last);
            CHECK_FALSE(history.facts(history.runs()[run].task).is_internal);
            last = run;
        }
        const bool is_golden = std::ranges::find(golden_lessons, name) != golden_lessons.end();
        if (is_golden && host()->major == "20")
            CHECK(differs_from_golden(
                      fmt::format("explain_scripts/{}.txt", name),
                      ui::explain_text(history, {.line = {}, .width = 100, .has_colour = false}))
                      .empty());
    }
}
