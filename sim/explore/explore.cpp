#include "sim/explore/explore.hpp"

#include <algorithm>
#include <utility>

#include "sim/engine/run.hpp"

namespace sim {

namespace {

std::string ending_text(EndKind kind) {
    switch (kind) {
        case EndKind::done:
        case EndKind::until: return "done";
        case EndKind::exit_called: return "exit";
        case EndKind::exception: return "exception";
        case EndKind::unsettled: return "unsettled";
        case EndKind::limit: return "limit";
        case EndKind::interrupted: return "interrupted";
    }
    return {};
}

}  // namespace

PathOutcome outcome_of(const Trace& trace) {
    PathOutcome outcome;
    for (const OutputLine& line : trace.outputs) {
        if (line.is_error)
            outcome.error_lines.push_back(static_cast<std::uint32_t>(outcome.lines.size()));
        outcome.lines.emplace_back(trace.names.text(line.text));
    }
    outcome.ending = ending_text(trace.ending.kind);
    outcome.exit_code = trace.ending.exit_code;
    return outcome;
}

void widen(Latitude& latitude, const PathNeeds& needs) {
    latitude.steps_may_wait |= needs.waiting_steps;
    latitude.steps_are_seen |= needs.seen_steps;
    latitude.clocks_matter |= needs.clocks;
    latitude.clocks_are_read |= needs.read_clocks;
    std::vector<std::int64_t>& durations = latitude.durations;
    durations.insert(durations.end(), needs.durations.begin(), needs.durations.end());
    std::sort(durations.begin(), durations.end());
    durations.erase(std::unique(durations.begin(), durations.end()), durations.end());
}

std::string hinders_exploring(const Program& program) {
    if (!program.loads.empty()) return "a load";
    if (program.processes.size() > 1) return "several processes";
    if (program.scripts.size() > program.processes.size()) return "worker threads";
    return {};
}

Orders explore(const Program& program, const Profile& profile, const ExploreOptions& options) {
    Program bounded = program;
    if (bounded.runtime.events_max < 0 || bounded.runtime.events_max > explored_steps_max)
        bounded.runtime.events_max = explored_steps_max;
    const auto run_path = [&](const std::vector<std::uint32_t>& picks, bool wants_texts) {
        Path path{
            .latitude = options.latitude, .picks = picks, .wants_texts = wants_texts, .taken = {}};
        const Trace trace = run(bounded, profile,
                                {.level = wants_texts ? TraceLevel::full : TraceLevel::none,
                                 .interrupt = options.interrupt,
                                 .path = &path,
                                 .program_name = {}});
        PathOutcome outcome = outcome_of(trace);
        outcome.taken = std::move(path.taken);
        outcome.needs.waiting_steps = path.needs.waiting_steps;  // the others are of scripts
        return outcome;
    };
    const auto run_sample = [&](std::uint64_t seed) {
        return outcome_of(run(bounded, profile,
                              {.level = TraceLevel::none,
                               .seed = seed,
                               .interrupt = options.interrupt,
                               .program_name = {}}));
    };
    const auto run_wandering = [&](std::uint64_t seed) {
        Path path{.latitude = options.latitude, .picks = {}, .wander = seed, .taken = {}};
        PathOutcome outcome = outcome_of(run(bounded, profile,
                                             {.level = TraceLevel::none,
                                              .interrupt = options.interrupt,
                                              .path = &path,
                                              .program_name = {}}));
        outcome.taken = std::move(path.taken);
        return outcome;
    };
    Orders found = enumerate({run_path, run_sample, run_wandering}, options);
    if (!found.needs.any()) return found;
    ExploreOptions wider = options;
    widen(wider.latitude, found.needs);
    return explore(program, profile, wider);
}

}  // namespace sim
