#include <fmt/format.h>

#include "ui/cli/command.hpp"
#include "ui/cli/same_file.hpp"
#include "ui/cli/view_host.hpp"
#include "ui/export/drawing.hpp"
#include "ui/gui/command.hpp"
#include "ui/host/read_file.hpp"
#ifdef LOOPGLASS_HAS_WINDOW
#include "ui/gui/window.hpp"
#endif

namespace ui {

#ifdef LOOPGLASS_HAS_WINDOW

namespace {

/// The script's commands; false after messages.
bool read_commands(const std::string& file, std::vector<gui::Command>& commands,
                   const Console& console) {
    const sim::Result<std::string> text = read_file(file);
    if (!text) {
        complain(console, text.diagnostics());
        return false;
    }
    sim::Result<std::vector<gui::Command>> script = gui::read_script(*text, file);
    if (!script) {
        complain(console, script.diagnostics());
        return false;
    }
    commands = std::move(*script);
    return true;
}

}  // namespace

int view_command(const Options& options, const Console& console) {
    gui::WindowOptions window;
    if (options.size) {
        window.width = options.size->width;
        window.height = options.size->height;
        window.has_size = true;
    }
    if (is_input(options.screenshot, options, console) ||
        is_input(options.state_file, options, console))
        return exit_bad_input;
    window.scale = options.scale;
    window.screenshot = options.screenshot;
    window.state_file = options.state_file;
    window.is_scripted = !options.script.empty() || !options.screenshot.empty();
    if (!options.script.empty() && !read_commands(options.script, window.script, console))
        return exit_bad_input;
    if (!options.theme.empty()) window.start.push_back({"theme", options.theme});
    if (!options.operands.empty()) window.start.push_back({"open", options.operands.front()});
    if (!options.replay.empty()) window.start.push_back({"replay", options.replay});
    ViewHost host{options, console};
    const auto show_window = reinterpret_cast<gui::ShowWindow*>(find_drawn(gui::show_window_name));
    std::string problem;
    show_window(host, window, problem);
    if (problem.empty()) return exit_done;
    complain(console, problem);
    return exit_bad_input;
}

#else

int view_command(const Options& /*options*/, const Console& console) {
    complain(console, "this loopglass was built without its window",
             "install libimgui-dev, libglfw3-dev, libstb-dev, libgl-dev and libopengl-dev, then "
             "build it again; everything else works without them");
    return exit_bad_input;
}

#endif

}  // namespace ui
