#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compiler.hpp"

// Variables and servers are numbered at their first mention, wherever that is; whether each is defined is known
// only at the end of the file.

namespace sim::scenario {
namespace {

bool is_identifier(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    if (name.empty() || name.size() > 100 || !is_letter(name[0])) return false;
    return std::all_of(name.begin(), name.end(),
                       [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool is_reserved(std::string_view name) {
    return std::find(reserved_words().begin(), reserved_words().end(), name) !=
           reserved_words().end();
}

struct KindName {
    std::uint16_t holds;
    std::string_view name;
};
constexpr std::array kind_names{
    KindName{holds_timer, "timer"},      KindName{holds_immediate, "immediate"},
    KindName{holds_promise, "promise"},  KindName{holds_counter, "counter"},
    KindName{holds_server, "server"},    KindName{holds_socket, "socket"},
    KindName{holds_dgram, "UDP socket"}, KindName{holds_child, "child process"},
    KindName{holds_channel, "channel"},  KindName{holds_worker, "worker"}};

std::string name_kinds(std::uint16_t holds) {
    std::string names;
    for (const KindName& kind : kind_names) {
        if ((holds & kind.holds) == 0) continue;
        names += fmt::format("{}{} {}", names.empty() ? "" : " or ",
                             kind.name.front() == 'i' ? "an" : "a", kind.name);
    }
    return names;
}

}  // namespace

Slot Compiler::define(JsonIndex value, std::uint16_t holds) {
    if (value == json_none) return slot_none;
    const std::string_view name = text(value);
    if (!is_identifier(name)) {
        error(offset(value), fmt::format("{} is not a name", quote(name)),
              "a name is a letter or _, then letters, digits or _");
        return slot_none;
    }
    if (is_reserved(name)) {
        error(offset(value), fmt::format("{} is a reserved word", quote(name)),
              known_hint("", {reserved_words().begin(), reserved_words().end()}));
        return slot_none;
    }
    const auto [at, is_new] =
        slots_.try_emplace(std::string{name}, static_cast<Slot>(variables_.size()));
    if (is_new) variables_.push_back({.name = std::string{name}, .holds = 0});
    variables_[at->second].holds = static_cast<std::uint16_t>(variables_[at->second].holds | holds);
    return at->second;
}

Slot Compiler::use(std::size_t at, std::string_view name, std::uint16_t holds) {
    const auto [found, is_new] =
        slots_.try_emplace(std::string{name}, static_cast<Slot>(variables_.size()));
    if (is_new) variables_.push_back({.name = std::string{name}, .holds = 0});
    variable_uses_.push_back(
        {.slot = found->second, .holds = holds, .offset = static_cast<std::uint32_t>(at)});
    return found->second;
}

Slot Compiler::use(JsonIndex value, std::uint16_t holds) {
    return use(offset(value), text(value), holds);
}

Slot Compiler::use_handle(JsonIndex value, std::uint16_t holds, std::string_view words) {
    const std::string_view name = text(value);
    const std::vector<std::string_view> allowed = split_words(words);
    const auto is_allowed = [&](std::string_view word) {
        return name == word && std::find(allowed.begin(), allowed.end(), word) != allowed.end();
    };
    if (is_allowed("socket")) {
        note_context(ContextUse::Kind::socket, value);
        return slot_current;
    }
    if (is_allowed("parent")) {
        note_context(ContextUse::Kind::parent, value);
        return slot_parent;
    }
    return use(value, holds);
}

std::uint32_t Compiler::server(JsonIndex value, bool is_definition) {
    const std::string name{text(value)};
    const auto [at, is_new] =
        server_index_.try_emplace(name, static_cast<std::uint32_t>(servers_.size()));
    if (is_new) {
        servers_.push_back({.is_defined = false, .uses = {}});
        program_.server_names.push_back(intern(name));
        program_.servers = static_cast<std::uint32_t>(servers_.size());
    }
    if (is_definition) servers_[at->second].is_defined = true;
    else servers_[at->second].uses.push_back(offset(value));
    return at->second;
}

void Compiler::check_variables() {
    std::vector<std::string_view> known;
    for (const Variable& variable : variables_) {
        if (variable.holds != 0) known.push_back(variable.name);
    }
    for (const VariableUse& use : variable_uses_) {
        if (source_.is_full()) return;
        const Variable& variable = variables_[use.slot];
        if (variable.holds == 0) {
            const std::string hint = known.empty() ? "no variable is defined in this file"
                                                   : known_hint(variable.name, known);
            error(use.offset, fmt::format("unknown variable {}", quote(variable.name)),
                  is_reserved(variable.name) ? "a reserved word, which cannot stand here" : hint);
        } else if ((variable.holds & use.holds) == 0) {
            error(use.offset, fmt::format("\"{}\" is {}, expected {}", variable.name,
                                          name_kinds(variable.holds), name_kinds(use.holds)));
        }
    }
    known.clear();
    for (std::size_t i = 0; i < servers_.size(); ++i) {
        if (servers_[i].is_defined) known.push_back(program_.names.text(program_.server_names[i]));
    }
    for (std::size_t i = 0; i < servers_.size(); ++i) {
        if (servers_[i].is_defined) continue;
        const std::string_view name = program_.names.text(program_.server_names[i]);
        for (const std::uint32_t at : servers_[i].uses) {
            error(at, fmt::format("unknown server {}", quote(name)),
                  known.empty() ? "no action listens in this file" : known_hint(name, known));
        }
    }
}

}  // namespace sim::scenario
