#include "sim/trace/trace.hpp"

#include "sim/core/check.hpp"

namespace sim {

SpanRoom Spans::make_room() {
    constexpr auto most = static_cast<std::size_t>(SpanRoom::spans_max);
    SpanRoom room;
    room.start_ = start.make_room(most) + most;
    room.duration_ = duration.make_room(most) + most;
    room.owner_ = owner.make_room(most) + most;
    room.lane_ = lane.make_room(most) + most;
    room.kind_ = kind.make_room(most) + most;
    room.place_ = -SpanRoom::spans_max;
    return room;
}

void Spans::take(const SpanRoom& room) {
    const auto spans = static_cast<std::size_t>(SpanRoom::spans_max + room.place_);
    start.extend(spans);
    duration.extend(spans);
    owner.extend(spans);
    lane.extend(spans);
    kind.extend(spans);
}

std::vector<bool> internal_tasks(const Trace& trace) {
    std::vector<bool> internal(trace.tasks.size());
    for (const TraceEvent& event : trace.events) {
        if (event.kind == EventKind::note &&
            static_cast<NoteKind>(event.detail) == NoteKind::internal && event.task)
            internal[event.task.index()] = true;
    }
    return internal;
}

std::string_view to_text(TraceLevel level) {
    switch (level) {
        case TraceLevel::none: return "none";
        case TraceLevel::spans: return "spans";
        case TraceLevel::full: return "full";
    }
    SIM_CHECK(false);
}

std::string_view to_text(TaskKind kind) {
    switch (kind) {
        case TaskKind::script: return "script";
        case TaskKind::timer: return "timer";
        case TaskKind::interval: return "interval";
        case TaskKind::immediate: return "immediate";
        case TaskKind::tick: return "tick";
        case TaskKind::microtask: return "microtask";
        case TaskKind::pool_job: return "pool job";
        case TaskKind::io: return "io";
        case TaskKind::pending: return "pending";
        case TaskKind::close: return "close";
        case TaskKind::signal: return "signal";
        case TaskKind::message: return "message";
        case TaskKind::process_event: return "process event";
        case TaskKind::station: return "station";
        case TaskKind::request: return "request";
    }
    SIM_CHECK(false);
}

std::string_view to_text(Where where) {
    switch (where) {
        case Where::timers: return "timers";
        case Where::immediate_queue: return "immediate queue";
        case Where::tick_queue: return "tick queue";
        case Where::microtask_queue: return "microtask queue";
        case Where::pool_queue: return "pool queue";
        case Where::worker: return "worker";
        case Where::completed: return "completed";
        case Where::os: return "os";
        case Where::ready: return "ready";
        case Where::pending_queue: return "pending queue";
        case Where::closing_queue: return "closing queue";
        case Where::station_queue: return "station queue";
        case Where::station: return "station";
        case Where::promise: return "promise";
        case Where::running: return "running";
        case Where::done: return "done";
        case Where::cancelled: return "cancelled";
    }
    SIM_CHECK(false);
}

std::string_view to_text(Phase phase) {
    switch (phase) {
        case Phase::timers: return "timers";
        case Phase::pending: return "pending";
        case Phase::idle_prepare: return "idle/prepare";
        case Phase::poll: return "poll";
        case Phase::check: return "check";
        case Phase::close: return "close";
        case Phase::outside: return "outside";
    }
    SIM_CHECK(false);
}

std::string_view to_text(EventKind kind) {
    switch (kind) {
        case EventKind::moved: return "moved";
        case EventKind::phase: return "phase";
        case EventKind::iteration: return "iteration";
        case EventKind::output: return "output";
        case EventKind::poll_blocked: return "poll blocked";
        case EventKind::poll_woke: return "poll woke";
        case EventKind::thrown: return "thrown";
        case EventKind::choice: return "choice";
        case EventKind::request_arrived: return "request arrived";
        case EventKind::request_done: return "request done";
        case EventKind::loop_started: return "loop started";
        case EventKind::loop_ended: return "loop ended";
        case EventKind::note: return "note";
    }
    SIM_CHECK(false);
}

std::string_view to_text(NoteKind kind) {
    switch (kind) {
        case NoteKind::timer_armed: return "timer armed";
        case NoteKind::refreshed: return "refreshed";
        case NoteKind::unreferenced: return "unreferenced";
        case NoteKind::module_script: return "module script";
        case NoteKind::slow_work: return "slow work";
        case NoteKind::ready: return "ready";
        case NoteKind::emitted: return "emitted";
        case NoteKind::unused_promise: return "unused promise";
        case NoteKind::settled_again: return "settled again";
        case NoteKind::rejected: return "rejected";
        case NoteKind::write_past_mark: return "write past mark";
        case NoteKind::function: return "function";
        case NoteKind::internal: return "internal";
        case NoteKind::await_chained: return "await chained";
    }
    SIM_CHECK(false);
}

std::string_view to_text(SpanKind kind) {
    switch (kind) {
        case SpanKind::script: return "script";
        case SpanKind::timer: return "timer";
        case SpanKind::immediate: return "immediate";
        case SpanKind::tick: return "tick";
        case SpanKind::microtask: return "microtask";
        case SpanKind::pool_callback: return "pool callback";
        case SpanKind::io_callback: return "io callback";
        case SpanKind::pending_callback: return "pending callback";
        case SpanKind::close_callback: return "close callback";
        case SpanKind::message: return "message";
        case SpanKind::signal: return "signal";
        case SpanKind::process_event: return "process event";
        case SpanKind::pool_work: return "pool work";
        case SpanKind::station_work: return "station work";
        case SpanKind::pool_queue: return "pool queue";
        case SpanKind::station_queue: return "station queue";
        case SpanKind::core_wait: return "core wait";
        case SpanKind::poll_idle: return "poll idle";
    }
    SIM_CHECK(false);
}

std::string_view to_text(LaneKind kind) {
    switch (kind) {
        case LaneKind::loop: return "loop";
        case LaneKind::worker: return "worker";
        case LaneKind::station: return "station";
    }
    SIM_CHECK(false);
}

std::string_view to_text(EndKind kind) {
    switch (kind) {
        case EndKind::done: return "done";
        case EndKind::exit_called: return "exit called";
        case EndKind::exception: return "exception";
        case EndKind::unsettled: return "unsettled";
        case EndKind::until: return "until";
        case EndKind::limit: return "limit";
        case EndKind::interrupted: return "interrupted";
    }
    SIM_CHECK(false);
}

}  // namespace sim
