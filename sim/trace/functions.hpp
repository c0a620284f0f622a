#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.hpp"

namespace sim {

/// Whether a task runs nothing but the function that its API was given, or goes on in one that awaits: then it is
/// called after the function, too.
[[nodiscard]] bool runs_function(const Trace& trace, const Task& task);

/// "setTimeout(greet)", "await in main": a task that `runs_function`.
[[nodiscard]] std::string with_function(std::string_view name, std::string_view function);

/// By task: the function after which it is called, if that has a name. Empty if no task has one.
[[nodiscard]] std::vector<NameId> named_functions(const Trace& trace);

}  // namespace sim
