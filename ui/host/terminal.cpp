#include "ui/host/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace ui {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

}  // namespace

Terminal find_terminal(int descriptor) {
    Terminal terminal;
    if (::isatty(descriptor) == 0) return terminal;
    terminal.is_terminal = true;
    terminal.has_colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = std::clamp(static_cast<int>(size.ws_col), 60, 200);
    }
    return terminal;
}

}  // namespace ui
