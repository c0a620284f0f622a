#pragma once

#include <atomic>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "ui/host/terminal.hpp"

namespace ui {

/// What a command line ends with; `run FILE.js` has codes of its own.
enum ExitCode : int {
    exit_done = 0,
    exit_failed = 1,            // an expectation or a comparison failed
    exit_bad_input = 2,         // input or usage
    exit_limit = 3,             // a limit was reached
    exit_script_limit = 125,    // run FILE.js: a limit was reached
    exit_script_refused = 126,  // run FILE.js: bad input
    exit_interrupted = 130,     // Ctrl-C, as shells say it
};

/// Where a command reads and writes, and what it may know of the machine. Tests pass streams in memory.
struct Console {
    std::istream& in;
    std::ostream& out;  // results
    std::ostream& err;  // messages
    Terminal out_terminal;
    Terminal err_terminal;
    std::string scenarios_folder;                  // installed scenarios; empty: none found
    const std::atomic<bool>* interrupt = nullptr;  // set by Ctrl-C
    std::atomic<std::int64_t>* runs = nullptr;     // counts what exploring has run
};

[[nodiscard]] bool is_interrupted(const Console& console);

/// "loopglass: message" on stderr; further lines of the message are indented.
void complain(const Console& console, std::string_view message, std::string_view hint = {});
void complain(const Console& console, const sim::Diagnostic& diagnostic);
void complain(const Console& console, const std::vector<sim::Diagnostic>& diagnostics);

/// `did you mean "run"?` if a known word is near, otherwise empty.
[[nodiscard]] std::string guess(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace ui
