#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ui {

/// What a made quiz is about.
struct QuizTopic {
    std::string_view name;
    std::string_view about;
};
[[nodiscard]] std::span<const QuizTopic> quiz_topics();

/// A small random scenario of the topic as JSON text; the same for the same arguments. `difficulty`: 1 to 3.
[[nodiscard]] std::string make_quiz(std::string_view topic, int difficulty, std::uint64_t seed);

}  // namespace ui
