#include <fmt/format.h>

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/emit.hpp"

namespace sim::scenario {
namespace {

struct OperandName {
    std::string_view name;
    Operand operand;
};
constexpr std::array operands{
    OperandName{"value", Operand::value},       OperandName{"thenable", Operand::thenable},
    OperandName{"resolved", Operand::resolved}, OperandName{"rejected", Operand::rejected},
    OperandName{"never", Operand::never},       OperandName{"subclass", Operand::subclass}};

void push(Compiler& compiler, Operand operand) {
    Action action = compiler.make(Op::push_operand);
    action.small = static_cast<std::uint16_t>(operand);
    compiler.emit(action);
}

void emit_combine(Compiler& compiler, const Call& call, Combine combine) {
    const JsonTree& tree = compiler.tree();
    const Field entry{.key = call.row->operand.key, .shape = Shape::expression, .about = {}};
    for (JsonIndex i = tree[call.operand].first; i != json_none; i = tree[i].next) {
        if (compiler.check_shape(i, entry)) compiler.expression(i);
    }
    Action action = compiler.make(Op::combine);
    action.small = static_cast<std::uint16_t>(combine);
    action.n = tree[call.operand].count;
    compiler.emit(action);
    compiler.finish_expression(call);
}

void emit_settle(Compiler& compiler, const Call& call, Settle settle) {
    if (call["with"] != json_none) compiler.expression(call["with"]);
    Action action = compiler.make(Op::settle);
    action.slot = compiler.use(call.operand, holds_promise);
    action.small = static_cast<std::uint16_t>(settle);
    if (call["value"] != json_none)
        action.ref = compiler.intern(compiler.text(call["value"])).value;
    compiler.emit(action);
}

void emit_then(Compiler& compiler, const Call& call, JsonIndex fulfilled, JsonIndex rejected) {
    compiler.expression(call.operand);
    Action action = compiler.make(Op::then_);
    action.body = compiler.body(fulfilled, "then");
    action.other = compiler.body(rejected, "catch");
    compiler.emit(action);
    compiler.finish_expression(call);
}

/// What `for await` does for one item, up to its body (R3.6).
void emit_item(Compiler& compiler, JsonIndex at, bool is_generator) {
    if (is_generator) {
        Action generator = compiler.make(Op::async_);
        generator.body = compiler.await_value_body();
        compiler.emit(generator);
    } else {
        push(compiler, Operand::resolved);
        compiler.emit(compiler.make(Op::then_));
    }
    compiler.emit(compiler.make(Op::await));
    compiler.note_await(at);
}

}  // namespace

void Compiler::expression(JsonIndex value) {
    if (value == json_none) return;
    if (tree_[value].kind == JsonKind::object) return action(value, true);
    for (const OperandName& row : operands) {
        if (row.name == text(value)) return push(*this, row.operand);
    }
    Action action = make(Op::push_slot);
    action.slot = use(value, holds_promise);
    emit(action);
}

void Compiler::finish_expression(const Call& call) {
    const JsonIndex as = call["as"];
    if (as != json_none) {
        Action action = make(Op::store);
        action.slot = define(as, holds_promise);
        emit(action);
        if (call.wants_value) {
            action.op = Op::push_slot;
            emit(action);
        }
    } else if (!call.wants_value) {
        emit(make(Op::drop));
    }
}

BodyId Compiler::await_value_body() {
    if (await_value_body_) return await_value_body_;
    program_.bodies.push_back({.first = static_cast<std::uint32_t>(program_.actions.size()),
                               .count = 2,
                               .name = intern("generator"),
                               .place = place_,
                               .is_async = true});
    Action action = make(Op::push_operand);
    action.small = static_cast<std::uint16_t>(Operand::value);
    program_.actions.push_back(action);
    program_.actions.push_back(make(Op::await));
    await_value_body_ = BodyId{static_cast<std::uint32_t>(program_.bodies.size() - 1)};
    return await_value_body_;
}

namespace emit {

void await(Compiler& compiler, const Call& call) {
    compiler.expression(call.operand);
    if (call["as"] != json_none) {
        Action action = compiler.make(Op::store);
        action.slot = compiler.define(call["as"], holds_promise);
        compiler.emit(action);
        action.op = Op::push_slot;
        compiler.emit(action);
    }
    compiler.emit(compiler.make(Op::await));
    compiler.note_await(call.object);
}

void promise(Compiler& compiler, const Call& call) {
    const bool has_body = compiler.tree()[call.operand].kind == JsonKind::string ||
                          compiler.tree()[call.operand].count > 0;
    if (call["as"] == json_none) {
        if (has_body) {
            compiler.error(compiler.offset(call.object), "\"promise\" with a body needs \"as\"",
                           "the body settles the promise by that name");
        }
        // A promise without a name can never be settled.
        if (call.wants_value) push(compiler, Operand::never);
        return;
    }
    Action action = compiler.make(Op::new_promise);
    action.slot = compiler.define(call["as"], holds_promise);
    compiler.emit(action);
    if (has_body) {
        Action executor = compiler.make(Op::call);
        executor.body = compiler.body(call.operand, "promise");
        compiler.emit(executor);
        if (executor.body && compiler.is_async(executor.body))
            compiler.emit(compiler.make(Op::drop));
    }
    if (!call.wants_value) return;
    action.op = Op::push_slot;
    compiler.emit(action);
}

void resolve(Compiler& compiler, const Call& call) {
    if (call["with"] != json_none && call["value"] != json_none) {
        compiler.error(compiler.offset(call.object),
                       "\"resolve\" takes either \"value\" or \"with\"");
    }
    emit_settle(compiler, call,
                call["with"] == json_none ? Settle::resolve_value : Settle::resolve_with);
}

void reject(Compiler& compiler, const Call& call) { emit_settle(compiler, call, Settle::reject); }

void then(Compiler& compiler, const Call& call) {
    emit_then(compiler, call, call["do"], call["rejected"]);
}

void catch_error(Compiler& compiler, const Call& call) {
    emit_then(compiler, call, json_none, call["do"]);
}

void finally(Compiler& compiler, const Call& call) {
    compiler.expression(call.operand);
    Action action = compiler.make(Op::finally_);
    action.body = compiler.body(call["do"], "finally");
    compiler.emit(action);
    compiler.finish_expression(call);
}

void chain(Compiler& compiler, const Call& call) {
    const JsonTree& tree = compiler.tree();
    if (call["of"] == json_none) push(compiler, Operand::resolved);
    else compiler.expression(call["of"]);
    const Field entry{.key = "chain", .shape = Shape::body, .about = {}};
    for (JsonIndex i = tree[call.operand].first; i != json_none; i = tree[i].next) {
        if (!compiler.check_shape(i, entry)) continue;
        Action action = compiler.make(Op::then_);
        action.body = compiler.body(i, "then");
        compiler.emit(action);
    }
    compiler.finish_expression(call);
}

void async(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::async_);
    action.body = compiler.async_body(call.operand);
    compiler.emit(action);
    compiler.finish_expression(call);
}

void combine_all(Compiler& compiler, const Call& call) {
    emit_combine(compiler, call, Combine::all);
}
void combine_race(Compiler& compiler, const Call& call) {
    emit_combine(compiler, call, Combine::race);
}
void combine_any(Compiler& compiler, const Call& call) {
    emit_combine(compiler, call, Combine::any);
}
void combine_all_settled(Compiler& compiler, const Call& call) {
    emit_combine(compiler, call, Combine::all_settled);
}

void sleep(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::sleep);
    action.n = compiler.delay_ms(call.operand);
    compiler.emit(action);
    compiler.finish_expression(call);
}

void immediate(Compiler& compiler, const Call& call) {
    compiler.emit(compiler.make(Op::yield_immediate));
    compiler.finish_expression(call);
}

void return_value(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::return_);
    if (compiler.tree()[call.operand].kind != JsonKind::null) {
        compiler.expression(call.operand);
        action.flags = flag_value;
    }
    compiler.emit(action);
}

void for_await(Compiler& compiler, const Call& call) {
    if (call["of"] == json_none) return;
    if (!compiler.is_word(call["of"], find_field(call.row->options, "of")->words, "iterable"))
        return;
    const bool is_generator = compiler.text(call["of"]) == "generator";
    Action rounds = compiler.make(Op::repeat);
    rounds.n = compiler.integer(call.operand, call.row->operand);
    rounds.body =
        compiler.round_body(call, [&] { emit_item(compiler, call.object, is_generator); });
    compiler.emit(rounds);
    // The iterator's last answer says that there are no more items.
    push(compiler, Operand::resolved);
    if (!is_generator) compiler.emit(compiler.make(Op::then_));
    compiler.emit(compiler.make(Op::await));
    compiler.note_await(call.object);
}

}  // namespace emit
}  // namespace sim::scenario
