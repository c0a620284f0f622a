// Bodies run as data: an activation is a stack of frames, each a run of actions with a cursor. Control actions push
// frames; the end of a frame, a return and a throw all go through leave_frame. An await stores the cursor and gives
// the stack back; nothing of it stays on the native stack. What most callbacks consist of, counting, branching and queueing,
// cannot end the run, throw or wait: such quick actions run in a loop of their own.
#include "sim/engine/interpreter.hpp"

#include "sim/engine/machine.hpp"

namespace sim {

Interpreter::Interpreter(Machine& machine, Loop& loop)
    : machine_(machine), loop_(loop), program_(machine.program), calls_(calls_max) {
    for (const Body& body : program_.bodies)
        code_.push_back(body.is_async ? Code{} : actions_of(body));
}

/// Before its first action. A body that is not async ends before its caller lets go of the context.
inline void Interpreter::begin(Activation& activation, const Callback& callback, NameId value) {
    activation.context = callback.context;
    activation.variables = machine_.variables(callback.context);
    activation.task = callback.task;
    activation.value = value;
    activation.is_async = activation.has_returned = false;
    if (activation.frames.size() != 1) activation.frames.resize(1);
    const Body& body = machine_.body(callback.body);
    Frame& frame = activation.frames.front();
    frame.cursor = frame.first = body.first;
    frame.end = body.first + body.count;
}

inline bool Interpreter::compare(std::span<const Value> variables, const Action& action) {
    SIM_CHECK(action.slot < variables.size());
    const std::int64_t left = variables[action.slot].number;
    const int bit = (left >= action.n ? 1 : 0) + (left > action.n ? 1 : 0);
    return (action.small >> bit & 1) != 0;
}

inline TaskId Interpreter::make_task(const Context& context, const Action& action, TaskKind kind,
                                     Where where) {
    if (!machine_.follows(context)) return TaskId::none();
    const NameId name = action.body ? machine_.body(action.body).name : NameId::none();
    return machine_.make_task(loop_, kind, name, action.place, context, where);
}

// Callbacks are made where they are queued.

inline void Interpreter::add_tick(const Context& context, const Action& action) {
    machine_.hold(context);
    Callback& callback = loop_.new_tick();
    callback.body = action.body;
    callback.context = context;
    callback.task = make_task(context, action, TaskKind::tick, Where::tick_queue);
}

inline void Interpreter::add_microtask(const Context& context, const Action& action) {
    machine_.hold(context);
    Reaction& reaction = loop_.new_microtask();
    reaction.on_fulfilled = action.body;
    reaction.context = context;
    reaction.task = make_task(context, action, TaskKind::microtask, Where::microtask_queue);
}

inline void Interpreter::set_immediate(const Context& context, const Action& action) {
    machine_.hold(context);
    const bool is_ref = (action.flags & flag_unref) == 0;
    const auto [id, immediate] = loop_.add_immediate(index_none, is_ref);
    immediate.callback.body = action.body;
    immediate.callback.context = context;
    immediate.callback.task =
        make_task(context, action, TaskKind::immediate, Where::immediate_queue);
    if (!is_ref) loop_.note(NoteKind::unreferenced, immediate.callback.task);
    if (action.slot == slot_none) return;
    machine_.assign(loop_, context, action.slot,
                    Value{ValueKind::immediate, id, immediate.generation, 0});
}

/// A quick action other than a branch; false if it is of another kind.
[[gnu::always_inline]] inline bool Interpreter::act_quickly(const Context& context,
                                                            std::span<Value> variables,
                                                            const Action& action) {
    if (action.op == Op::count) {
        SIM_CHECK(action.slot < variables.size());
        Value& value = variables[action.slot];
        value.kind = ValueKind::counter;
        value.number += action.n;
    } else if (action.op == Op::next_tick) {
        add_tick(context, action);
    } else if (action.op == Op::microtask) {
        add_microtask(context, action);
    } else if (action.op == Op::set_immediate) {
        set_immediate(context, action);
    } else {
        return false;
    }
    return true;
}

/// False if the frame has no round after this one in which anything happens, or if the run stops.
inline bool Interpreter::begin_round(Activation& activation, Frame& frame) {
    if (frame.kind != FrameKind::repeat || frame.rounds == 1) return false;
    if (frame.first == frame.end) return false;
    machine_.count_round();
    if (loop_.is_stopping()) return false;
    --frame.rounds;
    frame.cursor = frame.first;
    ++activation.context.index;
    return true;
}

/// Quick actions up to the first of another kind, which is to be run next; null at the end of a frame that is to be left.
[[gnu::always_inline]] inline const Action* Interpreter::run_quick_actions(Activation& activation) {
    const Action* const actions = program_.actions.data();
    Frame* frame = &activation.frames.back();
    std::uint32_t cursor = frame->cursor;  // the frame gets it back before anybody else looks
    for (;;) {
        if (cursor == frame->end) {
            frame->cursor = cursor;
            if (!begin_round(activation, *frame)) return nullptr;
            cursor = frame->cursor;
        }
        const Action& action = actions[cursor++];
        if (action.op == Op::branch_if) {
            const BodyId body = compare(activation.variables, action) ? action.body : action.other;
            if (!body) continue;
            frame->cursor = cursor;
            push_body(activation, machine_.body(body));
            frame = &activation.frames.back();
            cursor = frame->cursor;
        } else if (!act_quickly(activation.context, activation.variables, action)) {
            frame->cursor = cursor;
            return &action;
        }
    }
}

Interpreter::Code Interpreter::actions_of(const Body& body) const {
    const Action* const first = program_.actions.data() + body.first;
    return {first, first + body.count};
}

/// The quick actions that a call begins with need no frames. Up to the first action that does, or to a branch that lies deeper
/// than there is room for, where the cursor still is; null if quick ones are all that the call does.
[[gnu::always_inline]] inline const Action* Interpreter::run_quick_call(const Context& context,
                                                                        Code here,
                                                                        QuickCall& call) {
    const std::span<Value> variables = machine_.variables(context);
    for (;;) {
        while (here.cursor == here.end) {
            if (call.depth == 0) return nullptr;
            here = call.outer[--call.depth];
        }
        const Action& action = *here.cursor++;
        if (action.op == Op::branch_if) {
            const BodyId id = compare(variables, action) ? action.body : action.other;
            if (!id) continue;
            if (here.cursor < here.end) {
                if (call.depth == call.outer.size()) {
                    call.here = {here.cursor - 1, here.end};
                    return &action;
                }
                call.outer[call.depth++] = here;
            }
            here = code_[id.index()];
        } else if (!act_quickly(context, variables, action)) {
            call.here = here;
            return &action;
        }
    }
}

bool Interpreter::call_body(const Callback& callback, Code code, NameId value,
                            OperandValue* returned) {
    if (depth_ == calls_max) return throw_too_deep() != Completion::threw;
    if (loop_.is_stopping()) return true;
    QuickCall call;
    const Action* const next = run_quick_call(callback.context, code, call);
    if (next == nullptr) return true;
    return run_rest(callback, value, call, next, returned);
}

/// Of a call whose first quick actions have run.
bool Interpreter::run_rest(const Callback& callback, NameId value, const QuickCall& call,
                           const Action* next, OperandValue* returned) {
    Activation& activation = calls_[depth_];
    begin(activation, callback, value);
    for (std::size_t i = 0; i <= call.depth; ++i) {
        if (i > 0) activation.frames.emplace_back();
        const auto [cursor, end] = i < call.depth ? call.outer[i] : call.here;
        const auto index_of = [this](const Action* action) {
            return static_cast<std::uint32_t>(action - program_.actions.data());
        };
        activation.frames.back().cursor = index_of(cursor);
        activation.frames.back().end = index_of(end);
    }
    if (next->op == Op::branch_if) next = run_quick_actions(activation);
    ++depth_;
    const Outcome outcome = run_frames(activation, index_none, next);
    --depth_;
    if (activation.has_returned) hand_over(activation, outcome, returned);
    drop(activation);
    return outcome != Outcome::threw;
}

bool Interpreter::call_async(const Callback& callback, NameId value, OperandValue* returned) {
    const std::uint32_t promise = start_async(callback, value);
    if (returned != nullptr)
        *returned = OperandValue{.is_promise = true, .promise = promise, .value = {}};
    else loop_.promises.release(promise);
    return true;
}

/// What a body returned goes to the caller, if that wants it and the body ended well.
void Interpreter::hand_over(const Activation& activation, Outcome outcome, OperandValue* returned) {
    if (!activation.returned.is_promise) {
        if (returned != nullptr) *returned = activation.returned;
    } else if (returned != nullptr && outcome == Outcome::finished) {
        *returned = activation.returned;
    } else {
        loop_.promises.release(activation.returned.promise);
    }
}

std::uint32_t Interpreter::start_async(const Callback& callback, NameId value) {
    const std::uint32_t index = activations_.take();
    Activation& activation = activations_[index];
    begin(activation, callback, value);
    machine_.hold(activation.context);
    activation.is_async = true;
    activation.promise = loop_.promises.make(machine_.body(callback.body).place, callback.task);
    const std::uint32_t promise = activation.promise;
    loop_.promises.hold(promise);
    finish_async(index, run(activation, index));
    return promise;
}

void Interpreter::resume(std::uint32_t index, bool is_rejected, NameId value) {
    Activation& activation = activations_[index];
    activation.value = value;
    if (is_rejected) {
        loop_.error = value;
        Completion completion = Completion::threw;
        if (!leave_frame(activation, completion)) {
            finish_async(index, Outcome::threw);
            return;
        }
    }
    finish_async(index, run(activation, index));
}

void Interpreter::finish_async(std::uint32_t index, Outcome outcome) {
    if (outcome == Outcome::suspended) return;
    Activation& activation = activations_[index];
    if (outcome == Outcome::threw) {
        if (activation.has_returned) let_go(activation.returned);
        loop_.promises.reject(activation.promise, loop_.error);
    } else if (activation.has_returned) {
        loop_.promises.resolve(activation.promise, activation.returned);
    } else {
        loop_.promises.fulfil(activation.promise, NameId::none());
    }
    loop_.promises.release(activation.promise);
    drop(activation);
    machine_.release(activation.context);
    activations_.give_back(index);
}

void Interpreter::drop(Activation& activation) {
    for (const OperandValue& operand : activation.operands) let_go(operand);
    activation.operands.clear();
}

Interpreter::Outcome Interpreter::run(Activation& activation, std::uint32_t index) {
    if (depth_ == calls_max) {
        throw_too_deep();
        return Outcome::threw;
    }
    if (loop_.is_stopping()) return Outcome::finished;
    ++depth_;
    const Outcome outcome = run_frames(activation, index, run_quick_actions(activation));
    --depth_;
    return outcome;
}

/// From `next` on, or from the end of a frame if that is null.
Interpreter::Outcome Interpreter::run_frames(Activation& activation, std::uint32_t index,
                                             const Action* next) {
    do {
        Completion completion = Completion::normal;
        if (next != nullptr) completion = run_action(activation, index, *next);
        if (completion == Completion::suspended) return Outcome::suspended;
        const bool leaves = next == nullptr || completion != Completion::normal;
        if (leaves && !leave_frame(activation, completion))
            return completion == Completion::threw ? Outcome::threw : Outcome::finished;
        if (loop_.is_stopping()) return Outcome::finished;
        next = run_quick_actions(activation);
    } while (true);
}

/// The first frame stays for the next body.
bool Interpreter::leave_frame(Activation& activation, Completion& completion) {
    while (activation.frames.size() > 1) {
        Frame& frame = activation.frames.back();
        if (frame.kind == FrameKind::body && completion == Completion::normal) {
            activation.frames.pop_back();
            return true;
        }
        if (frame.kind == FrameKind::repeat) activation.context.index = frame.saved_index;
        const Frame left = frame;
        activation.frames.pop_back();
        switch (left.kind) {
            case FrameKind::body:
            case FrameKind::repeat: break;
            case FrameKind::called:
                if (completion == Completion::returned) {
                    completion = Completion::normal;
                    let_go(activation.returned);
                    activation.has_returned = false;
                }
                break;
            case FrameKind::guarded:
            case FrameKind::recover: {
                const Action& guard = program_.actions[left.action];
                if (left.kind == FrameKind::recover) activation.value = left.saved_value;
                if (left.kind == FrameKind::guarded && completion == Completion::threw &&
                    guard.other) {
                    push_frame(activation, machine_.body(guard.other), FrameKind::recover,
                               left.action);
                    activation.frames.back().saved_value = activation.value;
                    activation.value = loop_.error;
                    return true;
                }
                if (guard.ref != index_none) {
                    push_frame(activation, machine_.body(BodyId{guard.ref}), FrameKind::cleanup,
                               left.action);
                    activation.frames.back().pending = completion;
                    activation.frames.back().saved_value = loop_.error;
                    return true;
                }
                break;
            }
            case FrameKind::cleanup:
                if (completion == Completion::normal) {
                    completion = left.pending;
                    if (completion == Completion::threw) loop_.error = left.saved_value;
                }
                break;
        }
        if (completion == Completion::normal) return true;
    }
    return false;
}

}  // namespace sim
