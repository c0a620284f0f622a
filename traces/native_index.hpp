#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace traces {

/// Where the chunks of one table begin in a native trace, and from when to when what they hold goes.
struct NativeChunkIndex {
    std::vector<std::int64_t> at;    // bytes from the start of the file
    std::vector<std::int64_t> from;  // the earliest start or arrival, ns
    std::vector<std::int64_t> to;    // the latest end or response, -1 if there is none of some

    [[nodiscard]] std::size_t size() const { return at.size(); }
    void add(std::int64_t where, std::int64_t begins, std::int64_t ends) {
        at.push_back(where);
        from.push_back(begins);
        to.push_back(ends);
    }
    bool operator==(const NativeChunkIndex&) const = default;
};

/// What lets a reader skip the chunks that it does not need: stands at the end of the file.
struct NativeIndex {
    NativeChunkIndex requests;
    NativeChunkIndex spans;
    std::int64_t others = 0;  // where the other tables begin

    bool operator==(const NativeIndex&) const = default;
};

}  // namespace traces
