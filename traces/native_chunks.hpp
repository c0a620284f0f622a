#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/core/ids.hpp"
#include "sim/core/time.hpp"
#include "traces/output.hpp"

namespace traces {

/// What no chunk of a native trace exceeds, unless a single text does.
constexpr std::size_t native_chunk_bytes = std::size_t{1} << 20;

/// How many rows of at most `row_bytes` a chunk holds.
constexpr std::size_t native_chunk_rows(std::size_t row_bytes) {
    return (native_chunk_bytes - 1024) / row_bytes;
}

// A missing index and "never" are -1.
template <class Tag>
std::int64_t native_number(sim::Id<Tag> id) {
    return id.is_none() ? -1 : static_cast<std::int64_t>(id.value);
}
inline std::int64_t native_number(sim::Instant at) { return at == sim::instant_never ? -1 : at.ns; }

/// The lines of a native trace after its header: one chunk each, which holds columns of one table.
class NativeChunks {
public:
    explicit NativeChunks(const Sink& sink) : out_(sink) {}

    [[nodiscard]] Output& out() { return out_; }

    /// Where the chunk's line begins.
    std::int64_t begin(std::string_view table) {
        if (has_chunk_) out_.put(',');
        out_.put('\n');
        const std::int64_t at = out_.position();
        out_.put("{\"");
        has_chunk_ = true;
        out_.put(table);
        out_.put("\":");
        return at;
    }

    /// `"name":[get(first),...,get(last - 1)]`
    template <class Get>
    void column(std::string_view name, std::size_t first, std::size_t last, Get get) {
        if (!name.empty()) {
            out_.put('"');
            out_.put(name);
            out_.put("\":");
        }
        out_.put('[');
        for (std::size_t i = first; i < last; ++i) {
            if (i > first) out_.put(',');
            out_.integer(get(i));
        }
        out_.put(']');
    }

    /// Chunks of a table whose rows take at most `row_bytes`; `columns` writes the columns of rows first .. last-1.
    template <class Columns>
    void table(std::string_view name, std::size_t rows, std::size_t row_bytes, Columns columns) {
        const std::size_t step = native_chunk_rows(row_bytes);
        for (std::size_t first = 0; first < rows && out_.is_open(); first += step) {
            begin(name);
            out_.put('{');
            columns(first, std::min(rows, first + step));
            out_.put("}}");
        }
    }

private:
    Output out_;
    bool has_chunk_ = false;
};

}  // namespace traces
