#pragma once

#include "sim/trace/trace.hpp"
#include "traces/native_chunks.hpp"

namespace traces {

/// All tables of a native trace but those that are written while the run goes on: a table only refers to those before it.
void write_native_tables(const sim::Trace& trace, NativeChunks& chunks);

}  // namespace traces
