#pragma once

#include <cstdint>
#include <vector>

#include "sim/program/program.hpp"

namespace sim {

/// An action as a call runs it that needs no activation. Those of a body stand in a row with an end behind them.
struct QuickStep {
    enum class Kind : std::uint8_t {
        end,
        count,
        count_to_branch,  // on what has been counted
        branch,
        repeat,
        tick,
        microtask,
        immediate,       // that no variable names and that keeps the loop alive
        kept_immediate,  // any other
        timer,  // of a valid delay, ms in n, that no variable names and that keeps the loop alive
        kept_timer,  // any other, or an interval
        other,       // it may throw, wait or call
    };
    Kind kind = Kind::end;
    std::uint8_t holds = 0;  // branch: bits of Compare
    bool is_last = false;    // of its body, which is no round of a repeat
    Slot slot = slot_none;
    /// Tick, microtask, immediate, timer: the body of `action`, nearer than there, since what runs next hangs on it.
    BodyId callee;
    std::int64_t n = 0;
    const QuickStep* body = nullptr;   // branch, repeat: null goes on behind it
    const QuickStep* other = nullptr;  // branch
    const Action* action = nullptr;    // end: the one behind the last
};

/// All bodies of a program, translated once for all loops that run them. The program outlives it.
class QuickCode {
public:
    explicit QuickCode(const Program& program);

    /// The first step of each body; null for one that is async.
    [[nodiscard]] const QuickStep* const* bodies() const { return bodies_.data(); }

private:
    [[nodiscard]] QuickStep translated(const Action& action) const;
    void join(const Program& program);

    std::vector<QuickStep> steps_;
    std::vector<QuickStep*> bodies_;
};

}  // namespace sim
