// What most callbacks consist of: counting, branching, repeating, queueing and setting timers. That cannot throw or wait, so it
// needs no activation; it is inlined into the loops that run callbacks.
#pragma once

#include <utility>

#include "sim/engine/machine.hpp"

namespace sim {

/// Whether `number` stands to `n` as one of the bits of Compare says.
inline bool holds(std::int64_t number, std::int64_t n, std::uint32_t bits) {
    const int bit = (number >= n ? 1 : 0) + (number > n ? 1 : 0);
    return (bits >> bit & 1) != 0;
}

// Callbacks are made where they are queued. The environment is that of the context.

template <bool is_followed>
inline void Interpreter::hold(const RoundContext& context, Environment& environment) {
    ++environment.references;
    if constexpr (is_followed) {
        if (context.call.request != index_none) machine_.requests.hold(context.call.request);
    }
}

template <bool is_followed>
inline TaskId Interpreter::make_task(const RoundContext& context, const Action& action,
                                     TaskKind kind, Where where) {
    if (!is_followed || !machine_.follows(context.call)) return TaskId::none();
    const NameId name = action.body ? machine_.body(action.body).name : NameId::none();
    return machine_.make_task(loop_, kind, name, action.place, context.call, where);
}

template <bool is_followed>
inline void Interpreter::add_tick(const RoundContext& context, Environment& environment,
                                  BodyId body, const Action& action) {
    hold<is_followed>(context, environment);
    Callback& callback = loop_.new_tick();
    callback.body = body;
    context.copy_to(callback.context);
    callback.task = make_task<is_followed>(context, action, TaskKind::tick, Where::tick_queue);
}

template <bool is_followed>
inline void Interpreter::add_microtask(const RoundContext& context, Environment& environment,
                                       BodyId body, const Action& action) {
    hold<is_followed>(context, environment);
    Reaction& reaction = loop_.new_microtask();
    reaction.on_fulfilled = body;
    context.copy_to(reaction.context);
    reaction.task =
        make_task<is_followed>(context, action, TaskKind::microtask, Where::microtask_queue);
}

template <bool is_followed>
inline void Interpreter::set_immediate(const RoundContext& context, Environment& environment,
                                       const Action& action) {
    hold<is_followed>(context, environment);
    const bool is_ref = (action.flags & flag_unref) == 0;
    const auto [id, immediate] = loop_.add_immediate(index_none, is_ref);
    immediate.callback.body = action.body;
    context.copy_to(immediate.callback.context);
    immediate.callback.task =
        make_task<is_followed>(context, action, TaskKind::immediate, Where::immediate_queue);
    if (!is_ref) loop_.note(NoteKind::unreferenced, immediate.callback.task);
    if (action.slot == slot_none) return;
    machine_.assign(loop_, context.call, action.slot,
                    Value{ValueKind::immediate, id, immediate.generation, 0});
}

/// One that no variable names, of a callback that nobody follows.
inline void Interpreter::add_nameless_immediate(const RoundContext& context,
                                                Environment& environment, BodyId body) {
    hold<false>(context, environment);
    Callback& callback = loop_.new_nameless_immediate();
    callback.body = body;
    context.copy_to(callback.context);
    callback.task = TaskId::none();
}

inline void Loop::count_ref_timers(std::int64_t by) {
    timers.ref_count += by;
    if (by > 0 && timers.ref_count == by) uv_timers_[js_timer].is_ref = true;
    if (by < 0 && timers.ref_count == 0) uv_timers_[js_timer].is_ref = false;
}

inline ArmedTimer& Loop::new_nameless_timer(std::int32_t ms) {
    charge(machine_.costs.timer_create);
    count_ref_timers(1);
    const auto [timer, is_earliest] = timers.insert_nameless(ms, read_clock_for(ms));
    if (is_earliest) schedule_uv_timer(js_timer, ms);
    if (!has_made_timer_) charge_first(has_made_timer_, &CostModel::timer_first);
    return timer;
}

/// As add_nameless_immediate.
inline void Interpreter::add_nameless_timer(const RoundContext& context, Environment& environment,
                                            const QuickStep& step) {
    hold<false>(context, environment);
    ArmedTimer& timer = loop_.new_nameless_timer(static_cast<std::int32_t>(step.n));
    timer.body = step.callee;
    context.copy_to(timer.context);
}

/// Runs what needs no frames, up to the first action that does, or to one that leads deeper than there is room for. True if
/// that is all that the call does, or if the run stops.
template <bool is_followed>
[[gnu::always_inline]] inline bool Interpreter::run_quickly(const Context& call_context,
                                                            const QuickStep* here,
                                                            Environment& environment,
                                                            QuickCall& call) {
    using Kind = QuickStep::Kind;
    std::size_t depth = 0;
    RoundContext context{call_context, call_context.index};
    const auto count = [&] {
        Value& value = environment.at(here->slot);
        value.kind = ValueKind::counter;
        value.number += here->n;
        ++here;
        return value.number;
    };
    // False if there is no room for the body around that to which it leads.
    const auto take_branch = [&](std::int64_t number) {
        const QuickStep* const inner =
            holds(number, here->n, here->holds) ? here->body : here->other;
        if (inner == nullptr) {
            ++here;
            return true;
        }
        if (!here->is_last) {
            if (depth == call.outer.size()) return false;
            call.outer[depth++] = {here, 0, 0};
        }
        here = inner;
        return true;
    };
    // Without a look at the end behind it.
    const auto is_over = [&] { return here->is_last && depth == 0; };
    for (;;) {
        switch (here->kind) {
            case Kind::count: count(); continue;
            case Kind::count_to_branch:
                if (take_branch(count())) continue;
                break;
            case Kind::branch:
                if (take_branch(environment.at(here->slot).number)) continue;
                break;
            case Kind::repeat:
                if (here->body == nullptr || here->body->kind == Kind::end) {
                    ++here;
                    continue;
                }
                if (depth == call.outer.size()) break;
                call.outer[depth++] = {here, here->n, std::exchange(context.round, 1)};
                here = here->body;
                continue;
            case Kind::tick:
                add_tick<is_followed>(context, environment, here->callee, *here->action);
                if (is_over()) return true;
                ++here;
                continue;
            case Kind::microtask:
                add_microtask<is_followed>(context, environment, here->callee, *here->action);
                if (is_over()) return true;
                ++here;
                continue;
            case Kind::immediate:
                if constexpr (is_followed) set_immediate<true>(context, environment, *here->action);
                else add_nameless_immediate(context, environment, here->callee);
                if (is_over()) return true;
                ++here;
                continue;
            case Kind::kept_immediate:
                set_immediate<is_followed>(context, environment, *here->action);
                if (is_over()) return true;
                ++here;
                continue;
            case Kind::timer:
            case Kind::kept_timer:
                if (is_followed || here->kind == Kind::kept_timer)
                    set_timer(context.whole(), *here->action);
                else add_nameless_timer(context, environment, *here);
                if (loop_.is_stopping()) return true;
                ++here;
                continue;
            case Kind::end: {
                if (depth == 0) return true;
                QuickCall::Level& level = call.outer[depth - 1];
                if (level.rounds > 1) {
                    if (!machine_.count_round()) return true;
                    --level.rounds;
                    ++context.round;
                    here = level.at->body;
                    continue;
                }
                if (level.rounds == 1) context.round = level.saved_index;
                --depth;
                here = level.at + 1;
                continue;
            }
            case Kind::other: break;
            default: __builtin_unreachable();
        }
        call.round = context.round;
        call.here = here;
        call.depth = depth;
        return false;
    }
}

[[gnu::always_inline]] inline bool Interpreter::call_unfollowed(const Callback& callback,
                                                                NameId value,
                                                                Environment& environment) {
    if (!callback.body) return true;
    const QuickStep* const first = code_[callback.body.index()];
    if (first == nullptr) return call_async(callback, value, nullptr);
    if (first->kind == QuickStep::Kind::end || loop_.is_stopping()) return true;
    QuickCall rest;
    if (run_quickly<false>(callback.context, first, environment, rest)) return true;
    return run_rest(callback, value, rest, nullptr);
}

/// Of a callback that nobody follows.
[[gnu::always_inline]] inline bool Loop::execute_here(const Callback& callback, NameId value,
                                                      Environment& environment) {
    mix(callback);
    const bool is_done = interpreter_.call_unfollowed(callback, value, environment);
    settle();
    return is_done;
}

[[gnu::always_inline]] inline bool Loop::execute_last(const Callback& callback, Where from,
                                                      SpanKind kind) {
    if (is_followed(callback)) return execute_last_watched(callback, from, kind);
    Environment& environment = machine_.environment(callback.context);
    const bool is_done = execute_here(callback, NameId::none(), environment);
    machine_.release(callback.context, environment);
    return is_done;
}

}  // namespace sim
