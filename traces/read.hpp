#pragma once

#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "traces/native.hpp"

namespace traces {

/// Whether a file that begins like this is a native trace, not packed.
[[nodiscard]] bool is_native(std::string_view first);
/// Whether a file that begins like this is a trace that `read` takes: native or Chrome, or packed, which may be one.
[[nodiscard]] bool is_trace(std::string_view first);

/// Reads a native or a Chrome trace, packed with gzip or zstd or not, whichever the bytes say. Any bytes give a trace
/// that has all indices in range, or one diagnostic. Only native traces know of `window` (see read_native).
[[nodiscard]] sim::Result<sim::Trace> read(const Source& source, std::string_view file,
                                           const Window& window = {});
/// The same; of a native trace that is not packed, only what the window needs is read.
[[nodiscard]] sim::Result<sim::Trace> read(const Seekable& source, std::string_view file,
                                           const Window& window);

}  // namespace traces
