#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// Where the sources of this build lie: the path of `path` beneath them, which may be empty.
[[nodiscard]] std::string source_path(std::string_view path);

/// The bytes of a file; empty if there is none.
[[nodiscard]] std::string read_bytes(const std::filesystem::path& path);

/// Those of a file of the source tree.
[[nodiscard]] std::string read_source_file(std::string_view path);

/// The program that was built beside the tests.
[[nodiscard]] std::string program_path();
