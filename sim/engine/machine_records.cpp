// The machine's books: tasks and where they are, what requests wait for, variables, threads and lanes.
#include "sim/engine/hosted_tasks.hpp"
#include "sim/engine/machine.hpp"

#include <fmt/format.h>

namespace sim {

namespace {

WaitReason reason_of(Where where) {
    switch (where) {
        case Where::timers: return WaitReason::timer;
        case Where::immediate_queue:
        case Where::completed:
        case Where::ready:
        case Where::pending_queue:
        case Where::closing_queue: return WaitReason::loop_busy;
        case Where::tick_queue:
        case Where::microtask_queue: return WaitReason::tick_drain;
        case Where::pool_queue: return WaitReason::pool_queue;
        case Where::os: return WaitReason::socket;
        case Where::station_queue: return WaitReason::station_queue;
        case Where::station: return WaitReason::station_work;
        case Where::promise: return WaitReason::other;
        case Where::worker:
        case Where::running:
        case Where::done:
        case Where::cancelled: break;
    }
    return WaitReason::running;
}

/// The thread's own account says what holds while something runs; nothing holds once it is over.
bool is_waiting(Where where) {
    return where != Where::worker && where != Where::running && where != Where::done &&
           where != Where::cancelled;
}
}  // namespace

void Machine::change_working(std::uint32_t thread, std::uint32_t request, WaitReason reason) {
    ThreadOwner& owner = threads[thread];
    const std::uint32_t before = owner.request;
    const WaitReason held = owner.is_progressing ? owner.working : WaitReason::core_wait;
    owner.request = request;
    owner.working = reason;
    if (request != index_none) {
        requests.hold(request);
        requests.enter(request, owner.is_progressing ? reason : WaitReason::core_wait, now_);
    }
    if (before != index_none) {
        requests.leave(before, held, now_);
        requests.release(before);
    }
}

void Machine::account_move(std::uint32_t request, Where from, Where to) {
    if (is_waiting(to)) requests.enter(request, reason_of(to), now_);
    if (is_waiting(from)) requests.leave(request, reason_of(from), now_);
}

TaskId Machine::record_task(const Loop& loop, TaskKind kind, NameId task_name, PlaceId place,
                            const Context& context, Where where) {
    if (context.request != index_none && is_waiting(where))
        requests.enter(context.request, reason_of(where), now_);
    if (!recorder.is_full()) return TaskId::none();
    const std::uint32_t record = record_of(context.request);
    return recorder.make_task(
        reported_at(loop),
        Task{.cause = loop.current_task(),
             .name = task_name,
             .place = place,
             .request = record == index_none ? RequestId::none() : RequestId{record},
             .kind = kind,
             .lane = loop.lane()},
        where);
}

TaskId Machine::again(const Callback& callback, const Loop& loop, TaskKind kind, Where where) {
    const NameId task_name = callback.body ? body(callback.body).name : NameId::none();
    const PlaceId place =
        callback.task ? trace_.tasks[callback.task.index()].place : PlaceId::none();
    return make_task(loop, kind, task_name, place, callback.context, where);
}

void Machine::write_line(Loop& loop, const std::string& text, bool is_error, TaskId task,
                         TaskId begun_by) {
    if (static_cast<std::int64_t>(trace_.outputs.size()) >= outputs_max) {
        stop(EndKind::limit, 0, fmt::format("more than {} lines of output", outputs_max),
             PlaceId::none());
        return;
    }
    recorder.mix_text(text);
    const Instant at = host_tasks != nullptr ? host_tasks->moment() : now_;
    const std::uint32_t beginner = begun_by && begun_by != task ? begun_by.value + 1 : 0;
    recorder.event({at, task, static_cast<std::uint32_t>(trace_.outputs.size()), beginner,
                    EventKind::output, 0, loop.lane()});
    trace_.outputs.push_back(OutputLine{at, task, name(text), is_error});
}

std::string Machine::task_text(TaskId task) const {
    if (!task) return "something";
    const Task& row = trace_.tasks[task.index()];
    const SourcePlace place = trace_.places[row.place];
    std::string text{trace_.names.text(row.name)};
    if (place.line > 0) text += fmt::format(" (line {})", place.line);
    return text;
}

/// Room for the variables of an activation tree that starts now; none if its script has no variables.
std::uint32_t Machine::make_environment(const Loop& loop) {
    const std::uint32_t slots = program.scripts[loop.script].slots;
    if (slots == 0) return index_none;
    const std::uint32_t index = environments.take();
    Environment& environment = environments[index];
    environment.references = 1;
    environment.loop = loop.index;
    environment.slots.assign(slots, Value{});
    return index;
}

void Machine::drop_environment(std::uint32_t index) {
    if (index == index_none) return;
    // The loop of a variable's record is that of the environment: all callbacks of a tree run there.
    Environment& environment = environments[index];
    Loop& loop = *loops[environment.loop];
    for (Value& value : environment.slots) {
        const Value old = value;
        value = Value{};
        drop_value(old, loop);
    }
    environments.give_back(index);
}

void Machine::assign(Loop& loop, const Context& context, Slot slot, const Value& value) {
    Value& place = variable(context, slot);
    const Value old = place;
    place = value;
    if (value.kind == ValueKind::timer) ++loop.timers.timers[value.id].holds;
    if (value.kind == ValueKind::immediate) ++loop.immediates[value.id].holds;
    drop_value(old, loop);
}

void Machine::drop_value(const Value& value, Loop& loop) {
    if (value.kind == ValueKind::timer) loop.drop_timer(value.id);
    if (value.kind == ValueKind::immediate) loop.drop_immediate(value.id);
    if (value.kind == ValueKind::promise) loop.promises.release(value.id);
}

std::uint32_t Machine::add_thread(bool is_loop, std::uint32_t process, std::uint32_t index) {
    const ThreadIndex thread = cores.add_thread(is_loop);
    SIM_CHECK(thread == threads.size());
    ThreadOwner owner;
    owner.is_loop = is_loop;
    owner.process = process;
    owner.index = index;
    if (is_loop) owner.lane = add_lane(LaneKind::loop, process, index);
    else owner.lane = static_cast<std::uint16_t>(recorder.lane_other() + other_lanes_.size());
    threads.push_back(owner);
    return thread;
}

std::uint16_t Machine::add_lane(LaneKind kind, std::uint32_t process, std::uint32_t index) {
    const NameId lane_name =
        kind == LaneKind::station ? program.stations[index].name : NameId::none();
    const bool is_loop = kind == LaneKind::loop;
    std::vector<Lane>& lanes = is_loop ? trace_.lanes : other_lanes_;
    SIM_CHECK(lanes.size() < Recorder::lane_beyond);
    lanes.push_back(Lane{kind, static_cast<std::uint16_t>(process), index, lane_name});
    return static_cast<std::uint16_t>((is_loop ? 0 : recorder.lane_other()) + lanes.size() - 1);
}

void Machine::number_lanes() {
    recorder.number_lanes();
    trace_.lanes.insert(trace_.lanes.end(), other_lanes_.begin(), other_lanes_.end());
}

}  // namespace sim
