#include "sim/trace/audit.hpp"

#include "sim/trace/audit_parts.hpp"
#include "sim/trace/table.hpp"

namespace sim {

std::vector<std::string> audit(const Trace& trace) {
    AuditReport report;
    audit_ranges(trace, report);
    if (report.found() > 0) return report.take();
    audit_statistics(trace, report);
    if (trace.level == TraceLevel::none) return report.take();
    audit_requests(trace, report);
    audit_spans(trace, report);
    if (trace.level == TraceLevel::full) audit_events(trace, report);
    return report.take();
}

namespace {

template <class Tag>
bool is_in(Id<Tag> id, std::size_t size) {
    return id.is_none() || id.index() < size;
}

template <class Enum>
bool is_known(Enum value) {
    return static_cast<std::size_t>(value) < enum_size<Enum>;
}

}  // namespace

bool is_note_known(const Trace& trace, const TraceEvent& event) {
    switch (static_cast<NoteKind>(event.detail)) {
        case NoteKind::timer_armed:
        case NoteKind::refreshed:
        case NoteKind::unreferenced:
        case NoteKind::module_script:
        case NoteKind::slow_work:
        case NoteKind::internal: return !event.task.is_none();
        case NoteKind::function:
            return !event.task.is_none() && is_in(NameId{event.a}, trace.names.size()) &&
                   is_in(PlaceId{event.b}, trace.places.rows.size());
        case NoteKind::emitted:
            return !event.task.is_none() && is_in(NameId{event.a}, trace.names.size());
        case NoteKind::rejected:
            return is_in(NameId{event.a}, trace.names.size()) &&
                   is_in(PlaceId{event.b}, trace.places.rows.size());
        case NoteKind::unused_promise:
        case NoteKind::settled_again:
        case NoteKind::await_chained:
        case NoteKind::write_past_mark: return is_in(PlaceId{event.b}, trace.places.rows.size());
        case NoteKind::ready: return true;
    }
    return false;
}

namespace {

void audit_lanes(const Trace& trace, AuditReport& report) {
    bool loops_ended = false;
    for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
        const Lane& lane = trace.lanes[i];
        report.require(is_known(lane.kind) && is_in(lane.name, trace.names.size()),
                       "lane {}: out of range", i);
        if (lane.kind != LaneKind::loop) loops_ended = true;
        report.require(lane.kind != LaneKind::loop || (!loops_ended && lane.index == i),
                       "lane {}: a loop with index {}, loops come first and in order", i,
                       lane.index);
    }
}

void audit_task(const Trace& trace, std::size_t i, AuditReport& report) {
    const Task& task = trace.tasks[i];
    report.require(is_in(task.name, trace.names.size()) &&
                       is_in(task.place, trace.places.rows.size()) &&
                       is_in(task.request, trace.requests.size()) && is_known(task.kind),
                   "task {}: name, place, request or kind out of range", i);
    report.require(task.lane < trace.lanes.size() && trace.lanes[task.lane].kind == LaneKind::loop,
                   "task {}: lane {} is no loop", i, task.lane);
    report.require(task.cause.is_none() || task.cause.index() < i,
                   "task {}: its cause {} does not precede it", i, task.cause.value);
}

bool is_detail_known(const TraceEvent& event) {
    if (event.kind == EventKind::moved) return is_known(static_cast<Where>(event.detail));
    if (event.kind == EventKind::phase) return is_known(static_cast<Phase>(event.detail));
    if (event.kind == EventKind::note) return is_known(static_cast<NoteKind>(event.detail));
    return true;
}

bool is_operand_known(const Trace& trace, const TraceEvent& event) {
    switch (event.kind) {
        case EventKind::output:
            return event.a < trace.outputs.size() && event.b <= trace.tasks.size();
        case EventKind::thrown: return is_in(NameId{event.a}, trace.names.size());
        case EventKind::request_arrived:
        case EventKind::request_done: return event.a < trace.requests.size();
        case EventKind::moved: return !event.task.is_none();
        case EventKind::note: return is_note_known(trace, event);
        case EventKind::phase:
        case EventKind::iteration:
        case EventKind::poll_blocked:
        case EventKind::poll_woke:
        case EventKind::choice:
        case EventKind::loop_started:
        case EventKind::loop_ended: return true;
    }
    return false;
}

}  // namespace

void audit_ranges(const Trace& trace, AuditReport& report) {
    audit_lanes(trace, report);
    for (std::size_t i = 0; i < trace.tasks.size(); ++i) audit_task(trace, i, report);
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        const TraceEvent& event = trace.events[i];
        report.require(is_known(event.kind) && is_detail_known(event) &&
                           is_operand_known(trace, event) &&
                           is_in(event.task, trace.tasks.size()) && event.lane < trace.lanes.size(),
                       "event {}: kind, detail, operand, task or lane out of range", i);
    }
    const Spans& spans = trace.spans;
    const bool is_square = spans.duration.size() == spans.size() &&
                           spans.owner.size() == spans.size() &&
                           spans.lane.size() == spans.size() && spans.kind.size() == spans.size();
    report.require(is_square, "spans: columns differ in length");
    const std::size_t owners =
        trace.level == TraceLevel::full ? trace.tasks.size() : trace.requests.size();
    for (std::size_t i = 0; is_square && i < spans.size(); ++i) {
        report.require(is_known(spans.kind[i]) && spans.lane[i] < trace.lanes.size() &&
                           is_in(TaskId{spans.owner[i]}, owners),
                       "span {}: kind, lane or owner out of range", i);
    }
    for (std::size_t i = 0; i < trace.requests.size(); ++i) {
        const RequestRecord& request = trace.requests[i];
        report.require(is_known(request.outcome) && request.load < trace.statistics.loads.size(),
                       "request {}: outcome or load out of range", i);
    }
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const OutputLine& line = trace.outputs[i];
        report.require(is_in(line.text, trace.names.size()) && is_in(line.task, trace.tasks.size()),
                       "output {}: text or task out of range", i);
    }
    for (const Snapshot& snapshot : trace.snapshots) {
        bool is_good = snapshot.event <= trace.events.size();
        for (const Snapshot::Entry& entry : snapshot.entries) {
            is_good = is_good && !entry.task.is_none() && is_in(entry.task, trace.tasks.size()) &&
                      is_known(entry.where) && entry.lane < trace.lanes.size();
        }
        report.require(is_good, "snapshot at event {}: out of range", snapshot.event);
    }
}

}  // namespace sim
