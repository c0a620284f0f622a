#include "ui/host/typical_seed.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace ui {

namespace {

constexpr std::uint64_t seeds_max = 15;
constexpr std::int32_t lead_wanted = 3;
constexpr std::int32_t unlike_max = 5;

/// What runs with the same output and the same end have in common.
struct Outcome {
    std::string text;
    std::uint64_t seed = 0;  // the first
    std::int32_t runs = 0;
};

std::string text_of(const ScriptServer::Answer& answer) {
    return fmt::format("{}\n{}\n{}\n{}\n{}", answer.result.exit_code, answer.result.signal,
                       answer.result.message, fmt::join(answer.outcome.error_lines, " "),
                       fmt::join(answer.outcome.lines, "\n"));
}

/// Of those that have the most runs the one that came first.
const Outcome& most_common(const std::vector<Outcome>& outcomes) {
    return *std::ranges::max_element(outcomes, {}, &Outcome::runs);
}

}  // namespace

TypicalSeed::TypicalSeed(const ScriptHost& host, const ScriptRun& run) : host_(host), run_(run) {}

void TypicalSeed::begin() {
    ScriptRun scout = run_;
    scout.level = sim::TraceLevel::none;
    scout.is_silent = true;
    scout.has_input = false;
    scout.cpu_most = std::min(run_.cpu_most, sim::milliseconds(200));
    if (sim::Result<ScriptServer> server = ScriptServer::start(host_, scout, {}))
        server_.emplace(std::move(*server));
}

std::uint64_t TypicalSeed::find() {
    if (!server_) begin();
    std::vector<Outcome> outcomes;
    for (std::uint64_t seed = 1; server_ && seed <= seeds_max; ++seed) {
        const ScriptServer::Answer answer = server_->make_run(nullptr, seed);
        if (!answer.has_ended || answer.result.end != ScriptEnd::done || !server_->is_running())
            return run_.seed;
        const std::string text = text_of(answer);
        auto outcome = std::ranges::find(outcomes, text, &Outcome::text);
        if (outcome == outcomes.end())
            outcome = outcomes.insert(outcome, {.text = text, .seed = seed});
        ++outcome->runs;
        const auto runs = static_cast<std::int32_t>(seed);
        const std::int32_t most = most_common(outcomes).runs;
        if (most - (runs - most) >= lead_wanted) break;
        if (runs >= unlike_max && most == 1) return run_.seed;
    }
    return outcomes.empty() ? run_.seed : most_common(outcomes).seed;
}

}  // namespace ui
