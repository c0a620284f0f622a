#include "ui/cli/vary.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/core.h>

namespace ui {

namespace {

sim::Diagnostic refuse(std::string message, std::string hint = {}) {
    return {.place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

/// "20ms" is 20 and "ms".
struct Quantity {
    double number = 0;
    std::string_view unit;
};

std::optional<Quantity> parse_quantity(std::string_view text) {
    Quantity quantity;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), quantity.number);
    if (error != std::errc{} || end == text.data() || !std::isfinite(quantity.number))
        return std::nullopt;
    quantity.unit = text.substr(static_cast<std::size_t>(end - text.data()));
    return quantity;
}

constexpr std::string_view forms = "a range 1..16, a range with a step 10..100:10, or a list 1,2,4";

/// a..b or a..b:step, both ends included as far as the step meets them.
sim::Result<std::vector<std::string>> parse_range(std::string_view text, std::size_t dots) {
    const std::size_t colon = std::min(text.find(':', dots), text.size());
    const auto from = parse_quantity(text.substr(0, dots));
    const auto to = parse_quantity(text.substr(dots + 2, colon - dots - 2));
    const bool has_step = colon < text.size();
    const auto step =
        has_step ? parse_quantity(text.substr(colon + 1)) : std::optional<Quantity>{{1, {}}};
    if (!from || !to || !step)
        return refuse(fmt::format("\"{}\" is no range", text), fmt::format("expected: {}", forms));
    const std::string_view unit = !to->unit.empty() ? to->unit : from->unit;
    const bool fits =
        (from->unit.empty() || from->unit == unit) && (step->unit.empty() || step->unit == unit);
    if (!fits)
        return refuse(fmt::format("\"{}\" mixes units", text),
                      "one unit for both ends and the step");
    if (step->number <= 0) return refuse(fmt::format("the step of \"{}\" is not above zero", text));
    if (to->number < from->number)
        return refuse(fmt::format("\"{}\" runs backwards", text), "the smaller end comes first");
    const double count = std::floor((to->number - from->number) / step->number + 1e-9) + 1;
    if (count > static_cast<double>(vary_values_max))
        return refuse(fmt::format("\"{}\" has {:.0f} values, at most {} are taken", text, count,
                                  vary_values_max));
    std::vector<std::string> values;
    values.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < static_cast<int>(count); ++i)
        values.push_back(fmt::format("{:.10g}{}", from->number + i * step->number, unit));
    return values;
}

sim::Result<std::vector<std::string>> parse_list(std::string_view text) {
    std::vector<std::string> values;
    for (;;) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view value = text.substr(0, end);
        if (value.empty())
            return refuse("a value of the list is empty", fmt::format("expected: {}", forms));
        for (const std::string& other : values) {
            if (other == value)
                return refuse(fmt::format("\"{}\" stands twice in the list", value));
        }
        values.emplace_back(value);
        if (values.size() > vary_values_max)
            return refuse(fmt::format("more than {} values", vary_values_max));
        if (end == text.size()) return values;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::string to_json_value(std::string_view value, std::string_view present) {
    const bool is_text = !present.empty() && present.front() == '"';
    const auto quantity = parse_quantity(value);
    const bool is_number = quantity && quantity->unit.empty();
    if (is_number && is_text && present.size() > 2) {
        const auto now = parse_quantity(present.substr(1, present.size() - 2));
        if (now && !now->unit.empty()) return fmt::format("\"{}{}\"", value, now->unit);
    }
    if (is_number || value == "true" || value == "false") return std::string{value};
    std::string json = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') json.push_back('\\');
        if (static_cast<unsigned char>(c) >= 0x20) json.push_back(c);
    }
    return json + "\"";
}

sim::Result<Vary> parse_vary(std::string_view text, std::string_view scenario,
                             std::string_view file) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return refuse(fmt::format("--vary needs FIELD=VALUES, found \"{}\"", text),
                      fmt::format("VALUES: {}", forms));
    const sim::Result<sim::ScenarioField> field =
        sim::find_scenario_field(scenario, file, text.substr(0, equals));
    if (!field) return field.diagnostics();
    const std::string_view list = text.substr(equals + 1);
    const std::size_t dots = list.find("..");
    sim::Result<std::vector<std::string>> values =
        dots != std::string_view::npos && list.find(',') == std::string_view::npos
            ? parse_range(list, dots)
            : parse_list(list);
    if (!values) return values.diagnostics();
    Vary vary{.field = std::string{text.substr(0, equals)},
              .path = field->path,
              .values = {},
              .json = {}};
    for (const std::string& value : *values) {
        const std::string json = to_json_value(value, field->value);
        const bool is_text = json.front() == '"';
        vary.values.push_back(is_text ? json.substr(1, json.size() - 2) : json);
        vary.json.push_back(json);
    }
    return vary;
}

sim::Result<std::string> with_value(std::string_view scenario, std::string_view file,
                                    std::string_view path, std::string_view json) {
    sim::Result<std::string> changed = sim::change_scenario(scenario, file, path, json);
    if (!changed || path != "runtime.replicas") return changed;
    const sim::Result<sim::ScenarioField> process =
        sim::find_scenario_field(*changed, file, "load.process");
    if (!process || !process->value.empty()) return changed;
    return sim::change_scenario(*changed, file, "load.process", "\"all\"");
}

}  // namespace ui
