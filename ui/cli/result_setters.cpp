#include "ui/cli/setters.hpp"

#include <algorithm>
#include <utility>

namespace ui::setters {

namespace {

constexpr std::int32_t lines_max = 1'000'000;

}  // namespace

std::string set_shard(Options& options, std::string_view value) {
    const std::size_t slash = std::min(value.find('/'), value.size());
    const auto one = parse_number<std::int32_t>(value.substr(0, slash));
    const auto all = parse_number<std::int32_t>(value.substr(std::min(slash + 1, value.size())));
    if (!one || !all || *one < 1 || *one > *all || *all > 10'000)
        return expected("i/n, such as 1/4 for the first of four shards", value);
    options.shard = std::pair{*one, *all};
    return {};
}

std::string add_target(Options& options, std::string_view value) {
    options.targets.emplace_back(value);
    return {};
}

std::string add_find(Options& options, std::string_view value) {
    options.finds.emplace_back(value);
    return {};
}

std::string set_precision(Options& options, std::string_view value) {
    std::string_view digits = value;
    const bool is_percent = !digits.empty() && digits.back() == '%';
    if (is_percent) digits.remove_suffix(1);
    const std::optional<double> number = parse_number<double>(digits);
    const double share = number.value_or(0) / (is_percent ? 100 : 1);
    if (!(share >= 0.0005 && share <= 0.5))
        return expected("a share such as 2% (0.05% to 50%)", value);
    options.precision = share;
    return {};
}

std::string set_replications(Options& options, std::string_view value) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > 100'000)
        return expected("a whole number from 1 to 100000", value);
    options.replications = *number;
    return {};
}

std::string set_threads(Options& options, std::string_view value) {
    return set_range(options.threads, value, 256, "a number of threads from 1 to 256");
}

std::string set_difficulty(Options& options, std::string_view value) {
    std::optional<std::int32_t> number;
    std::string wrong = set_range(number, value, 3, "1, 2 or 3");
    if (wrong.empty()) options.difficulty = *number;
    return wrong;
}

std::string set_line(Options& options, std::string_view value) {
    return set_range(options.line, value, lines_max, "a line of the output, from 1");
}

std::string set_runs(Options& options, std::string_view value) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > 10'000)
        return expected("a whole number from 1 to 10000", value);
    options.runs = *number;
    return {};
}

}  // namespace ui::setters
