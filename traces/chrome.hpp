#pragma once

#include "sim/trace/trace.hpp"
#include "traces/output.hpp"
#include "traces/trace_blocks.hpp"

namespace traces {

/// Chrome Trace Event JSON, as Perfetto and chrome://tracing read it: object form, microseconds with three
/// decimals, sorted by time. Lanes are threads; requests are threads of a process of their own. Pool work has
/// the names and categories that Node gives it, so that both traces lie side by side.
/// At level full it needs 32 bytes of memory a record, below that only for what is open. False if the sink refused.
[[nodiscard]] bool write_chrome(const sim::Trace& trace, const Sink& sink);

/// The same of a trace of level spans whose spans and requests come in blocks; `frame` is everything else.
[[nodiscard]] bool write_chrome(const sim::Trace& frame, const TraceBlocks& blocks,
                                const Sink& sink);

}  // namespace traces
