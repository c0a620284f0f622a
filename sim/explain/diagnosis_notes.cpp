// What the engine noted while the program ran and no move of a task shows.
#include "sim/explain/findings.hpp"

#include <fmt/format.h>

namespace sim {

namespace {

/// Run by the loop or a drain, after the script that set it: there an error that nobody hears of ends the process.
bool is_callback(TaskKind kind) { return kind != TaskKind::script && kind != TaskKind::microtask; }

/// A promise that nobody has come to wait for.
void add_unused(Findings& findings, const TraceEvent& event, PlaceId where) {
    if (!event.task) return;
    const History& history = findings.history();
    const Trace& trace = history.trace();
    const TaskFacts& facts = history.facts(event.task);
    if (facts.first_run == history_none) return;
    const Duration time = event.at - ended(history, history.runs()[facts.first_run]);
    const bool is_await = trace.names.text(history.task(event.task).name) == "await";
    const auto by = static_cast<DroppedBy>(event.a);
    if (facts.first_place == Where::promise && !is_await && by != DroppedBy::end_of_chain) {
        findings.add(FindingKind::return_missing, where, event.task, event.at, time,
                     FindingWords{.task = name_of(history, event.task),
                                  .place = place_of(trace, where),
                                  .time = time});
    } else if (by != DroppedBy::callback || is_callback(history.task(event.task).kind)) {
        findings.add(FindingKind::promise_floating, where, event.task, event.at, time,
                     FindingWords{.place = place_of(trace, where), .time = time});
    }
}

}  // namespace

void find_noted(Findings& findings) {
    const History& history = findings.history();
    const Trace& trace = history.trace();
    for (const TraceEvent& event : trace.events) {
        if (event.kind != EventKind::note) continue;
        const PlaceId where{event.b};
        switch (static_cast<NoteKind>(event.detail)) {
            case NoteKind::unused_promise: add_unused(findings, event, where); break;
            case NoteKind::settled_again:
                findings.add(FindingKind::settled_twice, where, event.task, event.at, {},
                             FindingWords{.place = place_of(trace, where)});
                break;
            case NoteKind::rejected: {
                const std::string_view reason = trace.names.text(NameId{event.a});
                findings.add(FindingKind::rejection_unhandled, where, event.task, event.at, {},
                             FindingWords{.task = name_of(history, event.task),
                                          .reason = reason.empty() ? std::string{}
                                                                   : fmt::format(" ({})", reason)});
                break;
            }
            case NoteKind::write_past_mark:
                findings.add(FindingKind::backpressure_ignored, where, event.task, event.at, {},
                             FindingWords{.place = place_of(trace, where)});
                break;
            case NoteKind::function:
            case NoteKind::internal:
            case NoteKind::await_chained:
            case NoteKind::timer_armed:
            case NoteKind::refreshed:
            case NoteKind::unreferenced:
            case NoteKind::module_script:
            case NoteKind::slow_work:
            case NoteKind::ready:
            case NoteKind::emitted: break;
        }
    }
}

}  // namespace sim
