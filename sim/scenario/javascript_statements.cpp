// Bodies and the actions of a body that are no expressions.

#include <fmt/core.h>
#include <algorithm>

#include "sim/core/units.hpp"
#include "sim/scenario/javascript_emitter.hpp"

namespace sim {
namespace {

using Json = OrderedJson;

std::string block(const std::string& inside) { return "{\n" + indent_javascript(inside) + "}"; }

}  // namespace

// The first key of an action that has a row names it: keys that are also options of others come last.
const std::vector<JavascriptEmitter::StatementRow>& JavascriptEmitter::rows() {
    using E = JavascriptEmitter;
    static const std::vector<StatementRow> table = {
        {"if", &E::emit_if},
        {"try", &E::emit_try},
        {"choose", &E::emit_choose},
        {"repeat", &E::emit_repeat},
        {"log", &E::emit_log},
        {"cpu", &E::emit_cpu},
        {"count", &E::emit_count},
        {"throw", &E::emit_throw},
        {"exit", &E::emit_exit},
        {"respond", &E::emit_refused},
        {"station", &E::emit_refused},
        {"nextTick", &E::emit_next_tick},
        {"queueMicrotask", &E::emit_microtask},
        {"setTimeout", &E::emit_timer},
        {"setInterval", &E::emit_timer},
        {"setImmediate", &E::emit_immediate},
        {"clearTimeout", &E::emit_clear},
        {"clearInterval", &E::emit_clear},
        {"clearImmediate", &E::emit_clear},
        {"refresh", &E::emit_method},
        {"await", &E::emit_await},
        {"forAwait", &E::emit_for_await},
        {"resolve", &E::emit_settle},
        {"reject", &E::emit_settle},
        {"return", &E::emit_return},
        {"listen", &E::emit_listen},
        {"connect", &E::emit_connect},
        {"write", &E::emit_write},
        {"destroy", &E::emit_destroy},
        {"dgram", &E::emit_dgram},
        {"send", &E::emit_send},
        {"spawn", &E::emit_spawn},
        {"kill", &E::emit_kill},
        {"channel", &E::emit_channel},
        {"postMessage", &E::emit_post_message},
        {"worker", &E::emit_worker},
        {"pause", &E::emit_method},
        {"resume", &E::emit_method},
        {"end", &E::emit_end},
        {"close", &E::emit_close},
        {"on", &E::emit_on},
        {"ref", &E::emit_method},
    };
    return table;
}

std::string JavascriptEmitter::statements(const Json& body) {
    if (body.is_string()) {
        return handler_call(body.get<std::string>()) + ";\n";
    }
    std::string out;
    for (const Json& action : body) {
        const auto row = std::find_if(rows().begin(), rows().end(), [&](const StatementRow& r) {
            return action.contains(r.key);
        });
        if (row != rows().end() && !(row->key == "refresh" && action.contains("unref"))) {
            out += (this->*row->emit)(action);
        } else if (action.size() == 1 && action.contains("unref")) {
            out += emit_method(action);
        } else {
            out += emit_expression(action);
        }
    }
    return out;
}

std::string JavascriptEmitter::parameters() const {
    std::string out;
    for (const auto& [used, name] :
         {std::pair{uses_index_, "index"}, {uses_socket_, "socket"}, {uses_value_, "value"}}) {
        if (used) {
            out += (out.empty() ? "" : ", ") + std::string{name};
        }
    }
    return out;
}

std::string JavascriptEmitter::handler_call(const std::string& name, bool force_async) {
    const std::pair wanted{name, force_async};
    if (std::find(handlers_wanted_.begin(), handlers_wanted_.end(), wanted) ==
        handlers_wanted_.end()) {
        handlers_wanted_.push_back(wanted);
    }
    return fmt::format("handlers[{}]({})", quote_javascript(name + (force_async ? " async" : "")),
                       parameters());
}

std::string JavascriptEmitter::function(const Json& body, Gets gets, bool force_async) {
    const bool is_async = force_async || javascript_awaits(body);
    const bool gets_value = gets == Gets::value || gets == Gets::error;
    std::string head = uses_value_ && gets_value ? "result =>" : "() =>";
    std::string first;
    if (uses_socket_ && gets == Gets::connection) {
        head = "socket =>";
    } else if (uses_socket_ && gets == Gets::request) {
        head = "request =>";
        first = "const socket = request.socket;\n";
    } else if (uses_socket_ && (gets == Gets::handle || gets == Gets::error)) {
        head = uses_value_ && gets_value ? "function (result)" : "function ()";
        first = "const socket = this;\n";
    }
    if (uses_value_) {
        first += gets_value ? "let value = textOf(result);\n" : "let value = '';\n";
        needs_.text_of = true;
    }
    head = (is_async ? "async " : "") + head;
    if (body.is_string()) {
        const std::string call = handler_call(body.get<std::string>(), force_async);
        return first.empty() && head.back() == '>'
                   ? head + ' ' + call
                   : head + ' ' + block(first + "return " + call + ";\n");
    }
    if (body.empty()) {
        return head + " {}";
    }
    const std::string inside = statements(body);
    const bool is_one_log = body.size() == 1 && body[0].contains("log") && inside.size() < 60;
    if (is_one_log && head == "() =>" &&
        (first.empty() || inside.find("${value}") == std::string::npos)) {
        return head + ' ' + inside.substr(0, inside.size() - 2);  // without ";\n"
    }
    return head + ' ' + block(first + inside);
}

std::string JavascriptEmitter::emit_log(const Json& a) {
    const std::string line = text(a["log"].get_ref<const std::string&>());
    return fmt::format("log({}{});\n", line, a.value("stderr", false) ? ", 2" : "");
}

std::string JavascriptEmitter::emit_cpu(const Json& a) {
    for (const char* key : {"allocates", "warms"}) {
        if (a.contains(key))
            throw NoJavascriptForm{
                key,
                fmt::format("\"{}\" has no JavaScript form: what V8 does by itself is V8's", key)};
    }
    return fmt::format("cpu({});\n", milliseconds_of(a["cpu"], "cpu"));
}

std::string JavascriptEmitter::emit_count(const Json& a) {
    return fmt::format("v.{} += {};\n", a["count"].get<std::string>(),
                       a.contains("by") ? a["by"].dump() : "1");
}

std::string JavascriptEmitter::emit_if(const Json& a) {
    std::string condition = a["if"].get<std::string>();
    for (const auto& [from, to] : {std::pair{"==", "==="}, {"!=", "!=="}}) {
        if (const std::size_t at = condition.find(from); at != std::string::npos) {
            condition.replace(at, 2, to);
        }
    }
    const std::size_t name = condition.find_first_not_of(' ');
    std::string out = fmt::format("if (v.{}) {}", condition.substr(name),
                                  block(a.contains("then") ? statements(a["then"]) : ""));
    if (a.contains("else")) {
        out += " else " + block(statements(a["else"]));
    }
    return out + '\n';
}

std::string JavascriptEmitter::emit_repeat(const Json& a) {
    return fmt::format("for (let index = 1; index <= {}; index += 1) {}\n", a["repeat"].dump(),
                       block(statements(a["do"])));
}

std::string JavascriptEmitter::emit_choose(const Json& a) {
    needs_.choose = true;
    std::string weights;
    std::string cases;
    std::size_t number = 0;
    for (const Json& branch : a["choose"]) {
        weights += (weights.empty() ? "" : ", ") +
                   (branch.contains("p") ? branch["p"] : branch.value("weight", Json(1))).dump();
        cases += fmt::format(
            "case {}: {}\n", number++,
            block((branch.contains("do") ? statements(branch["do"]) : "") + "break;\n"));
    }
    return fmt::format("switch (choose([{}])) {}\n", weights, block(cases));
}

std::string JavascriptEmitter::emit_throw(const Json& a) {
    return fmt::format("throw new Error({});\n",
                       quote_javascript(a["throw"].get_ref<const std::string&>()));
}

std::string JavascriptEmitter::emit_try(const Json& a) {
    std::string out = "try " + block(statements(a["try"]));
    if (a.contains("catch")) {
        needs_.text_of = needs_.text_of || uses_value_;
        out += uses_value_ ? " catch (error) " : " catch ";
        out += block((uses_value_ ? "let value = textOf(error);\n" : "") + statements(a["catch"]));
    }
    if (a.contains("finally")) {
        out += " finally " + block(statements(a["finally"]));
    }
    return out + '\n';
}

std::string JavascriptEmitter::emit_exit(const Json& a) {
    return fmt::format("process.exit({});\n", a["exit"].dump());
}

std::string JavascriptEmitter::emit_refused(const Json& a) {
    const std::string key = a.contains("respond") ? "respond" : "station";
    throw NoJavascriptForm{
        key, fmt::format("\"{}\" has no JavaScript form: only the ordering part of a scenario has",
                         key)};
}

std::string JavascriptEmitter::emit_next_tick(const Json& a) {
    return fmt::format("process.nextTick({});\n", function(a["nextTick"]));
}

std::string JavascriptEmitter::emit_microtask(const Json& a) {
    return fmt::format("queueMicrotask({});\n", function(a["queueMicrotask"]));
}

std::string JavascriptEmitter::emit_timer(const Json& a) {
    const std::string name = a.contains("setTimeout") ? "setTimeout" : "setInterval";
    const std::string call = fmt::format("{}({}, {}){}", name, function(a["do"]), delay(a[name]),
                                         a.value("unref", false) ? ".unref()" : "");
    return stored(a, call) + ";\n";
}

std::string JavascriptEmitter::emit_immediate(const Json& a) {
    return stored(a, fmt::format("setImmediate({}){}", function(a["setImmediate"]),
                                 a.value("unref", false) ? ".unref()" : "")) +
           ";\n";
}

std::string JavascriptEmitter::emit_clear(const Json& a) {
    for (const char* key : {"clearTimeout", "clearInterval", "clearImmediate"}) {
        if (a.contains(key)) {
            return fmt::format("{}(v.{});\n", key, a[key].get<std::string>());
        }
    }
    return {};
}

std::string JavascriptEmitter::emit_method(const Json& a) {
    for (const char* key : {"refresh", "ref", "unref", "pause", "resume"}) {
        if (a.contains(key)) {
            return fmt::format("{}.{}();\n", handle(a[key].get<std::string>()), key);
        }
    }
    return {};
}

std::string JavascriptEmitter::emit_on(const Json& a) {
    const std::string event = a["on"].get<std::string>();
    if (a.contains("of")) {
        return binding(a["of"].get<std::string>(), event, a["do"]) + ";\n";
    }
    const bool gets_value =
        event == "uncaughtException" || event == "unhandledRejection" || event == "warning";
    return fmt::format("process.on({}, {});\n", quote_javascript(event),
                       function(a["do"], gets_value ? Gets::value : Gets::nothing));
}

std::string JavascriptEmitter::emit_await(const Json& a) {
    // The variable gets the promise, not what it is settled with.
    const std::string promise = stored(a, expression(a["await"]));
    const std::string awaited = a.contains("as") ? "await (" + promise + ')' : "await " + promise;
    if (!uses_value_) {
        return awaited + ";\n";
    }
    needs_.text_of = true;
    return fmt::format("value = textOf({});\n", awaited);
}

std::string JavascriptEmitter::emit_settle(const Json& a) {
    const std::string how = a.contains("resolve") ? "resolve" : "reject";
    const std::string name = a[how].get<std::string>();
    std::string with;
    if (a.contains("with")) {
        with = expression(a["with"]);
    } else if (a.contains("value")) {
        with = quote_javascript(a["value"].get_ref<const std::string&>());
    }
    if (how == "reject") {
        with = fmt::format("new Error({})", with.empty() ? "'rejected'" : with);
    }
    return fmt::format("v.{}.{}({});\n", name, how, with);
}

std::string JavascriptEmitter::emit_return(const Json& a) {
    return a["return"].is_null() ? "return;\n"
                                 : fmt::format("return {};\n", expression(a["return"]));
}

std::string JavascriptEmitter::emit_for_await(const Json& a) {
    const auto rounds = a["forAwait"].get<std::int64_t>();
    const bool is_generator = a.value("of", std::string{"array"}) == "generator";
    std::string items =
        is_generator
            ? fmt::format("(async function* () {{ for (let i = 1; i <= {}; i += 1) yield i; }})()",
                          rounds)
            : fmt::format("Array.from({{ length: {} }}, (_, i) => i + 1)", rounds);
    return fmt::format("for await (const index of {}) {}\n", items, block(statements(a["do"])));
}

}  // namespace sim
