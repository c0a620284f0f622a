#include "traces/native_blocks.hpp"

#include <algorithm>
#include <limits>

#include "traces/native_lines.hpp"
#include "traces/seekable_lines.hpp"

namespace traces {

NativeBlocks::NativeBlocks(const Seekable& source, std::string_view file, const sim::Trace& frame,
                           const NativeIndex& index)
    : source_(source), frame_(frame), lines_(std::make_unique<NativeLines>(file)) {
    for (const NativeChunkIndex* table : {&index.requests, &index.spans}) {
        for (std::size_t i = 0; i < table->size(); ++i)
            chunks_.push_back({.at = table->at[i], .later = table->from[i]});
    }
    std::sort(chunks_.begin(), chunks_.end(),
              [](const Chunk& x, const Chunk& y) { return x.at < y.at; });
    std::int64_t later = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = chunks_.size(); i-- > 0;) {
        const std::int64_t begins = chunks_[i].later;
        chunks_[i].later = later;
        later = std::min(later, begins);
    }
    has_failed_ = !read(0);
}

NativeBlocks::~NativeBlocks() = default;

const sim::Diagnostic& NativeBlocks::problem() const { return lines_->fault().diagnostic(); }

bool NativeBlocks::next(TraceBlock& block) {
    if (has_failed_ || next_ == chunks_.size()) return false;
    const Chunk& chunk = chunks_[next_++];
    lines_->set_byte(chunk.at);
    has_failed_ = !read(chunk.at) || !lines_->take(frame_, block.piece);
    block.later = chunk.later;
    return !has_failed_;
}

bool NativeBlocks::read(std::int64_t at) {
    return take_line(source_, at, text_) ? lines_->line(text_)
                                         : lines_->fault()("the file ends early");
}

}  // namespace traces
