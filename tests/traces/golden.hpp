#pragma once

#include <string>
#include <string_view>

/// Compares with tests/golden/`name`; with UPDATE_GOLDEN=1 in the environment the file is rewritten first.
/// Gives "" or where the texts part.
[[nodiscard]] std::string differs_from_golden(std::string_view name, std::string_view text);
