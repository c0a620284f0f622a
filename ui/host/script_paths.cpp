#include "ui/host/script_paths.hpp"

#include <utility>

namespace ui {

namespace {

/// What the run filled in.
void take_path(sim::PathOutcome& outcome, sim::Path& path) {
    outcome.taken = std::move(path.taken);
    outcome.is_cut = path.is_cut;
    outcome.needs = std::move(path.needs);
}

}  // namespace

sim::PathRunner ScriptPaths::runner() {
    return {[this](const std::vector<std::uint32_t>& picks, bool wants_texts) {
                sim::Path path{
                    .latitude = latitude_, .picks = picks, .wants_texts = wants_texts, .taken = {}};
                sim::PathOutcome outcome = run_one(&path, run_.seed);
                take_path(outcome, path);
                return outcome;
            },
            [this](std::uint64_t seed) { return run_one(nullptr, seed); },
            [this](std::uint64_t seed) {
                sim::Path path;
                path.latitude = latitude_;
                path.wander = seed;
                sim::PathOutcome outcome = run_one(&path, run_.seed);
                outcome.taken = std::move(path.taken);
                return outcome;
            },
            [this](const std::vector<std::vector<std::uint32_t>>& picks) {
                return run_siblings(picks);
            },
            [this](std::uint64_t state) { known_.add(state); }};
}

sim::PathOutcome ScriptPaths::fail(std::string why) {
    const std::scoped_lock lock{mutex_};
    if (failure_.empty()) failure_ = std::move(why);
    return {};
}

/// Few runs are done sooner by servers that start sooner.
bool ScriptPaths::makes_many(Use use) const {
    constexpr std::size_t groups_few = 64;
    return use == Use::samples || (use == Use::paths && groups_ >= groups_few);
}

std::unique_ptr<ScriptServer> ScriptPaths::take_server(Use use) {
    bool is_of_many = false;
    {
        const std::scoped_lock lock{mutex_};
        Servers& servers = free_[static_cast<std::size_t>(use)];
        if (!failure_.empty()) return nullptr;
        if (use == Use::paths) ++groups_;
        is_of_many = makes_many(use);
        // Those of the beginning have done their work when it turns out that there are many.
        std::erase_if(servers,
                      [&](const auto& server) { return server->makes_many() != is_of_many; });
        if (!servers.empty()) {
            std::unique_ptr<ScriptServer> server = std::move(servers.back());
            servers.pop_back();
            return server;
        }
    }
    ScriptRun run = run_;
    run.level = use == Use::words ? sim::TraceLevel::full : sim::TraceLevel::none;
    sim::Path path;
    path.latitude = latitude_;
    path.wants_texts = use == Use::words;
    if (use != Use::samples) run.path = &path;
    sim::Result<ScriptServer> started =
        ScriptServer::start(host_, run,
                            {.known = use == Use::paths ? &known_ : nullptr,
                             .results = results_.is_open() ? results_.number() : -1,
                             .makes_many = is_of_many});
    if (started) return std::make_unique<ScriptServer>(std::move(*started));
    (void)fail(started.diagnostics().front().message);
    return nullptr;
}

sim::PathOutcome ScriptPaths::run_one(sim::Path* path, std::uint64_t seed) {
    const Use use = path == nullptr ? Use::samples : path->wants_texts ? Use::words : Use::paths;
    std::unique_ptr<ScriptServer> server = take_server(use);
    if (server == nullptr) return {};
    ScriptServer::Answer answer = server->make_run(path, seed);
    const bool is_good = is_usable(answer);
    sim::PathOutcome outcome = outcome_of(std::move(answer));
    if (is_good) give_back(std::move(server), use);
    return outcome;
}

void ScriptPaths::give_back(std::unique_ptr<ScriptServer> server, Use use) {
    if (!server->is_running()) return;
    const std::scoped_lock lock{mutex_};
    free_[static_cast<std::size_t>(use)].push_back(std::move(server));
}

std::vector<sim::PathOutcome> ScriptPaths::run_siblings(
    const std::vector<std::vector<std::uint32_t>>& picks) {
    std::unique_ptr<ScriptServer> server = take_server(Use::paths);
    if (server == nullptr) return {};
    std::vector<sim::Path> paths;
    paths.reserve(picks.size());
    for (const std::vector<std::uint32_t>& each : picks)
        paths.push_back({.latitude = latitude_, .picks = each, .taken = {}});
    std::vector<ScriptServer::Answer> answers = server->make_siblings(paths);
    bool is_good = answers.size() == paths.size();
    std::vector<sim::PathOutcome> outcomes;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        is_good = is_good && is_usable(answers[i]);
        outcomes.push_back(outcome_of(std::move(answers[i])));
        take_path(outcomes.back(), paths[i]);
    }
    if (is_good) give_back(std::move(server), Use::paths);
    return outcomes;
}

bool ScriptPaths::is_usable(const ScriptServer::Answer& answer) {
    return answer.has_ended && answer.result.end != ScriptEnd::interrupted &&
           answer.result.end != ScriptEnd::refused && answer.result.end != ScriptEnd::crashed;
}

sim::PathOutcome ScriptPaths::outcome_of(ScriptServer::Answer answer) {
    const ScriptResult& result = answer.result;
    if (result.end == ScriptEnd::interrupted) return {};
    if (result.end == ScriptEnd::refused || result.end == ScriptEnd::crashed)
        return fail(result.message);
    if (!answer.has_ended)
        return fail("Node ended before the program did, with code " +
                    std::to_string(result.exit_code));
    sim::PathOutcome outcome = std::move(answer.outcome);
    outcome.ending = result.end == ScriptEnd::limit ? "limit" : "done";
    outcome.exit_code = result.exit_code;
    return outcome;
}

}  // namespace ui
