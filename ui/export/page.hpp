#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/layout/picture.hpp"

namespace ui {

/// How our pages begin.
constexpr std::string_view page_mark = "<!DOCTYPE html>\n<!-- Made by loopglass. -->\n";

/// One HTML file without any outside reference, which plays the steps of a trace of level full, or shows the lanes of
/// another one: code, queues, lanes, output, reasons, a quiz, print style.
[[nodiscard]] std::string to_page(const Subject& subject, const PictureOptions& options);

/// One page of a course.
struct CoursePage {
    std::string file;  // "five-queues.html"
    std::string part;  // folder, the heading above it; may be empty
    std::string title;
    std::string about;
};
/// The index of a course, with links to its pages.
[[nodiscard]] std::string to_course_index(std::string_view title,
                                          const std::vector<CoursePage>& pages);

}  // namespace ui
