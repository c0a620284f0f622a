#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What a strict reading of the Chrome Trace Event format finds wrong with a file, one line each; empty when it is
/// good: known phases with exactly their keys, sorted times, slices that nest per thread, matched async pairs, flows
/// that start before they end and lie on slices, names for every process and thread.
[[nodiscard]] std::vector<std::string> check_chrome(std::string_view json);
