#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/trace/trace.hpp"
#include "traces/chrome_event.hpp"

namespace traces {

/// A thread of a recorded process.
struct RecordedThread {
    std::int64_t process = 0;
    std::int64_t number = 0;
    sim::NameId name;
    bool has_callbacks = false;  // of async_hooks: it runs JavaScript
    bool has_jobs = false;       // it is one of the pool
};

/// One thing in the order of time; `rank` orders those of one instant: what had a length ends, things begin, what has
/// none ends.
struct RecordedEvent {
    std::int64_t at = 0;
    std::uint32_t task = 0;
    std::uint32_t thread = 0;
    std::uint8_t rank = 1;
    sim::EventKind kind = sim::EventKind::moved;
    std::uint8_t detail = 0;
    std::uint32_t operand = 0;
};

struct RecordedSpan {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::uint32_t task = 0;
    std::uint32_t thread = 0;
    sim::SpanKind kind = sim::SpanKind::process_event;
};

struct RecordedOutput {
    std::int64_t at = 0;
    std::uint32_t thread = 0;
    sim::NameId text;
    bool is_error = false;
};

/// What a reader of events collects: tasks in the order of the file, everything else in any order.
struct Recording {
    sim::Names names;
    std::vector<RecordedThread> threads;
    std::map<std::int64_t, sim::NameId> process_names;
    sim::Column<sim::Task> tasks;             // lane: not yet set
    std::vector<std::uint32_t> task_threads;  // by task: where it runs
    std::vector<RecordedEvent> events;
    std::vector<RecordedSpan> spans;
    std::vector<RecordedOutput> outputs;
    std::int64_t first = 0;
    std::int64_t last = -1;  // before `first`: nothing yet
    std::string version;     // of Node, "24.12.0"
};

/// Lanes for the threads that did something, times from the first event on, tasks in the order in which they begin.
[[nodiscard]] sim::Trace to_trace(Recording recording, std::string_view program);

}  // namespace traces
