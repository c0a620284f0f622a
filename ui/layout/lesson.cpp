#include "ui/layout/lesson.hpp"

#include <algorithm>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/source_panel.hpp"

namespace ui {

namespace {

constexpr double edge = 14;
constexpr double gap = 14;
constexpr double band_size = 21;
constexpr double band_pitch = 29;

/// Always of two lines' height so that nothing jumps.
constexpr double band_height = 20 + 2 * band_pitch + 22;

/// How wide the code, or without it the output, stands on the left of an area.
double left_column(const Subject& subject, bool shows_code, double width) {
    const double most = width * 0.34;
    return shows_code ? std::min(std::max(code_width(subject, most), 240.0), most) : width * 0.2;
}

/// The large line. Returns what is left above it.
Box draw_band(Frame& frame, const Box& area, const LessonBand& band) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const double room = area.width - 44;
    const std::vector<std::string> lines =
        wrap(Face::sans, band_size, to_plain_line(band.text), room, 2);
    const Box panel{area.x, area.bottom() - band_height, area.width, band_height};
    scene.rectangle(Role::caption, panel, band.is_question ? theme.mark : theme.panel).radius = 6;
    scene
        .rectangle(Role::caption, {panel.x, panel.y + 8, 5, band_height - 16},
                   row_of(band.is_question ? Hue::tick : Hue::poll).fill)
        .radius = 2;
    scene.text(Role::caption, {panel.x + 22, panel.y + 8, room, 20}, band.number,
               {.face = Face::sans_bold, .size = text_normal, .color = theme.muted});
    for (std::size_t i = 0; i < lines.size(); ++i) {
        scene.text(
            Role::caption,
            {panel.x + 22, panel.y + 30 + band_pitch * static_cast<double>(i), room, band_pitch},
            lines[i], {.size = band_size, .color = theme.ink});
    }
    scene.caption = band.text;
    return {area.x, area.y, area.width, area.height - band_height - gap};
}

}  // namespace

double lesson_scale(const PictureOptions& options) {
    return std::max(std::min({scale_of(options), options.height / 700, options.width / 1150}), 0.5);
}

Box lesson_machine(const Subject& subject, const PictureOptions& options) {
    const double zoom = lesson_scale(options);
    const double width = options.width / zoom - 2 * edge;
    const double left = left_column(subject, has_code(subject, options), width) + gap;
    return {edge + left, edge, width - left, options.height / zoom - 2 * edge - band_height - gap};
}

Scene lesson_scene(const Subject& subject, const PictureOptions& options, const Tracks& time,
                   const Tracks* order, const LessonBand& band) {
    Frame frame;
    const double zoom = lesson_scale(options);
    frame.scene = Scene{options.width / zoom, options.height / zoom};
    frame.theme = options.theme;
    frame.scene.title = to_plain_line(subject.title);
    frame.scene.rectangle(Role::background, {0, 0, frame.scene.width(), frame.scene.height()},
                          options.theme->background);
    const Box whole{edge, edge, frame.scene.width() - 2 * edge, frame.scene.height() - 2 * edge};
    const Box area = draw_band(frame, whole, band);
    const Step* const step = options.step && *options.step < subject.steps.size()
                                 ? &subject.steps[*options.step]
                                 : nullptr;
    const bool shows_code = has_code(subject, options);
    const double left = left_column(subject, shows_code, area.width);
    double code = 0;
    if (shows_code) {
        code = add_code(frame, {area.x, area.y, left, area.height * 0.66 - gap}, subject,
                        step == nullptr ? 0 : code_line(*subject.trace, step->place)) -
               area.y + gap;
    }
    const double right = area.x + left + gap;
    const double lanes = std::clamp(area.height * 0.4, 150.0, 330.0);
    const double machine = area.height - lanes - gap;
    draw_state(frame,
               {.machine = {right, area.y, area.right() - right, machine},
                .output = {area.x, area.y + code, left, area.height - code}},
               subject, options);
    frame.body = {right, area.y + machine + gap, area.right() - right, lanes};
    PictureOptions lane_options = options;
    lane_options.has_code = false;
    draw_timeline(frame, subject, lane_options, time, order);
    return std::move(frame.scene);
}

}  // namespace ui
