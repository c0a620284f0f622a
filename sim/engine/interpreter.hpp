#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/core/slot_pool.hpp"
#include "sim/engine/activation.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

class Loop;
class Machine;
struct Environment;
struct QuickStep;

/// Elements of Promise.all and its relatives that are still to settle.
struct Combinator {
    Combine kind = Combine::all;
    std::uint32_t promise = index_none;  // the result; held
    std::int64_t left = 0;               // elements not settled
    std::int64_t references = 0;         // reactions that name it
};

/// Runs bodies of actions on behalf of one loop: plain ones to their end, async ones until they await something.
/// A body is data and a cursor, so a suspended one costs a record and nothing else.
class Interpreter {
public:
    Interpreter(Machine& machine, Loop& loop);

    /// Runs a callback now. False if it threw: the loop's `error` says what. `returned`, if wanted, gets what the
    /// body returned (an async body: its promise), and holds it. The context stays the caller's.
    bool call(const Callback& callback, NameId value, OperandValue* returned);
    /// The same for a callback that works for no request and that neither trace nor explorer looks at.
    bool call_unfollowed(const Callback& callback, NameId value, Environment& environment);
    /// Starts an async body and gives its promise, held for the caller.
    std::uint32_t start_async(const Callback& callback, NameId value);
    /// Continues a body that awaited a promise which is settled now.
    void resume(std::uint32_t activation, bool is_rejected, NameId value);

private:
    enum class Outcome : std::uint8_t { finished, threw, suspended };
    /// A call without an activation: where it is, and the bodies around that.
    struct QuickCall {
        struct Level {
            const QuickStep* at;       // the branch or repeat that led to the inner one
            std::int64_t rounds;       // repeat: still to go, with this one; branch: 0
            std::int32_t saved_index;  // repeat: the outer round
        };
        std::int32_t round;
        const QuickStep* here;
        std::size_t depth;
        std::array<Level, 8> outer;
    };

    void begin(Activation& activation, const Callback& callback, NameId value);
    bool call_body(const Callback& callback, const QuickStep* first, NameId value,
                   OperandValue* returned);
    bool call_async(const Callback& callback, NameId value, OperandValue* returned);
    void drop(Activation& activation);
    void hand_over(const Activation& activation, Outcome outcome, OperandValue* returned);
    Outcome run(Activation& activation, std::uint32_t index);
    Outcome run_frames(Activation& activation, std::uint32_t index, const Action* next);
    void finish_async(std::uint32_t index, Outcome outcome);
    static void push_frame(Activation& activation, const Body& body, FrameKind kind,
                           std::uint32_t action) {
        activation.frames.push_back(Frame{.cursor = body.first,
                                          .end = body.first + body.count,
                                          .first = body.first,
                                          .kind = kind,
                                          .action = action,
                                          .saved_value = {}});
    }
    /// At the end of a body another one goes on in the same frame.
    static void push_body(Activation& activation, const Body& body) {
        Frame& frame = activation.frames.back();
        if (frame.cursor < frame.end || frame.kind != FrameKind::body)
            return push_frame(activation, body, FrameKind::body, 0);
        frame.cursor = body.first;
        frame.end = body.first + body.count;
    }
    /// At the end of a frame, or when its body returns or throws: what goes on. False when the activation ends.
    bool leave_frame(Activation& activation, Completion& completion);

    template <bool is_followed>
    bool run_quickly(const Context& call_context, const QuickStep* here, Environment& environment,
                     QuickCall& call);
    bool run_rest(const Callback& callback, NameId value, const QuickCall& call,
                  OperandValue* returned);
    bool begin_round(Activation& activation, Frame& frame);
    const Action* run_quick_actions(Activation& activation);
    bool act_quickly(const Context& context, std::span<Value> variables, const Action& action);
    template <bool is_followed>
    void hold(const RoundContext& context, Environment& environment);
    template <bool is_followed>
    TaskId make_task(const RoundContext& context, const Action& action, TaskKind kind, Where where);
    template <bool is_followed = true>
    void add_tick(const RoundContext& context, Environment& environment, BodyId body,
                  const Action& action);
    template <bool is_followed = true>
    void add_microtask(const RoundContext& context, Environment& environment, BodyId body,
                       const Action& action);
    template <bool is_followed = true>
    void set_immediate(const RoundContext& context, Environment& environment, const Action& action);
    void add_nameless_immediate(const RoundContext& context, Environment& environment, BodyId body);
    /// One that nothing can name, of a callback that nobody follows.
    void add_nameless_timer(const RoundContext& context, Environment& environment,
                            const QuickStep& step);
    // interpreter_actions.cpp
    Completion run_action(Activation& activation, std::uint32_t index, const Action& action);
    void log(const Activation& activation, const Action& action);
    static Value& variable(const Activation& activation, Slot slot) {
        SIM_CHECK(slot < activation.variables.size());
        return activation.variables[slot];
    }
    void choose(Activation& activation, const Action& action);
    void repeat(Activation& activation, const Action& action);
    Completion call_handler(Activation& activation, const Action& action);
    // interpreter_async.cpp
    void set_timer(const Context& context, const Action& action);
    void clear(const Activation& activation, const Action& action);
    void refresh(const Activation& activation, const Action& action);
    void set_ref(const Activation& activation, const Action& action, bool is_ref);
    void listen_to_process(Activation& activation, const Action& action);
    void push_operand(Activation& activation, const Action& action);
    void push_slot(Activation& activation, const Action& action);
    void settle(Activation& activation, const Action& action);
    void add_reaction(Activation& activation, const Action& action, ReactionKind kind);
    void combine(Activation& activation, const Action& action);
    void suspend(std::uint32_t index, const Action& action);
    void store(Activation& activation, const Action& action);
    void sleep(Activation& activation, const Action& action);
    void yield_immediate(Activation& activation, const Action& action);
    void start_work(Activation& activation, const Action& action);
    void respond(Activation& activation, const Action& action);
    void let_go(const OperandValue& operand);
    Completion throw_text(std::string_view text);
    Completion throw_too_deep();
    [[nodiscard]] std::string text_of(const Activation& activation, std::uint32_t text) const;
    /// A callback of this context, which it holds, with a task.
    Callback make_callback(const Context& context, BodyId body, TaskKind kind, PlaceId place,
                           Where where);
    OperandValue pop(Activation& activation);
    void offer_promise(Activation& activation, std::uint32_t promise, PlaceId place);
    void push_promise(Activation& activation, std::uint32_t promise);

    static constexpr std::size_t frames_max =
        10'000;  // as deep as Node's default stack lets small functions go
    static constexpr std::size_t calls_max = 400;  // bodies nested on the native stack

    Machine& machine_;
    Loop& loop_;
    const Program& program_;
    const QuickStep* const* code_;      // by body: its first step; null: it is async
    std::vector<Activation> calls_;     // of bodies that run to their end, by depth
    SlotPool<Activation> activations_;  // of async bodies
    std::size_t depth_ = 0;
};

}  // namespace sim
