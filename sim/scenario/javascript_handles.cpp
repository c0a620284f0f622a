// Servers, sockets, datagrams, child processes, ports, workers, and the events of each.

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/scenario/javascript_emitter.hpp"

namespace sim {
namespace {

using Json = OrderedJson;

std::string callback_argument(const std::string& function, bool has_argument_before) {
    return function.empty() ? function : (has_argument_before ? ", " : "") + function;
}

}  // namespace

std::string JavascriptEmitter::binding(const std::string& variable, const std::string& event,
                                       const Json& body) {
    std::string target = handle(variable);
    std::string name = event;
    Gets gets = Gets::handle;
    if (spawned_.contains(variable) && (event == "data" || event == "end")) {
        target += ".stdout";
    } else if (channels_.contains(variable)) {
        const bool is_message = event == "port1" || event == "port2";
        target += '.' + (is_message ? event : "port1");
        name = is_message ? "message" : event;
    } else if (event == "connection") {
        gets = Gets::connection;
    } else if (event == "request") {
        gets = Gets::request;
    } else if (event == "error") {
        gets = Gets::error;
    }
    return fmt::format("{}.on({}, {})", target, quote_javascript(name), function(body, gets));
}

std::string JavascriptEmitter::bindings(const std::string& variable, const Json& action) {
    std::string out;
    if (const auto events = action.find("on"); events != action.end()) {
        for (const auto& [event, body] : events->items()) {
            out += binding(variable, event, body) + ";\n";
        }
    }
    return out;
}

std::string JavascriptEmitter::emit_listen(const Json& a) {
    const std::string name = a["listen"].get<std::string>();
    const std::string module = a.value("http", false) ? "http" : "net";
    needs_.modules.insert(module);
    std::string where = "0";
    if (a.value("unix", false)) {
        where = file_of(name + ".sock", Json::object(), JavascriptApi::Prepare::path);
    } else if (a.contains("host")) {
        where += fmt::format(", {}", quote_javascript(a["host"].get<std::string>()));
    }
    return fmt::format("v.{} = {}.createServer({});\n", name, module,
                       a.value("halfOpen", false) ? "{ allowHalfOpen: true }" : "") +
           bindings(name, a) + fmt::format("v.{}.listen({});\n", name, where);
}

std::string JavascriptEmitter::emit_connect(const Json& a) {
    needs_.modules.insert("net");
    const std::string name = a["connect"].get<std::string>();
    std::string where;
    if (name == "missing") {
        where = "path: '/nonexistent/x.sock'";
    } else if (a.value("unix", false)) {
        where = "path: " + file_of(name + ".sock", Json::object(), JavascriptApi::Prepare::path);
    } else {
        needs_.port_of = true;
        where =
            fmt::format("port: {}, host: {}", name == "refused" ? "1" : "portOf(v." + name + ')',
                        quote_javascript(a.value("host", std::string{"127.0.0.1"})));
    }
    std::string out =
        stored(a, fmt::format("net.connect({{ {}{} }})", where,
                              a.value("halfOpen", false) ? ", allowHalfOpen: true" : ""));
    if (const auto events = a.find("on"); events != a.end()) {
        for (const auto& [event, body] : events->items()) {
            const std::string bound = binding("socket", event, body);
            out += '\n' + indent_javascript(bound.substr(bound.find('.')));
        }
    }
    return out + ";\n";
}

std::string JavascriptEmitter::emit_write(const Json& a) {
    const std::string done = a.contains("do") ? function(a["do"]) : "";
    return fmt::format("{}.write({}{});\n", handle(a["write"].get<std::string>()), payload(a),
                       callback_argument(done, true));
}

std::string JavascriptEmitter::emit_end(const Json& a) {
    const bool has_bytes = a.contains("bytes");
    const std::string done = a.contains("do") ? function(a["do"]) : "";
    return fmt::format("{}.end({}{});\n", handle(a["end"].get<std::string>()),
                       has_bytes ? payload(a) : "", callback_argument(done, has_bytes));
}

std::string JavascriptEmitter::emit_destroy(const Json& a) {
    return fmt::format("{}.destroy({});\n", handle(a["destroy"].get<std::string>()),
                       a.value("error", false) ? "new Error('destroyed')" : "");
}

std::string JavascriptEmitter::emit_close(const Json& a) {
    const std::string name = a["close"].get<std::string>();
    const std::string target = handle(name) + (channels_.contains(name) ? ".port1" : "");
    return fmt::format("{}.close({});\n", target, a.contains("do") ? function(a["do"]) : "");
}

std::string JavascriptEmitter::emit_dgram(const Json& a) {
    needs_.modules.insert("dgram");
    const std::string name = a["dgram"].get<std::string>();
    return fmt::format("v.{} = dgram.createSocket('udp4');\n", name) + bindings(name, a) +
           fmt::format("v.{}.bind(0, '127.0.0.1');\n", name);
}

std::string JavascriptEmitter::emit_send(const Json& a) {
    needs_.port_of = true;
    const std::string done = a.contains("do") ? function(a["do"]) : "";
    return fmt::format("v.{}.send({}, portOf(v.{}), '127.0.0.1'{});\n",
                       a["from"].get<std::string>(), payload(a), a["send"].get<std::string>(),
                       callback_argument(done, true));
}

std::string JavascriptEmitter::emit_spawn(const Json& a) {
    needs_.modules.insert("child_process");
    const std::string name = a["spawn"].get<std::string>();
    std::string command =
        a.contains("time")
            ? fmt::format("sleep {}", std::stod(milliseconds_of(a["time"], "time")) / 1000)
            : "";
    if (a.contains("stdout")) {
        const Json& size = a["stdout"];
        const std::int64_t bytes = size.is_string()
                                       ? *parse_size(size.get_ref<const std::string&>())
                                       : size.get<std::int64_t>();
        command += fmt::format("{}printf %0{}d 0", command.empty() ? "" : "; ", bytes);
    }
    return fmt::format("v.{} = child_process.spawn('sh', ['-c', {}]);\n", name,
                       quote_javascript(command.empty() ? ":" : command)) +
           bindings(name, a);
}

std::string JavascriptEmitter::emit_kill(const Json& a) {
    return fmt::format("process.kill(process.pid, {});\n",
                       quote_javascript(a["kill"].get<std::string>()));
}

std::string JavascriptEmitter::emit_channel(const Json& a) {
    needs_.modules.insert("worker_threads");
    const std::string name = a["channel"].get<std::string>();
    return fmt::format("v.{} = new MessageChannel();\n", name) + bindings(name, a);
}

std::string JavascriptEmitter::emit_post_message(const Json& a) {
    return fmt::format("{}.postMessage({});\n", handle(a["postMessage"].get<std::string>()),
                       a.contains("bytes") ? payload(a) : "null");
}

std::string JavascriptEmitter::emit_worker(const Json& a) {
    needs_.modules.insert("worker_threads");
    if (in_worker_) {
        throw NoJavascriptForm{"worker", "a worker made by a worker has no JavaScript form here"};
    }
    const std::string name = a["worker"].get<std::string>();
    JavascriptEmitter inside{root_, true};
    const std::string source = inside.script(a["main"]);
    return fmt::format(
               "v.{} = new Worker(`(${{() => {{\n{}}}}})()`, {{ eval: true, workerData: shared "
               "}});\n",
               name, indent_javascript(source)) +
           bindings(name, a);
}

}  // namespace sim
