#include "ui/cli/setters.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/units.hpp"
#include "ui/cli/console.hpp"

namespace ui::setters {

std::string expected(std::string_view what, std::string_view found) {
    return fmt::format("expects {}, found \"{}\"", what, found);
}

std::string expected_word(std::string_view what, std::string_view found,
                          const std::vector<std::string_view>& known) {
    const std::string near = guess(found, known);
    return expected(what, found).append(near.empty() ? "" : "; ").append(near);
}

std::string set_range(std::optional<std::int32_t>& field, std::string_view value, std::int32_t most,
                      std::string_view what) {
    const std::optional<std::int32_t> number = parse_number<std::int32_t>(value);
    if (!number || *number < 1 || *number > most) return expected(what, value);
    field = number;
    return {};
}

std::optional<sim::Duration> parse_sum(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    sim::Duration sum;
    do {
        const std::size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::size_t end = std::min(text.find_first_of(digits, unit), text.size());
        const sim::Result<sim::Duration> part = sim::parse_duration(text.substr(0, end));
        if (!part || part->ns > std::numeric_limits<std::int64_t>::max() - sum.ns)
            return std::nullopt;
        sum += *part;
        text.remove_prefix(end);
    } while (!text.empty());
    return sum;
}

}  // namespace ui::setters
