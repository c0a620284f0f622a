#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 5: sockets and HTTP. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view sockets_section = "Sockets and HTTP";

inline constexpr auto sockets = std::to_array<Rule>({
    {"R5.1", sockets_section,
     "Every event has its phase: connections, data and refusals belong to poll; listening, the "
     "callbacks of small writes and of server.close() are ticks; the 'close' of a destroyed socket "
     "belongs to closing.",
     "S01 S03 S05 S06 S07 S12 S17 S18 S19 S24 S25 S26 S29 S31 S32 S39 L10 L11 L27", true},
    {"R5.2", sockets_section,
     "What a poll callback starts takes effect in the order ticks, microtasks, pending (from Node "
     "18 on), immediates, closing, timers, next poll.",
     "L10 L11 L27", true},
    {"R5.3", sockets_section,
     "Up to Node 18 one event of a listening socket accepts all waiting connections. From 20 on "
     "each poll accepts one, so that a backlog of N takes N iterations.",
     "S02 S35; libuv src/unix/stream.c, uv__server_io", true},
    {"R5.4", sockets_section,
     "A readable socket is read in pieces of up to 64 KiB, each a 'data' event with a drain after "
     "it, up to 32 times in one poll or until a piece is not full. Immediates wait for the end of "
     "this.",
     "S10 S36 S37; libuv src/unix/stream.c, uv__read", true},
    {"R5.4b", sockets_section,
     "A TCP end is seen by the poll after the data. For a pipe that ends together with its data, "
     "libuv up to 1.51 reports both in one callback; later versions report the end in the next "
     "poll, after the child's 'exit'.",
     "S40 S41; libuv src/unix/stream.c, uv__stream_io", true},
    {"R5.5", sockets_section,
     "A write is tried at once, and what does not fit waits until the socket is writable: then one "
     "queued write per event up to Node 18, up to 33 from Node 20 on.",
     "S05 S25; libuv src/unix/stream.c, uv__write", true},
    {"R5.6", sockets_section,
     "A new connection is watched from the next poll on; its first data come one iteration after "
     "'connection', even if they were already there.",
     "S28", true},
    {"R5.7", sockets_section,
     "'request' is emitted while the bytes are read. A body that came in the same read has ended "
     "before any immediate; pipelined requests are all handled before the first tick.",
     "S16 S30", true},
    {"R5.8", sockets_section,
     "One exchange without keep-alive makes its events in a fixed order: request, response, their "
     "ends, and the closes; in Node 14 the request of the client closes before its response.",
     "S13 S14", true},
    {"R5.9", sockets_section,
     "Connecting to a name begins with a lookup in the pool. From Node 20 on the addresses are "
     "tried in turn, each for 250 ms, in Node 26 for 500 ms.",
     "S23 S33; Node lib/net.js, internalConnectMultiple", true},
    {"R5.10", sockets_section,
     "From Node 20 on the HTTP agent keeps connections and server.close() closes the idle ones. "
     "Idle connections live 5 s; since Node 18 a request may take 300 s, checked every 30 s.",
     "S15 S34 S38; Node lib/_http_server.js", true},
    {"R5.11", sockets_section,
     "A child's 'spawn' is a tick, its output belongs to poll, 'exit' comes last in its poll, and "
     "'close' when it has exited and its pipes have ended.",
     "S21 S40", true},
});

}  // namespace sim::rule_tables
