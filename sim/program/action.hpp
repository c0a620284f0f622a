#pragma once

#include <cstdint>

#include "sim/core/ids.hpp"

namespace sim {

using BodyId = Id<struct BodyTag>;

/// A variable of an activation tree: main's, a request's, a worker's.
using Slot = std::uint32_t;
constexpr Slot slot_none = 0xFFFF'FFFFU;
/// The handle that the running callback belongs to: `socket` in a connection's callbacks, `parent` in a worker.
constexpr Slot slot_current = 0xFFFF'FFFEU;
constexpr Slot slot_parent = 0xFFFF'FFFDU;

constexpr std::uint32_t index_none = 0xFFFF'FFFFU;

/// What one action does. The operands named in the comments are fields of Action; `push` and `pop`
/// speak of the activation's operand stack, which holds promises and the constants of Operand.
enum class Op : std::uint8_t {
    // plain
    log,        // ref: text; flag_stderr
    cpu,        // ref: distribution; n: bytes that it allocates; flag_warms
    cpu_api,    // ref: api site that runs on the main thread, waiting for it (fs.statSync)
    count,      // slot += n
    branch_if,  // if slot `small`(Compare) n: body, else other
    repeat,     // n times body; `index` counts from 1
    call,       // body; pushes its promise when the body is async, otherwise runs it in place
    choose,     // ref: first branch, n: how many; weights decide
    throw_,     // ref: name of the error
    try_,       // body; other: catch; ref: body of finally; each may be none
    exit,       // process.exit(n)
    respond,    // ends the current request; n: status (>= 500 counts as failed)
    // callbacks
    next_tick,    // body
    microtask,    // body
    set_timeout,  // n: delay in ms before coercion (delay_nan: not a number); body; slot; flag_unref
    set_interval,   // same
    set_immediate,  // body; slot; flag_unref
    clear,          // slot: timer, interval or immediate
    refresh,        // slot
    ref_,           // slot: timer, immediate, server, socket ...
    unref,          // slot
    on_process,     // small: ProcessEvent; body. Signals: ref: name of the signal
    // promises
    push_operand,  // small: Operand
    push_slot,     // slot
    new_promise,   // slot: makes a pending promise there
    settle,  // slot; small: Settle; ref: name of the value; resolve_with pops what it resolves with
    then_,  // pops p; body: onFulfilled, other: onRejected (either may be none); pushes the derived promise
    finally_,         // pops p; body; pushes the derived promise
    combine,          // small: Combine; n: how many are popped; pushes
    async_,           // body runs now as an async function; pushes its promise
    await,            // pops; suspends the body
    store,            // pops into slot
    drop,             // pops
    return_,          // ends the body; flag_value: pops what it returns
    sleep,            // timers/promises setTimeout(n ms); pushes
    yield_immediate,  // timers/promises setImmediate(); pushes
    // work
    api,      // ref: api site; body: callback form; without: pushes the promise
    station,  // ref: station; body: callback form; without: pushes
    // sockets and other handles; bindings: first of n rows in Program::bindings
    listen,  // ref: server; slot; bindings; flag_unix, flag_half_open, flag_host_ip, flag_host_name, flag_http
    connect,  // ref: server, address_refused or address_missing; slot; bindings; flag_unix, flag_half_open, flag_host_name, flag_host_ip
    on_handle,  // slot; bindings (one row)
    write,      // slot; n: bytes; small: HTTP requests or responses in them; body: callback
    end,        // slot; n: bytes; body: callback
    destroy,    // slot; flag_error
    close,      // slot: server, datagram socket, port, watcher; body: callback
    pause,      // slot
    resume,     // slot
    dgram,      // ref: server; slot; bindings: makes a datagram socket and binds it to 127.0.0.1
    send,       // ref: server; slot: sending socket; n: bytes; body: callback
    spawn,  // slot; ref: distribution of its run time; n: bytes it writes to stdout at its end; bindings
    kill,          // ref: name of the signal, to the process itself
    channel,       // slot; bindings for port1 and port2 'message'
    post_message,  // slot: channel, worker or parent; small: 1 or 2 = which port posts; n: bytes
    worker,        // ref: script; slot; bindings
};

constexpr std::int64_t delay_nan = INT64_MIN;
constexpr std::uint32_t address_refused = 0xFFFF'FFFEU;
constexpr std::uint32_t address_missing = 0xFFFF'FFFDU;

enum ActionFlag : std::uint8_t {
    flag_unref = 1,
    flag_value = 1,
    flag_error = 1,
    flag_stderr = 1,  // log: console.error
    flag_warms = 1,   // cpu: the first calls take longer
    flag_unix = 2,
    flag_half_open = 4,
    flag_host_name = 8,  // address by name: a dns.lookup comes first
    flag_http = 16,
    flag_host_ip = 32,  // an IP literal: one more tick (R5.1)
};

/// Bit by bit, whether the condition holds for a number that is less, equal, greater.
enum class Compare : std::uint16_t {
    less = 1,
    equal = 2,
    less_equal = 3,
    greater = 4,
    not_equal = 5,
    greater_equal = 6,
};

/// Constants an expression may name. `subclass` is a resolved instance of a Promise subclass,
/// `thenable` an object whose `then` calls back at once, `value` anything that is no promise.
enum class Operand : std::uint16_t { value, thenable, resolved, rejected, never, subclass };

enum class Settle : std::uint16_t { resolve_value, resolve_with, reject };

enum class Combine : std::uint16_t { all, race, any, all_settled };

enum class ProcessEvent : std::uint16_t {
    uncaught_exception,
    unhandled_rejection,
    rejection_handled,
    before_exit,
    exit,
    warning,
    signal,
};

/// Events of servers, sockets, datagram sockets, child processes, ports and workers, by Node's names.
enum class HandleEvent : std::uint16_t {
    listening,
    connection,
    request,
    connect,
    lookup,
    data,
    end,
    finish,
    drain,
    close,
    error,
    message,
    port1_message,
    port2_message,
    spawn,
    exit,
    stdout_data,
    stdout_end,
    online,
};

struct EventBinding {
    HandleEvent event = HandleEvent::listening;
    BodyId body;
};

/// One step of a body, 40 bytes.
struct Action {
    Op op = Op::log;
    std::uint8_t flags = 0;
    std::uint16_t small = 0;
    Slot slot = slot_none;
    BodyId body;
    BodyId other;
    std::uint32_t ref = index_none;
    std::uint32_t bindings = index_none;
    std::uint32_t bindings_count = 0;
    PlaceId place;
    std::int64_t n = 0;
};
static_assert(sizeof(Action) == 40);

}  // namespace sim
