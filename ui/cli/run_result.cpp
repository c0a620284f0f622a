#include "ui/cli/run_result.hpp"

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/engine/run.hpp"
#include "sim/trace/audit.hpp"

namespace ui {

namespace {

/// "file:line:column: ", or the job's name where the place is not known.
std::string place_text(const sim::Names& names, const sim::Places& places, sim::PlaceId id,
                       const Job& job) {
    const sim::SourcePlace place = places[id];
    if (place.line <= 0) return fmt::format("{}: ", job.name);
    return fmt::format("{}:{}:{}: ", names.text(place.file), place.line, place.column);
}

/// What the user should know about the end of the run.
void tell_ending(const Job& job, const sim::Trace& trace, const Console& console) {
    const sim::Ending& ending = trace.ending;
    const std::string place = place_text(trace.names, trace.places, ending.place, job);
    const std::string at = sim::format_duration({trace.statistics.end.ns});
    switch (ending.kind) {
        case sim::EndKind::done:
        case sim::EndKind::exit_called: return;
        case sim::EndKind::until:
            if (job.program.loads.empty() || job.program.runtime.until.ns >= 0 ||
                sim::has_endless_load(job.program))
                return;
            complain(console,
                     fmt::format("{}: main is still alive after the load, the run ended at {}",
                                 job.name, at),
                     "--until TIME ends it elsewhere");
            return;
        case sim::EndKind::exception:
            complain(console, fmt::format("{}uncaught exception: {}", place, ending.message),
                     fmt::format("the process ends here with exit code {}", ending.exit_code));
            return;
        case sim::EndKind::unsettled:
            complain(console, fmt::format("{}main awaits a promise that nothing can settle", place),
                     fmt::format("the process ends with exit code {}", ending.exit_code));
            return;
        case sim::EndKind::limit:
            complain(console,
                     fmt::format("{}stopped at {} of virtual time: {}", place, at, ending.message));
            return;
        case sim::EndKind::interrupted:
            complain(console, fmt::format("{}: interrupted at {} of virtual time", job.name, at),
                     "what is shown covers the run up to there; no files were written");
            return;
    }
}

void tell_success(const Job& job, const Options& options, const Console& console) {
    const std::size_t count = job.program.expectations.size();
    if (!is_meant_for(job.program, job.profile->name)) {
        std::string names;
        for (const std::string& name : job.program.profiles)
            names.append(names.empty() ? "" : ", ").append(name);
        complain(console,
                 fmt::format(
                     "note: {} is meant for node {}; what it expects is not checked under node {}",
                     job.name, names, job.profile->name));
    } else if (options.is_verbose && count > 0) {
        complain(console, fmt::format("{}: all expectations hold under node {}", job.name,
                                      job.profile->name));
    } else if (options.is_verbose) {
        complain(console, fmt::format("{}: states no expectations", job.name));
    }
}

bool passes_audit(const Job& job, const sim::Trace& trace, const Options& options,
                  const Console& console) {
    if (!options.is_audited) return true;
    const std::vector<std::string> violations = sim::audit(trace);
    for (const std::string& violation : violations)
        complain(console, fmt::format("{}: audit: {}", job.name, violation));
    if (violations.empty() && options.is_verbose)
        complain(console, fmt::format("{}: audit: all invariants hold", job.name));
    return violations.empty();
}

}  // namespace

int report_ending(const Job& job, const sim::Trace& trace, const Options& options,
                  const Console& console) {
    tell_ending(job, trace, console);
    const bool is_sound = passes_audit(job, trace, options, console);
    const bool is_limited =
        trace.ending.kind == sim::EndKind::limit && !expects_limit(job.program, trace);
    if (trace.ending.kind == sim::EndKind::interrupted || is_limited) return exit_limit;
    return is_sound ? exit_done : exit_failed;
}

int report_expectations(const Job& job, const std::vector<ExpectationFailure>& failures,
                        const Options& options, const Console& console) {
    for (const ExpectationFailure& failure : failures) {
        std::string text =
            fmt::format("{}expectation failed under node {}: {}",
                        place_text(job.program.names, job.program.places, failure.place, job),
                        job.profile->name, failure.message);
        if (!failure.detail.empty())
            text.append("\n").append(failure.detail, 0, failure.detail.size() - 1);
        complain(console, text);
    }
    const std::string changes = model_changes(options);
    if (!changes.empty() && !job.program.expectations.empty()) {
        complain(console,
                 fmt::format("note: what the scenario expects is not checked with {}", changes));
    } else if (failures.empty()) {
        tell_success(job, options, console);
    }
    return failures.empty() ? exit_done : exit_failed;
}

}  // namespace ui
