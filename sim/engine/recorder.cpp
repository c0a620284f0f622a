#include "sim/engine/recorder.hpp"

namespace sim {

void Recorder::hand_over() {
    const auto loops = static_cast<std::uint32_t>(trace_.lanes.size());
    for (std::uint16_t& lane : trace_.spans.lane) number_lane(lane, loops);
    std::swap(piece_.spans, trace_.spans);
    if (!is_refused_) is_refused_ = !(*sink_)(trace_, piece_);
    piece_.spans.clear();
    piece_.requests.clear();
    std::swap(piece_.spans, trace_.spans);
}

void Recorder::close_open_requests(Instant end) {
    if (sink_ == nullptr) {
        for (RequestRecord& request : trace_.requests) {
            if (request.outcome == RequestOutcome::in_flight) request.done = end;
        }
        return;
    }
    for (NumberedRequest& request : open_) {
        request.record.done = end;
        piece_.requests.push_back(request);
    }
    open_.clear();
}

}  // namespace sim
