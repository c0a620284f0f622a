// The promise algorithms of ECMA-262 without values: settle, resolve with thenables through a job of its own,
// then, and the host hook that tracks unhandled rejections.
#include "sim/engine/promises.hpp"

namespace sim {

std::uint32_t Promises::make(PlaceId place, TaskId task) {
    const std::uint32_t index = records_.take();
    Record& record = records_[index];
    record = Record{};
    record.references = 1;
    record.place = place;
    record.task = task;
    return index;
}

void Promises::release(std::uint32_t index) {
    // A chain of derived promises is let go in a loop, not by recursion: chains may be long.
    std::vector<std::uint32_t> later;
    std::uint32_t current = index;
    for (;;) {
        Record& record = records_[current];
        SIM_CHECK(record.references > 0);
        if (--record.references == 0) {
            if (record.is_offered && record.is_late && !record.is_handled &&
                record.state == PromiseState::fulfilled)
                promise_unused(loop_, record);
            for (std::uint32_t at = record.first; at != index_none;) {
                const Pending& pending = pending_[at];
                reaction_dropped(loop_, pending.reaction);
                if (pending.reaction.derived != index_none)
                    later.push_back(pending.reaction.derived);
                const std::uint32_t next = pending.next;
                pending_.give_back(at);
                at = next;
            }
            record.first = record.last = index_none;
            records_.give_back(current);
        }
        if (later.empty()) return;
        current = later.back();
        later.pop_back();
    }
}

void Promises::fulfil(std::uint32_t promise, NameId value) {
    settle(promise, PromiseState::fulfilled, value);
}

void Promises::reject(std::uint32_t promise, NameId value) {
    settle(promise, PromiseState::rejected, value);
}

void Promises::settle(std::uint32_t index, PromiseState state, NameId value) {
    Record& record = records_[index];
    if (record.state != PromiseState::pending) return;
    record.state = state;
    record.value = value;
    record.is_late = running_task(loop_) != record.task;
    const bool is_rejected = state == PromiseState::rejected;
    for (std::uint32_t at = record.first; at != index_none;) {
        const Pending& pending = pending_[at];
        push_reaction(pending.reaction, is_rejected, value);
        const std::uint32_t next = pending.next;
        pending_.give_back(at);
        at = next;
    }
    record.first = record.last = index_none;
    if (is_rejected && !record.is_handled) {
        record.is_tracked = true;
        hold(index);
        unhandled.push_back(index);
        has_rejection_to_warn = true;
    }
}

void Promises::resolve(std::uint32_t promise, OperandValue operand) {
    if (operand.is_promise) {
        hold(promise);
        jobs_.push_back(Microtask{.kind = MicrotaskKind::thenable,
                                  .promise = operand.promise,
                                  .target = promise,
                                  .value = {},
                                  .reaction = {}});
    } else if (operand.kind == Operand::thenable) {
        hold(promise);
        jobs_.push_back(Microtask{
            .kind = MicrotaskKind::foreign, .promise = promise, .value = {}, .reaction = {}});
    } else {
        fulfil(promise, operand.value);
    }
}

void Promises::then(std::uint32_t index, Reaction reaction) {
    Record& record = records_[index];
    if (record.state == PromiseState::pending) {
        const std::uint32_t at = pending_.take();
        pending_[at] = Pending{reaction, index_none};
        if (record.last != index_none) pending_[record.last].next = at;
        else record.first = at;
        record.last = at;
    } else {
        push_reaction(reaction, record.state == PromiseState::rejected, record.value);
    }
    if (record.is_tracked && !record.is_handled) {
        record.is_tracked = false;
        if (record.was_reported) {
            hold(index);
            handled_late.push_back(index);
            has_rejection_to_warn = true;
        }
    }
    record.is_handled = true;
}

std::uint32_t Promises::to_promise(OperandValue operand, PlaceId place, TaskId task) {
    if (operand.is_promise && !records_[operand.promise].is_subclass) return operand.promise;
    const std::uint32_t promise = make(place, task);
    resolve(promise, operand);
    return promise;
}

void Promises::push_reaction(const Reaction& reaction, bool is_rejected, NameId value) {
    reaction_queued(loop_, reaction);
    jobs_.push_back(Microtask{.kind = MicrotaskKind::reaction,
                              .is_rejected = is_rejected,
                              .value = value,
                              .reaction = reaction});
}

}  // namespace sim
