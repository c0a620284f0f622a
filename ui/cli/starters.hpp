#pragma once

#include <span>
#include <string_view>

namespace ui {

/// A scenario to start from, with comments that say what to change.
struct Starter {
    std::string_view kind;
    std::string_view text;
};

/// The first row is the default.
[[nodiscard]] std::span<const Starter> starters();

}  // namespace ui
