#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// What one run of a program showed.
struct RunOutcome {
    std::string out;  // stdout
    std::string end;  // "exit code 0"

    friend bool operator==(const RunOutcome&, const RunOutcome&) = default;
};

/// An outcome, and how many runs had it.
struct RunVariant {
    RunOutcome outcome;
    int count = 0;
};

/// The outcomes that occur, the most frequent first, then by their text.
[[nodiscard]] std::vector<RunVariant> variants_of(const std::vector<RunOutcome>& runs);

enum class ComparisonVerdict : std::uint8_t {
    same,       // all real runs agree, and the simulation with them
    one_of,     // real runs disagree; the simulation shows what some of them do
    different,  // no real run shows what the simulation does
};

[[nodiscard]] ComparisonVerdict compare_runs(const std::vector<RunVariant>& real,
                                             const RunOutcome& simulated);
[[nodiscard]] std::string_view verdict_name(ComparisonVerdict verdict);

/// Where two outcomes part: the line, from 1; a line after the last one says how the run ended. Empty if they are equal.
[[nodiscard]] std::optional<std::size_t> first_difference(const RunOutcome& a, const RunOutcome& b);

/// Lines of an output; the last one may lack its line break.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

/// Both outcomes side by side, what parts them marked with ">". Of long outputs only what is around the first difference.
[[nodiscard]] std::string side_by_side(const RunOutcome& real, const RunOutcome& simulated,
                                       std::string_view real_title,
                                       std::string_view simulated_title, std::size_t width,
                                       bool has_colour);

}  // namespace ui
