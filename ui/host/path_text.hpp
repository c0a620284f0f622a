#pragma once

#include <string>
#include <string_view>

#include "sim/engine/path.hpp"
#include "sim/explore/explore.hpp"
#include "sim/trace/trace.hpp"

namespace ui {

/// A path as it goes to the child process that runs a script, in its settings, and what it met as it comes back: one
/// line without line breaks.
[[nodiscard]] std::string path_settings(const sim::Path& path);
[[nodiscard]] sim::Path read_path_settings(std::string_view picks, std::string_view latitude,
                                           std::string_view texts);
[[nodiscard]] std::string taken_line(const sim::Path& path);
void read_taken_line(std::string_view line, sim::Path& path);

/// The lines of output, without zero bytes, each after the number of its bytes and, if it went to stderr, a "!"; and back.
[[nodiscard]] std::string output_texts(const sim::Trace& trace);
void read_output_texts(std::string_view text, sim::PathOutcome& outcome);

}  // namespace ui
