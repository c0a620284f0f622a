// What is said of one interval: what it is, why it ran now, how long it waited and ran, where it was registered.
#include <algorithm>

#include <fmt/format.h>

#include "sim/trace/origin.hpp"
#include "ui/gui/lanes.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

void describe_run(const Document& document, std::uint32_t index, std::vector<std::string>& lines) {
    const sim::History& history = *document.history();
    const sim::TaskRun& run = history.runs()[index];
    const sim::Reason reason = sim::because_run(history, index, false);
    const sim::Duration waited = reason.ran - reason.runnable;
    if (waited.ns > 0) lines.push_back(fmt::format("waited {}", to_short(waited)));
    const sim::TaskFacts& facts = history.facts(run.task);
    if (facts.pool_queue.ns > 0)
        lines.push_back(fmt::format("in the pool's queue {}", to_short(facts.pool_queue)));
    const std::string at = sim::line_of(document.trace(), history.task(run.task).place);
    if (!at.empty()) lines.push_back("registered at " + at);
    if (!reason.origin.empty()) lines.push_back(reason.origin);
    if (!document.has_reasons()) return;
    if (!reason.why.empty())
        lines.push_back(with_micro(
            fmt::format("why now: {}{}", reason.why,
                        reason.rule.empty() ? std::string{} : fmt::format(" ({})", reason.rule))));
    if (!reason.ahead.empty()) lines.push_back(with_micro(reason.ahead));
}

void describe_request(const sim::Trace& trace, std::uint32_t index,
                      std::vector<std::string>& lines) {
    const sim::RequestRecord& request = trace.requests[index];
    if (request.outcome != sim::RequestOutcome::done) {
        lines.push_back(fmt::format("request: {}", to_text(request.outcome)));
        return;
    }
    lines.push_back(
        fmt::format("latency of the request {}", to_short(request.done - request.arrival)));
    for (std::size_t i = 0; i < request.waits.size(); ++i) {
        if (request.waits[i].ns > 0)
            lines.push_back(fmt::format("   {} {}", to_text(static_cast<sim::WaitReason>(i)),
                                        to_short(request.waits[i])));
    }
}

}  // namespace

std::vector<std::string> describe(const Document& document, const Place& place) {
    const Track& track = document.tracks().rows[place.row];
    const Level& level = document.level(place);
    const Span span = document.span_of(place);
    const sim::Trace& trace = document.trace();
    std::vector<std::string> lines;
    lines.push_back(document.name_of_place(place));
    lines.push_back(fmt::format("{} in {}, from {}", to_short(sim::Duration{span.length()}),
                                track.label, to_short(sim::Duration{span.from})));
    const std::uint32_t subject = level.subject[place.index];
    if (track.kind == TrackKind::phases || subject == index_absent) return lines;
    const bool is_full = trace.level == sim::TraceLevel::full;
    std::uint32_t request = subject;
    if (is_full && subject < trace.tasks.size()) {
        const std::uint32_t run = document.run_of(place);
        if (run != sim::history_none) describe_run(document, run, lines);
        request = trace.tasks[subject].request.value;
    }
    if (request < trace.requests.size()) describe_request(trace, request, lines);
    return lines;
}

}  // namespace ui::gui
