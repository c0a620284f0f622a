#include "tests/traces/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "tests/places.hpp"

std::string differs_from_golden(std::string_view name, std::string_view text) {
    const std::string path = fmt::format("tests/golden/{}", name);
    const char* const update = std::getenv("UPDATE_GOLDEN");
    if (update != nullptr && std::string_view{update} == "1")
        std::ofstream{source_path(path), std::ios::binary} << text;
    const std::string golden = read_source_file(path);
    if (golden.empty()) return path + " is missing or empty; UPDATE_GOLDEN=1 writes it";
    if (golden == text) return {};
    const auto at = static_cast<std::size_t>(
        std::mismatch(golden.begin(), golden.end(), text.begin(), text.end()).second -
        text.begin());
    const std::size_t line = text.rfind('\n', at) == std::string_view::npos || at == 0
                                 ? 0
                                 : text.rfind('\n', at - 1) + 1;
    return fmt::format("{} differs from byte {}: {}", path, at,
                       text.substr(std::min(line, text.size()), 200));
}
