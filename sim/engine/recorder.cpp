#include "sim/engine/recorder.hpp"

namespace sim {

void Recorder::number_lanes() {
    const auto loops = static_cast<std::uint32_t>(trace_.lanes.size());
    if (lane_other_ == loops) return;
    // Without a branch: which lane comes next cannot be foreseen.
    const auto number = [loops](std::uint16_t& lane) {
        lane = static_cast<std::uint16_t>(lane + (lane / lane_beyond) * (loops - lane_beyond));
    };
    for (TraceEvent& event : trace_.events) number(event.lane);
    for (std::uint16_t& lane : trace_.spans.lane) number(lane);
}

void Recorder::hand_over() {
    number_lanes();
    std::swap(piece_.spans, trace_.spans);
    if (!is_refused_) is_refused_ = !(*sink_)(trace_, piece_);
    piece_.spans.clear();
    piece_.requests.clear();
    std::swap(piece_.spans, trace_.spans);
}

void Recorder::write_out() {
    if (!has_spans_) return;
    trace_.spans.take(room_);
    if (trace_.spans.size() >= piece_spans_) hand_over();
    room_ = trace_.spans.make_room();
}

void Recorder::close_elsewhere(std::uint32_t number, const Answer& answer, const Waits& waits) {
    piece_.requests.push_back(
        {number, {answer.arrival, answer.done, answer.load, answer.outcome, waits}});
}

void Recorder::close_open_requests(Instant end) {
    if (sink_ == nullptr) {
        // Most of them are young.
        for (std::size_t i = trace_.requests.size(); i > 0 && open_requests_ > 0; --i) {
            if (trace_.requests.outcome(i - 1) != RequestOutcome::in_flight) continue;
            trace_.requests.close(i - 1, end, RequestOutcome::in_flight, Waits{});
            --open_requests_;
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
