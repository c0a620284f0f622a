#include "ui/cli/same_file.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

namespace ui {

bool is_same_file(const std::string& input, const std::string& output, const Console& console) {
    std::error_code error;
    const bool is_same = std::filesystem::is_regular_file(input, error) &&
                         std::filesystem::equivalent(input, output, error) && !error;
    if (is_same)
        complain(console, fmt::format("{}: is both input and output", output),
                 "choose another name for the output");
    return is_same;
}

bool is_input(const std::string& output, const Options& options, const Console& console) {
    const auto is_same = [&](const std::string& input) {
        return is_same_file(input, output, console);
    };
    return std::ranges::any_of(options.operands, is_same) || is_same(options.costs) ||
           is_same(options.work_module);
}

}  // namespace ui
