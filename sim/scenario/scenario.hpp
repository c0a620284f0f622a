#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "sim/program/program.hpp"

namespace sim {

/// Reads a file that a scenario names (arrivals), relative to the scenario; a diagnostic if it cannot.
using FileReader = std::function<Result<std::string>(std::string_view path)>;

/// A JSON scenario (comments allowed) as a program. All diagnostics carry file, line and column; at most 20
/// are reported. Untrusted input: any bytes give a program or diagnostics.
[[nodiscard]] Result<Program> load_scenario(std::string_view text, std::string_view file,
                                            const FileReader& read_file);

/// Gives the kinds of work of `program` the service times that `costs` has measured under the same names; how many
/// it has found.
std::size_t replace_work_times(Program& program, const Program& costs);

/// The JSON Schema (draft 2020-12) of scenario files, made from the same tables as the parser.
[[nodiscard]] std::string scenario_schema();

/// The language's reference in Markdown, made from the same tables.
[[nodiscard]] std::string scenario_reference();

/// The scenario's ordering part as a JavaScript program that real Node runs: what the simulation claims, in a
/// form anybody can check. A diagnostic names what has no JavaScript form (load, stations).
[[nodiscard]] Result<std::string> scenario_to_javascript(std::string_view text,
                                                         std::string_view file);

}  // namespace sim
