// Translates a scenario into a JavaScript program, action by action: a variable becomes a property of `v`, a
// body a function, a handler a method of `handlers`. `index`, `socket` and `value` are lexical, which gives
// callbacks the ones of the place where they were made. Whatever real Node prints for that program is what a
// simulation of the scenario has to print.

#include "sim/scenario/scenario.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <exception>

#include "sim/scenario/javascript_emitter.hpp"

namespace sim {
namespace {

/// Where the key stands for the first time, as the tree of values has no places.
Place find_key(std::string_view text, std::string_view file, const std::string& key) {
    Place place{std::string{file}, 0, 0};
    const std::size_t offset = text.find('"' + key + '"');
    if (key.empty() || offset == std::string_view::npos) {
        return place;
    }
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_start =
        before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    place.line = static_cast<std::int32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    place.column = static_cast<std::int32_t>(offset - line_start) + 1;
    return place;
}

std::string line_at(std::string_view text, const Place& place) {
    std::size_t start = 0;
    for (std::int32_t line = 1; line < place.line; ++line) {
        start = text.find('\n', start) + 1;
    }
    return place.line == 0 ? std::string{}
                           : std::string{text.substr(start, text.find('\n', start) - start)};
}

}  // namespace

Result<std::string> scenario_to_javascript(std::string_view text, std::string_view file) {
    const FileReader no_files = [](std::string_view) -> Result<std::string> {
        return Diagnostic{{}, "arrivals from a file have no JavaScript form", {}, {}};
    };
    if (const Result<Program> checked = load_scenario(text, file, no_files); !checked) {
        return checked.diagnostics();
    }
    try {
        const OrderedJson root = OrderedJson::parse(text, nullptr, true, true);
        return JavascriptEmitter{root}.program();
    } catch (const NoJavascriptForm& refused) {
        const Place place = find_key(text, file, refused.key);
        return Diagnostic{place, refused.message, line_at(text, place), {}};
    } catch (const OrderedJson::exception& error) {
        return Diagnostic{{std::string{file}, 0, 0}, error.what(), {}, {}};
    }
}

JavascriptEmitter::JavascriptEmitter(const OrderedJson& root, bool in_worker)
    : root_{root}, in_worker_{in_worker} {
    look_through(root_);
    needs_.modules = {"fs"};
}

void JavascriptEmitter::look_through(const OrderedJson& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        uses_index_ = uses_index_ || text.find("${index}") != std::string::npos;
        uses_value_ = uses_value_ || text.find("${value}") != std::string::npos;
        uses_socket_ = uses_socket_ || text == "socket";
    }
    if (value.is_object()) {
        const auto note = [&](const char* key, std::set<std::string>& names) {
            if (const auto found = value.find(key); found != value.end() && found->is_string()) {
                names.insert(found->get<std::string>());
            }
        };
        note("spawn", spawned_);
        note("channel", channels_);
        note("count", counters_);
        needs_.shared_lines =
            needs_.shared_lines || (value.contains("worker") && value.contains("main"));
    }
    if (value.is_structured()) {
        for (const OrderedJson& child : value) {
            look_through(child);
        }
    }
}

std::string JavascriptEmitter::program() {
    for (const auto& [key, what] : {std::pair{"load", "a load"},
                                    {"stations", "a station"},
                                    {"processes", "a second process"}}) {
        if (root_.contains(key)) {
            throw NoJavascriptForm{
                key,
                fmt::format("{} has no JavaScript form: only the ordering part of a scenario has",
                            what)};
        }
    }
    if (const auto runtime = root_.find("runtime"); runtime != root_.end()) {
        needs_.is_module = runtime->value("module", std::string{"cjs"}) == "esm";
        if (runtime->contains("replicas")) {
            throw NoJavascriptForm{
                "replicas",
                "replicas have no JavaScript form: only the ordering part of a scenario has"};
        }
        if (const auto threads = runtime->find("threadpool"); threads != runtime->end()) {
            needs_.threadpool =
                threads->is_string() ? threads->get<std::string>() : threads->dump();
        }
    }
    std::string out;
    if (root_.contains("title")) {
        out = "// " + root_["title"].get<std::string>() + '\n';
        std::replace(out.begin(), out.end() - 1, '\n', ' ');
    }
    return out + script(root_.at("main"));
}

std::string JavascriptEmitter::script(const OrderedJson& main) {
    const std::string body =
        main.is_string() ? handler_call(main.get<std::string>()) + ";\n" : statements(main);
    const std::string functions = handler_functions();
    if (needs_.shared_lines) {
        needs_.modules.insert("worker_threads");
    }
    if (needs_.promise) {
        needs_.modules.insert("util");
    }
    if (needs_.pool_cpu) {
        needs_.modules.insert("crypto");
    }
    if (needs_.directory) {
        needs_.modules.insert({"os", "path"});
    }
    return javascript_prologue(needs_) + variables() + functions + '\n' + body;
}

std::string JavascriptEmitter::variables() const {
    std::string counters;
    for (const std::string& name : counters_) {
        counters += fmt::format("{} {}: 0", counters.empty() ? "" : ",", name);
    }
    std::string out =
        counters.empty() ? "const v = {};\n" : fmt::format("const v = {{{} }};\n", counters);
    out += uses_index_ ? "const index = 0;\n" : "";
    out += uses_socket_ ? "const socket = undefined;\n" : "";
    out += uses_value_ ? "let value = '';\n" : "";
    return out;
}

std::string JavascriptEmitter::handler_functions() {
    std::string out;
    // A handler may want further ones, which appends to the list.
    std::size_t next = 0;
    while (next < handlers_wanted_.size()) {
        const auto [name, force_async] = handlers_wanted_[next++];
        const OrderedJson& body = root_.at("handlers").at(name);
        const bool is_async = force_async || javascript_awaits(body);
        const std::string inside = body.is_string()
                                       ? "return " + handler_call(body.get<std::string>()) + ";\n"
                                       : statements(body);
        out += indent_javascript(fmt::format("{}{}({}) {{\n{}}},\n", is_async ? "async " : "",
                                             quote_javascript(name + (force_async ? " async" : "")),
                                             parameters(), indent_javascript(inside)));
    }
    return out.empty() ? out : "const handlers = {\n" + out + "};\n";
}

bool javascript_awaits(const OrderedJson& body) {
    if (!body.is_array()) {
        return false;
    }
    return std::any_of(body.begin(), body.end(), [](const OrderedJson& action) {
        if (action.contains("await") || action.contains("forAwait")) {
            return true;
        }
        const auto inner = [&](const char* key) {
            return action.contains(key) && javascript_awaits(action[key]);
        };
        if (action.contains("if")) {
            return inner("then") || inner("else");
        }
        if (action.contains("try")) {
            return inner("try") || inner("catch") || inner("finally");
        }
        if (action.contains("choose")) {
            return std::any_of(action["choose"].begin(), action["choose"].end(),
                               [](const OrderedJson& branch) {
                                   return branch.contains("do") && javascript_awaits(branch["do"]);
                               });
        }
        return action.contains("repeat") && inner("do");
    });
}

std::string indent_javascript(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        out += "    ";
        out += text.substr(0, end);
        text.remove_prefix(end);
    }
    return out;
}

std::string quote_javascript(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '\'';
}

}  // namespace sim
