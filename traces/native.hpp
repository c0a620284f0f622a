#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "traces/output.hpp"

namespace traces {

/// The version that this program writes and the only one that it reads.
constexpr std::int64_t native_version = 2;

/// The native form: one JSON document (native.schema.json) of which every line is a header, a chunk of at most 1 MiB (more
/// only for a single longer text) or a part of the footer, so that both ends stream. Snapshots are left out.
/// False if the sink refused.
[[nodiscard]] bool write_native(const sim::Trace& trace, const Sink& sink);

/// Gives the bytes of a file piece by piece, empty at its end.
using Source = std::function<std::string_view()>;

/// A file that can be read anywhere.
struct Seekable {
    std::int64_t size = 0;
    /// Up to 256 KiB from `at` on, valid until the next call; empty at the end of the file and after a failure.
    std::function<std::string_view(std::int64_t at)> read;
};

/// A part of a run: what is there between two instants, both included.
struct Window {
    std::int64_t from = 0;
    std::int64_t to = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] bool is_everything() const {
        return from <= 0 && to == std::numeric_limits<std::int64_t>::max();
    }
    [[nodiscard]] bool has(std::int64_t begins, std::int64_t ends) const {
        return begins <= to && ends >= from;
    }
};

/// Reads what `write_native` writes; snapshots are made again. Any bytes give a trace that has all indices and
/// enums in range, or a diagnostic with `file`, line and, where the JSON is broken, column.
/// A written trace, read and written again, is the same bytes.
/// Of a trace of level spans only the spans and requests within `window` are kept, requests count from 0 then, and the
/// statistics are still those of the whole run. Other traces are read whole.
[[nodiscard]] sim::Result<sim::Trace> read_native(const Source& source, std::string_view file,
                                                  const Window& window = {});
[[nodiscard]] sim::Result<sim::Trace> read_native(std::string_view text, std::string_view file);
/// The same without the chunks that have nothing within the window: those are not looked at.
[[nodiscard]] sim::Result<sim::Trace> read_native(const Seekable& source, std::string_view file,
                                                  const Window& window);

}  // namespace traces
