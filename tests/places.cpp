#include "tests/places.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

std::string source_path(std::string_view path) {
    return fmt::format("{}/{}", LOOPGLASS_SOURCE_DIR, path);
}

std::string read_bytes(const std::filesystem::path& path) {
    const std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (file) text << file.rdbuf();
    return text.str();
}

std::string read_source_file(std::string_view path) { return read_bytes(source_path(path)); }

std::string program_path() { return LOOPGLASS_BINARY; }
