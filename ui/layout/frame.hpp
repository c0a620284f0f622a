#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/layout/picture.hpp"

namespace ui {

/// What all pictures share: background, title, the facts of the run, and room for a body and a caption.
struct Frame {
    Scene scene;
    const Theme* theme = nullptr;
    Box body;
};

constexpr double margin = 32;      // around everything
constexpr double text_small = 12;  // the smallest text: 18 px on a screen of 1920 x 1080
constexpr double text_normal = 13.5;
constexpr double text_title = 23;

[[nodiscard]] Frame begin_frame(const Subject& subject, const PictureOptions& options);
[[nodiscard]] Frame begin_frame(const std::string& title, const std::string& facts,
                                const PictureOptions& options);

/// Whether the parts of a picture stand below each other, as on a phone, and not side by side.
[[nodiscard]] bool is_upright(const PictureOptions& options);

/// Takes the bottom of the body for `caption`, at most a third of it, with `number` ("step 3 of 9") before it.
void add_caption(Frame& frame, std::string_view number, std::string_view caption);

/// What add_legend takes of a body of this width.
[[nodiscard]] double legend_height(double width, std::uint32_t used, std::string_view remark);
/// Takes the bottom of the body, as many lines as it needs: what the colours mean, those of `used` (bits by Hue).
void add_legend(Frame& frame, std::uint32_t used, std::string_view remark);

/// "Node 24 · pool of 4 · 4 cores · 2.78 ms of virtual time".
[[nodiscard]] std::string facts_line(const sim::Trace& trace);
/// "31.0 µs": three digits, for people.
[[nodiscard]] std::string to_short(sim::Duration duration);
/// The same sign in a sentence: " us" behind a number, as terminals write it, becomes " µs".
[[nodiscard]] std::string with_micro(std::string text);

/// The last part of a path, which is what a picture calls a program without a title.
[[nodiscard]] std::string file_name(std::string_view path);

/// Lanes over time in the whole body, with a legend below; `order` is null for pictures to scale.
void draw_timeline(Frame& frame, const Subject& subject, const PictureOptions& options,
                   const Tracks& time, const Tracks* order);

/// Where the parts of one moment stand: the ring, the stack, the pool and the queues; and what was printed.
struct StateBoxes {
    Box machine;
    Box output;
};
/// The moment of the step that `options` name; nothing if the trace has no loop.
void draw_state(Frame& frame, const StateBoxes& boxes, const Subject& subject,
                const PictureOptions& options);

/// "readFile a.json" of "fs.readFile a.json": what still says something where the whole has no room.
[[nodiscard]] std::string_view without_module(std::string_view name);
/// Whether all of `text` fits into `room`, or enough of it to be recognised: "f…" would say nothing.
[[nodiscard]] bool has_room_to_read(double size, std::string_view text, double room);
/// A box that shows sleep.
void add_hatched(Scene& scene, Role role, const Box& box, const Theme& theme);
/// What add_chip has for a name in a box of this width.
[[nodiscard]] double chip_room(double width, Hue hue);
/// A box in the colour of `hue` with the letter and, where there is room, `name`.
void add_chip(Scene& scene, Role role, const Box& box, Hue hue, std::string_view name,
              std::uint32_t subject, std::string_view title = {});

}  // namespace ui
