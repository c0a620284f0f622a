// Of timers and immediates: how their lists and queues stand to one another, and which of the two the loop comes to first.
#include "sim/explain/reason_finder.hpp"

namespace sim {

namespace {

/// A timer that is less late ran when it was due.
constexpr Duration late_min = milliseconds(1);

}  // namespace

ReasonKind ReasonFinder::timer() {
    found_.n = facts().duration_ms;
    const TaskRun* before = callback_before();
    const bool is_interval = kind(run_) == TaskKind::interval;
    if (before != nullptr) found_.previous = before->task;
    if (is_same_pass(before) && threw(*before)) return ReasonKind::timer_after_throw;
    if (facts().armed == 0) return is_interval ? ReasonKind::interval : ReasonKind::timer_due;
    if (facts().is_refreshed) return ReasonKind::timer_refreshed;
    if (is_same_pass(before) && history_.is_timer(*before)) {
        if (const auto follows = timer_behind(history_.facts(before->task))) return *follows;
    }
    // Armed again by its own call, not by setInterval.
    if (is_interval && (!has(facts().maker) || kind(at(facts().maker)) == TaskKind::interval))
        return ReasonKind::interval;
    if (has(run_.woken)) return ReasonKind::timer_slept;
    const Duration late = history_.at(run_.started) - facts().due;
    if (!run_.has_polled) {
        found_.span = late;
        const bool is_close = late < late_min && waits_with(TaskKind::immediate);
        return is_close ? ReasonKind::timer_won_race : ReasonKind::timer_first;
    }
    if (late >= late_min && before != nullptr && before->started > run_.queued) {
        found_.span = late;
        found_.other = ran_at(facts().due).value_or(before->task);
        return ReasonKind::timer_late;
    }
    if (found_.n == 1 && has(facts().maker) && has(at(facts().maker).base) &&
        history_.is_timer(at(at(facts().maker).base)))
        return ReasonKind::timer_next_pass;
    return ReasonKind::timer_due;
}

std::optional<ReasonKind> ReasonFinder::timer_behind(const TaskFacts& earlier) {
    if (earlier.armed > 0 && earlier.duration_ms == found_.n) {
        const TaskRun* waits = waiting_list();
        if (waits == nullptr) return ReasonKind::timer_same_list;
        found_.other = waits->task;
        return ReasonKind::timer_list_first;
    }
    if (earlier.armed > 0 && earlier.due > facts().due) return ReasonKind::timer_list_waited;
    if (earlier.due < facts().due) return ReasonKind::timer_list_due;
    if (earlier.due == facts().due) return ReasonKind::timer_list_tie;
    return std::nullopt;
}

const TaskRun* ReasonFinder::waiting_list() const {
    for (std::uint32_t i = number_ + 1; i < look_end(); ++i) {
        const TaskRun& later = at(i);
        if (later.lane != run_.lane || !history_.is_base(i)) continue;
        if (later.phase_event != run_.phase_event || !history_.is_timer(later)) return nullptr;
        const TaskFacts& its = history_.facts(later.task);
        if (its.duration_ms != found_.n && its.due < facts().due && later.queued < run_.started)
            return &later;
    }
    return nullptr;
}

std::optional<TaskId> ReasonFinder::ran_at(Instant when) const {
    for (std::uint32_t i = run_.previous; has(i) && i + look_ahead > number_; i = at(i).previous) {
        if (history_.at(at(i).started) > when) continue;
        if (!has(at(i).ended) || history_.at(at(i).ended) < when) return std::nullopt;
        return at(i).task;
    }
    return std::nullopt;
}

bool ReasonFinder::waits_with(TaskKind wanted) const {
    for (std::uint32_t i = number_ + 1; i < look_end(); ++i) {
        if (at(i).lane == run_.lane && kind(at(i)) == wanted && at(i).queued < run_.started)
            return true;
    }
    return false;
}

ReasonKind ReasonFinder::immediate() {
    const TaskRun* before = callback_before();
    if (is_same_pass(before) && kind(*before) == TaskKind::immediate &&
        before->started > run_.queued)
        return threw(*before) ? ReasonKind::immediate_after_throw : ReasonKind::immediate_in_order;
    if (has(run_.woken) && facts().is_unreferenced) return ReasonKind::immediate_unreferenced;
    if (!has(run_.queuer) || !has(at(run_.queuer).base)) return ReasonKind::immediate;
    const TaskRun& set_in = at(at(run_.queuer).base);
    const bool is_script = kind(set_in) == TaskKind::script;
    if (is_script || kind(set_in) == TaskKind::immediate) {
        if (const TaskRun* timer = timer_in_race(set_in)) {
            found_.other = timer->task;
            found_.n = history_.facts(timer->task).duration_ms;
            found_.span = history_.facts(timer->task).due - looked_at_timers();
            return ReasonKind::immediate_won_race;
        }
    }
    if (is_script) return ReasonKind::immediate_first;
    switch (set_in.phase) {
        case Phase::poll:
        case Phase::pending:
        case Phase::idle_prepare: return ReasonKind::immediate_after_poll;
        case Phase::timers: return ReasonKind::immediate_after_timer;
        case Phase::check: return ReasonKind::immediate_next_iteration;
        case Phase::close:
        case Phase::outside: break;
    }
    return ReasonKind::immediate;
}

const TaskRun* ReasonFinder::timer_in_race(const TaskRun& set_in) const {
    for (std::uint32_t i = number_ + 1; i < look_end(); ++i) {
        const TaskRun& later = at(i);
        if (later.lane != run_.lane || !history_.is_timer(later)) continue;
        const TaskFacts& its = history_.facts(later.task);
        if (its.armed != 1 || its.duration_ms > 1 || later.queued > run_.started) continue;
        if (has(its.maker) && at(its.maker).base == set_in.base && looked_at_timers() < its.due)
            return &later;
    }
    return nullptr;
}

Instant ReasonFinder::looked_at_timers() const {
    const Column<TraceEvent>& events = history_.trace().events;
    for (std::uint32_t i = run_.started; i > 0; --i) {
        const TraceEvent& event = events[i - 1];
        if (event.lane == run_.lane && event.kind == EventKind::phase &&
            static_cast<Phase>(event.detail) == Phase::timers)
            return event.at;
    }
    return {};
}

}  // namespace sim
