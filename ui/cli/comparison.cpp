#include "ui/cli/comparison.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "ui/cli/table.hpp"

namespace ui {

namespace {

/// The lines of the output, then how the run ended: what is compared, line by line.
std::vector<std::string> shown_lines(const RunOutcome& outcome) {
    std::vector<std::string> lines = lines_of(outcome.out);
    lines.push_back(fmt::format("({})", outcome.end));
    return lines;
}

}  // namespace

std::vector<RunVariant> variants_of(const std::vector<RunOutcome>& runs) {
    std::vector<RunVariant> variants;
    for (const RunOutcome& run : runs) {
        const auto same = std::find_if(variants.begin(), variants.end(),
                                       [&](const RunVariant& one) { return one.outcome == run; });
        if (same == variants.end()) {
            variants.push_back({run, 1});
        } else {
            ++same->count;
        }
    }
    std::sort(variants.begin(), variants.end(), [](const RunVariant& a, const RunVariant& b) {
        if (a.count != b.count) return a.count > b.count;
        if (a.outcome.out != b.outcome.out) return a.outcome.out < b.outcome.out;
        return a.outcome.end < b.outcome.end;
    });
    return variants;
}

ComparisonVerdict compare_runs(const std::vector<RunVariant>& real, const RunOutcome& simulated) {
    const bool was_seen = std::any_of(
        real.begin(), real.end(), [&](const RunVariant& one) { return one.outcome == simulated; });
    if (!was_seen) return ComparisonVerdict::different;
    return real.size() == 1 ? ComparisonVerdict::same : ComparisonVerdict::one_of;
}

std::string_view verdict_name(ComparisonVerdict verdict) {
    switch (verdict) {
        case ComparisonVerdict::same: return "same";
        case ComparisonVerdict::one_of: return "one-of";
        case ComparisonVerdict::different: return "different";
    }
    return {};
}

std::optional<std::size_t> first_difference(const RunOutcome& a, const RunOutcome& b) {
    if (a == b) return std::nullopt;
    const std::vector<std::string> left = shown_lines(a);
    const std::vector<std::string> right = shown_lines(b);
    const auto place = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    // Equal lines, one output without its last line break: they part at their ends.
    const auto index = std::min(static_cast<std::size_t>(place.first - left.begin()),
                                std::min(left.size(), right.size()) - 1);
    return index + 1;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string side_by_side(const RunOutcome& real, const RunOutcome& simulated,
                         std::string_view real_title, std::string_view simulated_title,
                         std::size_t width, bool has_colour) {
    constexpr std::size_t rows_max = 24;
    constexpr std::size_t rows_before = 4;
    constexpr std::size_t frame = 14;  // mark, line number and the gaps
    const std::vector<std::string> left = shown_lines(real);
    const std::vector<std::string> right = shown_lines(simulated);
    const std::size_t count = std::max(left.size(), right.size());
    const std::optional<std::size_t> first = first_difference(real, simulated);
    const std::size_t from = first && *first > rows_before && count > rows_max
                                 ? std::min(*first - 1 - rows_before, count - rows_max)
                                 : 0;
    const std::size_t to = std::min(count, from + rows_max);
    const std::size_t cell_width = std::max<std::size_t>((width - std::min(width, frame)) / 2, 20);
    const auto cell = [&](const std::vector<std::string>& lines, std::size_t i) {
        return i < lines.size() ? shorten(printable(lines[i]), cell_width) : std::string{};
    };
    Table table{{{"", Align::left},
                 {"line"},
                 {std::string{real_title}, Align::left},
                 {std::string{simulated_title}, Align::left}}};
    for (std::size_t i = from; i < to; ++i) {
        const bool is_first = first && i + 1 == *first;
        const bool is_end = i + 1 == count;
        table.add({is_first ? paint(">", Ink::red, has_colour) : "",
                   is_end ? "" : fmt::format("{}", i + 1), cell(left, i), cell(right, i)});
    }
    std::string text;
    if (from > 0) text += fmt::format("({} equal lines before)\n", from);
    text += table.to_text(has_colour);
    if (to < count) text += fmt::format("({} more lines)\n", count - to);
    return text;
}

}  // namespace ui
