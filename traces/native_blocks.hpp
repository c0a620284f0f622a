#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "traces/native.hpp"
#include "traces/native_index.hpp"
#include "traces/trace_blocks.hpp"

namespace traces {

/// All of a native trace but its spans and requests, which are not looked at, and where those are. Traces of other
/// levels than spans come whole, without an index.
[[nodiscard]] sim::Result<sim::Trace> read_native_frame(const Seekable& source,
                                                        std::string_view file, NativeIndex& index);

class NativeLines;

/// The spans and requests of a native trace of level spans, one chunk at a time.
class NativeBlocks {
public:
    /// `frame` and `index` are those of the file. All must outlive this.
    NativeBlocks(const Seekable& source, std::string_view file, const sim::Trace& frame,
                 const NativeIndex& index);
    ~NativeBlocks();
    NativeBlocks(const NativeBlocks&) = delete;
    NativeBlocks& operator=(const NativeBlocks&) = delete;

    /// False at the end and after a fault.
    bool next(TraceBlock& block);
    /// What was wrong, if anything.
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    [[nodiscard]] const sim::Diagnostic& problem() const;

private:
    struct Chunk {
        std::int64_t at = 0;
        std::int64_t from = 0;   // the earliest that begins in it
        std::int64_t later = 0;  // in any after it
        bool has_spans = false;
    };
    bool read(std::int64_t at);
    [[nodiscard]] bool is_as_said(const Chunk& chunk) const;

    const Seekable& source_;
    const sim::Trace& frame_;
    std::unique_ptr<NativeLines> lines_;
    std::vector<Chunk> chunks_;  // in the order of the file
    std::size_t next_ = 0;
    bool has_failed_ = false;
    std::string text_;
};

}  // namespace traces
