#include "ui/host/script_paths.hpp"

#include <algorithm>

namespace ui {

sim::PathRunner ScriptPaths::runner() {
    return {[this](const std::vector<std::uint32_t>& picks, bool wants_texts) {
                sim::Path path{
                    .latitude = latitude_, .picks = picks, .wants_texts = wants_texts, .taken = {}};
                ScriptRun run = run_;
                run.path = &path;
                run.level = wants_texts ? sim::TraceLevel::full : sim::TraceLevel::spans;
                sim::PathOutcome outcome = run_one(run);
                outcome.taken = std::move(path.taken);
                return outcome;
            },
            [this](std::uint64_t seed) {
                ScriptRun run = run_;
                run.seed = seed;
                run.level = sim::TraceLevel::spans;
                return run_one(run);
            }};
}

sim::PathOutcome ScriptPaths::run_one(ScriptRun run) {
    run.is_silent = true;
    const sim::Result<ScriptResult> result = run_script(host_, run);
    const auto fail = [&](std::string why) {
        const std::scoped_lock lock{mutex_};
        if (failure_.empty()) failure_ = std::move(why);
        return sim::PathOutcome{};
    };
    if (!result) return fail(result.diagnostics().front().message);
    if (result->end == ScriptEnd::interrupted) return {};
    if (result->end == ScriptEnd::refused || result->end == ScriptEnd::crashed)
        return fail(result->message);
    if (!result->trace)
        return fail(result->message.empty() ? "Node ended before the program did, with code " +
                                                  std::to_string(result->exit_code)
                                            : result->message);
    sim::PathOutcome outcome = sim::outcome_of(*result->trace);
    outcome.ending = result->end == ScriptEnd::limit ? "limit" : "done";
    outcome.exit_code = result->exit_code;
    return outcome;
}

}  // namespace ui
