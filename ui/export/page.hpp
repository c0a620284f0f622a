#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/layout/picture.hpp"

namespace ui {

/// How our pages begin.
constexpr std::string_view page_mark = "<!DOCTYPE html>\n<!-- Made by loopglass. -->\n";

/// A run that a page offers beside the first.
struct PageOrder {
    std::string name;     // of its tab: "2: 12.5 %"
    std::string parting;  // what decides for it
    const Subject* subject = nullptr;
};

/// One HTML file without any outside reference, which plays the steps of a trace of level full, or shows the lanes of
/// another one: code, queues, lanes, output, reasons, a quiz, print style.
/// `orders` are other runs of the same program, which stand beside it as tabs.
[[nodiscard]] std::string to_page(const Subject& subject, const PictureOptions& options,
                                  std::span<const PageOrder> orders = {});

/// Numbers below a picture.
struct PageTable {
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;  // as long as `heads`
};
/// A picture as a page: the drawing with its text as text, and the numbers that it shows as a table.
[[nodiscard]] std::string to_picture_page(const Scene& scene, const PageTable& table);

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
