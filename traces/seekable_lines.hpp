#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "traces/native.hpp"

namespace traces {

constexpr std::size_t native_line_bytes_max = std::size_t{256} << 20;

/// The line of a file that begins at `at`, which goes behind it; false if it does not end within the file or its bound.
inline bool take_line(const Seekable& file, std::int64_t& at, std::string& line) {
    line.clear();
    for (std::string_view piece = file.read(at); !piece.empty(); piece = file.read(at)) {
        const std::size_t end = piece.find('\n');
        line += piece.substr(0, end);
        at += static_cast<std::int64_t>(std::min(end, piece.size() - 1) + 1);
        if (end != std::string_view::npos) return true;
        if (line.size() > native_line_bytes_max) return false;
    }
    return false;
}

}  // namespace traces
