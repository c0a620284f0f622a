#include <fmt/format.h>

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/emit.hpp"

namespace sim::scenario {
namespace {

struct ProcessEventName {
    std::string_view name;
    ProcessEvent event;
};
constexpr std::array process_events{
    ProcessEventName{"uncaughtException", ProcessEvent::uncaught_exception},
    ProcessEventName{"unhandledRejection", ProcessEvent::unhandled_rejection},
    ProcessEventName{"rejectionHandled", ProcessEvent::rejection_handled},
    ProcessEventName{"beforeExit", ProcessEvent::before_exit},
    ProcessEventName{"exit", ProcessEvent::exit},
    ProcessEventName{"warning", ProcessEvent::warning}};

/// Signals that a process can listen to. Source: Node's documentation of process, section Signal events.
constexpr std::string_view signals =
    "SIGHUP SIGINT SIGTERM SIGUSR1 SIGUSR2 SIGCHLD SIGWINCH SIGPIPE SIGALRM SIGCONT SIGQUIT";

void emit_body(Compiler& compiler, const Call& call, Op op) {
    Action action = compiler.make(op);
    action.body = compiler.body(call.operand, call.row->operand.key);
    compiler.emit(action);
}

void emit_timer(Compiler& compiler, const Call& call, Op op) {
    Action action = compiler.make(op);
    action.n = compiler.delay_ms(call.operand);
    action.slot = compiler.define(call["as"], holds_timer);
    action.body = compiler.body(call["do"], call.row->operand.key);
    if (compiler.is_true(call["unref"])) action.flags = flag_unref;
    compiler.emit(action);
}

void emit_on_slot(Compiler& compiler, const Call& call, Op op) {
    Action action = compiler.make(op);
    action.slot =
        compiler.use_handle(call.operand, call.row->operand.holds, call.row->operand.words);
    compiler.emit(action);
}

void on_handle(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::on_handle);
    action.slot = compiler.use_handle(
        call["of"],
        holds_server | holds_socket | holds_dgram | holds_child | holds_channel | holds_worker,
        "socket parent");
    const BodyId body = compiler.body(call["do"], compiler.text(call.operand));
    const std::optional<HandleEvent> event =
        compiler.handle_event(call.operand, compiler.text(call.operand), holds_anything);
    if (!event) return;
    action.bindings = static_cast<std::uint32_t>(compiler.program().bindings.size());
    action.bindings_count = 1;
    compiler.program().bindings.push_back({.event = *event, .body = body});
    compiler.emit(action);
}

}  // namespace

bool Compiler::is_signal(JsonIndex value) { return is_word(value, signals, "signal"); }

namespace emit {

void next_tick(Compiler& compiler, const Call& call) { emit_body(compiler, call, Op::next_tick); }
void microtask(Compiler& compiler, const Call& call) { emit_body(compiler, call, Op::microtask); }
void set_timeout(Compiler& compiler, const Call& call) {
    emit_timer(compiler, call, Op::set_timeout);
}
void set_interval(Compiler& compiler, const Call& call) {
    emit_timer(compiler, call, Op::set_interval);
}
void clear(Compiler& compiler, const Call& call) { emit_on_slot(compiler, call, Op::clear); }
void refresh(Compiler& compiler, const Call& call) { emit_on_slot(compiler, call, Op::refresh); }
void ref(Compiler& compiler, const Call& call) { emit_on_slot(compiler, call, Op::ref_); }
void unref(Compiler& compiler, const Call& call) { emit_on_slot(compiler, call, Op::unref); }

void set_immediate(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::set_immediate);
    action.slot = compiler.define(call["as"], holds_immediate);
    action.body = compiler.body(call.operand, "setImmediate");
    if (compiler.is_true(call["unref"])) action.flags = flag_unref;
    compiler.emit(action);
}

void on_event(Compiler& compiler, const Call& call) {
    if (call["of"] != json_none) return on_handle(compiler, call);
    const std::string_view name = compiler.text(call.operand);
    Action action = compiler.make(Op::on_process);
    action.body = compiler.body(call["do"], name);
    std::vector<std::string_view> known;
    for (const ProcessEventName& row : process_events) {
        known.push_back(row.name);
        if (row.name != name) continue;
        action.small = static_cast<std::uint16_t>(row.event);
        return compiler.emit(action);
    }
    if (name.substr(0, 3) == "SIG") {
        if (!compiler.is_signal(call.operand)) return;
        action.small = static_cast<std::uint16_t>(ProcessEvent::signal);
        action.ref = compiler.intern(name).value;
        return compiler.emit(action);
    }
    for (const std::string_view signal : split_words(signals)) known.push_back(signal);
    compiler.error(compiler.offset(call.operand),
                   fmt::format("unknown event of the process {}", quote(name)),
                   known_hint(name, known));
}

}  // namespace emit
}  // namespace sim::scenario
