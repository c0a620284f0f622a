// Datagram sockets, child processes, message channels and worker threads (R5.1, R5.11, R8.1 to R8.5).
#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/machine.hpp"

namespace sim {

namespace {
/// Steps of a child's end.
constexpr std::uint32_t child_writes = 0;
constexpr std::uint32_t child_closes = 1;
constexpr std::uint32_t child_dies = 2;
}  // namespace

void Network::datagram(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = make(HandleKind::datagram, loop);
    handles_[id].address = action.ref;
    set_variable(loop, context, action.slot, id);
    bind_listeners(id, context, action);
    tick(id, HandleStep::datagram_bound);
}

/// The address is "looked up" in one tick, which sends; the callback is another tick (R5.1).
void Network::send(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = handle_of(loop, context, action.slot);
    if (id == index_none || handles_[id].kind != HandleKind::datagram || handles_[id].is_closing)
        return;
    Handle::Write write;
    write.left = action.ref;
    if (action.body) {
        machine_.hold(context);
        write.has_callback = true;
        write.callback = Callback{action.body, context, TaskId::none()};
    }
    loop.charge(machine_.costs.socket_write +
                machine_.costs.socket_write_per_kib * (action.n / 1024));
    handles_[id].writes.push_back(write);
    tick(id, HandleStep::datagram_send);
}

bool Network::run_datagram_tick(Loop& loop, std::uint32_t id, HandleStep step) {
    Handle& socket = handles_[id];
    if (step == HandleStep::datagram_sent) return call_written(loop, id);
    const Handle::Write write = socket.writes.pop_front();
    loop.settle();
    const std::uint32_t receiver = server_at(static_cast<std::uint32_t>(write.left));
    if (receiver != index_none) {
        ++handles_[receiver].messages;
        notify(receiver);
    }
    socket.written.push_back(write);
    tick(id, HandleStep::datagram_sent);
    return true;
}

/// The main thread waits for fork and exec; the child then runs outside of the simulated cores. At its end it writes
/// its output and closes its pipes, and SIGCHLD follows.
void Network::spawn(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = make(HandleKind::child, loop);
    set_variable(loop, context, action.slot, id);
    bind_listeners(id, context, action);
    loop.charge(machine_.costs.spawn);
    loop.settle();
    if (loop.is_stopping()) return;
    set_active(id, true);
    if (action.n >= 0) {
        const std::uint32_t pipe = make(HandleKind::socket, loop);
        Handle& out = handles_[pipe];
        out.is_pipe = out.is_reading = true;
        out.is_ending = out.is_shut = true;
        out.owner = id;
        out.requests = action.n;  // what the child is going to write
        handles_[id].stdio = pipe;
        for (const Handle::Listener& listener : handles_[id].listeners) {
            if (listener.event != HandleEvent::stdout_data &&
                listener.event != HandleEvent::stdout_end)
                continue;
            machine_.hold(listener.callback.context);
            handles_[pipe].listeners.push_back(listener);
            handles_[pipe].is_flowing = true;
        }
        set_active(pipe, true);
        loop.watch({ReadyKind::handle, pipe});
    }
    tick(id, HandleStep::emit_spawn);
    const Instant end = machine_.now() + machine_.sample_distribution(action.ref);
    if (machine_.outside == nullptr) {
        machine_.at(end, EventCode::child_exits, id);
        return;
    }
    // Output and signal come by different ways.
    if (action.n >= 0) machine_.outside_at(end, EventCode::child_exits, id, child_writes);
    machine_.outside_at(end, EventCode::child_exits, id, child_dies);
}

/// All at once, or, if the outside decides, one after another: the output, its end, the signal.
void Network::child_exits(std::uint32_t id, std::uint32_t step) {
    Handle& child = handles_[id];
    Loop& loop = *machine_.loops[child.loop];
    if (loop.is_finished) return;
    const bool is_split = machine_.outside != nullptr;
    if (child.stdio != index_none && step != child_dies) {
        Handle& out = handles_[child.stdio];
        if (step == child_writes) {
            out.received = out.requests;
            out.requests = 0;
        }
        out.has_fin = !is_split || step == child_closes;
        notify(child.stdio);
    }
    if (is_split && step == child_writes)
        machine_.outside_at(machine_.now(), EventCode::child_exits, id, child_closes);
    if (is_split && step != child_dies) return;
    child.is_pending = true;
    loop.signal_arrived(sigchld_);
}

/// 'exit' from SIGCHLD, last in its poll batch; 'close' once stdout has closed as well (R5.11).
bool Network::reap_children(Loop& loop, NameId signal) {
    if (signal != sigchld_) return false;
    for (std::uint32_t id = 0; id < handles_.size() && !loop.is_stopping(); ++id) {
        Handle& child = handles_[id];
        if (child.kind != HandleKind::child || child.loop != loop.index || !child.is_pending)
            continue;
        child.is_pending = false;
        child.has_exited = true;
        set_active(id, false);
        child.is_closing = true;
        loop.close_handle(id);
        ++loop.statistics.callbacks;
        loop.open_scope();
        bool is_done = emit(loop, id, HandleEvent::exit);
        tick(id, HandleStep::flush_stdio);
        if (is_done && handles_[id].stdio == index_none)
            is_done = emit(loop, id, HandleEvent::close);
        loop.end_scope(is_done);
    }
    return true;
}

/// process.kill to the process itself: with a listener the signal arrives in poll, without one it ends the process.
void Network::kill(Loop& loop, NameId signal) {
    loop.settle();
    if (loop.is_stopping()) return;
    if (loop.has_listener(ProcessEvent::signal, signal)) {
        loop.signal_arrived(signal);
        return;
    }
    machine_.end_process(loop.process, EndKind::exit_called, 128,
                         "killed by " + std::string{machine_.recorder.trace().names.text(signal)},
                         PlaceId::none());
}

void Network::channel(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t first = make(HandleKind::port, loop);
    const std::uint32_t second = make(HandleKind::port, loop);
    handles_[first].peer = second;
    handles_[second].peer = first;
    set_variable(loop, context, action.slot, first);
    loop.add_port(first);
    loop.add_port(second);
    for (std::uint32_t i = 0; i < action.bindings_count; ++i) {
        const EventBinding& binding = machine_.program.bindings[action.bindings + i];
        const std::uint32_t port = binding.event == HandleEvent::port2_message ? second : first;
        Context own = context;
        own.handle = port;
        machine_.hold(own);
        const HandleEvent event =
            binding.event == HandleEvent::close ? HandleEvent::close : HandleEvent::message;
        handles_[port].listeners.push_back({event, Callback{binding.body, own, TaskId::none()}});
        if (event == HandleEvent::message) set_active(port, true);
    }
}

/// Cloned in the sender now, delivered by the receiver's async pass (R8.2, R8.3).
void Network::post_message(Loop& loop, const Context& context, const Action& action) {
    std::uint32_t from = handle_of(loop, context, action.slot);
    if (from == index_none) return;
    if (handles_[from].kind == HandleKind::port && action.slot != slot_parent && action.small == 2)
        from = handles_[from].peer;
    const CostModel& costs = machine_.costs;
    loop.charge(costs.message_post + costs.message_post_per_kib * (action.n / 1024));
    loop.settle();
    const std::uint32_t to = handles_[from].peer;
    if (loop.is_stopping() || handles_[from].is_closing || to == index_none ||
        handles_[to].is_closing)
        return;
    ++handles_[to].messages;
    handles_[to].message_bytes = action.n;
    signal_port(to);
}

/// Closes this end at once and the other one behind the messages that are on their way to it
/// (src/node_messaging.cc, MessagePort::OnClose and OnMessage).
void Network::close_port(std::uint32_t id) {
    Handle& port = handles_[id];
    if (port.is_closing) return;
    port.is_closing = true;
    set_active(id, false);
    machine_.loops[port.loop]->close_handle(id);
    if (port.peer == index_none || handles_[port.peer].kind == HandleKind::worker) return;
    handles_[port.peer].peer_has_closed = true;
    signal_port(port.peer);
}

void Network::signal_port(std::uint32_t id) {
    Handle& port = handles_[id];
    port.is_pending = true;
    Loop& loop = *machine_.loops[port.loop];
    if (!loop.is_finished) loop.signal_async();
}

/// R8.4: at most max(1000, what waited at the start) messages a pass, each in a scope of its own.
void Network::deliver_messages(Loop& loop, std::uint32_t id) {
    Handle& port = handles_[id];
    if (!port.is_pending) return;
    port.is_pending = false;
    const CostModel& costs = machine_.costs;
    const auto deliver = [&](HandleEvent event) {
        ++loop.statistics.callbacks;
        loop.charge(costs.message_deliver +
                    costs.message_deliver_per_kib * (port.message_bytes / 1024));
        loop.open_scope();
        loop.end_scope(emit(loop, id, event));
    };
    if (port.is_online_pending) {
        port.is_online_pending = false;
        deliver(HandleEvent::online);
    }
    const bool has_listener = std::any_of(
        port.listeners.begin(), port.listeners.end(),
        [](const Handle::Listener& listener) { return listener.event == HandleEvent::message; });
    std::int64_t limit = std::max<std::int64_t>(1000, port.messages);
    while (has_listener && port.messages > 0 && limit-- > 0 && !port.is_closing &&
           !loop.is_stopping()) {
        --port.messages;
        deliver(HandleEvent::message);
    }
    if (has_listener && port.messages > 0 && !port.is_closing) signal_port(id);
    if (port.peer_has_closed && port.messages == 0) close_port(id);
    if (port.failure && !loop.is_stopping()) {
        // The worker's 'error' event; as a scenario cannot listen to it, it throws in the parent
        // (lib/internal/worker.js, [kOnErrorMessage]).
        loop.error = port.failure;
        port.failure = NameId::none();
        loop.open_scope();
        loop.end_scope(false);
    }
    if (port.is_exit_pending && !loop.is_stopping()) {
        port.is_exit_pending = false;
        set_active(id, false);
        deliver(HandleEvent::exit);
    }
}

/// A worker thread starts with a loop of its own and shares the process' pool (R4.1, R8.1).
void Network::worker(Loop& loop, const Context& context, const Action& action) {
    if (machine_.loops.size() >= loops_max) {
        machine_.stop(EndKind::limit, 0,
                      fmt::format("more than {} processes and worker threads", loops_max),
                      action.place);
        return;
    }
    const std::uint32_t id = make(HandleKind::worker, loop);
    set_variable(loop, context, action.slot, id);
    bind_listeners(id, context, action);
    set_active(id, true);
    loop.add_port(id);
    Loop& child = machine_.add_loop(loop.process, action.ref);
    const std::uint32_t port = make(HandleKind::port, child);
    handles_[port].peer = id;
    handles_[id].peer = port;
    handles_[id].worker_loop = child.index;
    child.worker_handle = id;
    child.parent_port = port;
    child.add_port(port);
    machine_.at(machine_.now() + machine_.costs.worker_start, EventCode::loop_starts, child.index);
}

void Network::loop_starts(std::uint32_t index) {
    Loop& child = *machine_.loops[index];
    if (child.is_terminated) return;
    handles_[child.worker_handle].is_online_pending = true;
    signal_port(child.worker_handle);
    machine_.start_loop(child);
}

void Network::loop_ended(Loop& loop) {
    if (loop.worker_handle == index_none) return;
    handles_[loop.worker_handle].is_exit_pending = true;
    signal_port(loop.worker_handle);
}

}  // namespace sim
