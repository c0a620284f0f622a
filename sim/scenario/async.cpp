#include <unordered_map>

#include "sim/scenario/compiler.hpp"

// Whether a handler is an async function must be known before the first call of it is compiled: a call of an
// async one leaves a promise. A handler is async if it awaits directly or in a part of it that runs in place; such a
// part may itself be a handler's name, so the facts spread until nothing changes.

namespace sim::scenario {
namespace {

/// What the parts of a body say about it.
struct Findings {
    bool awaits = false;
    std::vector<std::string_view> inlined;  // handlers
};

/// The keys whose bodies run in place, by the key of the action.
struct InlineParts {
    std::string_view action;
    std::string_view parts;
};
constexpr std::array inline_parts{InlineParts{"if", "then else"}, InlineParts{"repeat", "do"},
                                  InlineParts{"try", "try catch finally"}};

void scan_body(const JsonTree& tree, JsonIndex value, Findings& findings) {
    if (value == json_none) return;
    if (tree[value].kind == JsonKind::string) findings.inlined.push_back(tree.string(value));
    if (tree[value].kind != JsonKind::array) return;
    for (JsonIndex i = tree[value].first; i != json_none; i = tree[i].next) {
        if (tree[i].kind != JsonKind::object) continue;
        if (tree.find(i, "await") != json_none || tree.find(i, "forAwait") != json_none)
            findings.awaits = true;
        for (const InlineParts& row : inline_parts) {
            if (tree.find(i, row.action) == json_none) continue;
            for (const std::string_view part : split_words(row.parts))
                scan_body(tree, tree.find(i, part), findings);
        }
        const JsonIndex branches = tree.find(i, "choose");
        if (branches == json_none || tree[branches].kind != JsonKind::array) continue;
        for (JsonIndex b = tree[branches].first; b != json_none; b = tree[b].next) {
            if (tree[b].kind == JsonKind::object) scan_body(tree, tree.find(b, "do"), findings);
        }
    }
}

}  // namespace

void Compiler::find_async_handlers() {
    std::unordered_map<std::uint32_t, std::vector<BodyId>> inlined_by;
    std::vector<BodyId> spreading;
    for (std::size_t i = 0; i < handler_names_.size(); ++i) {
        const BodyId id = handlers_.at(std::string{handler_names_[i]});
        Findings findings;
        scan_body(tree_, handler_values_[i], findings);
        if (findings.awaits) spreading.push_back(id);
        for (const std::string_view inner : findings.inlined) {
            const auto found = handlers_.find(std::string{inner});
            if (found != handlers_.end()) inlined_by[found->second.value].push_back(id);
        }
    }
    while (!spreading.empty()) {
        const BodyId id = spreading.back();
        spreading.pop_back();
        Body& body = program_.bodies[id.index()];
        if (body.is_async) continue;
        body.is_async = true;
        const auto around = inlined_by.find(id.value);
        if (around != inlined_by.end())
            spreading.insert(spreading.end(), around->second.begin(), around->second.end());
    }
}

}  // namespace sim::scenario
