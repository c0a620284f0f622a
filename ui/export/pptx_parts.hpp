#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ui {

/// A slide as XML: its shapes, and its notes as escaped text.
struct SlideText {
    std::string shapes;
    std::string notes;
};

/// In EMU, 1/914400 inch.
struct SlideSize {
    std::int64_t width = 0;
    std::int64_t height = 0;
};

/// All parts that a presentation needs around its slides, as one archive.
[[nodiscard]] std::string to_presentation(const std::vector<SlideText>& slides, SlideSize size);

}  // namespace ui
