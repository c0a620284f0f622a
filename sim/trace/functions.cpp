#include "sim/trace/functions.hpp"

#include <fmt/format.h>

namespace sim {

namespace {

constexpr std::string_view await_name = "await";

}  // namespace

bool runs_function(const Trace& trace, const Task& task) {
    const std::string_view name = trace.names.text(task.name);
    if (name.empty()) return false;
    return name == await_name || task.kind == TaskKind::timer || task.kind == TaskKind::interval ||
           task.kind == TaskKind::immediate || task.kind == TaskKind::tick ||
           task.kind == TaskKind::microtask;
}

std::string with_function(std::string_view name, std::string_view function) {
    return name == await_name ? fmt::format("{} in {}", name, function)
                              : fmt::format("{}({})", name, function);
}

std::vector<NameId> named_functions(const Trace& trace) {
    std::vector<NameId> functions;
    for (const TraceEvent& event : trace.events) {
        if (event.kind != EventKind::note || !event.task ||
            static_cast<NoteKind>(event.detail) != NoteKind::function)
            continue;
        const NameId function{event.a};
        if (trace.names.text(function).empty() ||
            !runs_function(trace, trace.tasks[event.task.index()]))
            continue;
        functions.resize(trace.tasks.size());
        functions[event.task.index()] = function;
    }
    return functions;
}

}  // namespace sim
