#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/trace/trace.hpp"
#include "ui/layout/scene.hpp"

namespace ui {

/// What the colour of a mark says. The letter says the same in grey print and to eyes that see fewer colours.
enum class Hue : std::uint8_t {
    script,
    timer,
    immediate,
    tick,
    microtask,
    poll,  // callbacks of the poll phase: files, sockets, messages, requests
    pool,  // work in a thread of the pool
    station,
    pending,
    close,
    event,  // exit, uncaughtException ...
    wait,
    idle,
};
constexpr std::size_t hue_count = 13;

struct HueRow {
    std::string_view name;  // for legends
    char letter = ' ';
    Color fill;
    Color ink;  // of text on it
};
[[nodiscard]] const HueRow& row_of(Hue hue);

[[nodiscard]] Hue hue_of(sim::TaskKind kind);
[[nodiscard]] Hue hue_of(sim::SpanKind kind);
[[nodiscard]] Hue hue_of(sim::Phase phase);

struct Theme {
    std::string_view name;
    Color background;
    Color panel;
    Color band;  // every other iteration
    Color ink;
    Color muted;  // labels
    Color grid;
    Color border;
    Color mark;  // behind the current line of code and whatever is new
    double line = 1.5;
    double zoom = 1;  // how much larger everything is drawn
};
[[nodiscard]] std::span<const Theme> themes();
/// Null if there is none of that name.
[[nodiscard]] const Theme* find_theme(std::string_view name);

}  // namespace ui
