#pragma once

namespace ui {

/// What a stream's other end can show. The default is a file: no colour, a width that fits a page.
struct Terminal {
    bool is_terminal = false;
    bool has_colour = false;
    int width = 100;
};

/// Facts of an open descriptor (1: stdout, 2: stderr). Colour needs a terminal, and NO_COLOR unset or empty
/// (no-color.org) and TERM other than "dumb". The width is clamped to 60..200; results stay readable on both sides.
[[nodiscard]] Terminal find_terminal(int descriptor);

}  // namespace ui
