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
            chunks_.push_back({.at = table->at[i],
                               .from = table->from[i],
                               .later = 0,
                               .has_spans = table == &index.spans});
    }
    std::sort(chunks_.begin(), chunks_.end(),
              [](const Chunk& x, const Chunk& y) { return x.at < y.at; });
    std::int64_t later = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = chunks_.size(); i-- > 0;) {
        chunks_[i].later = later;
        later = std::min(later, chunks_[i].from);
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
    if (!has_failed_ && !is_as_said(chunk))
        has_failed_ = !lines_->fault()("the index does not say what this chunk holds");
    block.later = chunk.later;
    return !has_failed_;
}

bool NativeBlocks::is_as_said(const Chunk& chunk) const {
    const NativeIndex& read = lines_->ranges();
    const NativeChunkIndex& table = chunk.has_spans ? read.spans : read.requests;
    return read.spans.size() + read.requests.size() == next_ && table.size() > 0 &&
           table.from.back() == chunk.from;
}

bool NativeBlocks::read(std::int64_t at) {
    return take_line(source_, at, text_) ? lines_->line(text_)
                                         : lines_->fault()("the file ends early");
}

}  // namespace traces
