// Options that mean nothing for the kind of file that is given would be passed over without a word, so they are refused.
#include "ui/cli/foreign_options.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "ui/cli/input.hpp"

namespace ui {

namespace {

/// The first option that was written and is one of those; empty if there is none.
std::string_view find_given(const Options& options, bool (*is_one)(std::string_view option)) {
    const auto found = std::ranges::find_if(options.given, is_one);
    return found == options.given.end() ? std::string_view{} : *found;
}

bool is_for_programs(std::string_view option) { return find_option(option)->is_for_programs; }

}  // namespace

bool is_of_runs(std::string_view option) {
    return option == "--audit" || find_option(option)->group == options_of_runs;
}

bool refuse_program_options(const Options& options, const Console& console) {
    const std::string_view option = find_given(options, is_for_programs);
    const bool has_file = !options.operands.empty();
    if (option.empty() || (has_file && is_script(options.operands.front(), options))) return false;
    complain(console,
             fmt::format("option {} is for JavaScript programs{}", option,
                         has_file ? fmt::format(", {} is none", options.operands.front()) : ""));
    return true;
}

bool refuse_model_options(const Options& options, const Console& console) {
    const std::string_view option = find_given(options, is_of_runs);
    if (option.empty()) return false;
    complain(console,
             fmt::format("option {} is for programs and scenarios, {} holds what was run before",
                         option, options.operands.front()));
    return true;
}

}  // namespace ui
