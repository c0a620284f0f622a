#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/trace/trace.hpp"

namespace ui {

/// What a request waited for from one instant to another; without a reason where the trace tells only that it was one
/// of several.
struct ReasonInterval {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::optional<sim::WaitReason> reason;
};

/// The time of one request from arrival to response in order and without gaps. Spans say when it ran, worked or
/// queued; what they leave open belongs to the one reason that has no spans, if there is just one.
[[nodiscard]] std::vector<ReasonInterval> reasons_over_time(const sim::Trace& trace,
                                                            std::uint32_t request);

/// When it ended: the end of the run for those in flight.
[[nodiscard]] sim::Instant end_of(const sim::Trace& trace, const sim::RequestRecord& request);

}  // namespace ui
