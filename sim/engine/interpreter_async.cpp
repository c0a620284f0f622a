// Actions that make callbacks, promises and work. Whatever is stored for later holds its context; whoever runs it
// or drops it lets go.
#include "sim/engine/machine.hpp"

namespace sim {

Callback Interpreter::make_callback(const Context& context, BodyId body, TaskKind kind,
                                    PlaceId place, Where where) {
    machine_.hold(context);
    const NameId name = body ? machine_.body(body).name : NameId::none();
    return Callback{body, context, machine_.make_task(loop_, kind, name, place, context, where)};
}

void Interpreter::set_timer(const Context& context, const Action& action) {
    const bool is_repeating = action.op == Op::set_interval;
    loop_.warn_of_delay(action.n);
    const TaskKind kind = is_repeating ? TaskKind::interval : TaskKind::timer;
    const Callback callback =
        make_callback(context, action.body, kind, action.place, Where::timers);
    const std::uint32_t id = loop_.add_timer(callback, index_none, coerce_delay(action.n),
                                             is_repeating, (action.flags & flag_unref) == 0);
    if (action.slot != slot_none) {
        machine_.assign(loop_, context, action.slot,
                        Value{ValueKind::timer, id, loop_.timers.timers[id].generation, 0});
    }
}

void Interpreter::clear(const Activation& activation, const Action& action) {
    const Value value = variable(activation, action.slot);
    if (value.kind == ValueKind::timer) loop_.clear_timer(value.id);
    if (value.kind == ValueKind::immediate) loop_.clear_immediate(value.id);
}

void Interpreter::refresh(const Activation& activation, const Action& action) {
    const Value value = variable(activation, action.slot);
    if (value.kind == ValueKind::timer) loop_.refresh_timer(value.id);
}

void Interpreter::set_ref(const Activation& activation, const Action& action, bool is_ref) {
    if (action.slot == slot_current || action.slot == slot_parent) {
        machine_.network.set_ref(machine_.network.handle_of(loop_, activation.context, action.slot),
                                 is_ref);
        return;
    }
    const Value value = variable(activation, action.slot);
    if (value.kind == ValueKind::timer) loop_.set_timer_ref(value.id, is_ref);
    if (value.kind == ValueKind::immediate) loop_.set_immediate_ref(value.id, is_ref);
    if (value.kind == ValueKind::handle) machine_.network.set_ref(value.id, is_ref);
}

void Interpreter::listen_to_process(Activation& activation, const Action& action) {
    const auto event = static_cast<ProcessEvent>(action.small);
    machine_.hold(activation.context);
    Callback callback{action.body, activation.context, TaskId::none()};
    const NameId signal = event == ProcessEvent::signal ? NameId{action.ref} : NameId::none();
    loop_.listeners.list.push_back({event, signal, callback});
}

void Interpreter::push_operand(Activation& activation, const Action& action) {
    Promises& promises = loop_.promises;
    OperandValue operand;
    operand.kind = static_cast<Operand>(action.small);
    if (operand.kind != Operand::value && operand.kind != Operand::thenable) {
        operand.is_promise = true;
        operand.promise = promises.make(action.place, activation.task);
        promises[operand.promise].is_subclass = operand.kind == Operand::subclass;
        if (operand.kind == Operand::rejected) promises.reject(operand.promise, NameId::none());
        else if (operand.kind != Operand::never) promises.fulfil(operand.promise, NameId::none());
    }
    activation.operands.push_back(operand);
}

void Interpreter::push_slot(Activation& activation, const Action& action) {
    const Value value = variable(activation, action.slot);
    OperandValue operand;
    if (value.kind == ValueKind::promise) {
        operand.is_promise = true;
        operand.promise = value.id;
        loop_.promises.hold(value.id);
    }
    activation.operands.push_back(operand);
}

/// A call of a promise's resolving functions; only the first one counts.
void Interpreter::settle(Activation& activation, const Action& action) {
    Promises& promises = loop_.promises;
    const auto how = static_cast<Settle>(action.small);
    const OperandValue with = how == Settle::resolve_with ? pop(activation) : OperandValue{};
    const Value value = variable(activation, action.slot);
    const NameId name = action.ref == index_none ? NameId::none() : NameId{action.ref};
    if (value.kind != ValueKind::promise || promises[value.id].is_resolved) {
        if (value.kind == ValueKind::promise)
            loop_.note(NoteKind::settled_again, activation.task, 0, action.place.value);
        let_go(with);
        return;
    }
    promises[value.id].is_resolved = true;
    switch (how) {
        case Settle::reject: promises.reject(value.id, name); break;
        case Settle::resolve_with: promises.resolve(value.id, with); break;
        case Settle::resolve_value: promises.fulfil(value.id, name); break;
    }
}

void Interpreter::add_reaction(Activation& activation, const Action& action, ReactionKind kind) {
    Promises& promises = loop_.promises;
    const OperandValue of = pop(activation);
    const std::uint32_t derived = promises.make(action.place, activation.task);
    const std::uint32_t source =
        of.is_promise ? of.promise : promises.to_promise(of, action.place, activation.task);
    const Callback callback =
        make_callback(activation.context, action.body ? action.body : action.other,
                      TaskKind::microtask, action.place, Where::promise);
    Reaction reaction;
    reaction.kind = kind;
    reaction.on_fulfilled = action.body;
    reaction.on_rejected = action.other;
    reaction.context = callback.context;
    reaction.task = callback.task;
    reaction.derived = derived;
    promises.hold(derived);
    promises.then(source, reaction);
    promises.release(source);
    push_promise(activation, derived);
}

/// An await: the activation goes on as a reaction to what it waits for.
void Interpreter::suspend(std::uint32_t index, const Action& action) {
    Activation& activation = activations_[index];
    Promises& promises = loop_.promises;
    const std::uint32_t source =
        promises.to_promise(pop(activation), action.place, activation.task);
    Reaction reaction;
    reaction.kind = ReactionKind::resume;
    reaction.target = index;
    reaction.context = activation.context;
    machine_.hold(activation.context);
    reaction.task = machine_.make_task(loop_, TaskKind::microtask, machine_.await_name(),
                                       action.place, activation.context, Where::promise);
    promises.then(source, reaction);
    promises.release(source);
}

void Interpreter::store(Activation& activation, const Action& action) {
    const OperandValue operand = pop(activation);
    machine_.assign(
        loop_, activation.context, action.slot,
        operand.is_promise ? Value{ValueKind::promise, operand.promise, 0, 0} : Value{});
}

/// timers/promises: the timer or immediate settles the promise, the continuation is a microtask after it (R2.14).
void Interpreter::sleep(Activation& activation, const Action& action) {
    const std::uint32_t promise = loop_.promises.make(action.place, activation.task);
    loop_.promises.hold(promise);
    const Callback callback = make_callback(activation.context, BodyId::none(), TaskKind::timer,
                                            action.place, Where::timers);
    loop_.add_timer(callback, promise, coerce_delay(action.n), false, true);
    push_promise(activation, promise);
}

void Interpreter::yield_immediate(Activation& activation, const Action& action) {
    const std::uint32_t promise = loop_.promises.make(action.place, activation.task);
    loop_.promises.hold(promise);
    const Callback callback = make_callback(activation.context, BodyId::none(), TaskKind::immediate,
                                            action.place, Where::immediate_queue);
    loop_.add_immediate(promise, true).second.callback = callback;
    push_promise(activation, promise);
}

void Interpreter::combine(Activation& activation, const Action& action) {
    Promises& promises = loop_.promises;
    const auto kind = static_cast<Combine>(action.small);
    const auto count = static_cast<std::size_t>(action.n);
    const std::uint32_t result = promises.make(action.place, activation.task);
    const std::uint32_t id = loop_.combinators.take();
    promises.hold(result);
    loop_.combinators[id] = Combinator{kind, result, action.n, action.n};
    // An empty list settles at once, except for race, which then never does.
    if (count == 0) {
        if (kind == Combine::any)
            promises.reject(result, machine_.recorder.trace().names.intern("AggregateError"));
        else if (kind != Combine::race) promises.fulfil(result, NameId::none());
        promises.release(result);
        loop_.combinators.give_back(id);
    }
    const std::size_t first = activation.operands.size() - count;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t element =
            promises.to_promise(activation.operands[first + i], action.place, activation.task);
        Reaction reaction;
        reaction.kind = ReactionKind::element;
        reaction.target = id;
        const Callback callback = make_callback(activation.context, BodyId::none(),
                                                TaskKind::microtask, action.place, Where::promise);
        reaction.context = callback.context;
        reaction.task = callback.task;
        promises.then(element, reaction);
        promises.release(element);
    }
    activation.operands.resize(first);
    push_promise(activation, result);
}

void Interpreter::start_work(Activation& activation, const Action& action) {
    Promises& promises = loop_.promises;
    std::uint32_t promise = index_none;
    if (!action.body) {
        promise = promises.make(action.place, activation.task);
        promises.hold(promise);
        offer_promise(activation, promise, action.place);
    }
    machine_.hold(activation.context);
    const Callback callback{action.body, activation.context, TaskId::none()};
    if (action.op == Op::station) machine_.stations.start(loop_, callback, promise, action);
    else machine_.start_api(loop_, callback, promise, action);
}

void Interpreter::respond(Activation& activation, const Action& action) {
    if (activation.context.request == index_none) return;
    loop_.charge(machine_.costs.socket_write);
    loop_.settle();
    if (loop_.is_stopping()) return;
    machine_.arrivals.respond(activation.context.request, static_cast<int>(action.n));
}

}  // namespace sim
