#pragma once

#include <cstdint>

#include "sim/trace/trace.hpp"
#include "traces/output.hpp"

namespace traces {

enum class CsvTable : std::uint8_t {
    best,  // requests if there are any, otherwise tasks, otherwise spans
    spans,
    requests,
    tasks,
};

/// One table as CSV (RFC 4180, line feeds) with a header; times in whole nanoseconds, missing values empty.
/// False if the sink refused.
[[nodiscard]] bool write_csv(const sim::Trace& trace, CsvTable table, const Sink& sink);

}  // namespace traces
