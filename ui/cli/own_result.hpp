#pragma once

#include <string_view>

namespace ui {

/// What loopglass writes as JSON besides scenarios and traces.
struct OwnResult {
    std::string_view what;  // "the result of a sweep", empty: none of them
    std::string_view hint;  // what to do with it
};

constexpr std::string_view cost_file = "a cost file";

/// By how the text begins.
[[nodiscard]] OwnResult own_result(std::string_view text);

}  // namespace ui
