#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "traces/access_log.hpp"
#include "traces/node_trace.hpp"

namespace ui {

/// What becomes of an access log, and what of it the log does not say, for people.
struct ImportedLog {
    std::string scenario;
    std::vector<std::string> notes;
};

/// A scenario that does what was seen: jobs or requests at the same instants, with the times that they took. `name` is the
/// file's, for the title. Each of `paths` that was asked for is a load of its own.
[[nodiscard]] std::string scenario_of(const traces::NodeTrace& trace, const std::string& name);
[[nodiscard]] ImportedLog scenario_of(const traces::AccessLog& log, const std::string& name,
                                      const std::vector<std::string>& paths);

/// The busiest paths of a log with what is known of them, as a table.
[[nodiscard]] std::string paths_text(const traces::AccessLog& log, bool has_colour);

}  // namespace ui
