#include "ui/layout/task_names.hpp"

#include "sim/trace/functions.hpp"
#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

/// "await in main" says more of a continuation than "main", which runs for a second time.
bool is_await(std::string_view name) { return name == "await"; }

}  // namespace

TaskNames::TaskNames(const sim::Trace& trace)
    : trace_(&trace), functions_(sim::named_functions(trace)) {}

std::string TaskNames::of(sim::TaskId task, Naming naming) const {
    const sim::Task& row = trace_->tasks[task.index()];
    const std::string_view name = trace_->names.text(row.name);
    if (row.kind == sim::TaskKind::script)
        return name == "main" ? "main script" : to_plain_line(name);
    if (name.empty()) return std::string{to_text(row.kind)};
    if (const sim::NameId id = function_of(task)) {
        const std::string_view function = trace_->names.text(id);
        const bool is_whole = naming == Naming::full || is_await(name);
        return to_plain_line(is_whole ? sim::with_function(name, function) : std::string{function});
    }
    return to_plain_line(name);
}

}  // namespace ui
