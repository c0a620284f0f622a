#include "traces/read.hpp"

#include <cstdint>
#include <utility>

#include "traces/chrome_read.hpp"
#include "traces/compressed.hpp"

namespace traces {

namespace {

constexpr std::size_t first_bytes = std::size_t{1} << 16;  // enough to tell the formats apart

}  // namespace

bool is_native(std::string_view first) { return first.starts_with("{\"loopglass\":"); }

bool is_trace(std::string_view first) {
    return is_native(first) || first.starts_with("\x1F\x8B") ||
           first.starts_with("\x28\xB5\x2F\xFD") || is_chrome_trace(first);
}

sim::Result<sim::Trace> read(const Source& source, std::string_view file, const Window& window) {
    Unpacked unpacked{source};
    std::string first;
    while (first.size() < first_bytes) {
        const std::string_view piece = unpacked.next();
        if (piece.empty()) break;
        first += piece;
    }
    std::string_view ahead = first;
    const Source bytes = [&] {
        return ahead.empty() ? unpacked.next() : std::exchange(ahead, std::string_view{});
    };
    const bool is_chrome = is_chrome_trace(first);
    const sim::Place place{.file = std::string{file}};
    if (unpacked.problem().empty() && !is_chrome && !is_trace(first)) {
        return sim::Diagnostic{.place = place,
                               .message = "no trace of loopglass and no Chrome trace",
                               .excerpt = {},
                               .hint = unpacked.compression() == Compression::none
                                           ? ""
                                           : "scenarios and programs are read unpacked"};
    }
    sim::Result<sim::Trace> trace =
        is_chrome ? read_chrome(bytes, file) : read_native(bytes, file, window);
    if (unpacked.problem().empty()) return trace;
    return sim::Diagnostic{
        .place = place, .message = unpacked.problem(), .excerpt = {}, .hint = {}};
}

sim::Result<sim::Trace> read(const Seekable& source, std::string_view file, const Window& window) {
    if (is_native(source.read(0))) return read_native(source, file, window);
    std::int64_t at = 0;
    const Source bytes = [&] {
        const std::string_view piece = source.read(at);
        at += static_cast<std::int64_t>(piece.size());
        return piece;
    };
    return read(bytes, file, window);
}

}  // namespace traces
