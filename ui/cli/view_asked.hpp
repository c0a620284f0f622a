#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"
#include "ui/gui/host.hpp"

namespace ui {

/// One problem of a file, without a place in it.
[[nodiscard]] std::vector<sim::Diagnostic> file_problem(const std::string& file,
                                                        const std::string& message);

/// What the command line says, and above it what the window's knobs say.
[[nodiscard]] Options with_knobs(const Options& from, const gui::Knobs& knobs);

/// A program that the window asks for, with a console that keeps what is said. `request`, `console` and `progress` are
/// kept by reference.
struct Asked {
    const gui::LoadRequest& request;
    Options options;  // the program is their operand
    std::istringstream nothing;
    std::ostringstream ignored;
    std::ostringstream errors;
    Console quiet;
    Loaded<Input> input;

    Asked(const gui::LoadRequest& asked, Options with, const Console& console,
          gui::LoadProgress& progress);

    [[nodiscard]] bool is_script() const { return ui::is_script(request.path, options); }
    /// The scenario with the editor's text and the values of a sweep's cell; false after a message.
    [[nodiscard]] bool read();
    [[nodiscard]] Loaded<Job> job();
    /// What was said, on one line and without the console's prefix.
    [[nodiscard]] std::string said() const;
};

}  // namespace ui
