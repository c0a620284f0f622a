// Fields are replaced in the text, so that what the compiler says about a value names its line.
#include "sim/scenario/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/source_text.hpp"

namespace sim {

namespace {

using scenario::json_none;
using scenario::JsonIndex;
using scenario::JsonKind;
using scenario::JsonTree;

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        parts.push_back(path.substr(0, dot));
        if (dot == path.size()) return parts;
        path.remove_prefix(dot + 1);
    }
}

Diagnostic refuse(std::string_view file, std::string message, std::string hint) {
    return {.place = {.file = std::string{file}},
            .message = std::move(message),
            .excerpt = {},
            .hint = std::move(hint)};
}

/// Whether the object has that "name".
bool is_named(const JsonTree& tree, JsonIndex object, std::string_view name) {
    if (tree[object].kind != JsonKind::object) return false;
    const JsonIndex own = tree.find(object, "name");
    return own != json_none && tree[own].kind == JsonKind::string && tree.string(own) == name;
}

/// One step down; json_none if there is no such child.
JsonIndex child(const JsonTree& tree, JsonIndex at, std::string_view part) {
    if (tree[at].kind == JsonKind::object) return tree.find(at, part);
    if (tree[at].kind != JsonKind::array) return json_none;
    std::uint32_t wanted = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), wanted);
    const bool is_number = error == std::errc{} && end == part.data() + part.size();
    std::uint32_t number = 0;
    for (JsonIndex i = tree[at].first; i != json_none; i = tree[i].next, ++number) {
        if ((is_number && number == wanted) || is_named(tree, i, part)) return i;
    }
    return json_none;
}

std::vector<std::string_view> children(const JsonTree& tree, JsonIndex at) {
    std::vector<std::string_view> names;
    if (tree[at].kind != JsonKind::object) return names;
    for (JsonIndex i = tree[at].first; i != json_none; i = tree[i].next)
        names.push_back(tree.key(i));
    return names;
}

/// How far a path leads, and what is left of it.
struct Walk {
    JsonIndex at = 0;
    std::size_t done = 0;
};

Walk walk(const JsonTree& tree, const std::vector<std::string_view>& parts) {
    Walk result{tree.root(), 0};
    while (result.done < parts.size()) {
        const JsonIndex next = child(tree, result.at, parts[result.done]);
        // One object stands for a list of it, so its name may be on the way, too.
        if (next == json_none && !is_named(tree, result.at, parts[result.done])) break;
        if (next != json_none) result.at = next;
        ++result.done;
    }
    return result;
}

/// The only member of the object, json_none if there are none or several.
JsonIndex only(const JsonTree& tree, JsonIndex object) {
    return object != json_none && tree[object].count == 1 ? tree[object].first : json_none;
}

/// "load" is one object or a list of them; a short name needs one.
struct Only {
    std::string path;
    JsonIndex at = json_none;
};

Only only_load(const JsonTree& tree) {
    const JsonIndex load = tree.find(tree.root(), "load");
    if (load == json_none) return {};
    if (tree[load].kind == JsonKind::object) return {"load", load};
    return tree[load].count == 1 ? Only{"load.0", tree[load].first} : Only{};
}

Only only_of(const JsonTree& tree, std::string_view section) {
    const JsonIndex one = only(tree, tree.find(tree.root(), section));
    return one == json_none ? Only{} : Only{fmt::format("{}.{}", section, tree.key(one)), one};
}

/// Down to the number: a distribution of one parameter is { "exponential": "10ms" }.
std::string to_number(const JsonTree& tree, std::string path, JsonIndex at) {
    if (at == json_none || tree[at].kind != JsonKind::object) return path;
    const JsonIndex one = only(tree, at);
    return one == json_none ? path : fmt::format("{}.{}", path, tree.key(one));
}

/// The path of a short name; empty if it has none in this scenario.
std::string path_of_short(const JsonTree& tree, std::string_view name) {
    constexpr std::array<std::string_view, 6> of_runtime{"threadpool", "cores",  "scheduler",
                                                         "replicas",   "warmup", "node"};
    for (const std::string_view key : of_runtime) {
        if (name == key) return fmt::format("runtime.{}", name);
    }
    if (name == "rate" || name == "users" || name == "think") {
        const Only load = only_load(tree);
        if (load.at == json_none) return {};
        const JsonIndex arrivals = tree.find(load.at, "arrivals");
        if (arrivals == json_none || tree[arrivals].kind != JsonKind::object) return {};
        const std::string path = load.path + ".arrivals.";
        if (name != "rate")
            return tree.find(arrivals, "users") == json_none ? std::string{}
                                                             : path + std::string{name};
        for (const std::string_view key : {"poisson", "constant"}) {
            if (tree.find(arrivals, key) != json_none) return path + std::string{key};
        }
        return {};
    }
    if (name == "time") {
        const Only work = only_of(tree, "work");
        if (work.at == json_none || tree[work.at].kind != JsonKind::object) return {};
        return to_number(tree, work.path + ".time", tree.find(work.at, "time"));
    }
    if (name == "servers") {
        const Only station = only_of(tree, "stations");
        return station.at == json_none ? std::string{} : station.path + ".servers";
    }
    return {};
}

constexpr std::array<std::string_view, 11> short_names{
    "threadpool", "cores", "scheduler", "replicas", "warmup", "node",
    "rate",       "users", "think",     "time",     "servers"};

/// Whether a short name, which names a field of the only load, work or station, has several to choose from.
bool has_several(const JsonTree& tree, std::string_view name) {
    const std::string_view section = name == "time"      ? "work"
                                     : name == "servers" ? "stations"
                                                         : "load";
    const JsonIndex at = tree.find(tree.root(), section);
    if (at == json_none || (section == "load" && tree[at].kind == JsonKind::object)) return false;
    return tree[at].count > 1;
}

}  // namespace

Result<ScenarioField> find_scenario_field(std::string_view text, std::string_view file,
                                          std::string_view name) {
    scenario::SourceText source{text, file};
    const std::optional<JsonTree> tree = scenario::parse_json(source);
    if (!tree) return source.diagnostics();
    const std::string hint = scenario::known_hint(name, {short_names.begin(), short_names.end()}) +
                             "; or a path such as work.hash.time";
    const bool is_path = name.find('.') != std::string_view::npos;
    const std::string path = is_path ? std::string{name} : path_of_short(*tree, name);
    if (path.empty()) {
        const bool is_short = std::ranges::find(short_names, name) != short_names.end();
        if (!is_short) return refuse(file, fmt::format("there is no field \"{}\"", name), hint);
        if (has_several(*tree, name))
            return refuse(file, fmt::format("\"{}\" names several fields here", name),
                          "name one by its path, such as load.login.arrivals.poisson");
        return refuse(file, fmt::format("\"{}\" names no field here", name),
                      "a path names any field, such as work.hash.time");
    }
    const std::vector<std::string_view> parts = parts_of(path);
    const Walk found = walk(*tree, parts);
    if (found.done == parts.size()) {
        const std::size_t from = (*tree)[found.at].offset;
        return ScenarioField{
            path, std::string{text.substr(from, scenario::value_end(text, from) - from)}};
    }
    // The last key may be missing; what leads there may not, but for the runtime, which is all defaults.
    const bool is_default = parts.front() == "runtime" && parts.size() == 2;
    const bool is_last =
        found.done + 1 == parts.size() && (*tree)[found.at].kind == JsonKind::object;
    if (is_default || is_last) return ScenarioField{path, {}};
    const std::vector<std::string_view> known = children(*tree, found.at);
    return refuse(file,
                  fmt::format("there is no \"{}\" on the way to \"{}\"", parts[found.done], path),
                  known.empty() ? hint : scenario::known_hint(parts[found.done], known));
}

Result<std::string> change_scenario(std::string_view text, std::string_view file,
                                    std::string_view path, std::string_view value) {
    scenario::SourceText source{text, file};
    const std::optional<JsonTree> tree = scenario::parse_json(source);
    if (!tree) return source.diagnostics();
    const std::vector<std::string_view> parts = parts_of(path);
    const Walk found = walk(*tree, parts);
    const std::size_t at = (*tree)[found.at].offset;
    std::string changed{text};
    if (found.done == parts.size()) {
        changed.replace(at, scenario::value_end(text, at) - at, value);
        return changed;
    }
    std::string member;
    for (std::size_t i = found.done; i < parts.size(); ++i) {
        member.append(fmt::format("\"{}\": ", parts[i]));
        if (i + 1 < parts.size()) member.append("{ ");
    }
    member.append(value);
    for (std::size_t i = found.done; i + 1 < parts.size(); ++i) member.append(" }");
    changed.insert(at + 1, (*tree)[found.at].count > 0 ? member + ", " : member);
    return changed;
}

}  // namespace sim
