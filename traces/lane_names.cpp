#include "traces/lane_names.hpp"

#include <fmt/format.h>

namespace traces {

std::vector<std::string> lane_names(const sim::Trace& trace) {
    std::vector<std::string> names;
    names.reserve(trace.lanes.size());
    for (const sim::Lane& lane : trace.lanes) {
        const std::string_view given = trace.names.text(lane.name);
        const std::uint32_t number = lane.index + (lane.kind == sim::LaneKind::worker ? 1 : 0);
        names.push_back(given.empty() ? fmt::format("{} {}", to_text(lane.kind), number)
                                      : std::string{given});
    }
    return names;
}

}  // namespace traces
