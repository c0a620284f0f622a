// Bodies run as data: an activation is a stack of frames, each a run of actions with a cursor. Control actions push
// frames; the end of a frame, a return and a throw all go through leave_frame. An await stores the cursor and gives
// the stack back; nothing of it stays on the native stack.
#include "sim/engine/interpreter.hpp"

#include <fmt/format.h>

#include "sim/engine/machine.hpp"

namespace sim {

namespace {
void count(Value& value, std::int64_t by) {
    value.kind = ValueKind::counter;
    value.number += by;
}
}  // namespace

Interpreter::Interpreter(Machine& machine, Loop& loop)
    : machine_(machine), loop_(loop), program_(machine.program), calls_(calls_max + 1) {}

bool Interpreter::call(const Callback& callback, NameId value, OperandValue* returned) {
    if (!callback.body) return true;
    const Body& body = machine_.body(callback.body);
    if (body.is_async) return call_async(callback, value, returned);
    if (body.count == 0 && depth_ < calls_max) return true;
    Activation& activation = calls_[depth_];
    begin(activation, callback, value);
    const Outcome outcome = run(activation, index_none);
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

void Interpreter::drop(Activation& activation) {
    for (const OperandValue& operand : activation.operands) let_go(operand);
    activation.operands.clear();
}

[[gnu::always_inline]] inline void Interpreter::push_frame(Activation& activation, const Body& body,
                                                           FrameKind kind, std::uint32_t action) {
    activation.frames.push_back(Frame{.cursor = body.first,
                                      .end = body.first + body.count,
                                      .first = body.first,
                                      .kind = kind,
                                      .action = action,
                                      .saved_value = {}});
}

/// At the end of a body another one goes on in the same frame.
inline void Interpreter::push_body(Activation& activation, BodyId id) {
    if (!id) return;
    const Body& body = machine_.body(id);
    Frame& frame = activation.frames.back();
    if (frame.cursor < frame.end || frame.kind != FrameKind::body)
        return push_frame(activation, body, FrameKind::body, 0);
    frame.cursor = body.first;
    frame.end = body.first + body.count;
}

inline bool Interpreter::compare(const Activation& activation, const Action& action) {
    const std::int64_t left = variable(activation, action.slot).number;
    switch (static_cast<Compare>(action.small)) {
        case Compare::less: return left < action.n;
        case Compare::less_equal: return left <= action.n;
        case Compare::equal: return left == action.n;
        case Compare::not_equal: return left != action.n;
        case Compare::greater_equal: return left >= action.n;
        case Compare::greater: return left > action.n;
    }
    return false;
}

/// Actions that cannot end the run, throw or wait, up to the first of another kind, which is to be run next; null at the
/// end of a frame.
inline const Action* Interpreter::run_quick_actions(Activation& activation) {
    const Action* const actions = program_.actions.data();
    Frame* frame = &activation.frames.back();
    while (frame->cursor < frame->end) {
        const Action& action = actions[frame->cursor++];
        if (action.op == Op::count) {
            count(variable(activation, action.slot), action.n);
        } else if (action.op == Op::branch_if) {
            push_body(activation, compare(activation, action) ? action.body : action.other);
            frame = &activation.frames.back();
        } else if (action.op == Op::next_tick) {
            add_tick(activation, action);
        } else if (action.op == Op::microtask) {
            add_microtask(activation, action);
        } else if (action.op == Op::set_immediate) {
            set_immediate(activation, action);
        } else {
            return &action;
        }
    }
    return nullptr;
}

Interpreter::Outcome Interpreter::run(Activation& activation, std::uint32_t index) {
    if (depth_ == calls_max) {
        throw_text("RangeError: Maximum call stack size exceeded");
        return Outcome::threw;
    }
    ++depth_;
    const Outcome outcome = run_frames(activation, index);
    --depth_;
    return outcome;
}

Interpreter::Outcome Interpreter::run_frames(Activation& activation, std::uint32_t index) {
    while (!loop_.is_stopping()) {
        Completion completion = Completion::normal;
        if (const Action* const action = run_quick_actions(activation); action != nullptr) {
            completion = run_action(activation, index, *action);
            if (completion == Completion::normal) continue;
            if (completion == Completion::suspended) return Outcome::suspended;
        }
        if (!leave_frame(activation, completion))
            return completion == Completion::threw ? Outcome::threw : Outcome::finished;
    }
    return Outcome::finished;
}

/// The first frame stays for the next body.
bool Interpreter::leave_frame(Activation& activation, Completion& completion) {
    while (activation.frames.size() > 1) {
        Frame& frame = activation.frames.back();
        if (frame.kind == FrameKind::body && completion == Completion::normal) {
            activation.frames.pop_back();
            return true;
        }
        if (frame.kind == FrameKind::repeat) {
            if (completion == Completion::normal && --frame.rounds > 0) {
                frame.cursor = frame.first;
                ++activation.context.index;
                return true;
            }
            activation.context.index = frame.saved_index;
        }
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

/// One action. Control actions push frames; what it gives is normal unless the body ends or pauses here.
[[gnu::always_inline]] inline Completion Interpreter::run_action(Activation& activation,
                                                                 std::uint32_t index,
                                                                 const Action& action) {
    const Context& context = activation.context;
    switch (action.op) {
        case Op::log: log(activation, action); break;
        case Op::cpu: loop_.advance(machine_.sample_distribution(action.ref)); break;
        case Op::cpu_api: loop_.advance(machine_.main_thread_time(action.ref)); break;
        case Op::repeat: repeat(activation, action); break;
        case Op::call: return call_handler(activation, action);
        case Op::choose:
            push_body(
                activation,
                program_.branches[action.ref + machine_.pick_branch(action.ref, action.n)].body);
            break;
        case Op::throw_: loop_.error = NameId{action.ref}; return Completion::threw;
        case Op::try_:
            push_frame(activation, machine_.body(action.body), FrameKind::guarded,
                       static_cast<std::uint32_t>(&action - program_.actions.data()));
            break;
        case Op::count:
        case Op::branch_if:
        case Op::next_tick:
        case Op::microtask:
        case Op::set_immediate: SIM_CHECK(false); break;  // quick
        case Op::exit: loop_.exit(static_cast<int>(action.n)); break;
        case Op::respond: respond(activation, action); break;

        case Op::set_timeout: set_timer(activation, action, false); break;
        case Op::set_interval: set_timer(activation, action, true); break;
        case Op::clear: clear(activation, action); break;
        case Op::refresh: refresh(activation, action); break;
        case Op::ref_: set_ref(activation, action, true); break;
        case Op::unref: set_ref(activation, action, false); break;
        case Op::on_process: listen_to_process(activation, action); break;

        case Op::push_operand: push_operand(activation, action); break;
        case Op::push_slot: push_slot(activation, action); break;
        case Op::new_promise:
            machine_.assign(loop_, context, action.slot,
                            Value{ValueKind::promise,
                                  loop_.promises.make(action.place, activation.task), 0, 0});
            break;
        case Op::settle: settle(activation, action); break;
        case Op::then_: add_reaction(activation, action, ReactionKind::body); break;
        case Op::finally_: add_reaction(activation, action, ReactionKind::finally_); break;
        case Op::combine: combine(activation, action); break;
        case Op::async_:
            offer_promise(
                activation,
                start_async(Callback{action.body, context, activation.task}, activation.value),
                action.place);
            break;
        case Op::await: suspend(index, action); return Completion::suspended;
        case Op::store: store(activation, action); break;
        case Op::drop: let_go(pop(activation)); break;
        case Op::return_:
            if (activation.has_returned) let_go(activation.returned);
            activation.has_returned = true;
            activation.returned =
                (action.flags & flag_value) != 0 ? pop(activation) : OperandValue{};
            return Completion::returned;
        case Op::sleep: sleep(activation, action); break;
        case Op::yield_immediate: yield_immediate(activation, action); break;
        case Op::api:
        case Op::station: start_work(activation, action); break;

        case Op::listen: machine_.network.listen(loop_, context, action); break;
        case Op::connect: machine_.network.connect(loop_, context, action); break;
        case Op::dgram: machine_.network.datagram(loop_, context, action); break;
        case Op::spawn: machine_.network.spawn(loop_, context, action); break;
        case Op::kill: machine_.network.kill(loop_, NameId{action.ref}); break;
        case Op::channel: machine_.network.channel(loop_, context, action); break;
        case Op::worker: machine_.network.worker(loop_, context, action); break;
        case Op::on_handle:
        case Op::write:
        case Op::end:
        case Op::destroy:
        case Op::close:
        case Op::pause:
        case Op::resume:
        case Op::send:
        case Op::post_message:
            if (machine_.network.handle_of(loop_, context, action.slot) == index_none)
                return throw_text("TypeError: the variable holds no handle yet");
            machine_.network.act(loop_, context, action);
            break;
    }
    return Completion::normal;
}

void Interpreter::log(const Activation& activation, const Action& action) {
    loop_.advance(machine_.output_cost());
    machine_.write_line(loop_, text_of(activation, action.ref), (action.flags & flag_error) != 0);
}

void Interpreter::repeat(Activation& activation, const Action& action) {
    if (action.n <= 0) return;
    push_frame(activation, machine_.body(action.body), FrameKind::repeat, 0);
    activation.frames.back().rounds = action.n;
    activation.frames.back().saved_index = activation.context.index;
    activation.context.index = 1;
}

Completion Interpreter::call_handler(Activation& activation, const Action& action) {
    const Body& body = machine_.body(action.body);
    if (!body.is_async) {
        if (activation.frames.size() >= frames_max)
            return throw_text("RangeError: Maximum call stack size exceeded");
        push_frame(activation, body, FrameKind::called, 0);
        return Completion::normal;
    }
    offer_promise(
        activation,
        start_async(Callback{action.body, activation.context, activation.task}, activation.value),
        action.place);
    return Completion::normal;
}

Completion Interpreter::throw_text(std::string_view text) {
    loop_.error = machine_.recorder.trace().names.intern(text);
    return Completion::threw;
}

std::string Interpreter::text_of(const Activation& activation, std::uint32_t index) const {
    const Text text = program_.texts[index];
    std::string result;
    for (std::uint32_t i = 0; i < text.count; ++i) {
        const TextPiece& piece = program_.text_pieces[text.first + i];
        switch (piece.kind) {
            case TextPiece::Kind::literal: result += program_.names.text(piece.literal); break;
            case TextPiece::Kind::counter:
                fmt::format_to(std::back_inserter(result), "{}",
                               variable(activation, piece.slot).number);
                break;
            case TextPiece::Kind::index:
                fmt::format_to(std::back_inserter(result), "{}", activation.context.index);
                break;
            case TextPiece::Kind::value:
                result += machine_.recorder.trace().names.text(activation.value);
                break;
        }
    }
    return result;
}

OperandValue Interpreter::pop(Activation& activation) {
    SIM_CHECK(!activation.operands.empty());
    const OperandValue operand = activation.operands.back();
    activation.operands.pop_back();
    return operand;
}

/// The promise of a call: whoever made it may ask for it, or forget to.
void Interpreter::offer_promise(Activation& activation, std::uint32_t promise, PlaceId place) {
    Promises::Record& record = loop_.promises[promise];
    record.is_offered = true;
    record.call = place;
    const Body& main = machine_.body(program_.scripts[loop_.script].main);
    record.is_inside = activation.is_async && activation.frames.front().first != main.first;
    push_promise(activation, promise);
}

void Interpreter::push_promise(Activation& activation, std::uint32_t promise) {
    activation.operands.push_back(
        OperandValue{.is_promise = true, .promise = promise, .value = {}});
}

void Interpreter::let_go(const OperandValue& operand) {
    if (operand.is_promise) loop_.promises.release(operand.promise);
}

}  // namespace sim
