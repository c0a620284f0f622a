#pragma once

#include <cstdint>

#include "sim/core/fingerprint.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

/// Writes the trace of a run. Everything below level full costs a comparison; the fingerprint is fed at every
/// level with the same facts, so that it does not depend on the level.
class Recorder {
public:
    explicit Recorder(Trace& trace)
        : trace_(trace),
          is_full_(trace.level == TraceLevel::full),
          has_spans_(trace.level != TraceLevel::none) {}

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
            event({at, task, 0, 0, EventKind::moved, static_cast<std::uint8_t>(where), lane});
    }
    void event(const TraceEvent& what) {
        if (is_full_) trace_.events.push_back(what);
    }
    void note(Instant at, NoteKind kind, std::uint16_t lane, TaskId task, std::uint32_t a = 0,
              std::uint32_t b = 0) {
        event({at, task, a, b, EventKind::note, static_cast<std::uint8_t>(kind), lane});
    }
    void span(Instant from, Instant to, std::uint32_t owner, std::uint16_t lane, SpanKind kind) {
        if (has_spans_) trace_.spans.add(from, to, owner, lane, kind);
    }
    void mix(Instant at, std::uint64_t what) {
        fingerprint_.add(static_cast<std::uint64_t>(at.ns));
        fingerprint_.add(what);
    }
    void mix_text(std::string_view text) { fingerprint_.add(text); }
    [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_.value(); }
    [[nodiscard]] Trace& trace() { return trace_; }

private:
    Trace& trace_;
    bool is_full_;
    bool has_spans_;
    Fingerprint fingerprint_;
};

}  // namespace sim
