#pragma once

#include <string_view>

namespace ui {

/// js/calibrate.cjs, which real Node runs.
[[nodiscard]] std::string_view calibration_program();

}  // namespace ui
