#include "traces/csv.hpp"

#include <array>
#include <string>
#include <vector>

#include "sim/trace/table.hpp"
#include "traces/lane_names.hpp"

namespace traces {

namespace {

using sim::Trace;
using sim::Where;

template <class Tag>
void id(Output& out, sim::Id<Tag> value) {
    out.put(',');
    if (value) out.integer(value.value);
}

void write_spans(const Trace& trace, Output& out) {
    const std::vector<std::string> lanes = lane_names(trace);
    const bool has_tasks = trace.level == sim::TraceLevel::full;
    const sim::Spans& spans = trace.spans;
    out.put("start_ns,duration_ns,process,lane,kind,task,request,name\n");
    for (std::size_t i = 0; i < spans.size() && out.is_open(); ++i) {
        out.format(FMT_COMPILE("{},{},{},"), spans.start[i], spans.duration[i],
                   trace.lanes[spans.lane[i]].process);
        out.csv(lanes[spans.lane[i]]);
        out.put(',');
        out.put(to_text(spans.kind[i]));
        const sim::TaskId task = has_tasks ? sim::TaskId{spans.owner[i]} : sim::TaskId{};
        const sim::Task row = task ? trace.tasks[task.index()] : sim::Task{};
        id(out, task);
        id(out, has_tasks ? row.request : sim::RequestId{spans.owner[i]});
        out.put(',');
        out.csv(trace.names.text(row.name));
        out.put('\n');
    }
}

void write_requests(const Trace& trace, Output& out) {
    out.put("request,load,arrival_ns,done_ns,latency_ns,outcome");
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        out.put(',');
        for (const char character : to_text(static_cast<sim::WaitReason>(i)))
            out.put(character == ' ' ? '_' : character);
        out.put("_ns");
    }
    out.put('\n');
    for (std::size_t i = 0; i < trace.requests.size() && out.is_open(); ++i) {
        const sim::RequestRecord& request = trace.requests[i];
        out.integer(i);
        out.put(',');
        out.csv(trace.names.text(trace.statistics.loads[request.load].name));
        out.put(',');
        out.integer(request.arrival.ns);
        if (request.outcome == sim::RequestOutcome::in_flight) {
            out.put(",,,");
        } else {
            out.format(FMT_COMPILE(",{},{},"), request.done.ns,
                       (request.done - request.arrival).ns);
        }
        out.put(to_text(request.outcome));
        for (const sim::Duration wait : request.waits) out.format(FMT_COMPILE(",{}"), wait.ns);
        out.put('\n');
    }
}

/// The instants of a task's way that a table can show.
struct TaskTimes {
    std::int64_t made = -1;
    std::int64_t first_run = -1;
    std::int64_t last_move = -1;
    Where where = Where::done;
};

std::vector<TaskTimes> times_of(const Trace& trace) {
    std::vector<TaskTimes> times(trace.tasks.size());
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind != sim::EventKind::moved) continue;
        TaskTimes& row = times[event.task.index()];
        row.where = static_cast<Where>(event.detail);
        if (row.made < 0) row.made = event.at.ns;
        if (row.where == Where::running && row.first_run < 0) row.first_run = event.at.ns;
        row.last_move = event.at.ns;
    }
    return times;
}

void time(Output& out, std::int64_t ns) {
    out.put(',');
    if (ns >= 0) out.integer(ns);
}

void write_tasks(const Trace& trace, Output& out) {
    const std::vector<std::string> lanes = lane_names(trace);
    const std::vector<TaskTimes> times = times_of(trace);
    out.put(
        "task,kind,name,lane,cause,request,trip,file,line,column,made_ns,first_run_ns,last_move_ns,"
        "last_seen\n");
    for (std::size_t i = 0; i < trace.tasks.size() && out.is_open(); ++i) {
        const sim::Task& task = trace.tasks[i];
        out.integer(i);
        out.put(',');
        out.put(to_text(task.kind));
        out.put(',');
        out.csv(trace.names.text(task.name));
        out.put(',');
        out.csv(lanes[task.lane]);
        id(out, task.cause);
        id(out, task.request);
        out.format(FMT_COMPILE(",{},"), task.trip);
        if (task.place) {
            const sim::SourcePlace place = trace.places[task.place];
            out.csv(trace.names.text(place.file));
            out.format(FMT_COMPILE(",{},{}"), place.line, place.column);
        } else {
            out.put(",,");
        }
        time(out, times[i].made);
        time(out, times[i].first_run);
        time(out, times[i].last_move);
        out.put(',');
        if (times[i].made >= 0) out.put(to_text(times[i].where));
        out.put('\n');
    }
}

CsvTable best_of(const Trace& trace) {
    if (!trace.requests.empty()) return CsvTable::requests;
    return trace.tasks.empty() ? CsvTable::spans : CsvTable::tasks;
}

}  // namespace

bool write_csv(const Trace& trace, CsvTable table, const Sink& sink) {
    Output out{sink};
    switch (table == CsvTable::best ? best_of(trace) : table) {
        case CsvTable::best: break;
        case CsvTable::spans: write_spans(trace, out); break;
        case CsvTable::requests: write_requests(trace, out); break;
        case CsvTable::tasks: write_tasks(trace, out); break;
    }
    return out.finish();
}

}  // namespace traces
