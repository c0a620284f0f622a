#include "sim/core/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// All arithmetic is on whole numbers: a decimal is its digits and how many of them follow the point, and a
// conversion multiplies before it divides, so that "0.1ms" is exactly 100,000 ns on every machine.

namespace sim {
namespace {

__extension__ using Wide = __int128;

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

constexpr std::array<Unit, 6> time_units{{{"ns", 1},
                                          {"us", 1'000},
                                          {"ms", 1'000'000},
                                          {"s", 1'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"h", 3'600'000'000'000}}};
/// The micro sign and the Greek letter, in UTF-8.
constexpr std::array<std::string_view, 2> micro_signs{"\xC2\xB5", "\xCE\xBC"};
/// How others write a unit, to name ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> other_names{
    {{"nsec", "ns"},
     {"usec", "us"},
     {"msec", "ms"},
     {"sec", "s"},
     {"second", "s"},
     {"seconds", "s"},
     {"min", "m"},
     {"minute", "m"},
     {"minutes", "m"},
     {"hr", "h"},
     {"hour", "h"},
     {"hours", "h"}}};
constexpr std::array<Unit, 4> size_units{
    {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};
constexpr std::span<const Unit> rate_units{time_units.data() + 2, 4};

/// digits / 10^scale
struct Decimal {
    std::int64_t digits = 0;
    int scale = 0;
};

struct Quantity {
    Decimal number;
    std::string_view unit;
};

constexpr int digits_most = 18;

constexpr std::int64_t power_of_ten(int n) { return n == 0 ? 1 : 10 * power_of_ten(n - 1); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "e3" and "E-3" behind a number.
bool begins_exponent(std::string_view text) {
    if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return false;
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    return !text.empty() && is_digit(text[0]);
}

Diagnostic refuse(std::string message, std::string hint = {}) {
    return Diagnostic{
        .place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

std::string cut(std::string_view text) {
    return text.size() <= 40 ? std::string{text} : std::string{text.substr(0, 37)} + "...";
}

/// Reads "12.50" from the front of `text` and removes it; nothing if there is no number of at most 18 digits.
std::optional<Decimal> take_decimal(std::string_view& text) {
    Decimal decimal;
    std::size_t at = 0;
    int digits = 0;
    bool is_fraction = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !is_fraction && at > 0) {
            is_fraction = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        if (++digits > digits_most) return std::nullopt;
        decimal.digits = decimal.digits * 10 + (text[at] - '0');
        if (is_fraction) ++decimal.scale;
    }
    if (digits == 0 || text[at - 1] == '.') return std::nullopt;
    text.remove_prefix(at);
    return decimal;
}

Diagnostic refuse_exponent(std::string_view text) {
    return refuse(fmt::format("\"{}\" has an exponent", cut(text)),
                  "numbers are written out, as in 0.001 or 1000");
}

bool is_same_but_for_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

std::ptrdiff_t count_digits(std::string_view text) {
    return std::count_if(text.begin(), text.end(), is_digit);
}

std::string unit_list(std::span<const Unit> units) {
    std::string list;
    for (const Unit& unit : units) list += fmt::format("{}{}", list.empty() ? "" : ", ", unit.name);
    return list;
}

bool is_named(const Unit& unit, std::string_view name) {
    return unit.name == name ||
           (unit.name == "us" && name.ends_with('s') &&
            std::ranges::find(micro_signs, name.substr(0, name.size() - 1)) != micro_signs.end());
}

Result<Unit> find_unit(std::string_view name, std::span<const Unit> units) {
    std::vector<std::string_view> known;
    std::string_view nearest;
    for (const Unit& unit : units) {
        if (is_named(unit, name)) return unit;
        const bool is_meant = std::ranges::any_of(other_names, [&](const auto& other) {
            return other.first == name && other.second == unit.name;
        });
        if (is_meant || is_same_but_for_case(unit.name, name)) nearest = unit.name;
        known.push_back(unit.name);
    }
    // The largest first: who writes MB means MiB rather than B.
    std::reverse(known.begin(), known.end());
    if (nearest.empty()) nearest = find_nearest(name, known);
    const std::string guess = nearest.empty() ? "" : fmt::format("did you mean \"{}\"? ", nearest);
    return refuse(fmt::format("unknown unit \"{}\"", cut(name)),
                  fmt::format("{}known: {}", guess, unit_list(units)));
}

/// number * factor / 10^scale, rounded down; nothing if that is above `most`.
std::optional<std::int64_t> scale_up(Decimal number, std::int64_t factor, std::int64_t most,
                                     bool& is_whole) {
    const Wide product = static_cast<Wide>(number.digits) * factor;
    const Wide divisor = power_of_ten(number.scale);
    is_whole = product % divisor == 0;
    const Wide value = product / divisor;
    if (value > most) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

struct Kind {
    std::string_view what;     // "a time"
    std::string_view example;  // "80ms"
    std::span<const Unit> units;
    std::int64_t most;
    std::string_view most_text;
    std::string_view whole;  // of what the value must be a whole number
};

const Kind time_kind{.what = "a time",
                     .example = "80ms",
                     .units = time_units,
                     .most = duration_max.ns,
                     .most_text = "104 days",
                     .whole = "nanoseconds"};
const Kind size_kind{.what = "a size",
                     .example = "4KiB",
                     .units = size_units,
                     .most = size_max,
                     .most_text = "1024 GiB",
                     .whole = "bytes"};

Result<std::int64_t> parse_quantity(std::string_view text, const Kind& kind) {
    const auto form = [&] {
        return fmt::format("write a number and a unit, as in \"{}\"; units: {}", kind.example,
                           unit_list(kind.units));
    };
    std::string_view rest = text;
    if (rest.size() > 1 && rest[0] == '-' && is_digit(rest[1])) {
        return refuse(fmt::format("\"{}\" is negative", cut(text)),
                      fmt::format("{} is zero or more", kind.what));
    }
    const std::optional<Decimal> number = take_decimal(rest);
    if (!number && count_digits(text) > digits_most) {
        return refuse(fmt::format("\"{}\" has more than {} digits", cut(text), digits_most));
    }
    if (!number) return refuse(fmt::format("\"{}\" is not {}", cut(text), kind.what), form());
    if (begins_exponent(rest)) return refuse_exponent(text);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    if (rest.empty()) return refuse(fmt::format("\"{}\" has no unit", cut(text)), form());
    const Result<Unit> unit = find_unit(rest, kind.units);
    if (!unit) return unit.diagnostics();
    bool is_whole = false;
    const std::optional<std::int64_t> value = scale_up(*number, unit->factor, kind.most, is_whole);
    if (!value) return refuse(fmt::format("\"{}\" is more than {}", cut(text), kind.most_text));
    if (!is_whole)
        return refuse(fmt::format("\"{}\" is not a whole number of {}", cut(text), kind.whole));
    return *value;
}

/// Three significant digits of value / factor, the last one rounded half up.
std::string three_digits(std::int64_t value, std::int64_t factor) {
    for (int decimals = 2;; --decimals) {
        const std::int64_t power = power_of_ten(decimals);
        const auto rounded = static_cast<std::int64_t>(
            (static_cast<Wide>(value) * power * 2 + factor) / (static_cast<Wide>(factor) * 2));
        if (decimals == 0) return fmt::format("{}", rounded);
        if (rounded < 1000)
            return fmt::format("{}.{:0{}}", rounded / power, rounded % power, decimals);
    }
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    const Result<std::int64_t> ns = parse_quantity(text, time_kind);
    if (!ns) return ns.diagnostics();
    return Duration{*ns};
}

Result<std::int64_t> parse_size(std::string_view text) { return parse_quantity(text, size_kind); }

Result<Duration> parse_rate(std::string_view text) {
    const std::string form =
        fmt::format("write a number per unit, as in \"40/s\"; units: {}", unit_list(rate_units));
    std::string_view rest = text;
    if (rest.size() > 1 && rest[0] == '-' && is_digit(rest[1])) {
        return refuse(fmt::format("\"{}\" is negative", cut(text)), "a rate is above zero");
    }
    const std::optional<Decimal> count = take_decimal(rest);
    if (count && begins_exponent(rest)) return refuse_exponent(text);
    if (!count || rest.empty() || rest.front() != '/') {
        return refuse(fmt::format("\"{}\" is not a rate", cut(text)), form);
    }
    rest.remove_prefix(1);
    const Result<Unit> unit = find_unit(rest, rate_units);
    if (!unit) return unit.diagnostics();
    if (count->digits == 0)
        return refuse(fmt::format("\"{}\" is no rate at all", cut(text)), "a rate is above zero");
    const Wide scaled = static_cast<Wide>(unit->factor) * power_of_ten(count->scale);
    const Wide interval = (scaled + count->digits / 2) / count->digits;
    if (interval < 1)
        return refuse(fmt::format("\"{}\" is more than one per nanosecond", cut(text)));
    if (interval > duration_max.ns)
        return refuse(fmt::format("\"{}\" is less than one in 104 days", cut(text)));
    return Duration{static_cast<std::int64_t>(interval)};
}

std::string format_duration(Duration duration) {
    if (duration.ns < 0) {
        // The most negative value has no positive counterpart; one nanosecond less prints the same.
        return "-" + format_duration(Duration{duration.ns == INT64_MIN ? INT64_MAX : -duration.ns});
    }
    if (duration.ns < 1000) return fmt::format("{} ns", duration.ns);
    const std::span<const Unit> units{time_units};
    // Minutes begin where seconds would need a fourth digit.
    if (duration.ns < 999'500'000'000) {
        const Unit* best = &units[1];
        for (const Unit& unit : units.subspan(2, 2)) {
            // From 999.5 of a unit on, three digits read 1.00 of the next.
            if (duration.ns >= unit.factor - unit.factor / 2000) best = &unit;
        }
        return fmt::format("{} {}", three_digits(duration.ns, best->factor), best->name);
    }
    const Unit& unit = duration.ns < time_units[5].factor ? time_units[4] : time_units[5];
    return fmt::format("{} {}", three_digits(duration.ns, unit.factor), unit.name);
}

std::string format_duration_exact(Duration duration) {
    if (duration.ns < 0) {
        if (duration.ns == INT64_MIN) return "-9223372036.854775808s";
        return "-" + format_duration_exact(Duration{-duration.ns});
    }
    const Unit* best = time_units.data();
    for (const Unit& unit : std::span<const Unit>{time_units}.first(4)) {
        if (duration.ns >= unit.factor) best = &unit;
    }
    std::string text = fmt::format("{}", duration.ns / best->factor);
    std::int64_t rest = duration.ns % best->factor;
    if (rest > 0) text += '.';
    for (std::int64_t step = best->factor / 10; rest > 0; step /= 10) {
        text += static_cast<char>('0' + rest / step);
        rest %= step;
    }
    return text + std::string{best->name};
}

std::string format_size(std::int64_t bytes) {
    if (bytes < 0) return "-" + format_size(bytes == INT64_MIN ? INT64_MAX : -bytes);
    if (bytes < 1024) return fmt::format("{} B", bytes);
    const Unit* best = &size_units[1];
    for (const Unit& unit : size_units) {
        if (bytes >= unit.factor) best = &unit;
    }
    return fmt::format("{} {}", three_digits(bytes, best->factor), best->name);
}

std::string format_count(std::int64_t count) {
    std::string text = fmt::format("{}", count);
    const std::size_t first = text[0] == '-' ? 1 : 0;
    for (std::size_t at = text.size(); at > first + 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

}  // namespace sim
