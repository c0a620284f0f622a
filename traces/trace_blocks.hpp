#pragma once

#include <cstdint>
#include <functional>
#include <limits>

#include "sim/trace/trace_piece.hpp"

namespace traces {

/// A part of what came to an end in a run, on its way from one form to another.
struct TraceBlock {
    sim::TracePiece piece;
    /// Nothing in a later block begins before this.
    std::int64_t later = std::numeric_limits<std::int64_t>::max();
};

/// Gives the spans and requests of a trace of level spans block by block; false at the end and after a failure.
using TraceBlocks = std::function<bool(TraceBlock& block)>;

}  // namespace traces
