#include "sim/engine/quick_code.hpp"

#include <cstddef>

#include "sim/engine/timer_lists.hpp"

namespace sim {

QuickCode::QuickCode(const Program& program) {
    std::size_t count = 0;
    for (const Body& body : program.bodies)
        if (!body.is_async) count += body.count + 1;
    steps_.resize(count);
    bodies_.reserve(program.bodies.size());
    QuickStep* next = steps_.data();
    for (const Body& body : program.bodies) {
        bodies_.push_back(body.is_async ? nullptr : next);
        if (!body.is_async) next += body.count + 1;
    }
    // Steps name the bodies that they lead to.
    next = steps_.data();
    for (const Body& body : program.bodies) {
        if (body.is_async) continue;
        const Action* const first = program.actions.data() + body.first;
        for (std::uint32_t i = 0; i < body.count; ++i) *next++ = translated(first[i]);
        (next++)->action = first + body.count;
    }
    join(program);
}

/// Marks what depends on the steps around it.
void QuickCode::join(const Program& program) {
    using Kind = QuickStep::Kind;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
        QuickStep& step = steps_[i];
        const QuickStep& next = steps_[i + 1];
        step.is_last = next.kind == Kind::end;
        if (step.kind == Kind::count && next.kind == Kind::branch && step.slot == next.slot)
            step.kind = Kind::count_to_branch;
    }
    for (const QuickStep& step : steps_) {
        if (step.kind != Kind::repeat || step.body == nullptr) continue;
        const BodyId body = step.action->body;
        const std::uint32_t count = program.bodies[body.index()].count;
        if (count > 0) bodies_[body.index()][count - 1].is_last = false;
    }
}

QuickStep QuickCode::translated(const Action& action) const {
    using Kind = QuickStep::Kind;
    const auto body = [this](BodyId id) { return id ? bodies_[id.index()] : nullptr; };
    const bool is_kept = action.slot != slot_none || (action.flags & flag_unref) != 0;
    QuickStep step{.kind = Kind::other,
                   .slot = action.slot,
                   .callee = action.body,
                   .n = action.n,
                   .action = &action};
    if (action.op == Op::count) {
        step.kind = Kind::count;
    } else if (action.op == Op::branch_if) {
        step.kind = Kind::branch;
        step.holds = static_cast<std::uint8_t>(action.small);
        step.body = body(action.body);
        step.other = body(action.other);
    } else if (action.op == Op::repeat) {
        step.kind = Kind::repeat;
        step.body = action.n > 0 ? body(action.body) : nullptr;
    } else if (action.op == Op::next_tick) {
        step.kind = Kind::tick;
    } else if (action.op == Op::microtask) {
        step.kind = Kind::microtask;
    } else if (action.op == Op::set_immediate) {
        step.kind = is_kept ? Kind::kept_immediate : Kind::immediate;
    } else if (action.op == Op::set_timeout || action.op == Op::set_interval) {
        const bool is_valid = action.n >= 0 && coerce_delay(action.n) >= action.n;
        const bool is_plain = action.op == Op::set_timeout && is_valid && !is_kept;
        step.kind = is_plain ? Kind::timer : Kind::kept_timer;
        step.n = coerce_delay(action.n);
    }
    return step;
}

}  // namespace sim
