#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/emit.hpp"

// Sockets, servers, processes, ports and workers.

namespace sim::scenario {
namespace {

struct EventName {
    std::string_view name;
    std::uint16_t holds;  // whose event it is
    HandleEvent event;
};
constexpr std::array event_names{
    EventName{"listening", holds_server | holds_dgram, HandleEvent::listening},
    EventName{"connection", holds_server, HandleEvent::connection},
    EventName{"request", holds_server, HandleEvent::request},
    EventName{"connect", holds_socket, HandleEvent::connect},
    EventName{"lookup", holds_socket, HandleEvent::lookup},
    EventName{"data", holds_socket, HandleEvent::data},
    EventName{"end", holds_socket, HandleEvent::end},
    EventName{"finish", holds_socket, HandleEvent::finish},
    EventName{"drain", holds_socket, HandleEvent::drain},
    EventName{"close", holds_server | holds_socket | holds_dgram | holds_child | holds_channel,
              HandleEvent::close},
    EventName{"error", holds_server | holds_socket | holds_child | holds_worker,
              HandleEvent::error},
    EventName{"message", holds_dgram | holds_worker | holds_channel, HandleEvent::message},
    EventName{"port1", holds_channel, HandleEvent::port1_message},
    EventName{"port2", holds_channel, HandleEvent::port2_message},
    EventName{"spawn", holds_child, HandleEvent::spawn},
    EventName{"exit", holds_child | holds_worker, HandleEvent::exit},
    EventName{"data", holds_child, HandleEvent::stdout_data},
    EventName{"end", holds_child, HandleEvent::stdout_end},
    EventName{"online", holds_worker, HandleEvent::online}};

void set_address_flags(Compiler& compiler, const Call& call, Action& action) {
    const JsonIndex host = call["host"];
    if (compiler.is_true(call["unix"])) {
        action.flags |= flag_unix;
        if (host != json_none) {
            compiler.error(compiler.offset(host), "both \"host\" and \"unix\"",
                           "a Unix domain socket has a path, no host");
        }
    }
    if (host != json_none &&
        compiler.is_word(host, find_field(call.row->options, "host")->words, "host")) {
        action.flags |= compiler.text(host) == "localhost" ? flag_host_name : flag_host_ip;
    }
    if (compiler.is_true(call["halfOpen"])) action.flags |= flag_half_open;
}

void bind_events(Compiler& compiler, const Call& call, Action& action, std::uint16_t holds) {
    if (call["on"] == json_none) return;
    compiler.bind(action, call["on"], *find_field(call.row->options, "on"), holds);
}

Action make_on_handle(Compiler& compiler, const Call& call, Op op) {
    Action action = compiler.make(op);
    action.slot =
        compiler.use_handle(call.operand, call.row->operand.holds, call.row->operand.words);
    return action;
}

}  // namespace

void Compiler::bind(Action& action, JsonIndex events, const Field& field, std::uint16_t holds) {
    std::vector<EventBinding> bindings;
    for (JsonIndex i = tree_[events].first; i != json_none; i = tree_[i].next) {
        const std::string_view name = tree_.key(i);
        const std::vector<std::string_view> known = split_words(field.words);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            error(tree_[i].key_offset, fmt::format("unknown event {}", quote(name)),
                  known_hint(name, known));
            continue;
        }
        const Field entry{.key = name, .shape = Shape::body, .about = {}};
        if (!check_shape(i, entry)) continue;
        const BodyId callback = body(i, name);
        if (const std::optional<HandleEvent> event = handle_event(i, name, holds)) {
            bindings.push_back({.event = *event, .body = callback});
        }
    }
    action.bindings = static_cast<std::uint32_t>(program_.bindings.size());
    action.bindings_count = static_cast<std::uint32_t>(bindings.size());
    program_.bindings.insert(program_.bindings.end(), bindings.begin(), bindings.end());
}

std::optional<HandleEvent> Compiler::handle_event(JsonIndex at, std::string_view name,
                                                  std::uint16_t holds) {
    std::vector<std::string_view> known;
    for (const EventName& row : event_names) {
        if ((row.holds & holds) != 0 && row.name == name) return row.event;
        if (std::find(known.begin(), known.end(), row.name) == known.end())
            known.push_back(row.name);
    }
    error(offset(at), fmt::format("unknown event {}", quote(name)), known_hint(name, known));
    return std::nullopt;
}

/// `on` of a variable is compiled before it is known what the variable holds.
void Compiler::settle_child_events() {
    for (const Action& action : program_.actions) {
        if (action.op != Op::on_handle || action.slot >= variables_.size()) continue;
        if (variables_[action.slot].holds != holds_child) continue;
        HandleEvent& event = program_.bindings[action.bindings].event;
        if (event == HandleEvent::data) event = HandleEvent::stdout_data;
        if (event == HandleEvent::end) event = HandleEvent::stdout_end;
    }
}

namespace emit {

void listen(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::listen);
    action.slot = compiler.define(call.operand, holds_server);
    action.ref = compiler.server(call.operand, true);
    set_address_flags(compiler, call, action);
    if (compiler.is_true(call["http"])) action.flags |= flag_http;
    if (call["on"] != json_none && (action.flags & flag_http) == 0) {
        const JsonIndex request = compiler.tree().find(call["on"], "request");
        if (request != json_none) {
            compiler.error(compiler.tree()[request].key_offset,
                           "\"request\" is an event of HTTP servers", "add \"http\": true");
        }
    }
    bind_events(compiler, call, action, holds_server);
    compiler.emit(action);
}

void connect(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::connect);
    const std::string_view address = compiler.text(call.operand);
    action.ref = address == "refused"   ? address_refused
                 : address == "missing" ? address_missing
                                        : compiler.server(call.operand, false);
    action.slot = compiler.define(call["as"], holds_socket);
    set_address_flags(compiler, call, action);
    bind_events(compiler, call, action, holds_socket);
    compiler.emit(action);
}

void write(Compiler& compiler, const Call& call) {
    Action action = make_on_handle(compiler, call, Op::write);
    action.n = compiler.size(call["bytes"], 1);
    if (call["requests"] != json_none) {
        action.small = static_cast<std::uint16_t>(
            compiler.integer(call["requests"], *find_field(call.row->options, "requests")));
    }
    action.body = compiler.body(call["do"], "write");
    compiler.emit(action);
}

void end(Compiler& compiler, const Call& call) {
    Action action = make_on_handle(compiler, call, Op::end);
    action.n = compiler.size(call["bytes"], 0);
    action.body = compiler.body(call["do"], "end");
    compiler.emit(action);
}

void destroy(Compiler& compiler, const Call& call) {
    Action action = make_on_handle(compiler, call, Op::destroy);
    if (compiler.is_true(call["error"])) action.flags = flag_error;
    compiler.emit(action);
}

void close(Compiler& compiler, const Call& call) {
    Action action = make_on_handle(compiler, call, Op::close);
    action.body = compiler.body(call["do"], "close");
    compiler.emit(action);
}

void pause(Compiler& compiler, const Call& call) {
    compiler.emit(make_on_handle(compiler, call, Op::pause));
}
void resume(Compiler& compiler, const Call& call) {
    compiler.emit(make_on_handle(compiler, call, Op::resume));
}

void dgram(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::dgram);
    action.slot = compiler.define(call.operand, holds_dgram);
    action.ref = compiler.server(call.operand, true);
    bind_events(compiler, call, action, holds_dgram);
    compiler.emit(action);
}

void send(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::send);
    action.ref = compiler.server(call.operand, false);
    if (call["from"] != json_none) action.slot = compiler.use(call["from"], holds_dgram);
    action.n = compiler.size(call["bytes"], 1);
    action.body = compiler.body(call["do"], "send");
    compiler.emit(action);
}

void spawn(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::spawn);
    action.slot = compiler.define(call.operand, holds_child);
    action.ref = call["time"] == json_none
                     ? compiler.add_distribution(Distribution::constant(Duration{}))
                     : compiler.duration(call["time"]);
    action.n = compiler.size(call["stdout"], 0);
    bind_events(compiler, call, action, holds_child);
    compiler.emit(action);
}

void kill(Compiler& compiler, const Call& call) {
    if (!compiler.is_signal(call.operand)) return;
    Action action = compiler.make(Op::kill);
    action.ref = compiler.intern(compiler.text(call.operand)).value;
    compiler.emit(action);
}

void channel(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::channel);
    action.slot = compiler.define(call.operand, holds_channel);
    bind_events(compiler, call, action, holds_channel);
    compiler.emit(action);
}

void post_message(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::post_message);
    const std::string_view target = compiler.text(call.operand);
    const std::size_t dot = target.find('.');
    if (dot == std::string_view::npos) {
        action.slot = compiler.use_handle(call.operand, holds_worker, "parent");
    } else {
        const std::string_view port = target.substr(dot + 1);
        if (port != "port1" && port != "port2") {
            compiler.error(compiler.offset(call.operand),
                           fmt::format("unknown port {}", quote(port)),
                           known_hint(port, {"port1", "port2"}));
        }
        action.slot =
            compiler.use(compiler.offset(call.operand), target.substr(0, dot), holds_channel);
        action.small = port == "port2" ? 2 : 1;
    }
    action.n = compiler.size(call["bytes"], 0);
    compiler.emit(action);
}

void worker(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::worker);
    action.slot = compiler.define(call.operand, holds_worker);
    action.ref =
        compiler.add_script(compiler.text(call.operand), call["main"], compiler.is_module(), true);
    bind_events(compiler, call, action, holds_worker);
    compiler.emit(action);
}

}  // namespace emit
}  // namespace sim::scenario
