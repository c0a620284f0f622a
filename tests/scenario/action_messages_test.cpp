#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"
#include "tests/scenario/refusal.hpp"

namespace sim::scenario {
namespace {

const Refusal actions_cases[] = {
    {R"({"main": [5]})",
     R"(s.json:1:11: expected an action, found the number 5
{"main": [5]}
          ^ an action is an object: { "log": "text" }
)"},
    {R"({"main": [{}]})",
     R"(s.json:1:11: an object without an action
{"main": [{}]}
          ^ known: log, cpu, count, if, repeat, call, choose, throw, try, exit, respond, nextTick, queueMicrotask, setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, refresh, ref, unref, on, await, promise, resolve, reject, then, catch, finally, chain, async, all, race, any, allSettled, sleep, immediate, return, forAwait, work, station, listen, connect, write, end, destroy, close, pause, resume, dgram, send, spawn, kill, channel, postMessage, worker
)"},
    {R"({"main": [{"do": []}]})",
     R"(s.json:1:11: an object without an action
{"main": [{"do": []}]}
          ^ known: log, cpu, count, if, repeat, call, choose, throw, try, exit, respond, nextTick, queueMicrotask, setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, refresh, ref, unref, on, await, promise, resolve, reject, then, catch, finally, chain, async, all, race, any, allSettled, sleep, immediate, return, forAwait, work, station, listen, connect, write, end, destroy, close, pause, resume, dgram, send, spawn, kill, channel, postMessage, worker
)"},
    {R"({"main": [{"fs.raedFile": "f"}]})",
     R"(s.json:1:12: unknown action "fs.raedFile"
{"main": [{"fs.raedFile": "f"}]}
           ^ did you mean "fs.readFile"? known: log, cpu, count, if, repeat, call, choose, throw, try, exit, respond, nextTick, queueMicrotask, setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, refresh, ref, unref, on, await, promise, resolve, reject, then, catch, finally, chain, async, all, race, any, allSettled, sleep, immediate, return, forAwait, work, station, listen, connect, write, end, destroy, close, pause, resume, dgram, send, spawn, kill, channel, postMessage, worker, and each API of `loopglass list apis`
)"},
    {R"({"main": [{"log": "a", "cpu": "1ms"}]})",
     R"(s.json:1:24: two actions in one object: "log" and "cpu"
{"main": [{"log": "a", "cpu": "1ms"}]}
                       ^ each action is an object of its own
)"},
    {R"({"main": [{"log": 5}]})",
     R"(s.json:1:19: "log" takes a text, found the number 5
{"main": [{"log": 5}]}
                  ^
)"},
    {R"({"main": [{"log": null}]})",
     R"(s.json:1:19: "log" takes a text, found null
{"main": [{"log": null}]}
                  ^
)"},
    {R"({"main": [{"log": "a", "colour": true}]})",
     R"(s.json:1:24: unknown key "colour" in "log"
{"main": [{"log": "a", "colour": true}]}
                       ^ known: stderr
)"},
    {R"({"main": [{"log": "a", "stderr": "yes"}]})",
     R"(s.json:1:34: "stderr" takes true or false, found the text "yes"
{"main": [{"log": "a", "stderr": "yes"}]}
                                 ^
)"},
    {R"({"main": [{"log": "n = ${n"}]})",
     R"(s.json:1:19: a "${" without its "}" in the text
{"main": [{"log": "n = ${n"}]}
                  ^ $${ is a literal ${
)"},
    {R"({"main": [{"log": "${n}"}]})",
     R"(s.json:1:19: unknown variable "n"
{"main": [{"log": "${n}"}]}
                  ^ no variable is defined in this file
)"},
    {R"({"main": [{"count": "2n"}]})",
     R"(s.json:1:21: "2n" is not a name
{"main": [{"count": "2n"}]}
                    ^ a name is a letter or _, then letters, digits or _
)"},
    {R"({"main": [{"count": "index"}]})",
     R"(s.json:1:21: "index" is a reserved word
{"main": [{"count": "index"}]}
                    ^ known: socket, parent, index, value, thenable, resolved, rejected, never, subclass, refused, missing
)"},
    {R"({"main": [{"count": "n", "by": 1.5}]})",
     R"(s.json:1:32: "by" takes a whole number from -2147483648 to 2147483648, found the number 1.5
{"main": [{"count": "n", "by": 1.5}]}
                               ^
)"},
    {R"({"main": [{"count": "n"}, {"if": "n <> 3", "then": []}]})",
     R"(s.json:1:34: cannot read the condition "n <> 3"
{"main": [{"count": "n"}, {"if": "n <> 3", "then": []}]}
                                 ^ write a counter, an operator and a number, as in "n < 3"; operators: <, <=, ==, !=, >=, >
)"},
    {R"({"main": [{"if": "m < 3", "then": []}]})",
     R"(s.json:1:18: unknown variable "m"
{"main": [{"if": "m < 3", "then": []}]}
                 ^ no variable is defined in this file
)"},
    {R"({"main": [{"repeat": -1, "do": []}]})",
     R"(s.json:1:22: "repeat" takes a whole number from 0 to 2147483648, found the number -1
{"main": [{"repeat": -1, "do": []}]}
                     ^
)"},
    {R"({"main": [{"repeat": 99999999999, "do": []}]})",
     R"(s.json:1:22: "repeat" takes a whole number from 0 to 2147483648, found the number 99999999999
{"main": [{"repeat": 99999999999, "do": []}]}
                     ^
)"},
    {R"({"main": [{"repeat": 18446744073709551615, "do": []}]})",
     R"(s.json:1:22: "repeat" takes a whole number from 0 to 2147483648, found the number 1.8446744073709552e+19
{"main": [{"repeat": 18446744073709551615, "do": []}]}
                     ^
)"},
    {R"({"main": [{"repeat": 2}]})",
     R"(s.json:1:11: "repeat" needs "do"
{"main": [{"repeat": 2}]}
          ^ "do": what runs
)"},
    {R"({"main": [{"call": "stepp"}], "handlers": {"step": []}})",
     R"(s.json:1:20: unknown handler "stepp"
{"main": [{"call": "stepp"}], "handlers": {"step": []}}
                   ^ did you mean "step"? known: step
)"},
    {R"({"main": [{"call": "step"}]})",
     R"(s.json:1:20: unknown handler "step"
{"main": [{"call": "step"}]}
                   ^ the section "handlers" names bodies
)"},
    {R"({"main": [{"call": "db"}], "stations": {"db": {"time": "5ms"}}})",
     R"(s.json:1:20: unknown handler "db"
{"main": [{"call": "db"}], "stations": {"db": {"time": "5ms"}}}
                   ^ write { "station": "db" }
)"},
    {R"({"main": [{"call": "step", "as": "p"}], "handlers": {"step": []}})",
     R"(s.json:1:20: the handler "step" never awaits, so calling it gives no promise
{"main": [{"call": "step", "as": "p"}], "handlers": {"step": []}}
                   ^ { "async": "step" } calls it as an async function
)"},
    {R"({"main": [], "handlers": {"step": {}}})",
     R"(s.json:1:35: the handler "step" takes a list of actions, found an empty object
{"main": [], "handlers": {"step": {}}}
                                  ^
)"},
    {R"({"main": [], "handlers": {"": []}})",
     R"(s.json:1:27: "" cannot be a name
{"main": [], "handlers": {"": []}}
                          ^ a name is 1 to 100 bytes of printable text
)"},
    {R"({"main": [{"call": "a"}], "handlers": {"a": [{"call": "b"}], "b": [{"repeat": 2, "do": "a"}]}})",
     R"(s.json:1:68: the handler "a" calls itself without end
{"main": [{"call": "a"}], "handlers": {"a": [{"call": "b"}], "b": [{"repeat": 2, "do": "a"}]}}
                                                                   ^ put the call under an "if", or into a callback such as "setImmediate"
)"},
    {R"({"main": [{"choose": []}]})",
     R"(s.json:1:22: "choose" needs at least one branch
{"main": [{"choose": []}]}
                     ^
)"},
    {R"({"main": [{"choose": [{"weight": 0, "do": []}]}]})",
     R"(s.json:1:34: "weight" takes a whole number from 1 to 2147483648, found the number 0
{"main": [{"choose": [{"weight": 0, "do": []}]}]}
                                 ^
)"},
    {R"({"main": [{"choose": [{"p": 0.5, "do": []}, {"p": 0.4, "do": []}]}]})",
     R"(s.json:1:22: the probabilities add up to 0.9, not to 1
{"main": [{"choose": [{"p": 0.5, "do": []}, {"p": 0.4, "do": []}]}]}
                     ^
)"},
    {R"({"main": [{"choose": [{"p": 0.33333, "do": []}, {"p": 0.66667, "do": []}]}]})",
     R"(s.json:1:29: "p" takes a probability from 0 to 1 with at most four decimals, found the number 0.33333
{"main": [{"choose": [{"p": 0.33333, "do": []}, {"p": 0.66667, "do": []}]}]}
                            ^

s.json:1:55: "p" takes a probability from 0 to 1 with at most four decimals, found the number 0.66667
{"main": [{"choose": [{"p": 0.33333, "do": []}, {"p": 0.66667, "do": []}]}]}
                                                      ^
)"},
    {R"({"main": [{"choose": [{"p": 0.5, "do": []}, {"weight": 4, "do": []}]}]})",
     R"(s.json:1:22: some branches have a "weight", others a "p"
{"main": [{"choose": [{"p": 0.5, "do": []}, {"weight": 4, "do": []}]}]}
                     ^ give all of them the same
)"},
    {R"({"main": [{"choose": [{"weight": 2147483648, "do": []}, {"weight": 2147483648, "do": []}]}]})",
     R"(s.json:1:22: the weights add up to 4294967296, at most 4294967295 is possible
{"main": [{"choose": [{"weight": 2147483648, "do": []}, {"weight": 2147483648, "do": []}]}]}
                     ^
)"},
    {R"({"main": [{"choose": ["a"]}]})",
     R"(s.json:1:23: expected a branch, found the text "a"
{"main": [{"choose": ["a"]}]}
                      ^ a branch: { "weight": 9, "do": [{ "log": "hit" }] }
)"},
    {R"({"main": [{"try": []}]})",
     R"(s.json:1:11: "try" needs "catch" or "finally"
{"main": [{"try": []}]}
          ^
)"},
    {R"({"main": [{"respond": 200}]})",
     R"(s.json:1:23: "respond" where there is no request
{"main": [{"respond": 200}]}
                      ^ only the handler of a load and its callbacks can respond
)"},
    {R"({"main": [{"respond": 99}]})",
     R"(s.json:1:23: "respond" takes a whole number from 100 to 599, found the number 99
{"main": [{"respond": 99}]}
                      ^
)"},
    {R"({"main": [{"setTimeout": "1ms"}]})",
     R"(s.json:1:11: "setTimeout" needs "do"
{"main": [{"setTimeout": "1ms"}]}
          ^ "do": the callback
)"},
    {R"({"main": [{"setTimeout": "300ns", "do": []}]})",
     R"(s.json:1:26: the delay "300ns" is finer than a microsecond
{"main": [{"setTimeout": "300ns", "do": []}]}
                         ^ a timer counts milliseconds and cuts off what is below
)"},
    {R"({"main": [{"setTimeout": true, "do": []}]})",
     R"(s.json:1:26: "setTimeout" takes a time such as "5ms", a number of milliseconds, "NaN" or null, found true
{"main": [{"setTimeout": true, "do": []}]}
                         ^
)"},
    {R"({"main": [{"setTimeout": 1, "do": [], "as": "timer"}, {"clearTimeout": "timers"}]})",
     R"(s.json:1:72: unknown variable "timers"
{"main": [{"setTimeout": 1, "do": [], "as": "timer"}, {"clearTimeout": "timers"}]}
                                                                       ^ did you mean "timer"? known: timer
)"},
    {R"({"main": [{"clearTimeout": "t"}]})",
     R"(s.json:1:28: unknown variable "t"
{"main": [{"clearTimeout": "t"}]}
                           ^ no variable is defined in this file
)"},
    {R"({"main": [{"setTimeout": 1, "do": [], "as": "t"}, {"await": "t"}], "runtime": {"module": "esm"}})",
     R"(s.json:1:61: "t" is a timer, expected a promise
{"main": [{"setTimeout": 1, "do": [], "as": "t"}, {"await": "t"}], "runtime": {"module": "esm"}}
                                                            ^
)"},
    {R"({"main": [{"on": "befroeExit", "do": []}]})",
     R"(s.json:1:18: unknown event of the process "befroeExit"
{"main": [{"on": "befroeExit", "do": []}]}
                 ^ did you mean "beforeExit"? known: uncaughtException, unhandledRejection, rejectionHandled, beforeExit, exit, warning, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD, SIGWINCH, SIGPIPE, SIGALRM, SIGCONT, SIGQUIT
)"},
    {R"({"main": [{"on": "SIGKILLED", "do": []}]})",
     R"(s.json:1:18: unknown signal "SIGKILLED"
{"main": [{"on": "SIGKILLED", "do": []}]}
                 ^ known: SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD, SIGWINCH, SIGPIPE, SIGALRM, SIGCONT, SIGQUIT
)"},
    {R"({"main": [{"on": "data", "of": "socket", "do": []}]})",
     R"(s.json:1:32: "socket" outside a handle's callback
{"main": [{"on": "data", "of": "socket", "do": []}]}
                               ^ it is the handle whose event is being handled
)"},
    {R"({"main": [{"on": "message", "of": "parent", "do": []}]})",
     R"(s.json:1:35: "parent" outside a worker
{"main": [{"on": "message", "of": "parent", "do": []}]}
                                  ^ it is the worker's port to the thread that made it
)"},
    {R"({"main": [{"await": "resolved"}]})",
     R"(s.json:1:11: top-level await needs an ES module
{"main": [{"await": "resolved"}]}
          ^ set "module": "esm" in "runtime", or wrap it in { "async": [ ... ] }
)"},
    {R"({"main": "go", "handlers": {"go": [{"await": "resolved"}]}})",
     R"(s.json:1:10: top-level await needs an ES module
{"main": "go", "handlers": {"go": [{"await": "resolved"}]}}
         ^ set "module": "esm" in "runtime", or wrap it in { "async": [ ... ] }
)"},
    {R"({"main": [{"if": "n < 1", "then": [{"await": "resolved"}]}, {"count": "n"}]})",
     R"(s.json:1:35: top-level await needs an ES module
{"main": [{"if": "n < 1", "then": [{"await": "resolved"}]}, {"count": "n"}]}
                                  ^ set "module": "esm" in "runtime", or wrap it in { "async": [ ... ] }
)"},
    {R"({"main": [{"async": [{"await": {"log": "x"}}]}]})",
     R"(s.json:1:33: "log" gives no promise
{"main": [{"async": [{"await": {"log": "x"}}]}]}
                                ^ known: call, promise, then, catch, finally, chain, async, all, race, any, allSettled, sleep, immediate, work, station
)"},
    {R"({"main": [{"async": [{"await": 5}]}]})",
     R"(s.json:1:32: "await" takes a promise: a variable, a constant such as "resolved", or an action that gives one, found the number 5
{"main": [{"async": [{"await": 5}]}]}
                               ^
)"},
    {R"({"main": [{"promise": [{"log": "x"}]}]})",
     R"(s.json:1:11: "promise" with a body needs "as"
{"main": [{"promise": [{"log": "x"}]}]}
          ^ the body settles the promise by that name
)"},
    {R"({"main": [{"resolve": "p"}]})",
     R"(s.json:1:23: unknown variable "p"
{"main": [{"resolve": "p"}]}
                      ^ no variable is defined in this file
)"},
    {R"({"main": [{"promise": [], "as": "p"}, {"resolve": "p", "value": "x", "with": "resolved"}]})",
     R"(s.json:1:39: "resolve" takes either "value" or "with"
{"main": [{"promise": [], "as": "p"}, {"resolve": "p", "value": "x", "with": "resolved"}]}
                                      ^
)"},
    {R"({"main": [{"all": ["resolved", 5]}]})",
     R"(s.json:1:32: "all" takes a promise: a variable, a constant such as "resolved", or an action that gives one, found the number 5
{"main": [{"all": ["resolved", 5]}]}
                               ^
)"},
    {R"({"main": [{"immediate": false}]})",
     R"(s.json:1:25: "immediate" takes true, found false
{"main": [{"immediate": false}]}
                        ^
)"},
    {R"({"main": [{"forAwait": 2, "of": "stream", "do": []}]})",
     R"(s.json:1:33: unknown iterable "stream"
{"main": [{"forAwait": 2, "of": "stream", "do": []}]}
                                ^ known: array, generator
)"},
    {R"({"main": [{"async": [{"forAwait": 2, "of": "stream", "do": []}]}]})",
     R"(s.json:1:44: unknown iterable "stream"
{"main": [{"async": [{"forAwait": 2, "of": "stream", "do": []}]}]}
                                           ^ known: array, generator
)"},
    {R"({"main": [{"fs.readFile": "f", "size": "1MB"}]})",
     R"(s.json:1:40: unknown unit "MB"
{"main": [{"fs.readFile": "f", "size": "1MB"}]}
                                       ^ did you mean "MiB"? known: B, KiB, MiB, GiB
)"},
    {R"({"main": [{"fs.readFile": "f", "size": -1}]})",
     R"(s.json:1:40: a size is a whole number of bytes from 0 to 1099511627776, found the number -1
{"main": [{"fs.readFile": "f", "size": -1}]}
                                       ^
)"},
    {R"({"main": [{"fs.readFile": "f", "do": [], "as": "p"}]})",
     R"(s.json:1:11: "fs.readFile" has a callback, so it gives no promise
{"main": [{"fs.readFile": "f", "do": [], "as": "p"}]}
          ^ leave out "do" to get its promise
)"},
    {R"({"main": [{"fs.statSync": "f", "do": []}]})",
     R"(s.json:1:11: "fs.statSync" runs on the main thread and gives neither callback nor promise
{"main": [{"fs.statSync": "f", "do": []}]}
          ^ leave out "do" and "as"; it is done when the next action runs
)"},
    {R"({"main": [{"work": "hahs", "do": []}], "work": {"hash": {}}})",
     R"(s.json:1:20: unknown kind of work "hahs"
{"main": [{"work": "hahs", "do": []}], "work": {"hash": {}}}
                   ^ did you mean "hash"? known: hash
)"},
    {R"({"main": [{"work": "hash", "do": []}], "work": {"hash": "1ms"}})",
     R"(s.json:1:57: "hash" takes an object, found the text "1ms"
{"main": [{"work": "hash", "do": []}], "work": {"hash": "1ms"}}
                                                        ^ as in { "api": "bcrypt.compare", "time": "80ms" }
)"},
    {R"({"main": [{"work": "hash", "do": []}]})",
     R"(s.json:1:20: unknown kind of work "hash"
{"main": [{"work": "hash", "do": []}]}
                   ^ the section "work" names kinds of work
)"},
    {R"({"main": [{"station": "bd", "do": []}], "stations": {"db": {"time": "1ms"}}})",
     R"(s.json:1:23: unknown station "bd"
{"main": [{"station": "bd", "do": []}], "stations": {"db": {"time": "1ms"}}}
                      ^ did you mean "db"? known: db
)"},
    {R"({"main": [{"station": "db", "do": []}]})",
     R"(s.json:1:23: unknown station "db"
{"main": [{"station": "db", "do": []}]}
                      ^ the section "stations" names services
)"},
    {R"({"main": [{"listen": "s", "on": {"conection": []}}]})",
     R"(s.json:1:34: unknown event "conection"
{"main": [{"listen": "s", "on": {"conection": []}}]}
                                 ^ did you mean "connection"? known: listening, connection, request, close
)"},
    {R"({"main": [{"listen": "s", "on": {"request": []}}]})",
     R"(s.json:1:34: "request" is an event of HTTP servers
{"main": [{"listen": "s", "on": {"request": []}}]}
                                 ^ add "http": true
)"},
    {R"({"main": [{"listen": "s", "host": "localhost", "unix": true}]})",
     R"(s.json:1:35: both "host" and "unix"
{"main": [{"listen": "s", "host": "localhost", "unix": true}]}
                                  ^ a Unix domain socket has a path, no host
)"},
    {R"({"main": [{"listen": "s", "host": "::1"}]})",
     R"(s.json:1:35: unknown host "::1"
{"main": [{"listen": "s", "host": "::1"}]}
                                  ^ known: 127.0.0.1, localhost
)"},
    {R"({"main": [{"listen": "server"}, {"connect": "sever"}]})",
     R"(s.json:1:45: unknown server "sever"
{"main": [{"listen": "server"}, {"connect": "sever"}]}
                                            ^ did you mean "server"? known: server
)"},
    {R"({"main": [{"connect": "s"}]})",
     R"(s.json:1:23: unknown server "s"
{"main": [{"connect": "s"}]}
                      ^ no action listens in this file
)"},
    {R"({"main": [{"write": "socket"}]})",
     R"(s.json:1:21: "socket" outside a handle's callback
{"main": [{"write": "socket"}]}
                    ^ it is the handle whose event is being handled
)"},
    {R"({"main": [{"listen": "s"}, {"write": "s"}]})",
     R"(s.json:1:38: "s" is a server, expected a socket or a child process
{"main": [{"listen": "s"}, {"write": "s"}]}
                                     ^
)"},
    {R"({"main": [{"kill": "SIGUSR3"}]})",
     R"(s.json:1:20: unknown signal "SIGUSR3"
{"main": [{"kill": "SIGUSR3"}]}
                   ^ did you mean "SIGUSR1"? known: SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD, SIGWINCH, SIGPIPE, SIGALRM, SIGCONT, SIGQUIT
)"},
    {R"({"main": [{"channel": "m"}, {"postMessage": "m.port3"}]})",
     R"(s.json:1:45: unknown port "port3"
{"main": [{"channel": "m"}, {"postMessage": "m.port3"}]}
                                            ^ did you mean "port1"? known: port1, port2
)"},
    {R"({"main": [{"postMessage": "parent"}]})",
     R"(s.json:1:27: "parent" outside a worker
{"main": [{"postMessage": "parent"}]}
                          ^ it is the worker's port to the thread that made it
)"},
};

}  // namespace

TEST_CASE("a wrong action is refused at its place", "[scenario]") {
    for (const Refusal& row : actions_cases) CHECK(load_text(row.json) == row.text);
}

}  // namespace sim::scenario
