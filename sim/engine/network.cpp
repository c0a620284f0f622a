// Handles in general: making, listening, referencing, readiness, and messages. Streams are in network_streams.cpp,
// datagram sockets, child processes and workers in network_others.cpp.
#include "sim/engine/network.hpp"

#include "sim/engine/machine.hpp"

namespace sim {

Network::Network(Machine& machine)
    : machine_(machine), servers_(machine.program.servers, index_none) {
    sigchld_ = machine.name("SIGCHLD");
}

std::uint32_t Network::make(HandleKind kind, Loop& loop) {
    const std::uint32_t id = handles_.take();
    handles_[id].kind = kind;
    handles_[id].loop = loop.index;
    return id;
}

void Network::set_variable(Loop& loop, const Context& context, Slot slot, std::uint32_t handle) {
    if (slot < slot_parent)
        machine_.assign(loop, context, slot, Value{ValueKind::handle, handle, 0, 0});
}

void Network::act(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = handle_of(loop, context, action.slot);
    if (action.op == Op::on_handle) add_listeners(loop, context, action);
    if (action.op == Op::write) write(loop, context, action);
    if (action.op == Op::end) end(loop, context, action);
    if (action.op == Op::destroy) destroy(id, (action.flags & flag_error) != 0);
    if (action.op == Op::close) close(loop, context, action);
    if (action.op == Op::pause) set_flowing(id, false);
    if (action.op == Op::resume) set_flowing(id, true);
    if (action.op == Op::send) send(loop, context, action);
    if (action.op == Op::post_message) post_message(loop, context, action);
}

void Network::bind_listeners(std::uint32_t id, const Context& context, const Action& action) {
    Handle& handle = handles_[id];
    for (std::uint32_t i = 0; i < action.bindings_count; ++i) {
        const EventBinding& binding = machine_.program.bindings[action.bindings + i];
        Context own = context;
        own.handle = id;
        machine_.hold(own);
        handle.listeners.push_back({binding.event, Callback{binding.body, own, TaskId::none()}});
        if (binding.event == HandleEvent::data) start_flow(id);
    }
}

void Network::add_listeners(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = handle_of(loop, context, action.slot);
    if (id == index_none) return;
    bind_listeners(id, context, action);
    Handle& handle = handles_[id];
    if (handle.kind == HandleKind::port && !handle.is_active && !handle.is_closing) {
        set_active(id, true);
        if (handle.messages > 0) signal_port(id);
    }
}

/// The handle that a variable, `socket` or `parent` names; index_none if it names none (yet).
std::uint32_t Network::handle_of(const Loop& loop, const Context& context, Slot slot) const {
    if (slot == slot_parent) return loop.parent_port;
    if (slot == slot_current) return context.handle;
    const Value& value = machine_.variable(context, slot);
    return value.kind == ValueKind::handle ? value.id : index_none;
}

void Network::set_ref(std::uint32_t id, bool is_ref) {
    if (id == index_none || handles_[id].is_ref == is_ref) return;
    Handle& handle = handles_[id];
    handle.is_ref = is_ref;
    if (handle.is_active) machine_.loops[handle.loop]->set_handles_ref(is_ref ? 1 : -1);
}

void Network::set_active(std::uint32_t id, bool is_active) {
    Handle& handle = handles_[id];
    if (handle.is_active == is_active) return;
    handle.is_active = is_active;
    if (handle.is_ref) machine_.loops[handle.loop]->set_handles_ref(is_active ? 1 : -1);
}

namespace {
/// Node's name of an event.
std::string_view name_of(HandleEvent event, HandleKind kind) {
    switch (event) {
        case HandleEvent::listening: return "listening";
        case HandleEvent::connection: return "connection";
        case HandleEvent::request: return "request";
        case HandleEvent::connect: return "connect";
        case HandleEvent::lookup: return "lookup";
        case HandleEvent::data:
        case HandleEvent::stdout_data: return "data";
        case HandleEvent::end:
        case HandleEvent::stdout_end: return "end";
        case HandleEvent::finish: return "finish";
        case HandleEvent::drain: return "drain";
        case HandleEvent::close: return "close";
        case HandleEvent::error: return "error";
        case HandleEvent::message:
        case HandleEvent::port1_message:
        case HandleEvent::port2_message: return "message";
        case HandleEvent::spawn: return "spawn";
        case HandleEvent::exit: return kind == HandleKind::worker ? "exit of worker" : "exit";
        case HandleEvent::online: return "online";
    }
    SIM_CHECK(false);
}
}  // namespace

/// Calls the listeners of one event in order, all within the scope that is open; false if one threw. With `socket` they
/// speak of that connection: the 'connection' and 'request' listeners of a server.
bool Network::emit(Loop& loop, std::uint32_t id, HandleEvent event, std::uint32_t socket) {
    const std::size_t count = handles_[id].listeners.size();
    for (std::size_t i = 0; i < count && !loop.is_stopping(); ++i) {
        const Handle::Listener listener = handles_[id].listeners[i];
        if (listener.event != event) continue;
        Callback callback = listener.callback;
        if (socket != index_none) callback.context.handle = socket;
        const Body& body = machine_.body(callback.body);
        callback.task = machine_.make_task(loop, TaskKind::io, body.name, body.place,
                                           callback.context, Where::ready);
        if (machine_.recorder.is_full())
            loop.note(NoteKind::emitted, callback.task,
                      machine_.name(name_of(event, handles_[id].kind)).value, id);
        if (!loop.execute(callback, NameId::none(), Where::ready, SpanKind::io_callback))
            return false;
    }
    return true;
}

void Network::tick(std::uint32_t id, HandleStep step) {
    machine_.loops[handles_[id].loop]->next_tick(Tick{.kind = Tick::Kind::handle,
                                                      .step = static_cast<std::uint8_t>(step),
                                                      .handle = id,
                                                      .callback = {}});
}

// Readiness, as the kernel sees it.

bool Network::is_ready(const Handle& handle) const {
    if (handle.is_closing) return false;
    switch (handle.kind) {
        case HandleKind::server: return !handle.backlog.empty();
        case HandleKind::socket:
            if (handle.is_connecting) return true;
            if (handle.is_reading && (handle.received > 0 || (handle.has_fin && !handle.is_at_end)))
                return true;
            return wants_write(handle);
        case HandleKind::datagram: return handle.messages > 0;
        case HandleKind::child:
        case HandleKind::port:
        case HandleKind::worker: break;
    }
    return false;
}

bool Network::wants_write(const Handle& handle) const {
    return (!handle.writes.empty() && space_for(handle) > 0) || handle.shutdown_waits;
}

void Network::registered(Loop& loop, std::uint32_t id) {
    Handle& handle = handles_[id];
    if (handle.is_closing) return;
    handle.is_registered = true;
    if (handle.is_listed || !is_ready(handle)) return;
    handle.is_listed = true;
    loop.make_ready({ReadyKind::handle, id});
}

void Network::notify(std::uint32_t id) {
    Handle& handle = handles_[id];
    if (!handle.is_registered || handle.is_listed || !is_ready(handle)) return;
    handle.is_listed = true;
    machine_.loops[handle.loop]->make_ready({ReadyKind::handle, id});
}

bool Network::report_ready(std::uint32_t id) {
    Handle& handle = handles_[id];
    handle.is_listed = is_ready(handle);
    handle.reports_write = handle.kind == HandleKind::socket && wants_write(handle);
    return handle.is_listed;
}

void Network::dispatch(Loop& loop, std::uint32_t id) {
    Handle& handle = handles_[id];
    if (handle.is_closing) return;
    switch (handle.kind) {
        case HandleKind::server: accept(loop, id); break;
        case HandleKind::socket:
            if (handle.is_connecting) {
                finish_connect(loop, id);
                break;
            }
            if (handle.is_reading && (handle.received > 0 || handle.has_fin)) read(loop, id);
            if (handle.reports_write && !handle.is_closing && !loop.is_stopping()) flush(loop, id);
            break;
        case HandleKind::datagram: {
            // libuv takes up to 32 datagrams an event (src/unix/udp.c, uv__udp_recvmsg).
            for (int i = 0;
                 i < 32 && handle.messages > 0 && !handle.is_closing && !loop.is_stopping(); ++i) {
                --handle.messages;
                loop.charge(machine_.costs.socket_read);
                loop.open_scope();
                loop.end_scope(emit(loop, id, HandleEvent::message));
            }
            break;
        }
        case HandleKind::child:
        case HandleKind::port:
        case HandleKind::worker: break;
    }
}

void Network::run_close(Loop& loop, std::uint32_t id) {
    Handle& handle = handles_[id];
    if (handle.kind == HandleKind::socket || handle.kind == HandleKind::port) {
        loop.open_scope();
        bool is_done = emit(loop, id, handle.is_pipe ? HandleEvent::drain : HandleEvent::close);
        if (is_done && handle.is_pipe) {
            const std::uint32_t child = handle.owner;
            handles_[child].stdio = index_none;
            if (handles_[child].has_exited) is_done = emit(loop, child, HandleEvent::close);
        }
        loop.end_scope(is_done);
    }
}

void Network::close(Loop& loop, const Context& context, const Action& action) {
    std::uint32_t id = handle_of(loop, context, action.slot);
    if (id == index_none) return;
    if (handles_[id].kind == HandleKind::port && action.small == 2) id = handles_[id].peer;
    if (action.body) {
        Context own = context;
        own.handle = id;
        machine_.hold(own);
        handles_[id].listeners.push_back(
            {HandleEvent::close, Callback{action.body, own, TaskId::none()}});
    }
    Handle& handle = handles_[id];
    switch (handle.kind) {
        case HandleKind::server:
            handle.close_is_wanted = true;
            if (!handle.is_closing) {
                handle.is_closing = true;
                set_active(id, false);
                if (handle.address != index_none && servers_[handle.address] == id)
                    servers_[handle.address] = index_none;
                loop.close_handle(id);
            }
            server_drained(id);
            break;
        case HandleKind::datagram:
            if (handle.is_closing) break;
            handle.is_closing = true;
            set_active(id, false);
            if (servers_[handle.address] == id) servers_[handle.address] = index_none;
            loop.close_handle(id);
            tick(id, HandleStep::emit_close);
            break;
        case HandleKind::port: close_port(id); break;
        case HandleKind::socket: destroy(id, false); break;
        case HandleKind::child:
        case HandleKind::worker: break;
    }
}

void Network::server_drained(std::uint32_t id) {
    Handle& server = handles_[id];
    if (!server.close_is_wanted || server.close_is_emitted || server.connections > 0) return;
    server.close_is_emitted = true;
    tick(id, HandleStep::emit_close);
}

void Network::run_pending(Loop& loop, std::uint32_t id, std::uint8_t step) {
    if (static_cast<HandleStep>(step) == HandleStep::shutdown_done) {
        loop.set_requests(-1);
        if (handles_[id].is_closing) return;
        loop.open_scope();
        send_fin(id);
        tick(id, HandleStep::emit_finish);
        loop.end_scope(true);
        return;
    }
    finish_connect(loop, id);
}

bool Network::run_tick(Loop& loop, std::uint32_t id, std::uint8_t step) {
    Handle& handle = handles_[id];
    switch (static_cast<HandleStep>(step)) {
        case HandleStep::listen_resolved:
            start_listening(id);
            tick(id, HandleStep::emit_listening);
            return true;
        case HandleStep::emit_listening:
            return handle.is_closing || emit(loop, id, HandleEvent::listening);
        case HandleStep::start_connect:
            if (!handle.is_closing) start_connect(id);
            return true;
        case HandleStep::write_done: return call_written(loop, id);
        case HandleStep::start_shutdown: start_shutdown(id); return true;
        case HandleStep::emit_finish: {
            if (handle.has_error) return true;
            handle.is_finished = true;
            const bool is_done = emit_finish(loop, id);
            destroy_if_over(id);
            return is_done;
        }
        case HandleStep::emit_end: {
            if (handle.end_is_emitted || handle.has_error) return true;
            handle.end_is_emitted = true;
            const bool is_done =
                emit(loop, id, handle.is_pipe ? HandleEvent::stdout_end : HandleEvent::end);
            if (!handle.allows_half_open && !handle.is_ending && !handle.is_pipe)
                tick(id, HandleStep::end_writable);
            else destroy_if_over(id);
            return is_done;
        }
        case HandleStep::end_writable:
            if (!handle.is_ending && !handle.is_closing) {
                handle.is_ending = true;
                start_shutdown(id);
            }
            return true;
        case HandleStep::emit_error: return emit(loop, id, HandleEvent::error);
        case HandleStep::emit_close: return emit(loop, id, HandleEvent::close);
        case HandleStep::datagram_bound:
            if (handle.is_closing) return true;
            servers_[handle.address] = id;
            set_active(id, true);
            loop.watch({ReadyKind::handle, id});
            return emit(loop, id, HandleEvent::listening);
        case HandleStep::datagram_send:
        case HandleStep::datagram_sent:
            return run_datagram_tick(loop, id, static_cast<HandleStep>(step));
        case HandleStep::emit_spawn: return emit(loop, id, HandleEvent::spawn);
        case HandleStep::flush_stdio:
            if (handle.stdio != index_none) start_flow(handle.stdio);
            return true;
        case HandleStep::flow: {
            if (handle.buffered == 0 || handle.is_closing) return true;
            handle.buffered = 0;
            const bool is_done =
                emit(loop, id, handle.is_pipe ? HandleEvent::stdout_data : HandleEvent::data);
            if (handle.is_at_end) tick(id, HandleStep::emit_end);
            else handle.is_reading = true;
            notify(id);
            return is_done;
        }
        case HandleStep::connect_failed:
        case HandleStep::shutdown_done: break;
    }
    return true;
}

void Network::set_flowing(std::uint32_t id, bool is_flowing) {
    if (is_flowing) start_flow(id);
    else handles_[id].is_flowing = false;
}

}  // namespace sim
