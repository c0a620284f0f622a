#pragma once

#include <cstdint>

#include "sim/core/ids.hpp"
#include "sim/program/action.hpp"

namespace sim {

/// What a callback keeps from where it was made.
struct Context {
    std::uint32_t env = index_none;      // its variables, shared with the whole activation tree
    std::uint32_t request = index_none;  // the request it works for
    std::uint32_t handle = index_none;   // `socket`: the handle whose event it belongs to
    std::int32_t index = 0;              // round of the innermost repeat, from 1
};

/// What callbacks keep that a call makes: its own context, but for the round that it is in by then.
struct RoundContext {
    const Context& call;
    std::int32_t round;

    /// A processor waits for what it has just stored in parts and is to load as a whole: no whole is made of parts first.
    void copy_to(Context& made) const {
        made = call;
        if (round != call.index) made.index = round;
    }
    [[nodiscard]] Context whole() const {
        Context made;
        copy_to(made);
        return made;
    }
};

/// Something to run later: a body, what it keeps, and the task that the trace knows it by.
struct Callback {
    BodyId body;
    Context context;
    TaskId task;
};

/// Which record of a pool a variable refers to. The generation tells whether it still is that record.
enum class ValueKind : std::uint8_t { nothing, counter, timer, immediate, promise, handle };

struct Value {
    ValueKind kind = ValueKind::nothing;
    std::uint32_t id = index_none;
    std::uint32_t generation = 0;
    std::int64_t number = 0;
};

}  // namespace sim
