#include "tests/engine/play.hpp"

#include <fmt/format.h>

#include "sim/node/profile.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/no_files.hpp"

namespace engine_test {

using namespace sim;

Trace play(std::string_view scenario, const How& how) {
    const Result<Program> program = load_scenario(scenario, "s.json", no_files);
    if (!program) {
        FAIL("no scenario: " << to_text(program.diagnostics().front()) << "\n" << scenario);
    }
    const Profile* profile =
        find_profile(program->runtime.node.empty() ? how.node : program->runtime.node);
    REQUIRE(profile != nullptr);
    const RunOptions options{.level = how.level,
                             .seed = how.seed,
                             .replication = how.replication,
                             .interrupt = how.interrupt,
                             .may_serve_plainly = how.may_serve_plainly,
                             .program_name = "s.json"};
    Trace trace = run(*program, *profile, options);
    const std::vector<std::string> blames = audit(trace);
    if (!blames.empty())
        FAIL("seed " << how.seed << ", audit: " << blames.front() << "\n" << scenario);
    return trace;
}

std::string text(Duration duration) {
    std::string digits = fmt::format("{}.{:06}", duration.ns / 1'000'000, duration.ns % 1'000'000);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits + "ms";
}

Lines lines(const Trace& trace) {
    Lines out;
    for (const OutputLine& line : trace.outputs) {
        out.push_back(fmt::format("{} {}", text(line.at - Instant{}), trace.names.text(line.text)));
    }
    return out;
}

std::string ending(const Trace& trace) {
    const Ending& end = trace.ending;
    const std::string why = end.message.empty() ? "" : ": " + end.message;
    return fmt::format("{} {}{}", to_text(end.kind), end.exit_code, why);
}

std::string waits(const Trace& trace, std::size_t request) {
    std::string out;
    for (std::size_t reason = 0; reason < wait_reasons; ++reason) {
        const Duration wait = trace.requests[request].waits[reason];
        if (wait.ns == 0) continue;
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ",
                           to_text(static_cast<WaitReason>(reason)), text(wait));
    }
    return out;
}

Lines waits(const Trace& trace) {
    Lines out;
    for (std::size_t i = 0; i < trace.requests.size(); ++i) out.push_back(waits(trace, i));
    return out;
}

std::string counts(const LoadStatistics& load) {
    std::string out = fmt::format("generated {}", load.generated);
    const auto add = [&out](std::string_view what, std::int64_t count) {
        if (count != 0) out += fmt::format(", {} {}", what, count);
    };
    add("done", load.done);
    add("failed", load.failed);
    add("timed out", load.timed_out);
    add("in flight", load.in_flight);
    if (load.counted != load.done) out += fmt::format(", counted {}", load.counted);
    return out;
}

std::vector<double> instants(const Trace& trace) {
    std::vector<double> out;
    for (const OutputLine& line : trace.outputs) out.push_back(to_ms(line.at));
    return out;
}

}  // namespace engine_test
