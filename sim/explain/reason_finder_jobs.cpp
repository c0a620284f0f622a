// Of ticks and microtasks: in whose drain they are, who queued them, and what of the drain came before.
#include "sim/explain/reason_finder.hpp"

namespace sim {

ReasonKind ReasonFinder::tick() {
    if (!has(run_.queuer)) {
        return has(run_.base) && at(run_.base).task != run_.task ? ReasonKind::tick_after_callback
                                                                 : ReasonKind::tick_event;
    }
    const TaskRun& queuer = at(run_.queuer);
    found_.by = queuer.task;
    if (const auto left = left_behind(queuer)) return *left;
    if (is_drain_event(run_.queuer)) return ReasonKind::tick_after_event;
    if (has(run_.thrower) && run_.thrower > run_.queuer && history_.is_tick(at(run_.thrower)) &&
        run_.queued < at(run_.thrower).ended) {
        found_.other = at(run_.thrower).task;
        return ReasonKind::after_tick_threw;
    }
    if (queuer.base != run_.base) return ReasonKind::tick_after_scope;
    if (history_.is_tick(queuer)) return ReasonKind::tick_from_tick;
    if (history_.is_microtask(queuer)) return ReasonKind::tick_from_microtask;
    if (kind(queuer) != TaskKind::script) return ReasonKind::tick_after_callback;
    return history_.is_module(queuer) ? ReasonKind::tick_after_module
                                      : ReasonKind::tick_after_script;
}

ReasonKind ReasonFinder::microtask() {
    if (!has(run_.queuer)) return ReasonKind::microtask_hops;
    const TaskRun& queuer = at(run_.queuer);
    found_.by = queuer.task;
    if (const auto left = left_behind(queuer)) return *left;
    // Ticks that ran since it was queued, in the same drain. Node's own are of interest if one of them settled its promise.
    TaskId internal;
    for (std::uint32_t i = run_.previous; has(i) && i >= run_.queuer; i = at(i).previous) {
        if (history_.is_microtask(at(i))) continue;
        if (!history_.is_tick(at(i))) break;
        if (history_.facts(at(i).task).is_internal) {
            if (!internal) internal = at(i).task;
            continue;
        }
        found_.other = at(i).task;
        return ReasonKind::microtask_after_ticks;
    }
    if (is_drain_event(run_.queuer)) return ReasonKind::microtask_after_event;
    if (queuer.base != run_.base) return ReasonKind::microtask_after_emitted;
    if (internal && history_.is_tick(queuer)) {
        found_.other = internal;
        return ReasonKind::microtask_after_ticks;
    }
    if (history_.is_job_of_node(queuer)) return ReasonKind::microtask_hops;
    if (history_.is_microtask(queuer)) return ReasonKind::microtask_in_turn;
    const TaskKind from = kind(queuer);
    if (from == TaskKind::script)
        return history_.is_module(queuer) ? ReasonKind::microtask_after_module
                                          : ReasonKind::microtask_after_script;
    if (from == TaskKind::pool_job && facts().first_place == Where::promise)
        return ReasonKind::microtask_after_pool;
    if ((from == TaskKind::timer || from == TaskKind::immediate) && row(queuer).name.is_none())
        return ReasonKind::microtask_after_promise_timer;
    return ReasonKind::microtask_at_once;
}

std::optional<ReasonKind> ReasonFinder::left_behind(const TaskRun& queuer) {
    if (queuer.base == run_.base || !has(queuer.base)) return std::nullopt;
    for (std::uint32_t i = run_.previous; has(i) && i >= queuer.base; i = at(i).previous) {
        if (!has(at(i).thrower)) continue;
        const TaskRun& thrower = at(at(i).thrower);
        found_.other = thrower.task;
        if (history_.is_tick(thrower)) return ReasonKind::after_tick_threw;
        if (kind(thrower) == TaskKind::immediate) return ReasonKind::after_immediate_threw;
        if (history_.is_timer(thrower)) return ReasonKind::after_timer_threw;
        break;
    }
    return std::nullopt;
}

bool ReasonFinder::is_drain_event(std::uint32_t run) const {
    return kind(at(run)) == TaskKind::process_event && !history_.is_base(run);
}

}  // namespace sim
