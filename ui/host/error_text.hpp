#pragma once

#include <string>

namespace ui {

/// What an errno means, as part of a sentence: "no space left on device".
[[nodiscard]] std::string error_text(int error);

}  // namespace ui
