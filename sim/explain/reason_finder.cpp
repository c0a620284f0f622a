// A decision per kind of task. Jobs, and timers with immediates, have files of their own; here are the other kinds, and what all
// ask of the run's neighbours.
#include "sim/explain/reason_finder.hpp"

#include <algorithm>

namespace sim {

namespace {

/// Work that waited less for a thread was only handed over.
constexpr Duration wait_min = microseconds(200);

}  // namespace

FoundReason ReasonFinder::find(bool goes_on) {
    found_.kind = goes_on ? kind_of_going_on() : kind_of_start();
    return found_;
}

ReasonKind ReasonFinder::kind_of_going_on() const {
    return row(run_).kind == TaskKind::script && run_.lane == 0 ? ReasonKind::script_goes_on
                                                                : ReasonKind::goes_on;
}

ReasonKind ReasonFinder::kind_of_start() {
    if (run_.from == Where::microtask_queue) return microtask();
    switch (kind(run_)) {
        case TaskKind::script: return script();
        case TaskKind::timer:
        case TaskKind::interval: return timer();
        case TaskKind::immediate: return immediate();
        case TaskKind::tick: return tick();
        case TaskKind::microtask: return microtask();
        case TaskKind::pool_job: return pool_job();
        case TaskKind::io: return io();
        case TaskKind::pending: return ReasonKind::pending;
        case TaskKind::close: return ReasonKind::handle_closed;
        case TaskKind::signal: return ReasonKind::signal;
        case TaskKind::message: return ReasonKind::message;
        case TaskKind::process_event: return process_event();
        case TaskKind::station: found_.since = history_.runnable(run_); return ReasonKind::station;
        case TaskKind::request: return ReasonKind::request;
    }
    return ReasonKind::descriptor;
}

ReasonKind ReasonFinder::script() const {
    if (run_.lane != 0) return ReasonKind::worker_script;
    return facts().is_module ? ReasonKind::module_script : ReasonKind::script;
}

const TaskRun* ReasonFinder::callback_before() const {
    for (std::uint32_t i = run_.previous; has(i); i = at(i).previous) {
        if (history_.is_base(i)) return &at(i);
    }
    return nullptr;
}

bool ReasonFinder::is_same_pass(const TaskRun* before) const {
    return before != nullptr && before->phase_event == run_.phase_event &&
           before->phase == run_.phase;
}

bool ReasonFinder::threw(const TaskRun& before) {
    if (!has(at(run_.previous).thrower) && !has(run_.thrower)) return false;
    for (std::uint32_t i = number_ + 1; i-- > 0;) {
        if (at(i).started <= before.started) break;
        if (at(i).lane != run_.lane || !has(at(i).thrower)) continue;
        if (at(at(i).thrower).started != before.started) continue;
        found_.other = before.task;
        return true;
    }
    return false;
}

ReasonKind ReasonFinder::pool_job() {
    const TaskRun* before = callback_before();
    if (before != nullptr) found_.previous = before->task;
    found_.since = history_.runnable(run_);
    found_.n = facts().trips;
    if (history_.is_passage(run_)) return ReasonKind::pool_passage;
    const bool is_held_back = facts().is_slow && facts().pool_capped > facts().pool_full;
    const Duration cause = is_held_back ? facts().pool_capped : facts().pool_full;
    found_.span = facts().pool_queue;
    if (cause >= wait_min) return is_held_back ? ReasonKind::pool_slow : ReasonKind::pool_queued;
    if (is_same_pass(before) && kind(*before) == TaskKind::pool_job &&
        before->started > run_.queued)
        return ReasonKind::pool_list;
    return facts().trips > 1 ? ReasonKind::pool_trips : ReasonKind::pool_done;
}

ReasonKind ReasonFinder::io() {
    const std::string_view event = history_.trace().names.text(facts().event);
    if (has(facts().ready)) found_.since = history_.at(facts().ready);
    if (run_.phase == Phase::close) return ReasonKind::handle_closed;
    if (run_.phase == Phase::pending) return ReasonKind::pending;
    if (event == "connection") return ReasonKind::connection;
    if (event == "connect") return ReasonKind::connected;
    if (event == "request") return ReasonKind::request;
    if (event == "data") return data();
    if (event == "end") return ReasonKind::ended;
    if (event == "message") return message();
    if (event == "online" || event == "exit of worker") return ReasonKind::worker_event;
    if (event == "exit" && run_.phase == Phase::poll) return ReasonKind::child_exit;
    if (history_.is_tick(run_)) return ReasonKind::tick_event;
    return ReasonKind::descriptor;
}

ReasonKind ReasonFinder::data() {
    const TaskRun* before = callback_before();
    if (!is_same_pass(before) || kind(*before) != TaskKind::io) return ReasonKind::data;
    const std::uint32_t ready = history_.facts(before->task).ready;
    if (!has(ready) || !has(facts().ready) || ready >= facts().ready) return ReasonKind::data;
    found_.previous = before->task;
    return ReasonKind::data_in_order;
}

ReasonKind ReasonFinder::message() const {
    const TaskRun* before = callback_before();
    const bool follows = is_same_pass(before) && kind(*before) == TaskKind::pool_job;
    return follows ? ReasonKind::message_after_pool : ReasonKind::message;
}

ReasonKind ReasonFinder::process_event() {
    const std::string_view name = history_.trace().names.text(row(run_).name);
    if (name == "uncaughtException") {
        if (!has(run_.previous)) return ReasonKind::uncaught_exception;
        const TaskRun& thrower = at(has(run_.thrower) ? run_.thrower : run_.previous);
        found_.other = thrower.task;
        if (history_.is_microtask(thrower)) return ReasonKind::uncaught_in_microtask;
        if (history_.is_tick(thrower)) return ReasonKind::uncaught_in_tick;
        if (history_.is_timer(thrower)) return ReasonKind::uncaught_in_timer;
        return kind(thrower) == TaskKind::immediate ? ReasonKind::uncaught_in_immediate
                                                    : ReasonKind::uncaught_exception;
    }
    if (name == "unhandledRejection" || name == "rejectionHandled")
        return ReasonKind::unhandled_rejection;
    if (name == "warning") return ReasonKind::warning;
    if (name.starts_with("SIG")) return ReasonKind::signal;
    const EndKind ending = history_.trace().ending.kind;
    if (name == "exit" && ending == EndKind::exception) return ReasonKind::exit_after_error;
    if (name == "exit" && ending == EndKind::exit_called) return ReasonKind::exit_called;
    return ReasonKind::exit_event;
}

std::uint32_t ReasonFinder::look_end() const {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(history_.runs().size(), std::size_t{number_} + look_ahead));
}

}  // namespace sim
