#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "sim/core/fingerprint.hpp"
#include "sim/trace/trace.hpp"
#include "sim/trace/trace_piece.hpp"

namespace sim {

/// Writes the trace of a run. Everything below level full costs a comparison; the fingerprint is fed at every
/// level with the same facts, so that it does not depend on the level.
class Recorder {
public:
    /// `sink`, which may be null, takes the spans and requests of a run of level spans in pieces.
    Recorder(Trace& trace, const TraceSink* sink)
        : trace_(trace),
          sink_(trace.level == TraceLevel::spans ? sink : nullptr),
          is_full_(trace.level == TraceLevel::full),
          has_spans_(trace.level != TraceLevel::none) {
        if (has_spans_) room_ = trace_.spans.make_room();
    }

    [[nodiscard]] bool is_full() const { return is_full_; }
    [[nodiscard]] bool has_spans() const { return has_spans_; }

    TaskId make_task(Instant at, const Task& task, Where where) {
        if (!is_full_) return TaskId::none();
        const TaskId id{static_cast<std::uint32_t>(trace_.tasks.size())};
        trace_.tasks.push_back(task);
        moved(at, id, where, task.lane);
        return id;
    }
    void moved(Instant at, TaskId task, Where where, std::uint16_t lane) {
        if (is_full_ && task)
            add({at, task, 0, 0, EventKind::moved, static_cast<std::uint8_t>(where), lane});
    }
    void event(const TraceEvent& what) {
        if (is_full_) add(what);
    }
    void note(Instant at, NoteKind kind, std::uint16_t lane, TaskId task, std::uint32_t a = 0,
              std::uint32_t b = 0) {
        event({at, task, a, b, EventKind::note, static_cast<std::uint8_t>(kind), lane});
    }
    void span(Instant from, Instant to, std::uint32_t owner, std::uint16_t lane, SpanKind kind) {
        if (has_spans_) add_span(from, to, owner, lane, kind);
    }
    /// Likewise, where it is known that there are spans.
    void add_span(Instant from, Instant to, std::uint32_t owner, std::uint16_t lane,
                  SpanKind kind) {
        if (room_.add(from, to, owner, lane, kind)) [[unlikely]]
            write_out();
    }

    /// The number of a request that arrives; only with spans.
    std::uint32_t open_request(Instant arrival, std::uint32_t load) {
        if (sink_ == nullptr) trace_.requests.open(arrival, load);
        ++open_requests_;
        return requests_++;
    }
    struct Answer {
        Instant arrival;
        Instant done;
        std::uint32_t load = 0;
        RequestOutcome outcome = RequestOutcome::done;
    };
    /// What a request that was opened came to, which waited for the first `reasons` at most.
    void close_request(std::uint32_t number, const Answer& answer, const Waits& waits,
                       std::size_t reasons = wait_reasons) {
        --open_requests_;
        if (sink_ == nullptr)
            return trace_.requests.close(number, answer.done, answer.outcome,
                                         std::span{waits}.first(reasons));
        close_elsewhere(number, answer, waits);
    }
    /// Nobody will answer the request; `close_open_requests` says how long it was open.
    void leave_request(std::uint32_t number, Instant arrival, std::uint32_t load) {
        if (sink_ != nullptr)
            open_.push_back({number, {.arrival = arrival, .done = {}, .load = load}});
    }
    void close_open_requests(Instant end);

    /// All loops of the run are there, so that pieces can be handed over.
    void loops_are_known() {
        lane_other_ = static_cast<std::uint32_t>(trace_.lanes.size());
        if (sink_ != nullptr) piece_spans_ = static_cast<std::size_t>(64 * SpanRoom::spans_max);
    }
    [[nodiscard]] bool has_sink() const { return sink_ != nullptr; }
    /// Whether the sink has refused a piece: nobody takes the rest.
    [[nodiscard]] bool is_refused() const { return is_refused_; }
    void hand_over();
    /// Nothing of the spans so far is kept back: those who look at the trace call it before.
    void write_out();

    void mix(Instant at, std::uint64_t what) {
        fingerprint_.add(static_cast<std::uint64_t>(at.ns), what);
    }
    void mix_text(std::string_view text) { fingerprint_.add(text); }
    [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_.value(); }
    [[nodiscard]] Trace& trace() { return trace_; }

    /// Loops have the first lanes. The others follow them if all loops are known; otherwise they count from `lane_beyond` until
    /// their number is.
    [[nodiscard]] std::uint32_t lane_other() const { return lane_other_; }
    void number_lanes();
    static constexpr std::uint32_t lane_beyond = 0x8000;

private:
    void close_elsewhere(std::uint32_t number, const Answer& answer, const Waits& waits);
    // Out of the way of runs without a trace.
    [[gnu::noinline]] void add(const TraceEvent& what) { trace_.events.push_back(what); }

    Trace& trace_;
    const TraceSink* sink_;
    SpanRoom room_;                      // whose spans do not count yet
    TracePiece piece_;                   // beside its spans, which stand in the trace
    std::vector<NumberedRequest> open_;  // that nobody will answer
    std::size_t piece_spans_ = std::numeric_limits<std::size_t>::max();
    std::uint32_t lane_other_ = lane_beyond;
    std::uint32_t requests_ = 0;
    std::uint32_t open_requests_ = 0;
    bool is_full_;
    bool has_spans_;
    bool is_refused_ = false;
    Fingerprint fingerprint_;
};

}  // namespace sim
