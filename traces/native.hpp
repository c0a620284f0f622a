#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "traces/output.hpp"

namespace traces {

/// The version that this program writes and the only one that it reads.
constexpr std::int64_t native_version = 1;

/// The native form: one JSON document (native.schema.json) of which every line is a header or a chunk of at most
/// 1 MiB (more only for a single longer text), so that both ends stream. Snapshots are left out.
/// False if the sink refused.
[[nodiscard]] bool write_native(const sim::Trace& trace, const Sink& sink);

/// Gives the bytes of a file piece by piece, empty at its end.
using Source = std::function<std::string_view()>;

/// Reads what `write_native` writes; snapshots are made again. Any bytes give a trace that has all indices and
/// enums in range, or a diagnostic with `file`, line and, where the JSON is broken, column.
/// A written trace, read and written again, is the same bytes.
[[nodiscard]] sim::Result<sim::Trace> read_native(const Source& source, std::string_view file);
[[nodiscard]] sim::Result<sim::Trace> read_native(std::string_view text, std::string_view file);

}  // namespace traces
