#pragma once

#include <string>

#include "ui/layout/picture.hpp"

namespace ui {

/// What stands in the band of a lesson.
struct LessonBand {
    std::string number;  // "step 3 of 9"
    std::string text;    // the because, or a question
    bool is_question = false;
};

/// As scale_of, but never so large that the boxes have no room for their contents.
[[nodiscard]] double lesson_scale(const PictureOptions& options);

/// Where the queues and the lanes of a lesson stand, in pixels of its scene: beside the code and above the band.
[[nodiscard]] Box lesson_machine(const Subject& subject, const PictureOptions& options);

/// One step as a teacher shows it: the code with its line, what was printed, the ring of phases, the queues, lanes over
/// time, and the reason of the step in large letters. `order` is null where lanes are to scale.
[[nodiscard]] Scene lesson_scene(const Subject& subject, const PictureOptions& options,
                                 const Tracks& time, const Tracks* order, const LessonBand& band);

}  // namespace ui
