#include <fmt/format.h>

#include <cmath>

#include "sim/core/units.hpp"
#include "sim/scenario/compiler.hpp"

// Durations that are drawn: a time, a distribution, or the name of a kind of work that has one.

namespace sim::scenario {
namespace {

constexpr double sigma_most = 10;
constexpr double shape_least = 0.01;
constexpr double shape_most = 10'000;
/// Kinds of work that refer to each other; more is a mistake.
constexpr std::size_t chain_most = 100;

}  // namespace

std::uint32_t Compiler::add_distribution(const Distribution& distribution) {
    program_.distributions.push_back(distribution);
    return static_cast<std::uint32_t>(program_.distributions.size() - 1);
}

std::uint32_t Compiler::duration(JsonIndex value) {
    if (value == json_none) return index_none;
    if (tree_[value].kind == JsonKind::object) return distribution(value);
    const std::string_view word = text(value);
    const bool is_time =
        word.empty() || (word[0] >= '0' && word[0] <= '9') || word[0] == '-' || word[0] == '.';
    if (!is_time && section("work") != json_none) return work_time(value);
    return add_distribution(Distribution::constant(time(value, Duration{})));
}

std::uint32_t Compiler::work_time(JsonIndex value) {
    const std::string name{text(value)};
    if (const auto found = work_times_.find(name); found != work_times_.end()) return found->second;
    const JsonIndex entry = find_entry(section("work"), name);
    if (entry == json_none || tree_[entry].kind != JsonKind::object) {
        error(offset(value), fmt::format("{} is neither a time nor a kind of work", quote(name)),
              known_hint(name, keys(section("work"))));
        return index_none;
    }
    if (tree_.find(entry, "api") != json_none) {
        error(offset(value),
              fmt::format("{} is work of an API, not a time on the main thread", quote(name)),
              fmt::format("{{ \"work\": {} }} runs it", quote(name)));
        return index_none;
    }
    const JsonIndex inner = tree_.find(entry, "time");
    const bool has_time = inner != json_none && (tree_[inner].kind == JsonKind::string ||
                                                 tree_[inner].kind == JsonKind::object);
    if (!has_time) {
        error(offset(value), fmt::format("the kind of work {} has no \"time\"", quote(name)));
        return index_none;
    }
    if (++work_depth_ > chain_most) {
        error(offset(value), fmt::format("the time of {} is defined by itself", quote(name)));
        work_depth_ = 0;
        return index_none;
    }
    const std::uint32_t index = duration(inner);
    if (work_depth_ > 0) --work_depth_;
    work_times_.emplace(name, index);
    return index;
}

std::uint32_t Compiler::distribution(JsonIndex object) {
    const Values values = read_fields(object, distribution_object());
    if (const JsonIndex value = values["constant"]; value != json_none) {
        return add_distribution(Distribution::constant(time(value, Duration{})));
    }
    if (const JsonIndex value = values["exponential"]; value != json_none) {
        return add_distribution(Distribution::exponential(time(value, Duration{})));
    }
    if (const JsonIndex value = values["uniform"]; value != json_none) return uniform(value);
    if (const JsonIndex value = values["normal"]; value != json_none) {
        const Values inner = read_fields(value, *find_field(values.fields, "normal")->object);
        return add_distribution(
            Distribution::normal(time(inner["mean"], Duration{}), time(inner["sd"], Duration{})));
    }
    if (const JsonIndex value = values["lognormal"]; value != json_none) {
        return lognormal(value, *find_field(values.fields, "lognormal")->object);
    }
    if (const JsonIndex value = values["gamma"]; value != json_none) {
        const Values inner = read_fields(value, *find_field(values.fields, "gamma")->object);
        const double shape = real_between(inner["shape"], "shape", shape_least, shape_most);
        return add_distribution(Distribution::gamma(shape, time(inner["mean"], Duration{})));
    }
    if (const JsonIndex value = values["empirical"]; value != json_none) return empirical(value);
    return index_none;
}

double Compiler::real_between(JsonIndex value, std::string_view key, double least, double most) {
    if (value == json_none) return 1;
    const double number = real(value).value_or(1);
    if (number >= least && number <= most) return number;
    error(offset(value), fmt::format("\"{}\" takes a number from {} to {}, found {}", key, least,
                                     most, describe(tree_, value)));
    return 1;
}

std::uint32_t Compiler::uniform(JsonIndex list) {
    const JsonIndex first = tree_[list].first;
    if (tree_[list].count != 2) {
        error(offset(list), fmt::format("\"uniform\" takes a list of two times, found a list of {}",
                                        tree_[list].count));
        return index_none;
    }
    const Field entry{.key = "uniform", .shape = Shape::time, .about = {}};
    const JsonIndex second = tree_[first].next;
    if (!check_shape(first, entry) || !check_shape(second, entry)) return index_none;
    const Duration least = time(first, Duration{});
    const Duration most = time(second, least);
    if (most < least) {
        error(offset(list), fmt::format("the range of \"uniform\" is empty: {} is more than {}",
                                        quote(text(first)), quote(text(second))));
        return index_none;
    }
    return add_distribution(Distribution::uniform(least, most));
}

std::uint32_t Compiler::lognormal(JsonIndex object, const Object& shape) {
    const Values values = read_fields(object, shape);
    const double sigma = real_between(values["sigma"], "sigma", 0, sigma_most);
    if ((values["median"] == json_none) == (values["mean"] == json_none)) {
        error(offset(object), "\"lognormal\" takes either \"median\" or \"mean\"");
        return index_none;
    }
    if (values["median"] != json_none)
        return add_distribution(Distribution::lognormal(time(values["median"], Duration{}), sigma));
    return add_distribution(
        Distribution::lognormal_of_mean(time(values["mean"], Duration{}), sigma));
}

std::uint32_t Compiler::empirical(JsonIndex list) {
    if (tree_[list].count == 0) {
        error(offset(list), "\"empirical\" needs at least one time");
        return index_none;
    }
    const Field entry{.key = "empirical", .shape = Shape::time, .about = {}};
    const Field weight{.key = "weight", .shape = Shape::integer, .about = {}, .least = 1};
    std::vector<WeightedValue> observations;
    for (JsonIndex i = tree_[list].first; i != json_none; i = tree_[i].next) {
        const bool is_pair = tree_[i].kind == JsonKind::array && tree_[i].count == 2;
        const JsonIndex first = is_pair ? tree_[i].first : i;
        if (!check_shape(first, entry)) continue;
        WeightedValue value{.value = time(first, Duration{})};
        if (is_pair && check_shape(tree_[first].next, weight)) {
            value.weight = static_cast<std::uint64_t>(integer(tree_[first].next, weight));
        }
        observations.push_back(value);
    }
    if (observations.empty()) return index_none;
    program_.empirical.push_back(make_empirical_table(std::move(observations)));
    return add_distribution(
        Distribution::empirical(static_cast<std::uint32_t>(program_.empirical.size() - 1)));
}

}  // namespace sim::scenario
