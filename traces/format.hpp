#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "traces/output.hpp"

namespace traces {

/// The file formats of traces, in the order of the table.
enum class Format : std::uint8_t { native, chrome, text, csv, csv_spans, csv_requests, csv_tasks };

struct FormatRow {
    Format format = Format::native;
    std::string_view name;    // for --format
    std::string_view ending;  // of file names
    std::string_view description;
    sim::TraceLevel level = sim::TraceLevel::spans;  // what the format needs to say something
    bool (*write)(const sim::Trace& trace, const Sink& sink) = nullptr;
};

/// All formats; a new one is a file and a row.
[[nodiscard]] std::span<const FormatRow> formats();
[[nodiscard]] const FormatRow& row_of(Format format);

/// By the ending of `path` (before ".gz" or ".zst"), the longest that fits; the diagnostic lists the known endings.
[[nodiscard]] sim::Result<Format> format_of(std::string_view path);

/// False if the sink refused.
[[nodiscard]] bool write(const sim::Trace& trace, Format format, const Sink& sink);

}  // namespace traces
