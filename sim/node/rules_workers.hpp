#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 8: workers and messages. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view workers_section = "Workers, messages, processes";

inline constexpr auto workers = std::to_array<Rule>({
    {"R8.1", workers_section,
     "A worker thread has its own loop, timers and queues, and uses the pool of the process. Its "
     "'online' usually comes before its first message.",
     "W05 W09", true},
    {"R8.2", workers_section,
     "A message is serialised by postMessage itself, so that later changes do not show, and built "
     "again by the receiver right before it is delivered. Transferred buffers cost nothing by "
     "their size.",
     "W07 W15", true},
    {"R8.3", workers_section, "Messages are delivered in poll, each with a drain of its own.",
     "W01 W12", true},
    {"R8.4", workers_section,
     "A port delivers in one go what waited when it started, or 1000 messages if that is more; "
     "then the loop goes on.",
     "W02 W03; Node src/node_messaging.cc, MessagePort::OnMessage", true},
    {"R8.5", workers_section,
     "receiveMessageOnPort takes a message at once, without the loop. A 'message' listener makes "
     "the port hold the loop open.",
     "W06 W08", true},
    {"R8.6", workers_section,
     "Messages between processes come through a pipe; each is emitted by a tick of its own, so "
     "that those of one read come before the ticks they make.",
     "W10; Node lib/internal/child_process.js, setupChannel", true},
    {"R8.7", workers_section,
     "In a cluster the primary accepts and hands connections over; for the worker a new connection "
     "is an event of poll.",
     "Node lib/internal/cluster/round_robin_handle.js, RoundRobinHandle", false},
});

}  // namespace sim::rule_tables
