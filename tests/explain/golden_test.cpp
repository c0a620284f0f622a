// The reasons of forty programs, line by line. Each text was read against the rules: the reason must be true for that
// run, and the rule must be the one that decides. The programs are probes that ran on real Node, so that the order
// itself is not ours.
#include <array>
#include <string>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/explain/history.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/traces/golden.hpp"
#include "ui/cli/explain_report.hpp"

namespace {

constexpr std::array programs{
    "I01", "I03", "I04", "L02", "L04", "L05", "L06", "L08", "L09", "L12", "L19", "M01",
    "M02", "M05", "M10", "M15", "M17", "M21", "M24", "M31", "M37", "M50", "P11", "P16",
    "P30", "P31", "P32", "S02", "S06", "S11", "S12", "S26", "S30", "S32", "S40", "T01",
    "T02", "T03", "T04", "T05", "T12", "T16", "T17", "T18", "T24", "W01", "W17",
};

std::string explained(const std::string& name) {
    const std::string path = fmt::format("tests/conformance/probes/{}.json", name);
    const sim::Result<sim::Program> program =
        sim::load_scenario(read_source_file(path), name + ".json", [](std::string_view) {
            return sim::Diagnostic{{}, "no files here", {}, {}};
        });
    REQUIRE(program);
    const sim::Trace trace = sim::run(*program, *sim::find_profile("24"),
                                      {.level = sim::TraceLevel::full,
                                       .seed = 1,
                                       .replication = 0,
                                       .interrupt = nullptr,
                                       .program_name = name});
    const sim::History history{trace};
    return ui::explain_text(history, {.line = {}, .width = 100, .has_colour = false});
}

}  // namespace

TEST_CASE("the reasons of forty programs are those that were read and found true", "[explain]") {
    for (const char* const name : programs) {
        INFO(name);
        CHECK(differs_from_golden(fmt::format("explain/{}.txt", name), explained(name)).empty());
    }
}
