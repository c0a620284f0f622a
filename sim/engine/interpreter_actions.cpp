// One action after another, those apart that interpreter.cpp runs itself. Control actions push frames.
#include <fmt/format.h>

#include "sim/engine/machine.hpp"

namespace sim {

/// One action. Control actions push frames; what it gives is normal unless the body ends or pauses here.
Completion Interpreter::run_action(Activation& activation, std::uint32_t index,
                                   const Action& action) {
    const Context& context = activation.context;
    switch (action.op) {
        case Op::log: log(activation, action); break;
        case Op::cpu:
            if (action.n != 0 || action.flags != 0)
                loop_.advance_in_v8(action,
                                    static_cast<std::uint32_t>(&action - program_.actions.data()),
                                    machine_.sample_distribution(action.ref));
            else loop_.advance(machine_.sample_distribution(action.ref));
            break;
        case Op::cpu_api: loop_.advance(machine_.main_thread_time(action.ref)); break;
        case Op::repeat: repeat(activation, action); break;
        case Op::call: return call_handler(activation, action);
        case Op::choose: choose(activation, action); break;
        case Op::throw_: loop_.error = NameId{action.ref}; return Completion::threw;
        case Op::try_:
            push_frame(activation, machine_.body(action.body), FrameKind::guarded,
                       static_cast<std::uint32_t>(&action - program_.actions.data()));
            break;
        case Op::count:
        case Op::branch_if:
        case Op::next_tick:
        case Op::microtask:
        case Op::set_immediate: SIM_CHECK(false); break;  // quick: see interpreter.cpp
        case Op::exit: loop_.exit(static_cast<int>(action.n)); break;
        case Op::respond: respond(activation, action); break;

        case Op::set_timeout:
        case Op::set_interval: set_timer(context, action); break;
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
    machine_.write_line(loop_, text_of(activation, action.ref), (action.flags & flag_error) != 0,
                        loop_.current_task(), TaskId::none());
}

void Interpreter::choose(Activation& activation, const Action& action) {
    const std::uint32_t picked = machine_.pick_branch(action.ref, action.n);
    const BodyId body = program_.branches[action.ref + picked].body;
    if (body) push_body(activation, machine_.body(body));
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
        if (activation.frames.size() >= frames_max) return throw_too_deep();
        push_frame(activation, body, FrameKind::called, 0);
        return Completion::normal;
    }
    offer_promise(
        activation,
        start_async(Callback{action.body, activation.context, activation.task}, activation.value),
        action.place);
    return Completion::normal;
}

Completion Interpreter::throw_too_deep() {
    return throw_text("RangeError: Maximum call stack size exceeded");
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
