#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "ui/cli/options.hpp"

/// What puts the text of one option into Options; each returns what is wrong with it, empty if nothing.
namespace ui::setters {

/// "expects a number, found "x"".
[[nodiscard]] std::string expected(std::string_view what, std::string_view found);
/// The same for a word out of a list.
[[nodiscard]] std::string expected_word(std::string_view what, std::string_view found,
                                        const std::vector<std::string_view>& known);

template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// "10h1s": each unit with its number.
[[nodiscard]] std::optional<sim::Duration> parse_sum(std::string_view text);

/// A number from 1 to `most`.
std::string set_range(std::optional<std::int32_t>& field, std::string_view value, std::int32_t most,
                      std::string_view what);

/// A flag of Options, or a text that must not be empty.
template <bool Options::*field>
std::string set_flag(Options& options, std::string_view /*value*/) {
    options.*field = true;
    return {};
}

template <std::string Options::*field>
std::string set_name(Options& options, std::string_view value) {
    if (value.empty()) return expected("a name", value);
    options.*field = value;
    return {};
}

template <std::optional<std::int64_t> Options::*field, std::int64_t least, std::int64_t most>
std::string set_count(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < least || *number > most)
        return expected(fmt::format("a whole number from {} to {}", least, most), value);
    options.*field = number;
    return {};
}

template <std::optional<sim::Duration> Options::*field>
std::string set_duration(Options& options, std::string_view value) {
    const std::optional<sim::Duration> duration = parse_sum(value);
    if (!duration) return expected("a time such as 500ms, 10s or 1m30s", value);
    if (duration->ns == 0) return expected("a time above zero", value);
    options.*field = *duration;
    return {};
}

template <std::optional<sim::Instant> Options::*field>
std::string set_instant(Options& options, std::string_view value) {
    const std::optional<sim::Duration> duration = parse_sum(value);
    if (!duration) return expected("a time such as 0ms, 500ms or 1m10s", value);
    options.*field = sim::Instant{duration->ns};
    return {};
}

// Of what is simulated (model_setters.cpp).
std::string set_node(Options& options, std::string_view value);
std::string set_module(Options& options, std::string_view value);
std::string set_threadpool(Options& options, std::string_view value);
std::string set_cores(Options& options, std::string_view value);
std::string set_scheduler(Options& options, std::string_view value);
std::string set_costs(Options& options, std::string_view value);
std::string add_variable(Options& options, std::string_view value);
std::string set_cpu(Options& options, std::string_view value);
std::string set_results(Options& options, std::string_view value);
std::string set_seed(Options& options, std::string_view value);
std::string set_requests(Options& options, std::string_view value);
std::string set_warmup(Options& options, std::string_view value);
std::string add_vary(Options& options, std::string_view value);

// Of what is read (input_setters.cpp).
std::string add_work(Options& options, std::string_view value);
std::string add_path(Options& options, std::string_view value);
std::string set_log_duration(Options& options, std::string_view value);
std::string set_stamp(Options& options, std::string_view value);
std::string set_input_kind(Options& options, std::string_view value);

// Of what comes out (result_setters.cpp).
std::string set_shard(Options& options, std::string_view value);
std::string add_target(Options& options, std::string_view value);
std::string add_find(Options& options, std::string_view value);
std::string set_precision(Options& options, std::string_view value);
std::string set_replications(Options& options, std::string_view value);
std::string set_threads(Options& options, std::string_view value);
std::string set_difficulty(Options& options, std::string_view value);
std::string set_line(Options& options, std::string_view value);
std::string set_runs(Options& options, std::string_view value);

// Of what a picture shows (picture_setters.cpp).
std::string set_picture(Options& options, std::string_view value);
std::string set_step(Options& options, std::string_view value);
std::string set_request(Options& options, std::string_view value);
std::string set_size(Options& options, std::string_view value);
std::string set_theme(Options& options, std::string_view value);
std::string set_lanes(Options& options, std::string_view value);
std::string set_scale(Options& options, std::string_view value);

}  // namespace ui::setters
