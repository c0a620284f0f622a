#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/units.hpp"
#include "sim/scenario/compiler.hpp"

namespace sim::scenario {
namespace {

std::uint8_t kind_bit(JsonKind kind) {
    switch (kind) {
        case JsonKind::null: return is_null;
        case JsonKind::boolean: return is_boolean;
        case JsonKind::integer: return is_integer;
        case JsonKind::real: return is_real;
        case JsonKind::string: return is_string;
        case JsonKind::array: return is_array;
        case JsonKind::object: return is_object;
    }
    return 0;
}

std::string expected(const Field& field) {
    if (field.shape == Shape::integer)
        return fmt::format("a whole number from {} to {}", field.least, field.most);
    return std::string{shape_row(field.shape).expected};
}

JsonIndex value_of(std::span<const Field> fields, std::span<const JsonIndex> values,
                   std::string_view key) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].key == key) return values[i];
    }
    return json_none;
}

}  // namespace

JsonIndex Call::operator[](std::string_view option) const {
    return value_of(row->options, values, option);
}

JsonIndex Values::operator[](std::string_view key) const { return value_of(fields, values, key); }

void Compiler::error(std::size_t offset, std::string message, std::string hint) {
    source_.error(offset, std::move(message), std::move(hint));
}

void Compiler::error_at(JsonIndex value, Diagnostic diagnostic) {
    source_.error(offset(value), std::move(diagnostic.message), std::move(diagnostic.hint));
}

bool Compiler::check_shape(JsonIndex value, const Field& field) {
    const JsonNode& node = tree_[value];
    if ((kind_bit(node.kind) & shape_row(field.shape).kinds) != 0) {
        if (field.shape != Shape::yes || node.boolean) return true;
    }
    std::string hint;
    if (field.shape == Shape::body && node.kind == JsonKind::object)
        hint = "put the action into a list: [ { ... } ]";
    if (field.shape == Shape::time || field.shape == Shape::duration) {
        if (node.kind == JsonKind::integer)
            hint = fmt::format("times have a unit: \"{0}ms\", \"{0}s\"", node.integer);
    }
    error(node.offset,
          fmt::format("\"{}\" takes {}, found {}", field.key, expected(field),
                      describe(tree_, value)),
          hint);
    return false;
}

void Compiler::read_members(JsonIndex object, std::span<const Field> fields,
                            std::span<JsonIndex> values, JsonIndex operand, std::string_view what) {
    for (JsonIndex& value : values) value = json_none;
    for (JsonIndex i = tree_[object].first; i != json_none; i = tree_[i].next) {
        const std::string_view key = tree_.key(i);
        if (i == operand) continue;
        if (source_.is_full()) return;
        const Field* field = find_field(fields, key);
        if (field == nullptr) {
            std::vector<std::string_view> known;
            for (const Field& candidate : fields) known.push_back(candidate.key);
            error(tree_[i].key_offset, fmt::format("unknown key {} in {}", quote(key), what),
                  known_hint(key, known));
        } else if (check_shape(i, *field)) {
            values[static_cast<std::size_t>(field - fields.data())] = i;
        }
    }
    for (const Field& field : fields) {
        if (field.required && tree_.find(object, field.key) == json_none) {
            error(tree_[object].offset, fmt::format("{} needs \"{}\"", what, field.key),
                  fmt::format("\"{}\": {}", field.key, field.about));
        }
    }
}

Values Compiler::read_fields(JsonIndex object, const Object& shape) {
    Values found{.fields = shape.fields, .values = {}};
    const std::size_t errors_before = error_count();
    read_members(object, shape.fields, found.values, json_none, fmt::format("\"{}\"", shape.name));
    if (shape.one_of.empty()) return found;
    const std::vector<std::string_view> alternatives = split_words(shape.one_of);
    std::string_view first;
    for (JsonIndex i = tree_[object].first; i != json_none; i = tree_[i].next) {
        const std::string_view key = tree_.key(i);
        if (std::find(alternatives.begin(), alternatives.end(), key) == alternatives.end())
            continue;
        if (!first.empty()) {
            error(tree_[i].key_offset,
                  fmt::format("both \"{}\" and \"{}\" in one \"{}\"", first, key, shape.name),
                  "exactly one of them may stand there");
        } else {
            first = key;
        }
    }
    // A misspelled or wrong one has been named already.
    if (first.empty() && error_count() == errors_before) {
        error(offset(object), fmt::format("\"{}\" needs exactly one of its kinds", shape.name),
              known_hint("", alternatives));
    }
    return found;
}

std::int64_t Compiler::integer(JsonIndex value, const Field& field) {
    const JsonNode& node = tree_[value];
    if (node.kind == JsonKind::integer && node.integer >= field.least && node.integer <= field.most)
        return node.integer;
    error(node.offset, fmt::format("\"{}\" takes {}, found {}", field.key, expected(field),
                                   describe(tree_, value)));
    return std::max(field.least, std::int64_t{1});
}

std::optional<double> Compiler::real(JsonIndex value) {
    if (value == json_none) return std::nullopt;
    const JsonNode& node = tree_[value];
    return node.kind == JsonKind::real ? node.real : static_cast<double>(node.integer);
}

Duration Compiler::time(JsonIndex value, Duration otherwise) {
    if (value == json_none) return otherwise;
    const Result<Duration> duration = parse_duration(text(value));
    if (duration) return *duration;
    error_at(value, duration.diagnostics().front());
    return otherwise;
}

std::int64_t Compiler::size(JsonIndex value, std::int64_t otherwise) {
    if (value == json_none) return otherwise;
    const JsonNode& node = tree_[value];
    if (node.kind == JsonKind::string) {
        const Result<std::int64_t> bytes = parse_size(text(value));
        if (bytes) return *bytes;
        error_at(value, bytes.diagnostics().front());
        return otherwise;
    }
    if (node.kind == JsonKind::integer && node.integer >= 0 && node.integer <= size_max)
        return node.integer;
    error(node.offset, fmt::format("a size is a whole number of bytes from 0 to {}, found {}",
                                   size_max, describe(tree_, value)));
    return otherwise;
}

std::optional<Duration> Compiler::rate(JsonIndex value) {
    if (value == json_none) return std::nullopt;
    const Result<Duration> interval = parse_rate(text(value));
    if (interval) return *interval;
    error_at(value, interval.diagnostics().front());
    return std::nullopt;
}

std::int64_t Compiler::delay_ms(JsonIndex value) {
    const JsonNode& node = tree_[value];
    if (node.kind == JsonKind::null) return delay_nan;
    if (node.kind == JsonKind::integer) return std::max(node.integer, delay_nan + 1);
    if (node.kind == JsonKind::real) {
        constexpr double beyond = 9.2e18;
        if (std::fabs(node.real) < beyond) return static_cast<std::int64_t>(node.real);
        return node.real < 0 ? delay_nan + 1 : INT64_MAX;
    }
    if (text(value) == "NaN") return delay_nan;
    const Duration duration = time(value, Duration{});
    if (duration.ns % 1000 != 0) {
        error(node.offset,
              fmt::format("the delay {} is finer than a microsecond", quote(text(value))),
              "a timer counts milliseconds and cuts off what is below");
    }
    return duration.ns / 1'000'000;
}

bool Compiler::is_word(JsonIndex value, std::string_view words, std::string_view what) {
    const std::vector<std::string_view> known = split_words(words);
    const std::string_view word = text(value);
    if (std::find(known.begin(), known.end(), word) != known.end()) return true;
    error(offset(value), fmt::format("unknown {} {}", what, quote(word)), known_hint(word, known));
    return false;
}

}  // namespace sim::scenario
