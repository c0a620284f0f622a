#include "sim/engine/quick_code.hpp"

#include <cstddef>

namespace sim {

QuickCode::QuickCode(const Program& program) {
    std::size_t count = 0;
    for (const Body& body : program.bodies)
        if (!body.is_async) count += body.count + 1;
    steps_.resize(count);
    bodies_.reserve(program.bodies.size());
    const QuickStep* next = steps_.data();
    for (const Body& body : program.bodies) {
        bodies_.push_back(body.is_async ? nullptr : next);
        if (!body.is_async) next += body.count + 1;
    }
    // Steps name the bodies that they lead to.
    std::size_t at = 0;
    for (const Body& body : program.bodies) {
        if (body.is_async) continue;
        const Action* const first = program.actions.data() + body.first;
        for (std::uint32_t i = 0; i < body.count; ++i, ++at) {
            steps_[at] = translated(first[i]);
            steps_[at].is_last = i + 1 == body.count;
            if (i == 0) continue;
            QuickStep& before = steps_[at - 1];
            if (before.kind == QuickStep::Kind::count &&
                steps_[at].kind == QuickStep::Kind::branch && before.slot == steps_[at].slot)
                before.kind = QuickStep::Kind::count_to_branch;
        }
        steps_[at++].action = first + body.count;
    }
}

QuickStep QuickCode::translated(const Action& action) const {
    using Kind = QuickStep::Kind;
    const auto body = [this](BodyId id) { return id ? bodies_[id.index()] : nullptr; };
    QuickStep step{.kind = Kind::other, .slot = action.slot, .n = action.n, .action = &action};
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
        const bool is_kept = action.slot != slot_none || (action.flags & flag_unref) != 0;
        step.kind = is_kept ? Kind::kept_immediate : Kind::immediate;
    } else if (action.op == Op::set_timeout || action.op == Op::set_interval) {
        step.kind = Kind::timer;
    }
    return step;
}

}  // namespace sim
