// The strict checker on traces of real runs: every scenario that comes along, at the level that shows most.

#include <string>

#include "sim/engine/run.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/scenario/no_files.hpp"
#include "tests/traces/chrome_check.hpp"
#include "traces/chrome.hpp"
#include "traces/native.hpp"
#include "ui/host/installed.hpp"

namespace {

std::string bytes_of(const std::function<bool(const traces::Sink&)>& write) {
    std::string bytes;
    CHECK(write([&](std::string_view part) {
        bytes += part;
        return true;
    }));
    return bytes;
}

}  // namespace

TEST_CASE(
    "Chrome traces of all scenarios pass the strict checker, and native traces come back as they "
    "were",
    "[traces]") {
    const std::string folder = source_path("scenarios");
    int checked = 0;
    for (const std::string& name : ui::find_scenarios(folder)) {
        INFO(name);
        sim::Result<sim::Program> program =
            sim::load_scenario(read_source_file("scenarios/" + name), name, no_files);
        REQUIRE(program.has_value());
        // A few hundred requests show all kinds of records; a starved loop shows one kind a million times.
        program->runtime.events_max = 4'000;
        for (const char* version : {"16", "24"}) {
            for (const sim::TraceLevel level : {sim::TraceLevel::spans, sim::TraceLevel::full}) {
                sim::RunOptions options;
                options.level = level;
                const sim::Trace trace = sim::run(*program, *sim::find_profile(version), options);
                const std::string chrome = bytes_of(
                    [&](const traces::Sink& sink) { return traces::write_chrome(trace, sink); });
                CHECK(check_chrome(chrome) == std::vector<std::string>{});
                const std::string native = bytes_of(
                    [&](const traces::Sink& sink) { return traces::write_native(trace, sink); });
                const sim::Result<sim::Trace> again = traces::read_native(native, name);
                if (!again) FAIL(to_text(again.diagnostics().front()));
                CHECK((bytes_of([&](const traces::Sink& sink) {
                           return traces::write_native(*again, sink);
                       }) == native));
                ++checked;
            }
        }
    }
    CHECK(checked > 100);
}
