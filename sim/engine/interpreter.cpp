// Bodies run as data: an activation is a stack of frames, each a run of actions with a cursor. Control actions push
// frames; the end of a frame, a return and a throw all go through leave_frame. An await stores the cursor and gives
// the stack back; nothing of it stays on the native stack. What most callbacks consist of, counting, branching and queueing,
// cannot end the run, throw or wait: such quick actions run in loops of their own, here those within frames, in
// interpreter_quick.hpp those with which a call begins.
#include "sim/engine/interpreter.hpp"

#include "sim/engine/interpreter_quick.hpp"

namespace sim {

Interpreter::Interpreter(Machine& machine, Loop& loop)
    : machine_(machine),
      loop_(loop),
      program_(machine.program),
      code_(machine.quick_code.bodies()),
      calls_(calls_max) {}

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
        add_tick({context, context.index}, machine_.environment(context), action.body, action);
    } else if (action.op == Op::microtask) {
        add_microtask({context, context.index}, machine_.environment(context), action.body, action);
    } else if (action.op == Op::set_immediate) {
        set_immediate({context, context.index}, machine_.environment(context), action);
    } else {
        return false;
    }
    return true;
}

/// False if the frame has no round after this one in which anything happens, or if the run stops.
inline bool Interpreter::begin_round(Activation& activation, Frame& frame) {
    if (frame.kind != FrameKind::repeat || frame.rounds == 1) return false;
    if (frame.first == frame.end) return false;
    if (!machine_.count_round()) return false;
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
            const bool is_so =
                holds(variable(activation, action.slot).number, action.n, action.small);
            const BodyId body = is_so ? action.body : action.other;
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

bool Interpreter::call_body(const Callback& callback, const QuickStep* first, NameId value,
                            OperandValue* returned) {
    if (depth_ == calls_max) return throw_too_deep() != Completion::threw;
    if (loop_.is_stopping()) return true;
    QuickCall call;
    const Context& context = callback.context;
    if (run_quickly<true>(context, first, machine_.environment(context), call)) return true;
    return run_rest(callback, value, call, returned);
}

/// Of a call whose first actions have run quickly.
bool Interpreter::run_rest(const Callback& callback, NameId value, const QuickCall& call,
                           OperandValue* returned) {
    const auto index_of = [this](const QuickStep* step) {
        return static_cast<std::uint32_t>(step->action - program_.actions.data());
    };
    Activation& activation = calls_[depth_];
    begin(activation, callback, value);
    activation.context.index = call.round;
    for (std::size_t i = 0; i <= call.depth; ++i) {
        if (i > 0) activation.frames.emplace_back();
        Frame& frame = activation.frames.back();
        const QuickStep* here = i < call.depth ? call.outer[i].at + 1 : call.here;
        frame.cursor = index_of(here);
        while (here->kind != QuickStep::Kind::end) ++here;
        frame.end = index_of(here);
        if (i == 0) continue;
        const QuickCall::Level& level = call.outer[i - 1];
        if (level.at->kind != QuickStep::Kind::repeat) continue;
        frame.kind = FrameKind::repeat;
        frame.first = index_of(level.at->body);
        frame.rounds = level.rounds;
        frame.saved_index = level.saved_index;
    }
    ++depth_;
    const Outcome outcome = run_frames(activation, index_none, run_quick_actions(activation));
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
