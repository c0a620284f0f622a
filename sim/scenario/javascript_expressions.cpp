// Expressions: promises, work, and the small values inside actions.

#include <fmt/core.h>
#include <algorithm>

#include "sim/core/units.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/scenario/javascript_emitter.hpp"

namespace sim {
namespace {

using Json = OrderedJson;

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string milliseconds_text(Duration duration) {
    return fmt::format("{}", static_cast<double>(duration.ns) / 1e6);
}

std::int64_t bytes_of(const Json& size) {
    return size.is_string() ? *parse_size(size.get_ref<const std::string&>())
                            : size.get<std::int64_t>();
}

}  // namespace

std::string JavascriptEmitter::stored(const Json& action, const std::string& expression) const {
    return action.contains("as")
               ? fmt::format("v.{} = {}", action["as"].get<std::string>(), expression)
               : expression;
}

std::string JavascriptEmitter::emit_expression(const Json& a) {
    if (a.contains("promise")) {
        return new_promise(a) + ";\n";
    }
    return stored(a, expression_object(a)) + ";\n";
}

std::string JavascriptEmitter::expression(const Json& x) {
    return x.is_string() ? operand(x.get<std::string>()) : expression_object(x);
}

std::string JavascriptEmitter::operand(const std::string& name) {
    if (name == "subclass") {
        needs_.subclass = true;
        return "Subclass.resolve()";
    }
    static const std::vector<std::pair<std::string_view, std::string_view>> constants = {
        {"value", "undefined"},
        {"thenable", "{ then(resolve) { resolve(); } }"},
        {"resolved", "Promise.resolve()"},
        {"rejected", "Promise.reject(new Error('rejected'))"},
        {"never", "new Promise(() => {})"},
    };
    const auto row = std::find_if(constants.begin(), constants.end(),
                                  [&](const auto& r) { return r.first == name; });
    return row == constants.end() ? handle(name) : std::string{row->second};
}

/// A receiver of `.then`: what is no promise becomes one first.
std::string JavascriptEmitter::promise_of(const Json& x) {
    const bool is_plain = x.is_string() && (x == "value" || x == "thenable");
    return is_plain ? fmt::format("Promise.resolve({})", x == "value" ? "" : expression(x))
                    : expression(x);
}

std::string JavascriptEmitter::list(const Json& xs) {
    std::string out;
    for (const Json& x : xs) {
        out += (out.empty() ? "" : ", ") + expression(x);
    }
    return out;
}

std::string JavascriptEmitter::new_promise(const Json& action) {
    const Json& executor = action["promise"];
    if (!action.contains("as")) {
        return "new Promise(() => {})";
    }
    needs_.new_promise = true;
    const std::string name = action["as"].get<std::string>();
    const bool is_empty = executor.is_null() || (executor.is_array() && executor.empty());
    const std::string body =
        is_empty ? ""
                 : fmt::format("p => {{\n{}}}", indent_javascript(fmt::format("v.{} = p;\n", name) +
                                                                  statements(executor)));
    return fmt::format("v.{} = newPromise({})", name, body);
}

std::string JavascriptEmitter::reactions(const Json& a) {
    if (a.contains("then")) {
        const std::string fulfilled =
            a.contains("do") ? function(a["do"], Gets::value) : "undefined";
        const std::string rejected =
            a.contains("rejected") ? ", " + function(a["rejected"], Gets::value) : "";
        return fmt::format("{}.then({}{})", promise_of(a["then"]), fulfilled, rejected);
    }
    if (a.contains("catch")) {
        return fmt::format("{}.catch({})", promise_of(a["catch"]), function(a["do"], Gets::value));
    }
    if (a.contains("finally")) {
        return fmt::format("{}.finally({})", promise_of(a["finally"]), function(a["do"]));
    }
    std::string out = promise_of(a.value("of", Json("resolved")));
    for (const Json& body : a["chain"]) {
        out += '\n' + indent_javascript(fmt::format(".then({})", function(body, Gets::value)));
    }
    return out;
}

std::string JavascriptEmitter::expression_object(const Json& a) {
    if (a.contains("promise")) {
        return '(' + new_promise(a) + ')';
    }
    if (a.contains("then") || a.contains("catch") || a.contains("finally") || a.contains("chain")) {
        return reactions(a);
    }
    if (a.contains("async")) {
        return a["async"].is_string()
                   ? handler_call(a["async"].get<std::string>(), true)
                   : fmt::format("({})()", function(a["async"], Gets::nothing, true));
    }
    if (a.contains("call")) {
        return handler_call(a["call"].get<std::string>());
    }
    for (const char* key : {"all", "race", "any", "allSettled"}) {
        if (a.contains(key)) {
            return fmt::format("Promise.{}([{}])", key, list(a[key]));
        }
    }
    if (a.contains("sleep")) {
        needs_.modules.insert("util");
        return fmt::format("util.promisify(setTimeout)({})", delay(a["sleep"]));
    }
    if (a.contains("immediate")) {
        needs_.modules.insert("util");
        return "util.promisify(setImmediate)()";
    }
    return work(a);
}

std::string JavascriptEmitter::work(const Json& a) {
    if (a.contains("work")) {
        const Json& kind = root_.at("work").at(a["work"].get<std::string>());
        Json action = kind;
        action["do"] = a.value("do", Json());
        if (!a.contains("do")) {
            action.erase("do");
        }
        return api_call(kind.value("api", std::string{"uv.work"}), action);
    }
    for (const auto& [key, value] : a.items()) {
        if (find_javascript_api(key) != nullptr) {
            return api_call(key, a);
        }
    }
    const std::string key = a.begin().key();
    throw NoJavascriptForm{key, fmt::format("\"{}\" has no JavaScript form here", key)};
}

std::string JavascriptEmitter::api_call(const std::string& name, const Json& a) {
    const JavascriptApi* api = find_javascript_api(name);
    if (api == nullptr) {
        throw NoJavascriptForm{
            name,
            fmt::format("\"{}\" has no JavaScript form here: it is no part of Node itself", name)};
    }
    needs_.modules.insert(std::string{api->module});
    const bool has_callback = a.contains("do");
    std::string call{has_callback || api->promise.empty() ? api->callback : api->promise};
    needs_.pool_cpu = needs_.pool_cpu || call.find("poolWork") != std::string::npos;
    if (a.contains("time")) {
        if (!api->cpu_on_pool) {
            throw NoJavascriptForm{
                "time", fmt::format("\"{}\" with a time of its own has no JavaScript form", name)};
        }
        needs_.pool_cpu = true;
        call = fmt::format("poolWork({}, {{done}})", milliseconds_of(a["time"], "time"));
    }
    const std::int64_t size = a.contains("size") ? bytes_of(a["size"]) : 16;
    const bool has_label = a.contains(name) && a[name].is_string();
    const bool opened = a.value("fd", false);
    const std::string file =
        file_of(has_label ? a[name].get<std::string>() : "file", a, api->prepare);
    const std::int64_t parts = a.contains("parts") ? a["parts"].get<std::int64_t>() : 1;
    std::string missing = file;
    for (std::int64_t i = 1; i < parts && i < 100; ++i) {
        missing += " + '/x'";
    }
    call = replace_all(call, "{missing}", missing);
    call = replace_all(call, "{parts}", fmt::format("{}", parts));
    call = replace_all(call, "{size}", fmt::format("{}", size));
    call = replace_all(call, "{default}", milliseconds_text(find_api(name)->work));
    call = replace_all(call, "{file}", opened ? fmt::format("fs.openSync({}, 'r')", file) : file);
    const bool is_compressible = a.value("compressible", !(name.rfind("zlib.", 0) == 0));
    call = replace_all(
        call, "{data}",
        fmt::format("{}({})", is_compressible ? "Buffer.alloc" : "crypto.randomBytes", size));
    if (!is_compressible) {
        needs_.modules.insert("crypto");
    }
    if (has_callback) {
        return replace_all(call, "{done}", function(a["do"]));
    }
    if (call.find("{done}") == std::string::npos) {
        return call;
    }
    needs_.promise = true;
    return fmt::format("promise(done => {})", replace_all(call, "{done}", "done"));
}

std::string JavascriptEmitter::file_of(const std::string& label, const Json& a,
                                       JavascriptApi::Prepare prepare) {
    using Prepare = JavascriptApi::Prepare;
    if (prepare == Prepare::nothing) {
        return {};
    }
    needs_.directory = true;
    const std::int64_t size = a.contains("size") ? bytes_of(a["size"]) : 16;
    if (prepare == Prepare::path) {
        return fmt::format("file({})", quote_javascript(label + ".new"));
    }
    if (prepare == Prepare::directory) {
        const std::int64_t entries = a.contains("parts") ? a["parts"].get<std::int64_t>() : 0;
        const std::pair wanted{fmt::format("{}.directory{}", label, entries), entries};
        if (std::find(needs_.directories.begin(), needs_.directories.end(), wanted) ==
            needs_.directories.end()) {
            needs_.directories.push_back(wanted);
        }
        return fmt::format("file({})", quote_javascript(wanted.first));
    }
    // Files of one label and two sizes are two files.
    const std::pair wanted{a.contains("size") ? fmt::format("{}.{}", label, size) : label, size};
    if (std::find(needs_.files.begin(), needs_.files.end(), wanted) == needs_.files.end()) {
        needs_.files.push_back(wanted);
    }
    return fmt::format("file({})", quote_javascript(wanted.first));
}

std::string JavascriptEmitter::handle(const std::string& name) const {
    if (name == "socket") {
        return name;
    }
    return name == "parent" ? "parentPort" : "v." + name;
}

std::string JavascriptEmitter::text(std::string_view with_holes) const {
    if (with_holes.find('$') == std::string_view::npos) {
        return quote_javascript(with_holes);
    }
    std::string out = "`";
    for (std::size_t i = 0; i < with_holes.size(); ++i) {
        const std::string_view rest = with_holes.substr(i);
        if (rest.substr(0, 3) == "$${") {
            out += "\\${";
            i += 2;
        } else if (rest.substr(0, 2) == "${" && rest.find('}') != std::string_view::npos) {
            const std::string_view name = rest.substr(2, rest.find('}') - 2);
            const bool is_lexical = name == "index" || name == "value";
            out += fmt::format("${{{}{}}}", is_lexical ? "" : "v.", name);
            i += rest.find('}');
        } else if (rest[0] == '`' || rest[0] == '\\') {
            out += '\\';
            out += rest[0];
        } else if (static_cast<unsigned char>(rest[0]) < 0x20) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(rest[0]));
        } else {
            out += rest[0];
        }
    }
    return out + '`';
}

std::string JavascriptEmitter::delay(const Json& value) const {
    if (value.is_number()) {
        return value.dump();
    }
    if (value.is_null() || value == "NaN") {
        return "NaN";
    }
    return milliseconds_text(*parse_duration(value.get_ref<const std::string&>()));
}

std::string JavascriptEmitter::milliseconds_of(const Json& duration, std::string_view key) const {
    const Json* value = &duration;
    if (value->is_string() && root_.contains("work") &&
        root_["work"].contains(value->get_ref<const std::string&>())) {
        value = &root_["work"][value->get_ref<const std::string&>()].at("time");
    }
    if (value->is_object() && value->contains("constant")) {
        value = &(*value)["constant"];
    }
    if (!value->is_string()) {
        throw NoJavascriptForm{std::string{key},
                               "a random time has no JavaScript form: only a constant one has"};
    }
    return milliseconds_text(*parse_duration(value->get_ref<const std::string&>()));
}

std::string JavascriptEmitter::payload(const Json& action) const {
    if (action.contains("requests")) {
        return fmt::format("'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'.repeat({})",
                           action["requests"].dump());
    }
    return action.contains("bytes") ? fmt::format("Buffer.alloc({})", bytes_of(action["bytes"]))
                                    : "'x'";
}

}  // namespace sim
