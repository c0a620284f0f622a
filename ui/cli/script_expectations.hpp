#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace ui {

/// What a script says in its comments that it prints, or ends with.
struct ScriptExpectation {
    enum class Kind : std::uint8_t {
        output,        // exactly these lines
        always,        // these lines in this order, with others between
        never_before,  // the first of these lines not before the others
        either,        // these lines, or those of another expectation of this kind
        exit_code,     // 0 if the script does not say
    };
    Kind kind = Kind::output;
    std::vector<std::string> profiles;  // for which it is meant; empty: all
    std::vector<std::string> lines;
    int exit_code = 0;
    std::int32_t line = 0;  // where it stands
};

/// The expectations of a script, in their order; none is fine. A comment line that begins with "expect" and has no known
/// form is an error, so that no expectation goes unchecked for a slip. The forms:
///     // expect:                  the lines after it, each "//   " and a line of stdout
///     // expect one of:           the same; several of these, of which one has to hold; also "expect either:"
///     // expect always:           the lines after it come in this order, with others between
///     // expect never before:     the first of the lines after it does not come before the others
///     // expect exit code: 1
///     // expect, Node 24 26:      any of them, for these versions only
[[nodiscard]] sim::Result<std::vector<ScriptExpectation>> read_script_expectations(
    std::string_view text, const std::string& file);

/// What of the expectations for `profile` a run does not meet, as sentences; empty if all hold.
[[nodiscard]] std::vector<std::string> unmet_expectations(
    const std::vector<ScriptExpectation>& expectations, std::string_view profile,
    const std::vector<std::string>& lines, int exit_code);

}  // namespace ui
