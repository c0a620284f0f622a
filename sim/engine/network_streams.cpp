// TCP and unix sockets with the steps of Node's streams around them: which event comes from which system event, tick or
// phase (R5.1 to R5.9).
#include <algorithm>

#include "sim/engine/machine.hpp"

namespace sim {

namespace {
/// One read takes at most this much (src/stream_base.cc, the listener's suggested size of 64 KiB).
constexpr std::int64_t read_max = 65'536;
/// Reads of one readable event (libuv src/unix/stream.c, uv__read).
constexpr int reads_max = 32;
/// What the kernel's two socket buffers of a loopback connection hold with Linux' defaults (net.ipv4.tcp_wmem,
/// tcp_rmem): about 2.5 MB before the writer must wait.
constexpr std::int64_t kernel_buffer = 2'621'440;
/// What of a large write arrives before the receiver has read any of it: the rest comes when it has (Linux 6, loopback,
/// first flight of a connection, measured with Node 18 and 24; later flights vary and are larger).
constexpr std::int64_t receive_window = 195'557;
}  // namespace

std::uint32_t Network::server_at(std::uint32_t address) const {
    return address < servers_.size() ? servers_[address] : index_none;
}

void Network::listen(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = make(HandleKind::server, loop);
    Handle& server = handles_[id];
    server.address = action.ref;
    server.is_unix = (action.flags & flag_unix) != 0;
    server.is_http = (action.flags & flag_http) != 0;
    server.allows_half_open = (action.flags & flag_half_open) != 0;
    set_variable(loop, context, action.slot, id);
    bind_listeners(id, context, action);
    if ((action.flags & flag_host_name) != 0) {
        start_lookup(loop, id);
    } else if ((action.flags & flag_host_ip) != 0) {
        tick(id, HandleStep::listen_resolved);
    } else {
        start_listening(id);
        tick(id, HandleStep::emit_listening);
    }
}

void Network::start_listening(std::uint32_t id) {
    Handle& server = handles_[id];
    if (server.is_closing) return;
    servers_[server.address] = id;
    set_active(id, true);
    machine_.loops[server.loop]->watch({ReadyKind::handle, id});
}

/// A dns.lookup in the pool; the answer comes back by `resolved` (R5.9).
void Network::start_lookup(Loop& loop, std::uint32_t id) {
    const std::uint32_t job = machine_.jobs.take();
    machine_.jobs[job] = Job{};
    machine_.jobs[job].loop = loop.index;
    machine_.jobs[job].is_slow = true;
    machine_.jobs[job].lookup_for = id;
    machine_.jobs[job].callback.task =
        machine_.make_task(loop, TaskKind::pool_job, machine_.name("dns.lookup"), PlaceId::none(),
                           {}, Where::pool_queue);
    loop.note(NoteKind::slow_work, machine_.jobs[job].callback.task);
    loop.set_requests(1);
    machine_.submit(job);
}

bool Network::resolved(Loop& loop, std::uint32_t id) {
    const Handle& handle = handles_[id];
    if (handle.kind == HandleKind::server) {
        start_listening(id);
        tick(id, HandleStep::emit_listening);
        return true;
    }
    const bool is_done = handle.is_closing || emit(loop, id, HandleEvent::lookup);
    if (!handle.is_closing) start_connect(id);
    return is_done;
}

void Network::connect(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = make(HandleKind::socket, loop);
    Handle& socket = handles_[id];
    socket.address = action.ref;
    socket.is_unix = (action.flags & flag_unix) != 0 || action.ref == address_missing;
    socket.allows_half_open = (action.flags & flag_half_open) != 0;
    socket.is_connecting = true;
    set_variable(loop, context, action.slot, id);
    bind_listeners(id, context, action);
    loop.charge(machine_.costs.connect);
    loop.settle();
    if (loop.is_stopping()) return;
    set_active(id, true);
    if (socket.is_unix) start_connect(id);
    else if ((action.flags & flag_host_name) != 0) start_lookup(loop, id);
    else tick(id, HandleStep::start_connect);
}

/// The connect system call. On loopback the listening socket is readable before the caller's is writable (S01).
void Network::start_connect(std::uint32_t id) {
    Handle& socket = handles_[id];
    Loop& loop = *machine_.loops[socket.loop];
    const std::uint32_t server_id = server_at(socket.address);
    if (server_id == index_none) {
        socket.is_refused = true;
        if (socket.is_unix) {
            loop.add_pending(id, static_cast<std::uint8_t>(HandleStep::connect_failed));
            return;
        }
    } else {
        const std::uint32_t accepted =
            make(HandleKind::socket, *machine_.loops[handles_[server_id].loop]);
        Handle& other = handles_[accepted];
        other.peer = id;
        other.server = server_id;
        other.is_http = handles_[server_id].is_http;
        other.is_unix = socket.is_unix;
        other.allows_half_open = handles_[server_id].allows_half_open || other.is_http;
        socket.peer = accepted;
        handles_[server_id].backlog.push_back(accepted);
        notify(server_id);
        // What was written while connecting leaves now.
        while (!socket.writes.empty()) {
            push_bytes(id, socket.writes.front());
            socket.written.push_back(socket.writes.pop_front());
        }
    }
    loop.watch({ReadyKind::handle, id});
}

void Network::finish_connect(Loop& loop, std::uint32_t id) {
    Handle& socket = handles_[id];
    loop.charge(machine_.costs.connected);
    ++loop.statistics.callbacks;
    loop.open_scope();
    socket.is_connecting = false;
    if (socket.is_refused) {
        destroy(id, true);
        loop.end_scope(true);
        return;
    }
    socket.is_reading = true;
    if (!socket.written.empty()) tick(id, HandleStep::write_done);
    const bool is_done = emit(loop, id, HandleEvent::connect);
    if (socket.is_ending && !socket.is_shut) start_shutdown(id);
    notify(id);
    loop.end_scope(is_done);
}

/// R5.3: one connection per readiness since libuv 1.45, before that all that wait.
void Network::accept(Loop& loop, std::uint32_t server_id) {
    Handle& server = handles_[server_id];
    while (!server.backlog.empty() && !server.is_closing && !loop.is_stopping()) {
        const std::uint32_t id = server.backlog.pop_front();
        Handle& socket = handles_[id];
        ++loop.statistics.callbacks;
        loop.open_scope();
        loop.charge(machine_.costs.accept);
        socket.is_reading = true;
        if (socket.is_http) socket.is_flowing = true;
        ++server.connections;
        set_active(id, true);
        loop.watch({ReadyKind::handle, id});
        // 'connection' and 'request' listeners of the server speak of this socket.
        const bool is_done = emit(loop, server_id, HandleEvent::connection, id);
        loop.end_scope(is_done);
        if (machine_.profile.accept_one) break;
    }
}

void Network::read(Loop& loop, std::uint32_t id) {
    read_event(loop, id);
    refill(id);
    const Handle& socket = handles_[id];
    if (socket.peer != index_none && !handles_[socket.peer].is_closing) notify(socket.peer);
}

/// R5.4, R5.4b: each buffer is a 'data' of its own with a full drain; a short read ends the event.
void Network::read_event(Loop& loop, std::uint32_t id) {
    Handle& socket = handles_[id];
    for (int i = 0; i < reads_max && !socket.is_closing && socket.is_reading && !loop.is_stopping();
         ++i) {
        if (socket.received == 0) {
            if (socket.has_fin && !socket.is_at_end) see_end(loop, id);
            return;
        }
        const std::int64_t bytes = std::min(socket.received, read_max);
        socket.received -= bytes;
        loop.charge(machine_.costs.socket_read +
                    machine_.costs.socket_read_per_kib * (bytes / 1024));
        ++loop.statistics.callbacks;
        loop.open_scope();
        bool is_done = true;
        if (socket.is_http) {
            // Requests that came in one read are emitted one after another, without a drain between (R2.32).
            for (; socket.requests > 0 && is_done; --socket.requests)
                is_done = emit(loop, socket.server, HandleEvent::request, id);
        }
        if (socket.is_flowing && is_done) {
            is_done = emit(loop, id, socket.is_pipe ? HandleEvent::stdout_data : HandleEvent::data);
        } else if (!socket.is_flowing) {
            // Nobody takes it: the stream reads ahead up to its high-water mark (R6.8).
            socket.buffered += bytes;
            if (socket.buffered >= machine_.profile.stream_high_water_mark)
                socket.is_reading = false;
        }
        loop.end_scope(is_done);
        if (bytes < read_max) {
            // Data and hang-up in one event: up to libuv 1.51 the end is seen at once.
            const bool has_hung_up = socket.has_fin && (socket.is_pipe || socket.is_shut);
            if (has_hung_up && socket.received == 0 && !machine_.profile.eof_next_poll &&
                !socket.is_closing)
                see_end(loop, id);
            return;
        }
    }
}

void Network::see_end(Loop& loop, std::uint32_t id) {
    Handle& socket = handles_[id];
    socket.is_at_end = true;
    socket.is_reading = false;
    set_active(id, false);
    ++loop.statistics.callbacks;
    loop.open_scope();
    if (socket.buffered == 0) tick(id, HandleStep::emit_end);
    loop.end_scope(true);
}

/// Somebody takes the data from now on: what was read ahead is emitted from a tick (R6.7).
void Network::start_flow(std::uint32_t id) {
    Handle& socket = handles_[id];
    if (socket.is_flowing) return;
    socket.is_flowing = true;
    if (socket.buffered > 0) tick(id, HandleStep::flow);
    else if (!socket.is_connecting && !socket.is_at_end) socket.is_reading = true;
    notify(id);
}

std::int64_t Network::space_for(const Handle& socket) const {
    if (socket.peer == index_none || handles_[socket.peer].is_closing) return kernel_buffer;
    const Handle& peer = handles_[socket.peer];
    return std::max<std::int64_t>(0, kernel_buffer - peer.received - peer.on_the_way);
}

/// Hands as much of a write to the kernel as it takes.
void Network::push_bytes(std::uint32_t id, Handle::Write& write) {
    const Handle& socket = handles_[id];
    const std::int64_t taken = std::min(write.left, space_for(socket));
    write.left -= taken;
    if (socket.peer == index_none || handles_[socket.peer].is_closing) return;
    handles_[socket.peer].requests += write.requests;
    write.requests = 0;
    receive(socket.peer, taken);
}

void Network::receive(std::uint32_t id, std::int64_t bytes) {
    Handle& socket = handles_[id];
    socket.on_the_way += bytes;
    refill(id);
    notify(id);
}

void Network::receive_fin(std::uint32_t id) {
    Handle& socket = handles_[id];
    if (socket.is_closing || socket.has_fin || socket.fin_on_the_way) return;
    socket.fin_on_the_way = true;
    if (socket.on_the_way == 0) refill(id);
    notify(id);
}

/// The window is open again: more of what the peer sent arrives, and its FIN behind the last of it.
void Network::refill(std::uint32_t id) {
    Handle& socket = handles_[id];
    const std::int64_t window = socket.is_unix ? kernel_buffer : receive_window;
    const std::int64_t space = std::max<std::int64_t>(0, window - socket.received);
    const std::int64_t moved = std::min(socket.on_the_way, space);
    socket.received += moved;
    socket.on_the_way -= moved;
    if (socket.on_the_way > 0 || !socket.fin_on_the_way) return;
    socket.fin_on_the_way = false;
    socket.has_fin = true;
}

void Network::write(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = handle_of(loop, context, action.slot);
    if (id == index_none || handles_[id].kind != HandleKind::socket) return;
    Handle& socket = handles_[id];
    if (socket.is_closing || socket.is_ending) return;
    Handle::Write write;
    write.left = action.n;
    write.requests = action.small;
    if (action.body) {
        Context own = context;
        machine_.hold(own);
        write.has_callback = true;
        write.callback = Callback{action.body, own, TaskId::none()};
    }
    loop.charge(machine_.costs.socket_write +
                machine_.costs.socket_write_per_kib * (action.n / 1024));
    loop.settle();
    if (loop.is_stopping()) return;
    if (socket.needs_drain)
        loop.note(NoteKind::write_past_mark, loop.current_task(), 0, action.place.value);
    if (action.n >= machine_.profile.stream_high_water_mark) socket.needs_drain = true;
    if (socket.is_connecting || !socket.writes.empty()) {
        socket.writes.push_back(write);
        return;
    }
    push_bytes(id, write);
    if (write.left > 0) {
        socket.writes.push_back(write);
        return;
    }
    // All taken at once: since 20 write() then answers true and no 'drain' follows (R6.3).
    if (machine_.profile.write_result_after_sink) socket.needs_drain = false;
    socket.written.push_back(write);
    tick(id, HandleStep::write_done);
}

bool Network::call_written(Loop& loop, std::uint32_t id) {
    Handle& socket = handles_[id];
    if (socket.needs_drain && socket.writes.empty() && !socket.is_ending) {
        socket.needs_drain = false;
        if (!emit(loop, id, HandleEvent::drain)) return false;
    }
    while (!socket.written.empty()) {
        const Handle::Write write = socket.written.pop_front();
        if (!write.has_callback) continue;
        if (!call_once(loop, write.callback)) return false;
    }
    return true;
}

bool Network::call_once(Loop& loop, Callback callback) {
    const Body& body = machine_.body(callback.body);
    callback.task = machine_.make_task(loop, TaskKind::tick, body.name, body.place,
                                       callback.context, Where::tick_queue);
    const bool is_done = loop.execute(callback, NameId::none(), Where::tick_queue, SpanKind::tick);
    machine_.release(callback.context);
    return is_done;
}

/// 'finish' and the callback of end(), in the profile's order (R6.6).
bool Network::emit_finish(Loop& loop, std::uint32_t id) {
    const bool finish_first = machine_.profile.finish_order == FinishOrder::finish_first;
    if (finish_first && !emit(loop, id, HandleEvent::finish)) return false;
    if (handles_[id].has_end_callback) {
        handles_[id].has_end_callback = false;
        if (!call_once(loop, handles_[id].end_callback)) return false;
    }
    return finish_first || emit(loop, id, HandleEvent::finish);
}

/// The socket is writable: queued writes go on, one a writability event or many (R5.5); a shutdown that waited for it
/// completes (up to libuv 1.43).
void Network::flush(Loop& loop, std::uint32_t id) {
    Handle& socket = handles_[id];
    bool has_finished_one = false;
    for (std::int64_t i = 0; i < machine_.profile.writes_per_event && !socket.writes.empty(); ++i) {
        push_bytes(id, socket.writes.front());
        if (socket.writes.front().left > 0) break;
        socket.written.push_back(socket.writes.pop_front());
        has_finished_one = true;
    }
    if (has_finished_one) {
        ++loop.statistics.callbacks;
        loop.open_scope();
        loop.end_scope(call_written(loop, id));
    }
    if (socket.is_closing || !socket.writes.empty()) return;
    if (socket.shutdown_waits) {
        socket.shutdown_waits = false;
        loop.set_requests(-1);
        loop.open_scope();
        send_fin(id);
        tick(id, HandleStep::emit_finish);
        loop.end_scope(true);
    } else if (socket.is_ending && !socket.is_shut && has_finished_one) {
        start_shutdown(id);
    }
}

void Network::end(Loop& loop, const Context& context, const Action& action) {
    const std::uint32_t id = handle_of(loop, context, action.slot);
    if (id == index_none || handles_[id].kind != HandleKind::socket || handles_[id].is_ending)
        return;
    if (action.n > 0) {
        Action bytes = action;
        bytes.body = BodyId::none();
        write(loop, context, bytes);
    }
    Handle& socket = handles_[id];
    if (socket.is_closing) return;
    if (action.body) {
        machine_.hold(context);
        socket.has_end_callback = true;
        socket.end_callback = Callback{action.body, context, TaskId::none()};
    }
    socket.is_ending = true;
    if (socket.is_connecting || !socket.writes.empty()) return;
    if (!socket.written.empty()) tick(id, HandleStep::start_shutdown);
    else start_shutdown(id);
}

/// uv_shutdown with nothing queued: through the pending queue since libuv 1.44.2, before that at the next writability
/// event (R1.19).
void Network::start_shutdown(std::uint32_t id) {
    Handle& socket = handles_[id];
    if (socket.is_closing || socket.is_shut || socket.shutdown_waits || !socket.writes.empty())
        return;
    Loop& loop = *machine_.loops[socket.loop];
    loop.set_requests(1);
    if (machine_.profile.shutdown_via_pending) {
        socket.is_shut = true;
        loop.add_pending(id, static_cast<std::uint8_t>(HandleStep::shutdown_done));
        return;
    }
    socket.shutdown_waits = true;
    loop.watch({ReadyKind::handle, id});
}

void Network::send_fin(std::uint32_t id) {
    Handle& socket = handles_[id];
    socket.is_shut = true;
    if (socket.peer != index_none) receive_fin(socket.peer);
}

/// autoDestroy: both sides of the stream are over.
void Network::destroy_if_over(std::uint32_t id) {
    const Handle& socket = handles_[id];
    if (socket.end_is_emitted && (socket.is_finished || socket.is_pipe)) destroy(id, false);
}

/// Closes the descriptor now, the peer sees the end now; 'close' comes in the closing phase, 'error' from a tick.
void Network::destroy(std::uint32_t id, bool with_error) {
    if (id == index_none) return;
    Handle& socket = handles_[id];
    if (socket.kind != HandleKind::socket || socket.is_closing) return;
    if (socket.shutdown_waits) machine_.loops[socket.loop]->set_requests(-1);
    socket.shutdown_waits = false;
    socket.is_closing = true;
    socket.has_error = with_error;
    set_active(id, false);
    if (!socket.is_pipe && socket.peer != index_none) receive_fin(socket.peer);
    if (with_error) tick(id, HandleStep::emit_error);
    machine_.loops[socket.loop]->close_handle(id);
    if (socket.server != index_none) {
        --handles_[socket.server].connections;
        server_drained(socket.server);
    }
}

}  // namespace sim
