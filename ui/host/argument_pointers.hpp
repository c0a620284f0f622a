#pragma once

#include <string>
#include <vector>

namespace ui {

/// Arguments or variables as exec and posix_spawn take them: into `texts`, null at the end.
[[nodiscard]] inline std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace ui
