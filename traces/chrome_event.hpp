#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/ids.hpp"
#include "sim/core/names.hpp"

namespace traces {

/// What the category says an event is about: those of Node (src/tracing in Node's sources), ours, all others.
enum class ChromeClass : std::uint8_t {
    other,
    async_hooks,      // resources and their callbacks
    pool_submission,  // node.threadpoolwork.async: from submission to callback
    pool_work,        // node.threadpoolwork.sync: in a thread of the pool
    file_operation,   // node.fs.async
    lookup,           // node.dns.native
    file_sync,        // node.fs.sync
    environment,      // RunTimers, CheckImmediate ...
    bootstrap,
    own_callback,
    own_idle,
    own_wait,
    own_station,
    own_request,
    own_output,
    own_cause,
};

/// One event of a Chrome trace, as far as anything here wants it. Times in nanoseconds.
struct ChromeEvent {
    char phase = ' ';
    ChromeClass kind = ChromeClass::other;
    std::int64_t process = 0;
    std::int64_t thread = 0;
    std::int64_t at = 0;
    std::int64_t duration = 0;
    sim::NameId name;
    sim::NameId category;
    std::uint64_t id = 0;  // of an asynchronous event; the highest bit: no number

    // Arguments, -1: absent.
    std::int64_t execution = -1;  // of async_hooks: what ran when this was made
    std::int64_t task = -1;       // ours
    std::int64_t cause = -1;
    sim::NameId task_kind;
    sim::NameId text;  // of metadata: the name; of outputs: what was printed
};

}  // namespace traces
