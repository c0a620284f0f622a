#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/scenario.hpp"

/// What reads the files that a scenario names, where there are none.
[[nodiscard]] inline sim::Result<std::string> no_files(std::string_view /*path*/) {
    return sim::Diagnostic{{}, "no files here", {}, {}};
}
