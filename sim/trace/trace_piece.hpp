#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/trace/trace.hpp"

namespace sim {

/// A request that is over, with its RequestId.
struct NumberedRequest {
    std::uint32_t number = 0;
    RequestRecord record;
};

/// What has come to an end since the piece before: spans in the order in which they ended, requests in the order in
/// which they were answered. Those that never are come last.
struct TracePiece {
    Spans spans;
    std::vector<NumberedRequest> requests;
};

/// Takes a trace of level `spans` while it arises, so that it need not fit into memory; false when it cannot take more.
/// `trace` holds what is known so far: its level and facts, the names of the program, the lanes of loops.
using TraceSink = std::function<bool(const Trace& trace, const TracePiece& piece)>;

}  // namespace sim
