#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language_fields.hpp"

// Sockets, servers, processes, ports and workers.

namespace sim::scenario::language {
namespace {

constexpr std::string_view socket_events = "connect lookup data end finish drain close error";
constexpr std::string_view host_words = "127.0.0.1 localhost";
constexpr std::uint16_t holds_stream = holds_socket | holds_child;
constexpr std::uint16_t holds_closable = holds_server | holds_socket | holds_dgram | holds_channel;

constexpr Field host_option = {
    .key = "host", .shape = Shape::word, .about = "how the address is given", .words = host_words};
constexpr Field unix_option = flag("unix", "true: a Unix domain socket");
constexpr Field half_open_option = flag("halfOpen", "true: allowHalfOpen");
constexpr std::array listen_options{
    Field{.key = "on",
          .shape = Shape::events,
          .about = "callbacks by event",
          .words = "listening connection request close"},
    host_option, unix_option, half_open_option,
    flag("http", "true: an HTTP server; `request` fires for each request")};
constexpr std::array connect_options{
    name("as", "the variable that gets the socket", holds_socket),
    Field{
        .key = "on", .shape = Shape::events, .about = "callbacks by event", .words = socket_events},
    host_option, unix_option, half_open_option};
constexpr std::array write_options{bytes,
                                   Field{.key = "requests",
                                         .shape = Shape::integer,
                                         .about = "HTTP requests or responses in these bytes",
                                         .least = 1,
                                         .most = 65'535},
                                   optional_body("do", "runs when the data is written")};
constexpr std::array end_options{bytes, optional_body("do", "runs when the stream has finished")};
constexpr std::array destroy_options{flag("error", "true: with an error, which is emitted")};
constexpr std::array close_options{optional_body("do", "runs when it is closed")};
constexpr std::array dgram_options{Field{.key = "on",
                                         .shape = Shape::events,
                                         .about = "callbacks by event",
                                         .words = "listening message close"}};
constexpr std::array send_options{variable("from", "the socket that sends", holds_dgram), bytes,
                                  optional_body("do", "runs when the datagram is sent")};
constexpr std::array spawn_options{
    Field{.key = "time", .shape = Shape::duration, .about = "how long it runs"},
    Field{.key = "stdout", .shape = Shape::size, .about = "bytes it writes to stdout at its end"},
    Field{.key = "on",
          .shape = Shape::events,
          .about = "callbacks by event",
          .words = "spawn data end exit close"}};
constexpr std::array channel_options{Field{.key = "on",
                                           .shape = Shape::events,
                                           .about = "callbacks of 'message' by port",
                                           .words = "port1 port2"}};
constexpr std::array worker_options{required_body("main", "what the worker runs"),
                                    Field{.key = "on",
                                          .shape = Shape::events,
                                          .about = "callbacks by event",
                                          .words = "message online exit"}};

constexpr ActionGroup sockets = ActionGroup::sockets;

constexpr std::array handle_rows{
    ActionRow{{"listen",
               Shape::name,
               "A server that listens under this name.",
               true,
               {},
               0,
               0,
               holds_server},
              listen_options,
              sockets,
              false,
              R"({ "listen": "s", "on": { "connection": [{ "close": "s" }] } })",
              emit::listen},
    ActionRow{{"connect", Shape::address,
               "Connects to a server; \"refused\" is a port where nobody listens, \"missing\" a "
               "name that does not resolve.",
               true},
              connect_options,
              sockets,
              false,
              R"({ "connect": "s", "as": "c", "on": { "connect": [{ "end": "c" }] } })",
              emit::connect},
    ActionRow{variable("write", "Writes to a socket.", holds_stream, handle_words), write_options,
              sockets, false, R"({ "write": "c", "bytes": "1KiB" })", emit::write},
    ActionRow{variable("end", "Ends the writable side of a socket, after bytes if any.",
                       holds_stream, handle_words),
              end_options, sockets, false, R"({ "end": "c" })", emit::end},
    ActionRow{variable("destroy", "Destroys a socket.", holds_stream, handle_words),
              destroy_options, sockets, false, R"({ "destroy": "c" })", emit::destroy},
    ActionRow{variable("close", "Closes a server, datagram socket or port.", holds_closable,
                       handle_words),
              close_options, sockets, false, R"({ "close": "s" })", emit::close},
    ActionRow{variable("pause", "Pauses a readable stream.", holds_stream, handle_words),
              no_options, sockets, false, R"({ "pause": "c" })", emit::pause},
    ActionRow{variable("resume", "Resumes a readable stream.", holds_stream, handle_words),
              no_options, sockets, false, R"({ "resume": "c" })", emit::resume},
    ActionRow{
        {"dgram", Shape::name, "A UDP socket bound under this name.", true, {}, 0, 0, holds_dgram},
        dgram_options,
        sockets,
        false,
        R"({ "dgram": "d", "on": { "message": [{ "close": "d" }] } })",
        emit::dgram},
    ActionRow{{"send", Shape::address, "Sends a datagram to the UDP socket of this name.", true},
              send_options,
              sockets,
              false,
              R"({ "send": "d", "from": "d", "bytes": "100B" })",
              emit::send},
    ActionRow{
        {"spawn", Shape::name, "child_process.spawn.", true, {}, 0, 0, holds_child},
        spawn_options,
        sockets,
        false,
        R"({ "spawn": "child", "time": "30ms", "stdout": "3B", "on": { "exit": [{ "log": "exit" }] } })",
        emit::spawn},
    ActionRow{{"kill", Shape::text, "Sends this signal to the process itself.", true},
              no_options,
              sockets,
              false,
              R"({ "kill": "SIGUSR2" })",
              emit::kill},
    ActionRow{{"channel", Shape::name, "new MessageChannel.", true, {}, 0, 0, holds_channel},
              channel_options,
              sockets,
              false,
              R"({ "channel": "m", "on": { "port1": [{ "close": "m" }] } })",
              emit::channel},
    ActionRow{variable("postMessage",
                       "Posts a message from a port (`m.port1`), to a worker, or from a worker to "
                       "its `parent`.",
                       holds_channel | holds_worker, "parent"),
              std::span<const Field>{&bytes, 1}, sockets, false, R"({ "postMessage": "m.port1" })",
              emit::post_message},
    ActionRow{
        {"worker",
         Shape::name,
         "A worker thread with variables and a loop of its own; `parent` is its port to here.",
         true,
         {},
         0,
         0,
         holds_worker},
        worker_options,
        sockets,
        false,
        R"({ "worker": "w", "main": [{ "postMessage": "parent" }], "on": { "message": [{ "log": "hi" }] } })",
        emit::worker}};

}  // namespace

std::span<const ActionRow> handle_actions() { return handle_rows; }

}  // namespace sim::scenario::language
