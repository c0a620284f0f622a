#pragma once

#include <cstdint>
#include <vector>

#include "sim/trace/trace.hpp"
#include "traces/native_index.hpp"
#include "traces/native_object.hpp"

namespace traces {

/// Values of the enums by their numbers in the file.
struct NativeLegends {
    std::vector<sim::TaskKind> task_kinds;
    std::vector<sim::Where> wheres;
    std::vector<sim::Phase> phases;
    std::vector<sim::EventKind> event_kinds;
    std::vector<sim::NoteKind> notes;
    std::vector<sim::SpanKind> span_kinds;
    std::vector<sim::LaneKind> lane_kinds;
    std::vector<sim::RequestOutcome> outcomes;
};

// What a native trace says about its run as a whole; false after a fault.
bool read_native_header(const NativeObject& header, sim::Trace& trace, NativeLegends& legends);
/// `place` may come before the table of places is known.
bool read_native_ending(const NativeObject& ending, sim::Ending& to, std::int64_t& place);
bool read_native_statistics(const NativeObject& chunk, sim::Trace& trace);
bool read_native_index(const NativeObject& index, NativeIndex& to);

}  // namespace traces
