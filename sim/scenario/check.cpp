#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/scenario/compiler.hpp"

// What can be judged only when all bodies are known: calls that never end, words that make sense only
// below a certain kind of body, and requests that nothing answers. All walk the graph of bodies; their loops
// are iterative, as a file may chain a hundred thousand handlers.

namespace sim::scenario {
namespace {

enum class Edge : std::uint8_t {
    in_place,  // runs as part of the body
    called,    // runs as a function, before the next action
    later,     // a callback
    handle,    // a callback of a handle's event, which has `socket`
};

/// Calls f(body, edge) for each body that `action` names.
template <class F>
void for_each_body(const Program& program, const Action& action, F f) {
    const auto visit = [&](BodyId id, Edge edge) {
        if (id) f(id, edge);
    };
    for (std::uint32_t i = 0; i < action.bindings_count; ++i)
        visit(program.bindings[action.bindings + i].body, Edge::handle);
    if (action.op == Op::branch_if || action.op == Op::repeat || action.op == Op::try_) {
        visit(action.body, Edge::in_place);
        visit(action.other, Edge::in_place);
        if (action.op == Op::try_) visit(BodyId{action.ref}, Edge::in_place);
    } else if (action.op == Op::choose) {
        for (std::int64_t i = 0; i < action.n; ++i) {
            visit(program.branches[action.ref + static_cast<std::size_t>(i)].body, Edge::in_place);
        }
    } else if (action.op == Op::call || action.op == Op::async_) {
        visit(action.body, Edge::called);
    } else if (action.op == Op::worker) {
        visit(program.scripts[action.ref].main, Edge::later);
    } else {
        visit(action.body, Edge::later);
        visit(action.other, Edge::later);
    }
}

std::span<const Action> actions_of(const Program& program, BodyId id) {
    const Body& body = program.bodies[id.index()];
    return std::span{program.actions}.subspan(body.first, body.count);
}

/// Marks every body that runs because of `roots`, these included.
std::vector<bool> find_reachable(const Program& program, std::vector<BodyId> roots) {
    std::vector<bool> is_reached(program.bodies.size());
    while (!roots.empty()) {
        const BodyId id = roots.back();
        roots.pop_back();
        if (!id || is_reached[id.index()]) continue;
        is_reached[id.index()] = true;
        for (const Action& action : actions_of(program, id)) {
            for_each_body(program, action, [&](BodyId inner, Edge) { roots.push_back(inner); });
        }
    }
    return is_reached;
}

bool leaves(Op op) {
    return op == Op::await || op == Op::throw_ || op == Op::exit || op == Op::return_;
}

/// Bodies of which something may prevent that the action after them runs at once: they wait, throw, return or
/// exit, perhaps only under a condition.
std::vector<bool> find_leaving(const Program& program) {
    std::vector<bool> is_leaving(program.bodies.size());
    std::vector<std::vector<BodyId>> around(program.bodies.size());
    std::vector<BodyId> spreading;
    for (std::uint32_t i = 0; i < program.bodies.size(); ++i) {
        for (const Action& action : actions_of(program, BodyId{i})) {
            if (leaves(action.op)) spreading.push_back(BodyId{i});
            for_each_body(program, action, [&](BodyId inner, Edge edge) {
                if (edge == Edge::in_place || edge == Edge::called)
                    around[inner.index()].push_back(BodyId{i});
            });
        }
    }
    while (!spreading.empty()) {
        const BodyId id = spreading.back();
        spreading.pop_back();
        if (is_leaving[id.index()]) continue;
        is_leaving[id.index()] = true;
        spreading.insert(spreading.end(), around[id.index()].begin(), around[id.index()].end());
    }
    return is_leaving;
}

struct CertainCall {
    BodyId body;
    PlaceId place;
};

/// The bodies that certainly run, synchronously, whenever `id` runs.
std::vector<CertainCall> find_certain_calls(const Program& program, BodyId id,
                                            const std::vector<bool>& is_leaving) {
    std::vector<CertainCall> calls;
    for (const Action& action : actions_of(program, id)) {
        if (leaves(action.op)) break;
        const bool is_certain = action.op == Op::call || action.op == Op::async_ ||
                                action.op == Op::try_ || (action.op == Op::repeat && action.n > 0);
        if (is_certain && action.body)
            calls.push_back({.body = action.body, .place = action.place});
        bool may_leave = false;
        for_each_body(program, action, [&](BodyId inner, Edge edge) {
            if (edge == Edge::in_place || edge == Edge::called)
                may_leave = may_leave || is_leaving[inner.index()];
        });
        if (may_leave) break;
    }
    return calls;
}

}  // namespace

void Compiler::check_calls() {
    enum class State : std::uint8_t { unseen, open, done };
    struct Visit {
        BodyId id;
        std::vector<CertainCall> calls;
        std::size_t next = 0;
    };
    const std::vector<bool> is_leaving = find_leaving(program_);
    std::vector<State> states(program_.bodies.size(), State::unseen);
    std::vector<Visit> path;
    const auto open = [&](BodyId id) {
        states[id.index()] = State::open;
        path.push_back(
            {.id = id, .calls = find_certain_calls(program_, id, is_leaving), .next = 0});
    };
    // Handlers have the first ids, and only they can be called by name.
    for (std::uint32_t i = 0; i < program_.bodies.size(); ++i) {
        if (states[i] == State::unseen) open(BodyId{i});
        while (!path.empty()) {
            Visit& visit = path.back();
            if (visit.next == visit.calls.size()) {
                states[visit.id.index()] = State::done;
                path.pop_back();
                continue;
            }
            const CertainCall call = visit.calls[visit.next++];
            if (states[call.body.index()] == State::unseen) {
                open(call.body);
            } else if (states[call.body.index()] == State::open) {
                const std::string_view name =
                    program_.names.text(program_.bodies[call.body.index()].name);
                error(place_offsets_[call.place.index()],
                      fmt::format("the handler {} calls itself without end", quote(name)),
                      "put the call under an \"if\", or into a callback such as \"setImmediate\"");
            }
        }
    }
}

void Compiler::check_contexts() {
    std::vector<BodyId> roots;
    for (const Process& process : program_.processes)
        roots.push_back(program_.scripts[process.script].main);
    std::vector<BodyId> load_roots;
    for (const Load& load : program_.loads) load_roots.push_back(load.handler);
    roots.insert(roots.end(), load_roots.begin(), load_roots.end());
    std::vector<BodyId> handle_roots;
    for (const EventBinding& binding : program_.bindings) handle_roots.push_back(binding.body);

    const std::vector<bool> is_used = find_reachable(program_, roots);
    const std::vector<bool> has_request = find_reachable(program_, load_roots);
    const std::vector<bool> has_socket = find_reachable(program_, handle_roots);
    const std::vector<bool> has_parent = find_reachable(program_, worker_mains_);
    for (const ContextUse& use : context_uses_) {
        const std::size_t body = use.body.index();
        if (!is_used[body]) continue;
        switch (use.kind) {
            case ContextUse::Kind::respond:
                if (!has_request[body])
                    error(use.offset, "\"respond\" where there is no request",
                          "only the handler of a load and its callbacks can respond");
                break;
            case ContextUse::Kind::socket:
                if (!has_socket[body])
                    error(use.offset, "\"socket\" outside a handle's callback",
                          "it is the handle whose event is being handled");
                break;
            case ContextUse::Kind::parent:
                if (!has_parent[body])
                    error(use.offset, "\"parent\" outside a worker",
                          "it is the worker's port to the thread that made it");
                break;
        }
    }
}

/// A request is over when something responds: a handler that never does keeps all of them open.
void Compiler::check_answers() {
    for (std::size_t i = 0; i < program_.loads.size(); ++i) {
        const std::vector<bool> is_reached = find_reachable(program_, {program_.loads[i].handler});
        bool is_answered = false;
        for (std::uint32_t body = 0; body < is_reached.size() && !is_answered; ++body) {
            const std::span<const Action> actions = actions_of(program_, BodyId{body});
            is_answered = is_reached[body] &&
                          std::any_of(actions.begin(), actions.end(), [](const Action& action) {
                              return action.op == Op::respond;
                          });
        }
        if (is_answered) continue;
        source_.warn(handler_offsets_[i],
                     fmt::format("nothing answers the requests of {}, so they never end",
                                 quote(program_.names.text(program_.loads[i].name))),
                     R"(end the handler with { "respond": 200 })");
    }
}

/// Requests go to the main process unless a load says otherwise, so that replicas would stand idle.
void Compiler::check_replicas() {
    if (replicas_ < 2 || program_.loads.empty()) return;
    const bool is_spread = std::any_of(program_.loads.begin(), program_.loads.end(),
                                       [](const Load& load) { return load.spread; });
    if (is_spread) return;
    source_.warn(handler_offsets_.front(),
                 fmt::format("all requests go to the first of {} replicas", replicas_),
                 "\"process\": \"all\" in the load deals them out to all of them");
}

}  // namespace sim::scenario
