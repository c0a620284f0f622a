// The books of a host's tasks. Where the engine's own interpreter would move a task and know it, a host tells; what it
// tells is written down with the instant at which the CPU time that it owes will have passed.
#include "sim/engine/hosted_tasks.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "sim/engine/machine.hpp"

namespace sim {

namespace {

struct KindRow {
    TaskKind kind;
    Where where;  // from the moment it is made
    SpanKind span;
};

/// In the order of HostTaskKind.
constexpr KindRow kinds[] = {
    {TaskKind::script, Where::ready, SpanKind::script},
    {TaskKind::timer, Where::timers, SpanKind::timer},
    {TaskKind::interval, Where::timers, SpanKind::timer},
    {TaskKind::immediate, Where::immediate_queue, SpanKind::immediate},
    {TaskKind::tick, Where::tick_queue, SpanKind::tick},
    {TaskKind::microtask, Where::microtask_queue, SpanKind::microtask},
    {TaskKind::microtask, Where::promise, SpanKind::microtask},
    {TaskKind::close, Where::closing_queue, SpanKind::close_callback},
    {TaskKind::io, Where::ready, SpanKind::io_callback},
    {TaskKind::signal, Where::ready, SpanKind::signal},
    {TaskKind::message, Where::ready, SpanKind::message},
    {TaskKind::process_event, Where::ready, SpanKind::process_event},
};
static_assert(std::size(kinds) == static_cast<std::size_t>(HostTaskKind::process_event) + 1);

SpanKind span_of(TaskKind kind) {
    if (kind == TaskKind::pool_job) return SpanKind::pool_callback;
    const auto* const found = std::ranges::find(kinds, kind, &KindRow::kind);
    return found == std::end(kinds) ? SpanKind::io_callback : found->span;
}

std::uint32_t to_u32(std::int64_t value) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, 0xFFFF'FFFE));
}

}  // namespace

Loop& HostedTasks::loop() const { return *machine_.loops.front(); }

HostedTasks::Row& HostedTasks::row(TaskId task) {
    if (rows_.size() <= task.index()) rows_.resize(task.index() + 1);
    return rows_[task.index()];
}

Instant HostedTasks::moment() const {
    const Instant now = machine_.now();
    return now + loop().debt() + (loop().is_finished ? after_end_ : Duration{});
}

PlaceId HostedTasks::place(std::string_view file, std::int32_t line, std::int32_t column) {
    return trace_.places.add({trace_.names.intern(file), line, column});
}

void HostedTasks::move(TaskId task, Where to) {
    row(task).where = to;
    machine_.recorder.moved(moment(), task, to, loop().lane());
}

void HostedTasks::note(NoteKind kind, TaskId task, std::uint32_t a, std::uint32_t b) {
    machine_.recorder.note(moment(), kind, loop().lane(), task, a, b);
}

TaskId HostedTasks::make(const HostTask& task) {
    if (trace_.tasks.size() >= host_tasks_max) {
        machine_.stop(EndKind::limit, 0,
                      fmt::format("more than {} tasks in a full trace", host_tasks_max),
                      PlaceId::none());
        return TaskId::none();
    }
    const KindRow& kind = kinds[static_cast<std::size_t>(task.kind)];
    const TaskId id = machine_.recorder.make_task(
        moment(),
        Task{.cause = current(),
             .name = task.name.empty() ? NameId::none() : trace_.names.intern(task.name),
             .place = task.place,
             .request = RequestId::none(),
             .kind = kind.kind,
             .lane = loop().lane()},
        kind.where);
    row(id).where = kind.where;
    row(id).is_internal = task.is_internal;
    return id;
}

void HostedTasks::add_job(TaskId task, bool is_internal) {
    row(task).where = Where::pool_queue;
    row(task).is_internal = is_internal;
}

void HostedTasks::queue(TaskId task) {
    if (task && row(task).where == Where::promise) move(task, Where::microtask_queue);
}

void HostedTasks::begin(TaskId task) {
    if (!task) return;
    queue(task);
    running_.push_back({task, moment()});
    move(task, Where::running);
    loop().set_current_task(task);
}

void HostedTasks::end(TaskId task) { leave(task, Where::done); }

void HostedTasks::resubmit(TaskId task) { leave(task, Where::pool_queue); }

void HostedTasks::leave(TaskId task, Where to) {
    if (!task || row(task).where != Where::running) return;
    while (!running_.empty()) {
        const Run run = running_.back();
        running_.pop_back();
        const Task& known = trace_.tasks[run.task.index()];
        machine_.recorder.span(run.since, moment(), run.task.value, loop().lane(),
                               span_of(known.kind));
        move(run.task, run.task == task ? to : Where::done);
        if (run.task == task) break;
    }
    loop().set_current_task(running_.empty() ? TaskId::none() : running_.back().task);
}

void HostedTasks::cancel(TaskId task) {
    if (task && is_waiting(task)) move(task, Where::cancelled);
}

void HostedTasks::drop(TaskId task) {
    if (!task) return;
    end(task);
    row(task).is_dropped = true;
}

TaskId HostedTasks::current() const { return loop().current_task(); }

bool HostedTasks::is_waiting(TaskId task) const {
    if (!task || task.index() >= rows_.size()) return false;
    const Where where = rows_[task.index()].where;
    return where != Where::running && where != Where::done && where != Where::cancelled;
}

HostTask HostedTasks::about(TaskId task) const {
    if (!task) return {};
    const Task& known = trace_.tasks[task.index()];
    const bool is_known = task.index() < rows_.size();
    const bool is_internal = is_known && rows_[task.index()].is_internal;
    const bool has_emitted = is_known && rows_[task.index()].name;
    return {.kind = {},
            .name = trace_.names.text(has_emitted ? rows_[task.index()].name : known.name),
            .place = has_emitted ? rows_[task.index()].place : known.place,
            .is_internal = is_internal};
}

void HostedTasks::timer_armed(TaskId task, std::int64_t duration_ms, std::int64_t due_ms) {
    if (task) note(NoteKind::timer_armed, task, to_u32(duration_ms), to_u32(due_ms));
}

void HostedTasks::refreshed(TaskId task) {
    if (task) note(NoteKind::refreshed, task);
}

void HostedTasks::unreferenced(TaskId task) {
    if (task) note(NoteKind::unreferenced, task);
}

void HostedTasks::module_script(TaskId task) {
    if (task) note(NoteKind::module_script, task);
}

void HostedTasks::rename(TaskId task, std::string_view name, PlaceId place) {
    if (!task) return;
    trace_.tasks[task.index()].name = trace_.names.intern(name);
    if (place) trace_.tasks[task.index()].place = place;
}

void HostedTasks::calls(TaskId task, std::string_view name, PlaceId place) {
    if (!task || row(task).is_named) return;
    row(task).is_named = true;
    row(task).is_internal = false;
    Task& known = trace_.tasks[task.index()];
    if (!known.place) known.place = place;
    note(NoteKind::function, task, trace_.names.intern(name).value, place.value);
}

void HostedTasks::emits(TaskId task, std::string_view event, PlaceId place) {
    if (!task || row(task).is_named) return;
    row(task).is_named = true;
    row(task).is_internal = false;
    const NameId name = trace_.names.intern(event);
    Task& known = trace_.tasks[task.index()];
    row(task).name = known.name;
    row(task).place = known.place;
    known.name = name;
    known.place = place;
    note(NoteKind::emitted, task, name.value, 0xFFFF'FFFF);
}

void HostedTasks::thrown(std::string_view error, bool is_caught) {
    machine_.recorder.event({moment(), current(), trace_.names.intern(error).value, 0,
                             EventKind::thrown, static_cast<std::uint8_t>(is_caught ? 1 : 0),
                             loop().lane()});
    if (!running_.empty()) end(running_.front().task);
    has_failed_ = !is_caught;
    failure_ = error;
}

void HostedTasks::rejected(TaskId maker, std::string_view reason, PlaceId place) {
    note(NoteKind::rejected, maker, trace_.names.intern(reason).value, place.value);
}

void HostedTasks::settled_again(PlaceId call) {
    note(NoteKind::settled_again, current(), 0, call.value);
}

void HostedTasks::write_past_mark(PlaceId call) {
    note(NoteKind::write_past_mark, current(), 0, call.value);
}

void HostedTasks::await_chained(PlaceId place) {
    note(NoteKind::await_chained, TaskId::none(), 0, place.value);
}

void HostedTasks::unused_promise(TaskId maker, Instant settled, DroppedBy by, PlaceId call) {
    if (!maker) return;
    machine_.recorder.note(settled, NoteKind::unused_promise, loop().lane(), maker,
                           static_cast<std::uint32_t>(by), call.value);
}

void HostedTasks::finish() {
    if (!running_.empty()) end(running_.front().task);
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].is_internal && !rows_[i].is_dropped) note(NoteKind::internal, TaskId{i});
    }
    machine_.recorder.write_out();
    remove_dropped();
    std::ranges::stable_sort(trace_.events, {}, &TraceEvent::at);
    Spans& spans = trace_.spans;
    std::vector<std::size_t> order(spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {},
                             [&](std::size_t i) { return spans.start[i] + spans.duration[i]; });
    Spans sorted;
    for (const std::size_t i : order) {
        const Instant start{spans.start[i]};
        sorted.add(start, start + Duration{spans.duration[i]}, spans.owner[i], spans.lane[i],
                   spans.kind[i]);
    }
    spans = std::move(sorted);
    machine_.recorder.write_out();  // later ones go to where these are now
}

void HostedTasks::remove_dropped() {
    const auto is_dropped = [&](std::uint32_t task) {
        return task < rows_.size() && rows_[task].is_dropped;
    };
    std::vector<std::uint32_t> renamed(trace_.tasks.size());
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < renamed.size(); ++i)
        renamed[i] = is_dropped(i) ? TaskId::none_value : count++;
    if (count == renamed.size()) return;
    const auto rename = [&](std::uint32_t& task) {
        if (task < renamed.size()) task = renamed[task];
    };
    Column<Task> kept;
    for (std::uint32_t i = 0; i < renamed.size(); ++i) {
        if (is_dropped(i)) continue;
        rename(trace_.tasks[i].cause.value);
        kept.push_back(trace_.tasks[i]);
    }
    trace_.tasks = std::move(kept);
    erase_if(trace_.events, [&](const TraceEvent& event) {
        return event.kind != EventKind::output && is_dropped(event.task.value);
    });
    for (TraceEvent& event : trace_.events) rename(event.task.value);
    for (OutputLine& line : trace_.outputs) rename(line.task.value);
    Spans& spans = trace_.spans;
    Spans others;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (is_dropped(spans.owner[i])) continue;
        rename(spans.owner[i]);
        const Instant start{spans.start[i]};
        others.add(start, start + Duration{spans.duration[i]}, spans.owner[i], spans.lane[i],
                   spans.kind[i]);
    }
    spans = std::move(others);
}

}  // namespace sim
