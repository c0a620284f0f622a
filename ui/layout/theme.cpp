// Colours of Okabe and Ito ("Color Universal Design", 2008), one for each kind, the same in all themes; what they had no
// colour for is grey. Dark ink stands on all of them but the blue of the pool, so that each text has a contrast of 4.5.
#include "ui/layout/theme.hpp"

#include <array>

namespace ui {

namespace {

constexpr Color dark_ink = rgb(0x14171A);
constexpr Color white = rgb(0xFFFFFF);

constexpr std::array<HueRow, hue_count> hue_rows{{
    {"script", 'S', rgb(0xB8C0C8), dark_ink},
    {"timer", 'T', rgb(0xE69F00), dark_ink},
    {"setImmediate", 'I', rgb(0x17A67C), dark_ink},
    {"nextTick", 'N', rgb(0xE2701E), dark_ink},
    {"microtask", 'M', rgb(0xCC79A7), dark_ink},
    {"poll callback", 'C', rgb(0x56B4E9), dark_ink},
    {"pool work", 'W', rgb(0x0072B2), white},
    {"station", 'D', rgb(0xF0E442), dark_ink},
    {"pending", 'P', rgb(0x9AA3AC), dark_ink},
    {"close", 'X', rgb(0x9AA3AC), dark_ink},
    {"process event", 'E', rgb(0x9AA3AC), dark_ink},
    {"waits", '.', rgb(0x9AA3AC), dark_ink},
    {"sleeps", 'Z', rgb(0xD5DBE1), dark_ink},
}};

constexpr std::array<Theme, 3> theme_rows{{
    {.name = "light",
     .background = white,
     .panel = rgb(0xF5F7F9),
     .band = rgb(0xFAFBFC),
     .ink = rgb(0x1B1F24),
     .muted = rgb(0x57606A),
     .grid = rgb(0xE1E4E8),
     .border = rgb(0xCBD2D9),
     .mark = rgb(0xFFF1B8),
     .line = 1.5,
     .zoom = 1},
    {.name = "dark",
     .background = rgb(0x14171A),
     .panel = rgb(0x1E2328),
     .band = rgb(0x191D21),
     .ink = rgb(0xE8ECF0),
     .muted = rgb(0xA6AFB9),
     .grid = rgb(0x2E353C),
     .border = rgb(0x444D57),
     .mark = rgb(0x4A3F14),
     .line = 1.5,
     .zoom = 1},
    {.name = "projector",
     .background = white,
     .panel = rgb(0xF2F4F6),
     .band = rgb(0xF8F9FA),
     .ink = rgb(0x000000),
     .muted = rgb(0x3D444D),
     .grid = rgb(0xCBD2D9),
     .border = rgb(0x8C959F),
     .mark = rgb(0xFFE58A),
     .line = 2.2,
     .zoom = 1.35},
}};

}  // namespace

const HueRow& row_of(Hue hue) { return hue_rows[static_cast<std::size_t>(hue)]; }

Hue hue_of(sim::TaskKind kind) {
    using sim::TaskKind;
    switch (kind) {
        case TaskKind::script: return Hue::script;
        case TaskKind::timer:
        case TaskKind::interval: return Hue::timer;
        case TaskKind::immediate: return Hue::immediate;
        case TaskKind::tick: return Hue::tick;
        case TaskKind::microtask: return Hue::microtask;
        case TaskKind::pool_job:
        case TaskKind::io:
        case TaskKind::signal:
        case TaskKind::message:
        case TaskKind::station:
        case TaskKind::request: return Hue::poll;
        case TaskKind::pending: return Hue::pending;
        case TaskKind::close: return Hue::close;
        case TaskKind::process_event: return Hue::event;
    }
    return Hue::event;
}

Hue hue_of(sim::SpanKind kind) {
    using sim::SpanKind;
    switch (kind) {
        case SpanKind::script: return Hue::script;
        case SpanKind::timer: return Hue::timer;
        case SpanKind::immediate: return Hue::immediate;
        case SpanKind::tick: return Hue::tick;
        case SpanKind::microtask: return Hue::microtask;
        case SpanKind::pool_callback:
        case SpanKind::io_callback:
        case SpanKind::message:
        case SpanKind::signal: return Hue::poll;
        case SpanKind::pending_callback: return Hue::pending;
        case SpanKind::close_callback: return Hue::close;
        case SpanKind::process_event: return Hue::event;
        case SpanKind::pool_work: return Hue::pool;
        case SpanKind::station_work: return Hue::station;
        case SpanKind::pool_queue:
        case SpanKind::station_queue:
        case SpanKind::core_wait: return Hue::wait;
        case SpanKind::poll_idle: return Hue::idle;
    }
    return Hue::wait;
}

Hue hue_of(sim::Phase phase) {
    using sim::Phase;
    switch (phase) {
        case Phase::timers: return Hue::timer;
        case Phase::pending: return Hue::pending;
        case Phase::idle_prepare: return Hue::wait;
        case Phase::poll: return Hue::poll;
        case Phase::check: return Hue::immediate;
        case Phase::close: return Hue::close;
        case Phase::outside: return Hue::script;
    }
    return Hue::script;
}

std::span<const Theme> themes() { return theme_rows; }

const Theme* find_theme(std::string_view name) {
    for (const Theme& theme : theme_rows) {
        if (theme.name == name) return &theme;
    }
    return nullptr;
}

}  // namespace ui
