#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language.hpp"

// The rows of the actions, in the order of the reference.

namespace sim::scenario {
namespace {

constexpr std::string_view socket_events = "connect lookup data end finish drain close error";
constexpr std::string_view handle_words = "socket parent";
constexpr std::string_view host_words = "127.0.0.1 localhost";

constexpr Field optional_body(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::body, .about = about};
}
constexpr Field required_body(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::body, .about = about, .required = true};
}
constexpr Field flag(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::flag, .about = about};
}
constexpr Field name(std::string_view key, std::string_view about, std::uint16_t holds) {
    return {.key = key, .shape = Shape::name, .about = about, .holds = holds};
}
constexpr Field variable(std::string_view key, std::string_view about, std::uint16_t holds,
                         std::string_view words = {}) {
    return {.key = key,
            .shape = Shape::variable,
            .about = about,
            .required = true,
            .words = words,
            .holds = holds};
}
constexpr Field as_promise = name("as", "the variable that gets the promise", holds_promise);
constexpr Field do_callback =
    optional_body("do", "the callback; without it the action gives a promise");
constexpr Field bytes = {.key = "bytes", .shape = Shape::size, .about = "how many bytes"};

constexpr std::uint16_t holds_clearable = holds_timer | holds_immediate;
constexpr std::uint16_t holds_referable = holds_anything & ~(holds_promise | holds_counter);
constexpr std::uint16_t holds_stream = holds_socket | holds_child;
constexpr std::uint16_t holds_closable = holds_server | holds_socket | holds_dgram | holds_channel;

// plain
constexpr std::array log_options{flag("stderr", "true: console.error")};
constexpr std::array cpu_options{
    Field{.key = "allocates",
          .shape = Shape::size,
          .about =
              "bytes of objects that it makes evenly over its time: the collector stops the loop "
              "when the young generation is full, and what requests made survives until they are "
              "answered (costs gc*)"},
    flag("warms",
         "true: the time is that of optimised code, the first calls take longer (costs jit*)")};
constexpr std::array count_options{Field{.key = "by",
                                         .shape = Shape::integer,
                                         .about = "what is added, 1 if not said",
                                         .least = -2'147'483'648}};
constexpr std::array if_options{required_body("then", "runs if it holds"),
                                optional_body("else", "runs if not")};
constexpr std::array do_options{required_body("do", "what runs")};
constexpr std::array as_options{as_promise};
constexpr std::array try_options{optional_body("catch", "runs when the body throws"),
                                 optional_body("finally", "runs at the end in any case")};
// callbacks
constexpr std::array timer_options{
    required_body("do", "the callback"),
    name("as", "the variable that gets the timer", holds_timer),
    flag("unref", "true: the timer does not keep the process alive")};
constexpr std::array immediate_options{
    name("as", "the variable that gets the immediate", holds_immediate),
    flag("unref", "true: the immediate does not keep the process alive")};
constexpr std::array on_options{required_body("do", "the callback"),
                                Field{.key = "of",
                                      .shape = Shape::variable,
                                      .about = "whose event it is; without it, of the process",
                                      .words = handle_words,
                                      .holds = holds_anything}};
// promises
constexpr std::array resolve_options{
    Field{.key = "value", .shape = Shape::text, .about = "a value that is no promise"},
    Field{.key = "with", .shape = Shape::expression, .about = "a promise to follow"}};
constexpr std::array reject_options{
    Field{.key = "value", .shape = Shape::text, .about = "the reason"}};
constexpr std::array then_options{optional_body("do", "onFulfilled"),
                                  optional_body("rejected", "onRejected"), as_promise};
constexpr std::array do_as_options{required_body("do", "the callback"), as_promise};
constexpr std::array chain_options{Field{.key = "of",
                                         .shape = Shape::expression,
                                         .about = "where it starts, \"resolved\" if not said"},
                                   as_promise};
constexpr std::array for_await_options{required_body("do", "runs for each item"),
                                       Field{.key = "of",
                                             .shape = Shape::word,
                                             .about = "what is iterated",
                                             .required = true,
                                             .words = "array generator"}};
// work
constexpr std::array work_options{do_callback, as_promise};
constexpr std::array api_options{
    Field{.key = "size", .shape = Shape::size, .about = "bytes it works on"},
    Field{.key = "parts",
          .shape = Shape::integer,
          .about = "components of the path, entries or chunks, where the API goes through them"},
    flag("compressible", "true: the data shrinks when packed"),
    flag("regular", "false: no regular file, so its size is unknown before it is read"),
    flag("fd", "true: given an open file descriptor instead of a path"),
    Field{
        .key = "time", .shape = Shape::duration, .about = "replaces the service time of each trip"},
    do_callback,
    as_promise};
// sockets
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

constexpr std::span<const Field> none{};

constexpr ActionGroup plain = ActionGroup::plain;
constexpr ActionGroup callbacks = ActionGroup::callbacks;
constexpr ActionGroup promises = ActionGroup::promises;
constexpr ActionGroup sockets = ActionGroup::sockets;

constexpr std::array action_rows{
    ActionRow{{"log", Shape::text,
               "Prints a line. `${n}` is a counter, `${index}` the round of the innermost repeat, "
               "`${value}` what a promise was settled with or the error that was caught; `$${` is "
               "a literal `${`.",
               true},
              log_options,
              plain,
              false,
              R"({ "log": "round ${index}" })",
              emit::log},
    ActionRow{{"cpu", Shape::duration, "Synchronous work on the main thread.", true},
              cpu_options,
              plain,
              false,
              R"({ "cpu": "20ms" })",
              emit::cpu},
    ActionRow{{"count",
               Shape::name,
               "Adds to a counter; counters start at 0.",
               true,
               {},
               0,
               0,
               holds_counter},
              count_options,
              plain,
              false,
              R"({ "count": "n", "by": 2 })",
              emit::count},
    ActionRow{{"if", Shape::condition, "Compares a counter with a number.", true},
              if_options,
              plain,
              false,
              R"({ "if": "n < 3", "then": [{ "count": "n" }], "else": [{ "exit": 0 }] })",
              emit::branch_if},
    ActionRow{
        {"repeat", Shape::integer,
         "Runs a body several times in a row, synchronously; `${index}` counts from 1.", true},
        do_options,
        plain,
        false,
        R"({ "repeat": 3, "do": [{ "log": "${index}" }] })",
        emit::repeat},
    ActionRow{{"call", Shape::handler,
               "Runs a handler like a function. A handler that awaits gives a promise.", true},
              as_options,
              plain,
              true,
              R"({ "call": "step" })",
              emit::call_handler},
    ActionRow{
        {"choose", Shape::branches, "Runs one of several bodies by chance.", true},
        none,
        plain,
        false,
        R"({ "choose": [{ "weight": 9, "do": [{ "log": "hit" }] }, { "weight": 1, "do": [{ "log": "miss" }] }] })",
        emit::choose},
    ActionRow{{"throw", Shape::text, "Throws an error with this message.", true},
              none,
              plain,
              false,
              R"({ "throw": "boom" })",
              emit::throw_error},
    ActionRow{
        {"try", Shape::body, "Runs a body and catches what it throws; `${value}` is the error.",
         true},
        try_options,
        plain,
        false,
        R"({ "try": [{ "throw": "boom" }], "catch": [{ "log": "${value}" }], "finally": [] })",
        emit::try_body},
    ActionRow{{"exit",
               Shape::integer,
               "Calls process.exit with this code.",
               true,
               {},
               -2'147'483'648,
               2'147'483'647},
              none,
              plain,
              false,
              R"({ "exit": 1 })",
              emit::exit_process},
    ActionRow{{"respond",
               Shape::integer,
               "Ends the request that a load sent; a status of 500 or more counts as failed.",
               true,
               {},
               100,
               599},
              none,
              plain,
              false,
              R"({ "respond": 200 })",
              emit::respond},

    ActionRow{{"nextTick", Shape::body, "process.nextTick.", true},
              none,
              callbacks,
              false,
              R"({ "nextTick": [{ "log": "tick" }] })",
              emit::next_tick},
    ActionRow{{"queueMicrotask", Shape::body, "queueMicrotask.", true},
              none,
              callbacks,
              false,
              R"({ "queueMicrotask": [{ "log": "microtask" }] })",
              emit::microtask},
    ActionRow{
        {"setTimeout", Shape::delay,
         "setTimeout. A number is a delay in milliseconds as in JavaScript, coerced as Node does.",
         true},
        timer_options,
        callbacks,
        false,
        R"({ "setTimeout": "5ms", "do": [{ "log": "late" }], "as": "t" })",
        emit::set_timeout},
    ActionRow{{"setInterval", Shape::delay, "setInterval.", true},
              timer_options,
              callbacks,
              false,
              R"({ "setInterval": "5ms", "do": [{ "clearInterval": "t" }], "as": "t" })",
              emit::set_interval},
    ActionRow{{"setImmediate", Shape::body, "setImmediate.", true},
              immediate_options,
              callbacks,
              false,
              R"({ "setImmediate": [{ "log": "check" }] })",
              emit::set_immediate},
    ActionRow{variable("clearTimeout", "clearTimeout.", holds_clearable), none, callbacks, false,
              R"({ "clearTimeout": "t" })", emit::clear},
    ActionRow{variable("clearInterval", "clearInterval.", holds_clearable), none, callbacks, false,
              R"({ "clearInterval": "t" })", emit::clear},
    ActionRow{variable("clearImmediate", "clearImmediate.", holds_clearable), none, callbacks,
              false, R"({ "clearImmediate": "i" })", emit::clear},
    ActionRow{variable("refresh", "timeout.refresh().", holds_timer), none, callbacks, false,
              R"({ "refresh": "t" })", emit::refresh},
    ActionRow{variable("ref", "Lets a timer, immediate or handle keep the process alive again.",
                       holds_referable, handle_words),
              none, callbacks, false, R"({ "ref": "t" })", emit::ref},
    ActionRow{
        variable("unref", "Keeps a timer, immediate or handle from keeping the process alive.",
                 holds_referable, handle_words),
        none, callbacks, false, R"({ "unref": "t" })", emit::unref},
    ActionRow{
        {"on", Shape::text,
         "Listens to an event of the process (uncaughtException, unhandledRejection, "
         "rejectionHandled, beforeExit, exit, warning or a signal) or, with `of`, of a handle.",
         true},
        on_options,
        callbacks,
        false,
        R"({ "on": "beforeExit", "do": [{ "log": "bye" }] })",
        emit::on_event},

    ActionRow{{"await", Shape::expression,
               "Waits for a promise. The body around it is an async function; in `main` that needs "
               "an ES module.",
               true},
              as_options,
              promises,
              false,
              R"({ "await": "resolved" })",
              emit::await},
    ActionRow{{"promise", Shape::body, "new Promise; the body is its executor.", true},
              as_options,
              promises,
              true,
              R"({ "promise": [{ "resolve": "p" }], "as": "p" })",
              emit::promise},
    ActionRow{variable("resolve", "Resolves a promise made by `promise`.", holds_promise),
              resolve_options, promises, false, R"({ "resolve": "p", "value": "x" })",
              emit::resolve},
    ActionRow{variable("reject", "Rejects a promise made by `promise`.", holds_promise),
              reject_options, promises, false, R"({ "reject": "p", "value": "no" })", emit::reject},
    ActionRow{{"then", Shape::expression, "promise.then.", true},
              then_options,
              promises,
              true,
              R"({ "then": "resolved", "do": [{ "log": "then" }] })",
              emit::then},
    ActionRow{{"catch", Shape::expression, "promise.catch.", true},
              do_as_options,
              promises,
              true,
              R"({ "catch": "rejected", "do": [{ "log": "caught" }] })",
              emit::catch_error},
    ActionRow{{"finally", Shape::expression, "promise.finally.", true},
              do_as_options,
              promises,
              true,
              R"({ "finally": "resolved", "do": [{ "log": "finally" }] })",
              emit::finally},
    ActionRow{{"chain", Shape::bodies, "promise.then for each body in turn.", true},
              chain_options,
              promises,
              true,
              R"({ "chain": [[{ "log": "1" }], [{ "log": "2" }]] })",
              emit::chain},
    ActionRow{{"async", Shape::body, "Calls an async function with this body.", true},
              as_options,
              promises,
              true,
              R"({ "async": [{ "await": "value" }, { "log": "after" }] })",
              emit::async},
    ActionRow{{"all", Shape::expressions, "Promise.all.", true},
              as_options,
              promises,
              true,
              R"({ "all": ["resolved", "value"] })",
              emit::combine_all},
    ActionRow{{"race", Shape::expressions, "Promise.race.", true},
              as_options,
              promises,
              true,
              R"({ "race": ["never", "resolved"] })",
              emit::combine_race},
    ActionRow{{"any", Shape::expressions, "Promise.any.", true},
              as_options,
              promises,
              true,
              R"({ "any": ["resolved"] })",
              emit::combine_any},
    ActionRow{{"allSettled", Shape::expressions, "Promise.allSettled.", true},
              as_options,
              promises,
              true,
              R"({ "allSettled": ["resolved"] })",
              emit::combine_all_settled},
    ActionRow{{"sleep", Shape::delay, "setTimeout of timers/promises.", true},
              as_options,
              promises,
              true,
              R"({ "sleep": "5ms" })",
              emit::sleep},
    ActionRow{{"immediate", Shape::yes, "setImmediate of timers/promises.", true},
              as_options,
              promises,
              true,
              R"({ "immediate": true })",
              emit::immediate},
    ActionRow{{"return", Shape::expression_or_null,
               "Ends the body; a promise given is what it returns.", true},
              none,
              promises,
              false,
              R"({ "return": "resolved" })",
              emit::return_value},
    ActionRow{
        {"forAwait", Shape::integer,
         "for await over an array of promises or an async generator with this many items.", true},
        for_await_options,
        promises,
        false,
        R"({ "forAwait": 2, "of": "array", "do": [{ "log": "item" }] })",
        emit::for_await},

    ActionRow{{"work", Shape::text, "Work of a kind that the section `work` names.", true},
              work_options,
              ActionGroup::work,
              true,
              R"({ "work": "hash", "do": [{ "log": "hashed" }] })",
              emit::work},
    ActionRow{
        {"station", Shape::text, "A request to a service that the section `stations` names.", true},
        work_options,
        ActionGroup::work,
        true,
        R"({ "station": "db", "do": [{ "log": "answered" }] })",
        emit::station},

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
    ActionRow{variable("pause", "Pauses a readable stream.", holds_stream, handle_words), none,
              sockets, false, R"({ "pause": "c" })", emit::pause},
    ActionRow{variable("resume", "Resumes a readable stream.", holds_stream, handle_words), none,
              sockets, false, R"({ "resume": "c" })", emit::resume},
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
              none,
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
        emit::worker},
};

constexpr ActionRow api_row{
    {"API", Shape::label, "An API of Node; the label appears in traces.", true},
    api_options,
    ActionGroup::work,
    true,
    R"({ "fs.readFile": "config", "size": "1MiB", "do": [{ "log": "read" }] })",
    emit::api};

}  // namespace

std::span<const ActionRow> actions() { return action_rows; }

const ActionRow& api_action() { return api_row; }

}  // namespace sim::scenario
