#pragma once

#include <string>
#include <string_view>

/// The bytes of a file of the source tree; empty if there is none.
[[nodiscard]] std::string read_source_file(std::string_view path);

/// Compares with tests/golden/`name`; with UPDATE_GOLDEN=1 in the environment the file is rewritten first.
/// Gives "" or where the texts part.
[[nodiscard]] std::string differs_from_golden(std::string_view name, std::string_view text);
