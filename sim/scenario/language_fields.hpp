#pragma once

#include <array>

#include "sim/scenario/language.hpp"

// What the rows of the actions have in common, and where those of each group stand.

namespace sim::scenario::language {

[[nodiscard]] std::span<const ActionRow> plain_actions();
[[nodiscard]] std::span<const ActionRow> callback_actions();
[[nodiscard]] std::span<const ActionRow> promise_actions();
[[nodiscard]] std::span<const ActionRow> work_actions();
[[nodiscard]] std::span<const ActionRow> handle_actions();
/// What api_action() gives.
[[nodiscard]] const ActionRow& actions_of_apis();

constexpr Field optional_body(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::body, .about = about};
}
constexpr Field required_body(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::body, .about = about, .required = true};
}
constexpr Field flag(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::flag, .about = about};
}
constexpr Field name(std::string_view key, std::string_view about, std::uint16_t holds) {
    return {.key = key, .shape = Shape::name, .about = about, .holds = holds};
}
constexpr Field variable(std::string_view key, std::string_view about, std::uint16_t holds,
                         std::string_view words = {}) {
    return {.key = key,
            .shape = Shape::variable,
            .about = about,
            .required = true,
            .words = words,
            .holds = holds};
}
inline constexpr Field as_promise = name("as", "the variable that gets the promise", holds_promise);
inline constexpr Field do_callback =
    optional_body("do", "the callback; without it the action gives a promise");
inline constexpr Field bytes = {.key = "bytes", .shape = Shape::size, .about = "how many bytes"};

/// Of handles that have no variable.
inline constexpr std::string_view handle_words = "socket parent";

inline constexpr std::span<const Field> no_options{};
inline constexpr std::array as_options{as_promise};

}  // namespace sim::scenario::language
