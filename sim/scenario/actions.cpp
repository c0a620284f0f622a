#include <fmt/format.h>

#include <algorithm>

#include "sim/node/catalogue.hpp"
#include "sim/scenario/compiler.hpp"

// Bodies and the actions in them. A body's actions must be consecutive in the program, and bodies nest in each
// other, so each is collected in a frame and appended when it is complete.

namespace sim::scenario {

const ActionRow* find_action(std::string_view key) {
    for (const ActionRow& row : actions()) {
        if (row.operand.key == key) return &row;
    }
    return find_api(key) != nullptr ? &api_action() : nullptr;
}

BodyId Compiler::body(JsonIndex value, std::string_view name) {
    if (value == json_none) return {};
    if (tree_[value].kind == JsonKind::string) return handler(value).value_or(BodyId{});
    const BodyId id = new_body(name, value);
    fill_body(id, value);
    return id;
}

BodyId Compiler::inline_body(JsonIndex value, std::string_view name) {
    const BodyId id = body(value, name);
    if (id && is_async(id)) note_await(value);
    return id;
}

void Compiler::splice(JsonIndex value, std::string_view name) {
    if (value == json_none) return;
    if (tree_[value].kind == JsonKind::array) {
        add_actions(value);
        return;
    }
    // A handler's actions stand elsewhere; a try that catches nothing runs them in place.
    Action action = make(Op::try_);
    action.body = inline_body(value, name);
    emit(action);
}

void Compiler::add_actions(JsonIndex list) {
    for (JsonIndex i = tree_[list].first; i != json_none && !source_.is_full(); i = tree_[i].next) {
        if (tree_[i].kind == JsonKind::object) {
            action(i, false);
            continue;
        }
        std::string hint = "an action is an object: { \"log\": \"text\" }";
        if (tree_[i].kind == JsonKind::string)
            hint = fmt::format("{{ \"log\": {} }} prints it", quote(text(i)));
        error(offset(i), fmt::format("expected an action, found {}", describe(tree_, i)), hint);
    }
}

BodyId Compiler::new_body(std::string_view name, JsonIndex value) {
    program_.bodies.push_back({.first = 0,
                               .count = 0,
                               .name = intern(name),
                               .place = place_ ? place_ : add_place(offset(value)),
                               .is_async = false});
    return BodyId{static_cast<std::uint32_t>(program_.bodies.size() - 1)};
}

void Compiler::fill_body(BodyId id, JsonIndex value) {
    frames_.push_back({.id = id, .actions = {}, .await_offset = 0, .awaits = false});
    add_actions(value);
    finish_body();
}

void Compiler::finish_body() {
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    Body& body = program_.bodies[frame.id.index()];
    body.first = static_cast<std::uint32_t>(program_.actions.size());
    body.count = static_cast<std::uint32_t>(frame.actions.size());
    body.is_async = frame.awaits;
    await_offset_ = frame.await_offset;
    program_.actions.insert(program_.actions.end(), frame.actions.begin(), frame.actions.end());
}

BodyId Compiler::round_body(const Call& call, const std::function<void()>& item) {
    const BodyId id = new_body(call.row->operand.key, call.object);
    frames_.push_back({.id = id, .actions = {}, .await_offset = 0, .awaits = false});
    item();
    splice(call["do"], call.row->operand.key);
    finish_body();
    return id;
}

BodyId Compiler::async_body(JsonIndex value) {
    const BodyId id = body(value, "async");
    if (tree_[value].kind == JsonKind::array) program_.bodies[id.index()].is_async = true;
    return id;
}

void Compiler::action(JsonIndex object, bool wants_value) {
    Call call{.row = nullptr,
              .object = object,
              .operand = json_none,
              .values = {},
              .wants_value = wants_value};
    call.row = find_row(object, call.operand);
    if (call.row == nullptr) {
        define_anyway(object);
        return;
    }
    const PlaceId outer = place_;
    place_ = add_place(offset(object));
    const std::string_view key = tree_.key(call.operand);
    read_members(object, call.row->options, std::span{call.values}.first(call.row->options.size()),
                 call.operand, quote(key));
    Field operand = call.row->operand;
    operand.key = key;
    if (wants_value && !call.row->is_expression) {
        std::vector<std::string_view> known;
        for (const ActionRow& row : actions()) {
            if (row.is_expression) known.push_back(row.operand.key);
        }
        error(tree_[call.operand].key_offset, fmt::format("{} gives no promise", quote(key)),
              known_hint("", known));
    } else if (check_shape(call.operand, operand)) {
        call.row->emit(*this, call);
    } else {
        define_anyway(object);
    }
    place_ = outer;
}

/// After an error, so that the uses of what it would have defined are not errors, too.
void Compiler::define_anyway(JsonIndex object) {
    const JsonIndex name = tree_.find(object, "as");
    if (name != json_none && tree_[name].kind == JsonKind::string) define(name, holds_anything);
}

const ActionRow* Compiler::find_row(JsonIndex object, JsonIndex& operand) {
    std::vector<JsonIndex> candidates;
    for (JsonIndex i = tree_[object].first; i != json_none && candidates.size() < 8;
         i = tree_[i].next) {
        if (find_action(tree_.key(i)) != nullptr) candidates.push_back(i);
    }
    // "catch" is an action, and an option of "try": the action is the one whose options the others are.
    for (const JsonIndex candidate : candidates) {
        const ActionRow* row = find_action(tree_.key(candidate));
        const bool owns_others =
            std::all_of(candidates.begin(), candidates.end(), [&](JsonIndex other) {
                return other == candidate || find_field(row->options, tree_.key(other)) != nullptr;
            });
        if (!owns_others) continue;
        operand = candidate;
        return row;
    }
    if (!candidates.empty()) {
        error(tree_[candidates[1]].key_offset,
              fmt::format("two actions in one object: {} and {}", quote(tree_.key(candidates[0])),
                          quote(tree_.key(candidates[1]))),
              "each action is an object of its own");
        return nullptr;
    }
    std::vector<std::string_view> known;
    for (const ActionRow& row : actions()) known.push_back(row.operand.key);
    const auto is_option = [&](std::string_view key) {
        return std::any_of(actions().begin(), actions().end(), [&](const ActionRow& row) {
            return find_field(row.options, key) != nullptr;
        });
    };
    JsonIndex unknown = tree_[object].first;
    while (unknown != json_none && is_option(tree_.key(unknown))) unknown = tree_[unknown].next;
    if (unknown == json_none) {
        error(offset(object), "an object without an action", known_hint("", known));
        return nullptr;
    }
    const std::string_view key = tree_.key(unknown);
    std::vector<std::string_view> candidates_nearest = known;
    for (const Api& api : apis()) candidates_nearest.push_back(api.name);
    const std::string_view nearest = find_nearest(key, candidates_nearest);
    error(tree_[unknown].key_offset, fmt::format("unknown action {}", quote(key)),
          (nearest.empty() ? "" : fmt::format("did you mean \"{}\"? ", nearest)) +
              known_hint("", known) + ", and each API of `loopglass list apis`");
    return nullptr;
}

Action Compiler::make(Op op) const {
    Action action;
    action.op = op;
    action.place = place_;
    return action;
}

PlaceId Compiler::add_place(std::uint32_t at) {
    const SourceText::Position position = source_.position(at);
    place_offsets_.push_back(at);
    return program_.places.add({.file = file_, .line = position.line, .column = position.column});
}

void Compiler::note_await(JsonIndex value) {
    Frame& frame = frames_.back();
    if (!frame.awaits) frame.await_offset = offset(value);
    frame.awaits = true;
}

void Compiler::note_context(ContextUse::Kind kind, JsonIndex value) {
    context_uses_.push_back({.kind = kind, .body = frames_.back().id, .offset = offset(value)});
}

std::optional<BodyId> Compiler::handler(JsonIndex value) {
    const std::string name{text(value)};
    if (const auto found = handlers_.find(name); found != handlers_.end()) return found->second;
    std::string hint;
    if (stations_.contains(name)) hint = fmt::format("write {{ \"station\": {} }}", quote(name));
    else if (handler_names_.empty()) hint = "the section \"handlers\" names bodies";
    else hint = known_hint(name, handler_names_);
    error(offset(value), fmt::format("unknown handler {}", quote(name)), hint);
    return std::nullopt;
}

}  // namespace sim::scenario
