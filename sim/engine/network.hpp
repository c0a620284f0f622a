#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/event_queue.hpp"
#include "sim/core/fifo.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/engine/context.hpp"

namespace sim {

class Loop;
class Machine;

enum class HandleKind : std::uint8_t { server, socket, datagram, child, port, worker };

/// What a tick or a pending entry of a handle does: Node's own deferred steps.
enum class HandleStep : std::uint8_t {
    listen_resolved,  // the literal address of listen() was "looked up"
    emit_listening,
    start_connect,   // the connect system call
    connect_failed,  // pending: a unix socket's connect failed at once
    write_done,      // the kernel took all of a write
    start_shutdown,  // end(): what was written before is gone
    shutdown_done,   // pending: nothing is queued, FIN goes out
    emit_finish,
    emit_end,
    end_writable,  // half-open is not allowed: end() follows 'end'
    emit_error,
    emit_close,  // servers and datagram sockets close from a tick (R5.1)
    datagram_bound,
    datagram_send,
    datagram_sent,
    emit_spawn,
    flush_stdio,
    flow,  // what was read ahead is emitted
};

/// A listening socket, a connection, a datagram socket, a child process with its stdout, a message port, or a worker
/// thread as its parent sees it. Never reused within a run, so that stale ids are harmless.
struct Handle {
    struct Listener {
        HandleEvent event = HandleEvent::data;
        Callback callback;
    };
    struct Write {
        std::int64_t left =
            0;  // bytes that the kernel has not taken; datagrams: the receiver's address
        std::int64_t requests = 0;  // HTTP requests in them
        bool has_callback = false;
        Callback callback;
    };

    HandleKind kind = HandleKind::socket;
    std::uint32_t loop = 0;
    std::vector<Listener> listeners;
    bool is_ref = true;
    bool is_active = false;  // counts as an active handle
    bool is_closing = false;
    bool is_registered = false;  // known to epoll
    bool is_listed = false;      // stands in the ready list
    bool is_unix = false;
    bool is_pipe = false;  // stdout of a child
    bool allows_half_open = false;
    bool is_http = false;
    // servers
    std::uint32_t address = index_none;
    Fifo<std::uint32_t> backlog;  // accepted side of connections that wait
    std::int64_t connections = 0;
    bool close_is_wanted = false;
    bool close_is_emitted = false;
    // connections
    std::uint32_t peer = index_none;
    std::uint32_t server = index_none;  // accepted by
    bool is_connecting = false;
    bool is_refused = false;
    bool is_reading = false;
    bool is_flowing = false;      // somebody takes the data
    std::int64_t received = 0;    // bytes that a read finds
    std::int64_t on_the_way = 0;  // bytes that the peer's kernel keeps until these were read
    bool fin_on_the_way = false;  // behind them
    std::int64_t buffered = 0;    // bytes in the stream's
    std::int64_t requests = 0;    // HTTP requests in them
    bool has_fin = false;         // the peer sends no more
    bool is_at_end = false;       // Node has seen that
    bool end_is_emitted = false;
    bool is_ending = false;       // end() was called
    bool is_shut = false;         // FIN was sent
    bool is_finished = false;     // 'finish' was emitted
    bool shutdown_waits = false;  // for writability
    bool reports_write =
        false;  // the kernel's last report said writable, and somebody waits for that
    bool has_end_callback = false;
    Callback end_callback;  // of end()
    bool needs_drain = false;
    bool has_error = false;
    Fifo<Write> writes;   // not fully taken by the kernel
    Fifo<Write> written;  // taken, callback due from a tick
    // child processes and workers
    bool has_exited = false;
    std::uint32_t stdio = index_none;
    std::uint32_t owner = index_none;  // stdout: its child
    // ports and workers
    std::int64_t messages = 0;
    std::int64_t message_bytes = 0;
    bool is_pending = false;       // its async handle was sent
    bool peer_has_closed = false;  // it closes, too, after the messages that were sent before
    bool is_online_pending = false;
    bool is_exit_pending = false;
    NameId failure;  // what the worker threw and nothing caught
    std::uint32_t worker_loop = index_none;
};

/// Everything that the operating system makes ready, with the steps that Node takes around it (R5.1 to R5.11, R8.1 to
/// R8.5). Connections stay within the simulated machine and take no time on the wire.
/// Sources: libuv src/unix/{stream,tcp,pipe,udp,process}.c, Node lib/net.js, lib/dgram.js, lib/internal/streams/*.js.
class Network {
public:
    explicit Network(Machine& machine);

    // Actions of the program.
    void listen(Loop& loop, const Context& context, const Action& action);
    void connect(Loop& loop, const Context& context, const Action& action);
    void datagram(Loop& loop, const Context& context, const Action& action);
    void spawn(Loop& loop, const Context& context, const Action& action);
    void channel(Loop& loop, const Context& context, const Action& action);
    void worker(Loop& loop, const Context& context, const Action& action);
    /// The other actions, on a handle that exists.
    void act(Loop& loop, const Context& context, const Action& action);
    void kill(Loop& loop, NameId signal);
    [[nodiscard]] std::uint32_t handle_of(const Loop& loop, const Context& context,
                                          Slot slot) const;
    void set_ref(std::uint32_t handle, bool is_ref);

    // What the loop asks.
    void run_pending(Loop& loop, std::uint32_t handle, std::uint8_t step);
    void run_close(Loop& loop, std::uint32_t handle);
    bool run_tick(Loop& loop, std::uint32_t handle, std::uint8_t step);
    void registered(Loop& loop, std::uint32_t handle);
    [[nodiscard]] bool report_ready(std::uint32_t handle);
    void dispatch(Loop& loop, std::uint32_t handle);
    void deliver_messages(Loop& loop, std::uint32_t handle);
    /// A dns.lookup for listen or connect is done; false if a listener threw.
    bool resolved(Loop& loop, std::uint32_t handle);
    /// True if the entry of the signal pipe was SIGCHLD.
    bool reap_children(Loop& loop, NameId signal);
    void loop_ended(Loop& loop);
    /// Nothing in the worker thread of this handle caught `error`: its parent gets it.
    void worker_failed(std::uint32_t worker, NameId error) { handles_[worker].failure = error; }

    // Events of the outside.
    void child_exits(std::uint32_t handle, std::uint32_t step);
    void loop_starts(std::uint32_t loop);

private:
    void add_listeners(Loop& loop, const Context& context, const Action& action);
    void write(Loop& loop, const Context& context, const Action& action);
    void end(Loop& loop, const Context& context, const Action& action);
    void destroy(std::uint32_t handle, bool with_error);
    void close(Loop& loop, const Context& context, const Action& action);
    void set_flowing(std::uint32_t handle, bool is_flowing);
    void send(Loop& loop, const Context& context, const Action& action);
    void post_message(Loop& loop, const Context& context, const Action& action);
    std::uint32_t make(HandleKind kind, Loop& loop);
    void bind_listeners(std::uint32_t handle, const Context& context, const Action& action);
    void set_variable(Loop& loop, const Context& context, Slot slot, std::uint32_t handle);
    bool emit(Loop& loop, std::uint32_t handle, HandleEvent event,
              std::uint32_t socket = index_none);
    void tick(std::uint32_t handle, HandleStep step);
    void set_active(std::uint32_t handle, bool is_active);
    void notify(std::uint32_t handle);
    [[nodiscard]] bool is_ready(const Handle& handle) const;
    [[nodiscard]] bool wants_write(const Handle& handle) const;
    bool emit_finish(Loop& loop, std::uint32_t handle);
    bool call_once(Loop& loop, Callback callback);
    [[nodiscard]] std::uint32_t server_at(std::uint32_t address) const;
    [[nodiscard]] std::int64_t space_for(const Handle& handle) const;
    void start_lookup(Loop& loop, std::uint32_t handle);
    void start_listening(std::uint32_t handle);
    void start_connect(std::uint32_t handle);
    void accept(Loop& loop, std::uint32_t server);
    void finish_connect(Loop& loop, std::uint32_t handle);
    void read(Loop& loop, std::uint32_t handle);
    void read_event(Loop& loop, std::uint32_t handle);
    void see_end(Loop& loop, std::uint32_t handle);
    void start_flow(std::uint32_t handle);
    void flush(Loop& loop, std::uint32_t handle);
    void push_bytes(std::uint32_t handle, Handle::Write& write);
    void start_shutdown(std::uint32_t handle);
    void send_fin(std::uint32_t handle);
    void receive(std::uint32_t handle, std::int64_t bytes);
    void receive_fin(std::uint32_t handle);
    void refill(std::uint32_t handle);
    void destroy_if_over(std::uint32_t handle);
    void server_drained(std::uint32_t server);
    bool run_datagram_tick(Loop& loop, std::uint32_t handle, HandleStep step);
    void close_port(std::uint32_t port);
    void signal_port(std::uint32_t port);
    bool call_written(Loop& loop, std::uint32_t handle);

    Machine& machine_;
    SlotPool<Handle> handles_;
    std::vector<std::uint32_t> servers_;  // by address: the listening handle
    NameId sigchld_;
};

}  // namespace sim
