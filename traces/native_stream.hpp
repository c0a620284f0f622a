#pragma once

#include <cstdint>
#include <vector>

#include "sim/trace/trace_piece.hpp"
#include "traces/native_chunks.hpp"
#include "traces/native_index.hpp"

namespace traces {

/// Writes a native trace while it arises: memory holds a chunk of spans, one of requests, and some bytes a chunk for the
/// index. Spans and requests stand in the file in the order in which they ended, whatever pieces they come in, so
/// that the bytes are those of `write_native`.
class NativeStream {
public:
    explicit NativeStream(const Sink& sink) : chunks_(sink) {}

    /// The header, which `take` writes if nobody did. False if the sink refused, here and below.
    bool begin(const sim::Trace& trace);
    bool take(const sim::Trace& trace, const sim::TracePiece& piece);
    /// One more; spans of one instant come before requests of that instant, those by number.
    bool add(std::int64_t start, std::int64_t duration, std::uint32_t owner, std::uint16_t lane,
             sim::SpanKind kind);
    void add(const sim::NumberedRequest& request);
    /// All other tables, the ending and the index. Spans and requests of `trace` are not looked at.
    [[nodiscard]] bool finish(const sim::Trace& trace);
    /// Complete after `finish`.
    [[nodiscard]] const NativeIndex& index() const { return index_; }

private:
    void write_spans();
    void write_requests();
    void write_ending(const sim::Ending& ending);
    void write_index();

    NativeChunks chunks_;
    NativeIndex index_;
    sim::Spans spans_;
    std::vector<sim::NumberedRequest> requests_;
    std::vector<sim::NumberedRequest> waiting_;  // until all spans that come before them are there
    bool has_begun_ = false;
};

}  // namespace traces
