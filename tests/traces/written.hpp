#pragma once

#include <string>
#include <string_view>

#include "traces/format.hpp"

/// All that a writer gives, as one text; only for small traces.
[[nodiscard]] inline std::string written(const sim::Trace& trace, traces::Format format) {
    std::string text;
    const bool is_whole = traces::write(trace, format, [&](std::string_view piece) {
        text += piece;
        return true;
    });
    return is_whole ? text : "refused";
}

[[nodiscard]] inline std::string native(const sim::Trace& trace) {
    return written(trace, traces::Format::native);
}
