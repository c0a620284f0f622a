#pragma once

#include <string_view>

namespace sim::scenario {

/// A scenario that is refused and its message, which is held whole: place, what was found and expected, the line, the
/// caret, the hint.
struct Refusal {
    std::string_view json;
    std::string_view text;
};

}  // namespace sim::scenario
