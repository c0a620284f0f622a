#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace sim {

/// One step of the course: a scenario and the question to answer before it runs.
struct Lesson {
    std::string scenario;  ///< "lessons/five-queues": its file below scenarios/ without the ending
    std::string question;
};

struct Chapter {
    std::string title;
    std::vector<Lesson> lessons;
};

/// The lessons in the order in which they build on each other.
struct Course {
    std::string about;
    std::vector<Chapter> chapters;
};

/// Reads scenarios/course.json. Unknown and missing keys are errors, each with its place.
[[nodiscard]] Result<Course> load_course(std::string_view text, std::string_view file);

}  // namespace sim
