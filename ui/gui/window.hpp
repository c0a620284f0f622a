#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/gui/command.hpp"
#include "ui/gui/host.hpp"

namespace ui::gui {

struct WindowOptions {
    std::int32_t width = 1280;
    std::int32_t height = 800;
    bool has_size = false;       // asked for; otherwise that of the last window
    double scale = 0;            // 0: that of the screen
    std::vector<Command> start;  // before anything else: what to open, the theme
    std::vector<Command>
        script;  // one by one, each when everything before it is done; then the window closes
    std::string screenshot;    // written at the end of the script
    std::string state_file;    // gets the state as JSON at the end
    bool is_scripted = false;  // ends by itself, keeps and takes no settings
};

/// Shows the window until it is closed; what went wrong, empty if nothing.
[[nodiscard]] std::string show_window(Host& host, const WindowOptions& options);
/// The same as the library of drawing has it (ui/export/drawing.hpp).
using ShowWindow = void(Host& host, const WindowOptions& options, std::string& problem);
constexpr const char* show_window_name = "loopglass_show_window";

}  // namespace ui::gui
