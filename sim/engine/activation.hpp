#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/context.hpp"
#include "sim/engine/promises.hpp"

namespace sim {

enum class FrameKind : std::uint8_t { body, repeat, guarded, recover, cleanup, called };

/// How an action or a body ends. A suspended body goes on when what it awaits has settled.
enum class Completion : std::uint8_t { normal, returned, threw, suspended };

/// One level of control within an activation: a run of actions and what happens at its end.
struct Frame {
    std::uint32_t cursor = 0;  // next action
    std::uint32_t end = 0;
    std::uint32_t first = 0;  // repeat: where the next round starts
    FrameKind kind = FrameKind::body;
    Completion pending = Completion::normal;  // cleanup: what goes on afterwards
    std::int32_t saved_index = 0;             // repeat: the outer round
    std::uint32_t action = 0;                 // guarded, recover: the `try` it belongs to
    std::int64_t rounds = 0;                  // repeat: still to go
    NameId saved_value;  // recover: the outer value; cleanup: the error that is passed on
};

/// A body that runs or is suspended at an await: data and a cursor.
struct Activation {
    Context context;
    std::span<Value> variables;  // of the context
    TaskId task;
    NameId value;                        // `${value}`
    std::uint32_t promise = index_none;  // async: its result; held
    bool is_async = false;
    bool has_returned = false;
    OperandValue returned;  // held
    std::vector<Frame> frames;
    std::vector<OperandValue> operands;
};

}  // namespace sim
