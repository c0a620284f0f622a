#pragma once

#include <array>
#include <cstddef>

#include "sim/trace/trace.hpp"

namespace sim {

/// How many enumerators an enum of the trace has; they count up from 0.
template <class Enum>
constexpr std::size_t enum_size = 0;
template <>
inline constexpr std::size_t enum_size<TraceLevel> = 3;
template <>
inline constexpr std::size_t enum_size<Phase> = 7;
template <>
inline constexpr std::size_t enum_size<TaskKind> = 15;
template <>
inline constexpr std::size_t enum_size<Where> = 17;
template <>
inline constexpr std::size_t enum_size<EventKind> = 13;
template <>
inline constexpr std::size_t enum_size<NoteKind> = 14;
template <>
inline constexpr std::size_t enum_size<SpanKind> = 18;
template <>
inline constexpr std::size_t enum_size<LaneKind> = 3;
template <>
inline constexpr std::size_t enum_size<EndKind> = 7;
template <>
inline constexpr std::size_t enum_size<WaitReason> = wait_reasons;
template <>
inline constexpr std::size_t enum_size<RequestOutcome> = 4;

static_assert(static_cast<std::size_t>(TraceLevel::full) + 1 == enum_size<TraceLevel>);
static_assert(static_cast<std::size_t>(Phase::outside) + 1 == enum_size<Phase>);
static_assert(static_cast<std::size_t>(TaskKind::request) + 1 == enum_size<TaskKind>);
static_assert(static_cast<std::size_t>(Where::cancelled) + 1 == enum_size<Where>);
static_assert(static_cast<std::size_t>(EventKind::note) + 1 == enum_size<EventKind>);
static_assert(static_cast<std::size_t>(NoteKind::await_chained) + 1 == enum_size<NoteKind>);
static_assert(static_cast<std::size_t>(SpanKind::poll_idle) + 1 == enum_size<SpanKind>);
static_assert(static_cast<std::size_t>(LaneKind::station) + 1 == enum_size<LaneKind>);
static_assert(static_cast<std::size_t>(EndKind::interrupted) + 1 == enum_size<EndKind>);
static_assert(static_cast<std::size_t>(WaitReason::other) + 1 == enum_size<WaitReason>);
static_assert(static_cast<std::size_t>(RequestOutcome::timed_out) + 1 == enum_size<RequestOutcome>);

/// What a span says about its lane, in the order of SpanKind.
enum class SpanRole : unsigned char {
    callback,  // a loop runs it; on one lane disjoint, except that a process event may run inside a callback
    work,  // on a worker's or station's lane
    wait,  // may overlap anything
    idle,  // the loop sleeps
};
inline constexpr std::array<SpanRole, enum_size<SpanKind>> span_roles{
    SpanRole::callback, SpanRole::callback, SpanRole::callback, SpanRole::callback,
    SpanRole::callback, SpanRole::callback, SpanRole::callback, SpanRole::callback,
    SpanRole::callback, SpanRole::callback, SpanRole::callback, SpanRole::callback,
    SpanRole::work,     SpanRole::work,     SpanRole::wait,     SpanRole::wait,
    SpanRole::wait,     SpanRole::idle,
};
[[nodiscard]] constexpr SpanRole role_of(SpanKind kind) {
    return span_roles[static_cast<std::size_t>(kind)];
}

}  // namespace sim
