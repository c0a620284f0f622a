#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/fifo.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/engine/context.hpp"

namespace sim {

class Loop;

enum class PromiseState : std::uint8_t { pending, fulfilled, rejected };

enum class ReactionKind : std::uint8_t {
    body,        // then/catch: on_fulfilled or on_rejected runs, `derived` gets its result
    finally_,    // on_fulfilled runs either way, then passes the settlement on
    pass_value,  // finally's thunk: settles `derived` as `forced` says, whatever came
    resume,      // an await: resumes activation `target`
    settle,   // settles `derived` with the same outcome (resolving functions given to a thenable)
    element,  // element of combinator `target`
};

/// What happens when a promise settles. One job in the microtask queue. Holds its context.
struct Reaction {
    ReactionKind kind = ReactionKind::body;
    bool forced_rejection = false;  // pass_value
    BodyId on_fulfilled;
    BodyId on_rejected;
    std::uint32_t derived = index_none;  // promise; the reaction holds a reference
    std::uint32_t target = index_none;   // activation or combinator
    NameId forced_value;                 // pass_value
    Context context;
    TaskId task;
};

enum class MicrotaskKind : std::uint8_t {
    callback,  // queueMicrotask
    reaction,  // of a settled promise
    thenable,  // NewPromiseResolveThenableJob for a native promise: source.then(resolve functions of target)
    foreign,  // the same for an object whose then() calls back at once
    script,   // evaluates an ES module's body
    relay,    // an await of the library between the end of its work and `promise`
};

struct Microtask {
    MicrotaskKind kind = MicrotaskKind::callback;
    bool is_rejected = false;
    std::int32_t hops = 0;  // relay: how many are left, this one included
    std::uint32_t promise =
        index_none;  // thenable: source (held); foreign, relay: the promise to fulfil (held)
    std::uint32_t target = index_none;  // thenable: the promise to settle (held)
    NameId value;
    Reaction reaction;  // callback: body in on_fulfilled
};

/// Something an expression gives: a promise, or one of the constants.
struct OperandValue {
    Operand kind = Operand::value;
    bool is_promise = false;
    std::uint32_t promise = index_none;  // held
    NameId value;
};

/// ECMAScript promises as data: states, reactions, the jobs they queue, and the rejections that the host must
/// look at. Values are names; what matters is who runs when (ECMA-262, 27.2; hops R3.6).
/// References are counted: whoever stores an index holds one.
class Promises {
public:
    struct Record {
        PromiseState state = PromiseState::pending;
        bool is_handled = false;
        bool is_subclass = false;
        bool is_resolved = false;   // its resolving functions were called: they do nothing more
        bool is_tracked = false;    // rejected without a handler and not yet handled
        bool was_reported = false;  // 'unhandledRejection' was emitted for it
        PlaceId call;               // of the program that gave it this promise
        bool is_offered = false;    // there was such a call
        bool is_inside = false;     // that call stands in an async function
        bool is_late = false;       // it settled after the task that made it
        std::uint32_t references = 0;
        NameId value;
        PlaceId place;
        TaskId task;
        std::uint32_t first = index_none;  // reactions while pending
        std::uint32_t last = index_none;
    };

    Promises(Fifo<Microtask>& jobs, Loop& loop) : jobs_(jobs), loop_(loop) {}

    /// A pending promise; the caller holds the one reference.
    std::uint32_t make(PlaceId place, TaskId task);
    void hold(std::uint32_t promise) { ++records_[promise].references; }
    void release(std::uint32_t promise);
    [[nodiscard]] Record& operator[](std::uint32_t promise) { return records_[promise]; }

    void fulfil(std::uint32_t promise, NameId value);
    void reject(std::uint32_t promise, NameId value);
    /// The resolving function: takes over `operand` (and its reference).
    void resolve(std::uint32_t promise, OperandValue operand);
    /// PerformPromiseThen; takes over the reaction's reference to `derived`.
    void then(std::uint32_t promise, Reaction reaction);
    /// PromiseResolve(%Promise%, operand): the operand itself if it is a native promise. Takes over the
    /// operand's reference and gives one to the caller.
    std::uint32_t to_promise(OperandValue operand, PlaceId place, TaskId task);

    /// Rejections without a handler since the host last looked, and handlers that came late (R2.33).
    std::vector<std::uint32_t> unhandled;     // held
    std::vector<std::uint32_t> handled_late;  // held
    bool has_rejection_to_warn = false;

    [[nodiscard]] std::size_t in_use() const { return records_.in_use(); }

private:
    struct Pending {
        Reaction reaction;
        std::uint32_t next = index_none;
    };
    void settle(std::uint32_t promise, PromiseState state, NameId value);
    void push_reaction(const Reaction& reaction, bool is_rejected, NameId value);

    Fifo<Microtask>& jobs_;
    Loop& loop_;
    SlotPool<Record> records_;
    SlotPool<Pending> pending_;
};

/// The loop's books: a reaction became a job, or will never run.
void reaction_queued(Loop& loop, const Reaction& reaction);
void reaction_dropped(Loop& loop, const Reaction& reaction);
/// Nobody asked for the promise that a call gave, and now nobody can.
void promise_unused(Loop& loop, const Promises::Record& record);
[[nodiscard]] TaskId running_task(const Loop& loop);

}  // namespace sim
