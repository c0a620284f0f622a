#pragma once

#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/explain/diagnosis.hpp"
#include "sim/explain/history.hpp"
#include "sim/explain/reason.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/script_run.hpp"

namespace script_test {

/// The Node that runs scripts; says why tests that need one are skipped if there is none.
inline const std::optional<ui::ScriptHost>& host() {
    static const std::optional<ui::ScriptHost> found = [] {
        const auto one = ui::find_script_host();
        if (one) return std::optional{*one};
        std::cout << "skipped: " << one.diagnostics().front().message << '\n';
        return std::optional<ui::ScriptHost>{};
    }();
    return found;
}

/// A full trace of a script.
inline sim::Trace traced(const std::string& file) {
    ui::ScriptRun run{.file = file};
    run.level = sim::TraceLevel::full;
    run.is_silent = true;
    const sim::Result<ui::ScriptResult> result = ui::run_script(*host(), run);
    REQUIRE(result);
    REQUIRE(result->trace);
    return *result->trace;
}

inline sim::Trace traced_text(const std::string& text, const std::string& name = "a.js") {
    cli_test::Folder folder;
    folder.write(name, text);
    return traced(folder.path(name));
}

inline std::vector<std::string> stdout_of(const sim::Trace& trace) {
    std::vector<std::string> lines;
    for (const sim::OutputLine& line : trace.outputs) {
        if (!line.is_error) lines.emplace_back(trace.names.text(line.text));
    }
    return lines;
}

/// The reasons of all lines, one a line.
inline std::string reasons(const sim::Trace& trace) {
    const sim::History history{trace};
    std::string text;
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const sim::Reason reason = because_output(history, i);
        text.append(fmt::format("{}: {}; {}\n", trace.names.text(trace.outputs[i].text),
                                reason.origin, to_text(reason.kind)));
    }
    return text;
}

inline std::vector<std::string> findings(const sim::Trace& trace) {
    const sim::History history{trace};
    std::vector<std::string> names;
    for (const sim::Finding& finding : diagnose(history))
        names.push_back(
            fmt::format("{}, line {}", to_text(finding.kind), trace.places[finding.place].line));
    return names;
}

}  // namespace script_test
