#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/core/units.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/compiler.hpp"

namespace sim::scenario {
namespace {

constexpr std::string_view percentiles = "p50 p75 p90 p95 p99 p99.9 mean min max";
constexpr std::array<std::string_view, 5> comparisons{"<=", "<", "==", ">=", ">"};

std::optional<double> parse_number(std::string_view text) {
    double number = 0;
    const std::from_chars_result result =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// How a rate's unit counts per second. parse_rate has accepted the text before.
double per_second(std::string_view unit) {
    if (unit == "ms") return 1000;
    if (unit == "m") return 1.0 / 60;
    return unit == "h" ? 1.0 / 3600 : 1;
}

}  // namespace

std::vector<std::string> Compiler::read_profiles(JsonIndex value) {
    std::vector<std::string> list;
    if (value == json_none) return list;
    if (tree_[value].kind == JsonKind::string) {
        if (text(value) == "all") return list;
        std::string name;
        if (is_profile(value, name)) list.push_back(name);
        return list;
    }
    if (tree_[value].count == 0)
        error(offset(value), "an empty list of versions", "leave out \"node\" to mean all");
    const Field entry{.key = "node", .shape = Shape::node, .about = {}};
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        std::string name;
        if (!check_shape(i, entry) || !is_profile(i, name)) continue;
        if (std::find(list.begin(), list.end(), name) != list.end())
            error(offset(i), fmt::format("the version {} appears twice", name));
        list.push_back(name);
    }
    return list;
}

bool Compiler::is_profile(JsonIndex value, std::string& name) {
    const std::string wanted = tree_[value].kind == JsonKind::integer
                                   ? fmt::format("{}", tree_[value].integer)
                                   : std::string{text(value)};
    if (find_profile(wanted) != nullptr) {
        name = wanted;
        return true;
    }
    std::vector<std::string_view> known;
    for (const Profile& profile : profiles()) known.push_back(profile.name);
    error(offset(value), fmt::format("unknown version of Node {}", quote(wanted)),
          known_hint("", known));
    return false;
}

void Compiler::read_expectations(JsonIndex value) {
    if (value == json_none) return;
    if (tree_[value].kind == JsonKind::object) return read_expectation(value);
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (tree_[i].kind == JsonKind::object) read_expectation(i);
        else
            error(offset(i), fmt::format("\"expect\" takes objects, found {}", describe(tree_, i)));
    }
}

void Compiler::read_expectation(JsonIndex object) {
    const Object& shape = *find_field(file_object().fields, "expect")->object;
    const Values values = read_fields(object, shape);
    Expectation common;
    common.profiles = read_profiles(values["node"]);
    common.place = add_place(offset(object));
    const std::size_t before = program_.expectations.size();
    const auto add = [&](JsonIndex at, Expectation::Kind kind) -> Expectation& {
        Expectation expectation = common;
        expectation.kind = kind;
        expectation.place = add_place(tree_[at].key_offset);
        program_.expectations.push_back(std::move(expectation));
        return program_.expectations.back();
    };
    for (JsonIndex i = tree_[object].first; i != json_none; i = tree_[i].next) {
        const Field* field = find_field(shape.fields, tree_.key(i));
        if (field == nullptr) continue;
        const std::string_view key = field->key;
        if (key == "node" || values[key] == json_none) continue;
        if (key == "output") {
            add(i, Expectation::Kind::output).lines = {read_lines(i)};
        } else if (key == "contains") {
            add(i, Expectation::Kind::contains).lines = {read_lines(i)};
        } else if (key == "always" || key == "neverBefore") {
            read_claims(i, add(i, key == "always" ? Expectation::Kind::always
                                                  : Expectation::Kind::never_before));
        } else if (key == "oneOf") {
            const Field entry{.key = "oneOf", .shape = Shape::lines, .about = {}};
            Expectation& expectation = add(i, Expectation::Kind::one_of);
            for (JsonIndex k = tree_[i].first; k != json_none; k = tree_[k].next) {
                if (check_shape(k, entry)) expectation.lines.push_back(read_lines(k));
            }
            if (tree_[i].count == 0) error(offset(i), "\"oneOf\" needs at least one output");
        } else if (key == "ends") {
            if (is_word(i, find_field(shape.fields, key)->words, "end"))
                add(i, Expectation::Kind::ends).metric = text(i);
        } else if (key == "exitCode") {
            Expectation& expectation = add(i, Expectation::Kind::metric);
            expectation.metric = key;
            expectation.comparison = "==";
            expectation.bound = static_cast<double>(integer(i, *find_field(shape.fields, key)));
        } else if (tree_[i].kind == JsonKind::object) {
            if (tree_[i].count == 0) error(offset(i), fmt::format("\"{}\" has no bounds", key));
            for (JsonIndex k = tree_[i].first; k != json_none; k = tree_[k].next) {
                if (check_metric(k, key))
                    read_bound(k, key, fmt::format("{}.{}", key, tree_.key(k)),
                               add(k, Expectation::Kind::metric));
            }
        } else {
            read_bound(i, key, std::string{key}, add(i, Expectation::Kind::metric));
        }
    }
    if (program_.expectations.size() == before &&
        tree_[object].count <= (values["node"] == json_none ? 0U : 1U)) {
        error(offset(object), "nothing is expected here", fmt::format("as in {}", shape.example));
    }
}

/// Lists of lines with something to say about their order.
void Compiler::read_claims(JsonIndex value, Expectation& expectation) {
    const Field entry{.key = tree_.key(value), .shape = Shape::lines, .about = {}};
    for (JsonIndex k = tree_[value].first; k != json_none; k = tree_[k].next) {
        if (!check_shape(k, entry)) continue;
        expectation.lines.push_back(read_lines(k));
        if (expectation.lines.back().size() < 2)
            error(offset(k), fmt::format("a list of \"{}\" needs two lines or more", entry.key));
    }
    if (tree_[value].count == 0)
        error(offset(value), fmt::format("\"{}\" needs at least one list of lines", entry.key));
}

/// Whether the group ("latency") has a metric of the key's name.
bool Compiler::check_metric(JsonIndex value, std::string_view group) {
    const std::string_view key = tree_.key(value);
    const Field& field =
        *find_field(find_field(file_object().fields, "expect")->object->fields, group);
    const std::vector<std::string_view> known =
        split_words(field.words.empty() ? percentiles : field.words);
    if (std::find(known.begin(), known.end(), key) != known.end()) return true;
    if (group == "latency") {
        const std::size_t dot = key.find('.');
        const std::string_view load = key.substr(0, dot);
        const bool has_percentile =
            dot != std::string_view::npos &&
            std::find(known.begin(), known.end(), key.substr(dot + 1)) != known.end();
        if (has_percentile) {
            std::vector<std::string_view> loads;
            for (const Load& row : program_.loads) loads.push_back(program_.names.text(row.name));
            if (std::find(loads.begin(), loads.end(), load) != loads.end()) return true;
            error(tree_[value].key_offset, fmt::format("unknown load {}", quote(load)),
                  known_hint(load, loads));
            return false;
        }
    }
    error(tree_[value].key_offset, fmt::format("unknown metric {} of \"{}\"", quote(key), group),
          known_hint(key, known) +
              (group == "latency" ? ", each also as LOAD.METRIC for one load" : ""));
    return false;
}

std::vector<std::string> Compiler::read_lines(JsonIndex value) {
    const Field entry{.key = tree_.key(value), .shape = Shape::text, .about = {}};
    std::vector<std::string> lines;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (check_shape(i, entry)) lines.emplace_back(text(i));
    }
    return lines;
}

void Compiler::read_bound(JsonIndex value, std::string_view group, std::string metric,
                          Expectation& expectation) {
    const bool is_time = group == "latency" || group == "delay";
    const bool is_rate = group == "throughput";
    const Field field{.key = tree_.key(value), .shape = Shape::bound, .about = {}};
    if (!check_shape(value, field)) return;
    expectation.metric = std::move(metric);
    expectation.comparison = "==";
    if (tree_[value].kind != JsonKind::string) {
        expectation.bound = real(value).value_or(0);
        if (is_time || is_rate) {
            error(offset(value),
                  fmt::format("\"{}\" takes a bound with a unit, found {}", field.key,
                              describe(tree_, value)),
                  is_time ? "as in \"<200ms\"" : "as in \">30/s\"");
        }
        return;
    }
    std::string_view rest = text(value);
    const auto skip = [&] {
        while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    };
    skip();
    const auto* const found =
        std::find_if(comparisons.begin(), comparisons.end(),
                     [&](std::string_view c) { return rest.substr(0, c.size()) == c; });
    if (found == comparisons.end()) {
        error(offset(value), fmt::format("no comparison in the bound {}", quote(text(value))),
              "known: <, <=, ==, >=, >");
        return;
    }
    expectation.comparison = *found;
    rest.remove_prefix(found->size());
    skip();
    if (is_time) {
        const Result<Duration> bound = parse_duration(rest);
        if (!bound) return error_at(value, bound.diagnostics().front());
        expectation.bound = static_cast<double>(bound->ns);
    } else if (is_rate) {
        const Result<Duration> bound = parse_rate(rest);
        if (!bound) return error_at(value, bound.diagnostics().front());
        const std::size_t slash = rest.find('/');
        expectation.bound =
            parse_number(rest.substr(0, slash)).value_or(0) * per_second(rest.substr(slash + 1));
    } else if (const std::optional<double> bound = parse_number(rest)) {
        expectation.bound = *bound;
    } else {
        error(offset(value), fmt::format("no number in the bound {}", quote(text(value))),
              "as in \">0.95\"");
    }
}

}  // namespace sim::scenario
