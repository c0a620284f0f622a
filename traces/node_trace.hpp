#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace traces {

/// A job of the worker pool of a real Node, in microseconds of that machine's clock.
struct PoolJob {
    std::uint32_t name = 0;  // index into NodeTrace::names
    std::int64_t submitted = 0;
    std::int64_t begun = 0;
    std::int64_t ended = 0;
    std::int64_t cpu = -1;  // of the worker meanwhile; -1: the trace does not say
};

/// What trace events of the category node.threadpoolwork tell.
struct NodeTrace {
    std::vector<std::string> names;  // "crypto", "zlib", "node_api" ...
    std::vector<PoolJob> jobs;       // that have ended, by the time of submission
    std::string node;                // version, empty if the trace does not say
    std::int64_t workers = 0;        // threads that did any of this
    std::int64_t processes = 0;
    std::int64_t unmatched = 0;  // events whose partners the trace does not have
    bool is_cut_off = false;     // the file ends within its list, as after a crash
};

/// Reads the file that `node --trace-event-categories node.threadpoolwork` writes, block by block, so that it may be
/// larger than memory: an event of pool work takes 24 bytes, others none.
class NodeTraceReader {
public:
    NodeTraceReader();
    NodeTraceReader(const NodeTraceReader&) = delete;
    NodeTraceReader& operator=(const NodeTraceReader&) = delete;
    ~NodeTraceReader();

    /// False once something is wrong; `finish` says what.
    bool read(std::string_view block);
    /// A diagnostic without a file name: the byte at which it stops to be a list of trace events.
    [[nodiscard]] sim::Result<NodeTrace> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace traces
