#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/trace/trace.hpp"

namespace ui {

enum class Naming : std::uint8_t {
    brief,  // in a box, whose colour and letter say the kind: "greet"
    full,   // in a sentence: "setTimeout(greet)"
};

/// What the tasks of a trace are called. The trace must outlive it.
class TaskNames {
public:
    TaskNames() = default;
    explicit TaskNames(const sim::Trace& trace);

    /// "main script", "fs.readFile a.json", "await in main"; "setTimeout" if its function has no name.
    [[nodiscard]] std::string of(sim::TaskId task, Naming naming) const;
    /// The function after which a task is called; none if it has no name or there is none.
    [[nodiscard]] sim::NameId function_of(sim::TaskId task) const {
        return task.index() < functions_.size() ? functions_[task.index()] : sim::NameId{};
    }

private:
    const sim::Trace* trace_ = nullptr;
    std::vector<sim::NameId> functions_;  // by task, or empty
};

}  // namespace ui
