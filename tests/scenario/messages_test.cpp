#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"

// Each message is held whole: place, what was found and expected, the line, the caret, the hint.

namespace sim::scenario {
namespace {

struct Case {
    std::string_view json;
    std::string_view text;
};

const Case file_cases[] = {
    {R"([])",
     R"(s.json:1:1: a scenario is an object, found an empty list
[]
^
)"},
    {R"({})",
     R"(s.json:1:1: the scenario does nothing
{}
^ give it "main" or "load"
)"},
    {R"({"main": 5})",
     R"(s.json:1:10: "main" takes a list of actions or the name of a handler, found the number 5
{"main": 5}
         ^
)"},
    {R"({"main": {"log": "x"}})",
     R"(s.json:1:10: "main" takes a list of actions or the name of a handler, found an object
{"main": {"log": "x"}}
         ^ put the action into a list: [ { ... } ]
)"},
    {R"({"mian": []})",
     R"(s.json:1:2: unknown key "mian" in "scenario"
{"mian": []}
 ^ did you mean "main"? known: $schema, version, title, about, source, node, runtime, main, handlers, work, stations, load, processes, expect
)"},
    {R"({"main": [], "version": 2})",
     R"(s.json:1:25: the scenario is written in version 2 of the language, known is 1
{"main": [], "version": 2}
                        ^ a newer loopglass reads it
)"},
    {R"({"main": [], "version": 0})",
     R"(s.json:1:25: "version" takes a whole number from 1 to 1000000, found the number 0
{"main": [], "version": 0}
                        ^
)"},
    {R"({"main": ["log"]})",
     R"(s.json:1:11: expected an action, found the text "log"
{"main": ["log"]}
          ^ { "log": "log" } prints it
)"},
};

const Case actions_cases[] = {
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

const Case durations_cases[] = {
    {R"({"main": [{"cpu": 20}]})",
     R"(s.json:1:19: "cpu" takes a time such as "80ms", a distribution or the name of a kind of work, found the number 20
{"main": [{"cpu": 20}]}
                  ^ times have a unit: "20ms"
)"},
    {R"({"main": [{"cpu": "20"}]})",
     R"(s.json:1:19: "20" has no unit
{"main": [{"cpu": "20"}]}
                  ^ write a number and a unit, as in "80ms"; units: ns, us, ms, s, m, h
)"},
    {R"({"main": [{"cpu": "20 mss"}]})",
     R"(s.json:1:19: unknown unit "mss"
{"main": [{"cpu": "20 mss"}]}
                  ^ did you mean "ms"? known: ns, us, ms, s, m, h
)"},
    {R"({"main": [{"cpu": "-5ms"}]})",
     R"(s.json:1:19: "-5ms" is negative
{"main": [{"cpu": "-5ms"}]}
                  ^ a time is zero or more
)"},
    {R"({"main": [{"cpu": "fast"}]})",
     R"(s.json:1:19: "fast" is not a time
{"main": [{"cpu": "fast"}]}
                  ^ write a number and a unit, as in "80ms"; units: ns, us, ms, s, m, h
)"},
    {R"({"main": [{"cpu": "0.5ns"}]})",
     R"(s.json:1:19: "0.5ns" is not a whole number of nanoseconds
{"main": [{"cpu": "0.5ns"}]}
                  ^
)"},
    {R"({"main": [{"cpu": "99999h"}]})",
     R"(s.json:1:19: "99999h" is more than 104 days
{"main": [{"cpu": "99999h"}]}
                  ^
)"},
    {R"({"main": [{"cpu": "99999999999999999999ms"}]})",
     R"(s.json:1:19: "99999999999999999999ms" has more than 18 digits
{"main": [{"cpu": "99999999999999999999ms"}]}
                  ^
)"},
    {R"({"main": [{"cpu": {"exponentail": "1ms"}}]})",
     R"(s.json:1:20: unknown key "exponentail" in "distribution"
{"main": [{"cpu": {"exponentail": "1ms"}}]}
                   ^ did you mean "exponential"? known: constant, uniform, exponential, normal, lognormal, gamma, empirical
)"},
    {R"({"main": [{"cpu": {"constant": "1ms", "exponential": "1ms"}}]})",
     R"(s.json:1:39: both "constant" and "exponential" in one "distribution"
{"main": [{"cpu": {"constant": "1ms", "exponential": "1ms"}}]}
                                      ^ exactly one of them may stand there
)"},
    {R"({"main": [{"cpu": {"uniform": ["3ms", "1ms"]}}]})",
     R"(s.json:1:31: the range of "uniform" is empty: "3ms" is more than "1ms"
{"main": [{"cpu": {"uniform": ["3ms", "1ms"]}}]}
                              ^
)"},
    {R"({"main": [{"cpu": {"uniform": ["3ms"]}}]})",
     R"(s.json:1:31: "uniform" takes a list of two times, found a list of 1
{"main": [{"cpu": {"uniform": ["3ms"]}}]}
                              ^
)"},
    {R"({"main": [{"cpu": {"gamma": {"mean": "1ms", "shape": 0}}}]})",
     R"(s.json:1:54: "shape" takes a number from 0.01 to 10000, found the number 0
{"main": [{"cpu": {"gamma": {"mean": "1ms", "shape": 0}}}]}
                                                     ^
)"},
    {R"({"main": [{"cpu": {"normal": {"mean": "1ms"}}}]})",
     R"(s.json:1:30: "normal" needs "sd"
{"main": [{"cpu": {"normal": {"mean": "1ms"}}}]}
                             ^ "sd": the standard deviation
)"},
    {R"({"main": [{"cpu": {"lognormal": {"sigma": 0.5}}}]})",
     R"(s.json:1:33: "lognormal" takes either "median" or "mean"
{"main": [{"cpu": {"lognormal": {"sigma": 0.5}}}]}
                                ^
)"},
    {R"({"main": [{"cpu": {"lognormal": {"median": "1ms", "sigma": -1}}}]})",
     R"(s.json:1:60: "sigma" takes a number from 0 to 10, found the number -1
{"main": [{"cpu": {"lognormal": {"median": "1ms", "sigma": -1}}}]}
                                                           ^
)"},
    {R"({"main": [{"cpu": {"empirical": []}}]})",
     R"(s.json:1:33: "empirical" needs at least one time
{"main": [{"cpu": {"empirical": []}}]}
                                ^
)"},
    {R"({"main": [{"cpu": {"empirical": [["1ms", 0]]}}]})",
     R"(s.json:1:42: "weight" takes a whole number from 1 to 2147483648, found the number 0
{"main": [{"cpu": {"empirical": [["1ms", 0]]}}]}
                                         ^
)"},
    {R"({"main": [{"cpu": "prse"}], "work": {"parse": {"time": "1ms"}}})",
     R"(s.json:1:19: "prse" is neither a time nor a kind of work
{"main": [{"cpu": "prse"}], "work": {"parse": {"time": "1ms"}}}
                  ^ did you mean "parse"? known: parse
)"},
    {R"({"main": [{"cpu": "hash"}], "work": {"hash": {"api": "bcrypt.compare"}}})",
     R"(s.json:1:19: "hash" is work of an API, not a time on the main thread
{"main": [{"cpu": "hash"}], "work": {"hash": {"api": "bcrypt.compare"}}}
                  ^ { "work": "hash" } runs it
)"},
    {R"({"main": [{"cpu": "a"}], "work": {"a": {"time": "a"}}})",
     R"(s.json:1:49: the time of "a" is defined by itself
{"main": [{"cpu": "a"}], "work": {"a": {"time": "a"}}}
                                                ^
)"},
};

const Case sections_cases[] = {
    {R"({"main": [], "stations": {"db": {"servers": 4}}})",
     R"(s.json:1:33: "station" needs "time"
{"main": [], "stations": {"db": {"servers": 4}}}
                                ^ "time": how long a server takes
)"},
    {R"({"main": [], "stations": {"db": 4}})",
     R"(s.json:1:33: "db" takes an object, found the number 4
{"main": [], "stations": {"db": 4}}
                                ^ as in { "servers": 4, "time": "5ms" }
)"},
    {R"({"main": [], "runtime": {"node": 25}})",
     R"(s.json:1:34: unknown version of Node "25"
{"main": [], "runtime": {"node": 25}}
                                 ^ known: 14, 16, 18, 20, 22, 24, 26
)"},
    {R"({"main": [], "runtime": {"module": "es"}})",
     R"(s.json:1:36: unknown module kind "es"
{"main": [], "runtime": {"module": "es"}}
                                   ^ did you mean "esm"? known: cjs, esm
)"},
    {R"({"main": [], "runtime": {"cores": 0}})",
     R"(s.json:1:35: "cores" takes a whole number from 1 to 1024, found the number 0
{"main": [], "runtime": {"cores": 0}}
                                  ^
)"},
    {R"({"main": [], "runtime": {"cores": "many"}})",
     R"(s.json:1:35: unknown number of cores "many"
{"main": [], "runtime": {"cores": "many"}}
                                  ^ known: unlimited
)"},
    {R"({"main": [], "runtime": {"cores": "unlimited", "scheduler": "ps"}})",
     R"(s.json:1:61: a scheduler for unlimited cores
{"main": [], "runtime": {"cores": "unlimited", "scheduler": "ps"}}
                                                            ^ nothing is scheduled when every thread has a core: leave one out
)"},
    {R"({"main": [], "runtime": {"threadpool": 1.5}})",
     R"(s.json:1:40: "threadpool" takes a number of threads, or a text as in UV_THREADPOOL_SIZE, found the number 1.5
{"main": [], "runtime": {"threadpool": 1.5}}
                                       ^
)"},
    {R"({"main": [], "runtime": {"monitor": "10us"}})",
     R"(s.json:1:37: the resolution of the monitor is below a millisecond
{"main": [], "runtime": {"monitor": "10us"}}
                                    ^ it is a timer, which counts milliseconds
)"},
    {R"({"main": [], "runtime": {"costs": "some"}})",
     R"(s.json:1:35: unknown set of costs "some"
{"main": [], "runtime": {"costs": "some"}}
                                  ^ known: node, none
)"},
    {R"({"main": [], "runtime": {"costs": {"schedulerTick": "1ns"}}})",
     R"(s.json:1:53: "schedulerTick" is shorter than 100us
{"main": [], "runtime": {"costs": {"schedulerTick": "1ns"}}}
                                                    ^ real kernels tick every 1ms to 10ms
)"},
    {R"({"main": [], "runtime": {"costs": {"tick": 5}}})",
     R"(s.json:1:44: "tick" takes a time such as "80ms", found the number 5
{"main": [], "runtime": {"costs": {"tick": 5}}}
                                           ^ times have a unit: "5ms"
)"},
    {R"({"main": [], "runtime": {"replicas": 0}})",
     R"(s.json:1:38: "replicas" takes a whole number from 1 to 1024, found the number 0
{"main": [], "runtime": {"replicas": 0}}
                                     ^
)"},
    {R"({"main": [], "node": [24, 24]})",
     R"(s.json:1:27: the version 24 appears twice
{"main": [], "node": [24, 24]}
                          ^
)"},
    {R"({"main": [], "node": []})",
     R"(s.json:1:22: an empty list of versions
{"main": [], "node": []}
                     ^ leave out "node" to mean all
)"},
    {R"({"load": {"handler": []}})",
     R"(s.json:1:10: "load" needs "arrivals"
{"load": {"handler": []}}
         ^ "arrivals": when requests arrive
)"},
    {R"({"load": {"arrivals": {"poisson": "0/s"}, "handler": []}})",
     R"(s.json:1:35: "0/s" is no rate at all
{"load": {"arrivals": {"poisson": "0/s"}, "handler": []}}
                                  ^ a rate is above zero
)"},
    {R"({"load": {"arrivals": {"poisson": "40"}, "handler": []}})",
     R"(s.json:1:35: "40" is not a rate
{"load": {"arrivals": {"poisson": "40"}, "handler": []}}
                                  ^ write a number per unit, as in "40/s"; units: ms, s, m, h
)"},
    {R"({"load": {"arrivals": {"poisson": "-1/s"}, "handler": []}})",
     R"(s.json:1:35: "-1/s" is negative
{"load": {"arrivals": {"poisson": "-1/s"}, "handler": []}}
                                  ^ a rate is above zero
)"},
    {R"({"load": {"arrivals": {"poisson": "40/sec"}, "handler": []}})",
     R"(s.json:1:35: unknown unit "sec"
{"load": {"arrivals": {"poisson": "40/sec"}, "handler": []}}
                                  ^ did you mean "s"? known: ms, s, m, h
)"},
    {R"({"load": {"arrivals": {"poisson": "9000000/ms"}, "handler": []}})",
     R"(s.json:1:35: "9000000/ms" is more than one per nanosecond
{"load": {"arrivals": {"poisson": "9000000/ms"}, "handler": []}}
                                  ^
)"},
    {R"({"load": {"arrivals": {}, "handler": []}})",
     R"(s.json:1:23: "arrivals" needs exactly one of its kinds
{"load": {"arrivals": {}, "handler": []}}
                      ^ known: poisson, constant, list, file, ramp, bursts, users
)"},
    {R"({"load": {"arrivals": {"poisson": "1/s", "think": "1ms"}, "handler": []}})",
     R"(s.json:1:51: "think" without "users"
{"load": {"arrivals": {"poisson": "1/s", "think": "1ms"}, "handler": []}}
                                                  ^ only users of a closed loop think
)"},
    {R"({"load": {"arrivals": {"list": ["5ms", "1ms"]}, "handler": []}})",
     R"(s.json:1:40: "1ms" is earlier than the arrival before it
{"load": {"arrivals": {"list": ["5ms", "1ms"]}, "handler": []}}
                                       ^
)"},
    {R"({"load": {"arrivals": {"list": []}, "handler": []}})",
     R"(s.json:1:32: the list of arrivals is empty
{"load": {"arrivals": {"list": []}, "handler": []}}
                               ^
)"},
    {R"({"load": {"arrivals": {"file": "bad.txt"}, "handler": []}})",
     R"(s.json:1:32: line 2 of "bad.txt": "5" has no unit
{"load": {"arrivals": {"file": "bad.txt"}, "handler": []}}
                               ^ each line is a time such as "80ms", without quotes
)"},
    {R"({"load": {"arrivals": {"file": "empty.txt"}, "handler": []}})",
     R"(s.json:1:32: the file "empty.txt" has no arrivals
{"load": {"arrivals": {"file": "empty.txt"}, "handler": []}}
                               ^
)"},
    {R"({"load": {"arrivals": {"file": "none.txt"}, "handler": []}})",
     R"(s.json:1:32: cannot read "none.txt"
{"load": {"arrivals": {"file": "none.txt"}, "handler": []}}
                               ^
)"},
    {R"({"load": {"arrivals": {"bursts": {"size": 10, "every": "0s"}}, "handler": []}})",
     R"(s.json:1:56: no time between two bursts
{"load": {"arrivals": {"bursts": {"size": 10, "every": "0s"}}, "handler": []}}
                                                       ^ "every" is above zero
)"},
    {R"({"load": {"arrivals": {"ramp": {"from": "1/s", "to": "2/s", "over": "0s"}}, "handler": []}})",
     R"(s.json:1:69: the ramp takes no time
{"load": {"arrivals": {"ramp": {"from": "1/s", "to": "2/s", "over": "0s"}}, "handler": []}}
                                                                    ^ use "poisson" for a steady rate
)"},
    {R"({"load": [{"arrivals": {"users": 1}, "handler": []}, {"arrivals": {"users": 1}, "handler": []}]})",
     R"(s.json:1:54: two loads are called "load"
{"load": [{"arrivals": {"users": 1}, "handler": []}, {"arrivals": {"users": 1}, "handler": []}]}
                                                     ^ give each a "name" of its own
)"},
    {R"({"load": {"name": "a.b", "arrivals": {"users": 1}, "handler": []}})",
     R"(s.json:1:19: "a.b" cannot be the name of a load
{"load": {"name": "a.b", "arrivals": {"users": 1}, "handler": []}}
                  ^ a name is 1 to 100 bytes without a dot
)"},
    {R"({"load": [5]})",
     R"(s.json:1:11: "load" takes objects, found the number 5
{"load": [5]}
          ^
)"},
    {R"({"load": {"arrivals": {"users": 1}, "handler": [], "process": "api"}})",
     R"(s.json:1:63: unknown process "api"
{"load": {"arrivals": {"users": 1}, "handler": [], "process": "api"}}
                                                              ^ known: main, all
)"},
    {R"({"load": {"arrivals": {"users": 1}, "handler": [], "connections": "closed"}})",
     R"(s.json:1:67: unknown kind of connections "closed"
{"load": {"arrivals": {"users": 1}, "handler": [], "connections": "closed"}}
                                                                  ^ known: open, new
)"},
    {R"({"main": [], "processes": {"all": {"main": []}}})",
     R"(s.json:1:28: the name "all" is taken
{"main": [], "processes": {"all": {"main": []}}}
                           ^ "main" is the main process, "all" means every process
)"},
    {R"({"main": [], "expect": {}})",
     R"(s.json:1:24: nothing is expected here
{"main": [], "expect": {}}
                       ^ as in { "output": ["hello"] }
)"},
    {R"({"main": [], "expect": [5]})",
     R"(s.json:1:25: "expect" takes objects, found the number 5
{"main": [], "expect": [5]}
                        ^
)"},
    {R"({"main": [], "expect": {"output": ["a", 5]}})",
     R"(s.json:1:41: "output" takes a text, found the number 5
{"main": [], "expect": {"output": ["a", 5]}}
                                        ^
)"},
    {R"({"main": [], "expect": {"oneOf": []}})",
     R"(s.json:1:34: "oneOf" needs at least one output
{"main": [], "expect": {"oneOf": []}}
                                 ^
)"},
    {R"({"main": [], "expect": {"ends": "never"}})",
     R"(s.json:1:33: unknown end "never"
{"main": [], "expect": {"ends": "never"}}
                                ^ known: done, exit, exception, limit
)"},
    {R"({"main": [], "expect": {"latency": {"p98": "<1ms"}}})",
     R"(s.json:1:37: unknown metric "p98" of "latency"
{"main": [], "expect": {"latency": {"p98": "<1ms"}}}
                                    ^ did you mean "p90"? known: p50, p75, p90, p95, p99, p99.9, mean, min, max, each also as LOAD.METRIC for one load
)"},
    {R"({"main": [], "expect": {"latency": {"p99": "1ms"}}})",
     R"(s.json:1:44: no comparison in the bound "1ms"
{"main": [], "expect": {"latency": {"p99": "1ms"}}}
                                           ^ known: <, <=, ==, >=, >
)"},
    {R"({"main": [], "expect": {"latency": {"p99": 5}}})",
     R"(s.json:1:44: "p99" takes a bound with a unit, found the number 5
{"main": [], "expect": {"latency": {"p99": 5}}}
                                           ^ as in "<200ms"
)"},
    {R"({"main": [], "expect": {"latency": {"p99": "<5"}}})",
     R"(s.json:1:44: "5" has no unit
{"main": [], "expect": {"latency": {"p99": "<5"}}}
                                           ^ write a number and a unit, as in "80ms"; units: ns, us, ms, s, m, h
)"},
    {R"({"main": [], "expect": {"elu": "<x"}})",
     R"(s.json:1:32: no number in the bound "<x"
{"main": [], "expect": {"elu": "<x"}}
                               ^ as in ">0.95"
)"},
    {R"({"main": [], "expect": {"throughput": ">30"}})",
     R"(s.json:1:39: "30" is not a rate
{"main": [], "expect": {"throughput": ">30"}}
                                      ^ write a number per unit, as in "40/s"; units: ms, s, m, h
)"},
    {R"({"main": [], "expect": {"utilisation": {"cpu": ">0.5"}}})",
     R"(s.json:1:41: unknown metric "cpu" of "utilisation"
{"main": [], "expect": {"utilisation": {"cpu": ">0.5"}}}
                                        ^ known: loop, pool, cores
)"},
};

const Case syntax_cases[] = {
    {R"({"main": [], "main": []})",
     R"(s.json:1:14: the key "main" appears twice in one object
{"main": [], "main": []}
             ^ first at 1:2
)"},
    {R"({"main": [1e400]})",
     R"(s.json:1:11: the number is out of range
{"main": [1e400]}
          ^
)"},
    {R"({"main": [{"log": "a" "b"}]})",
     R"(s.json:1:23: malformed JSON: unexpected string literal; expected '}'
{"main": [{"log": "a" "b"}]}
                      ^
)"},
    {R"({"main": tru})",
     R"(s.json:1:10: malformed JSON: invalid literal
{"main": tru}
         ^
)"},
    {R"({"main": [01]})",
     R"(s.json:1:12: malformed JSON: unexpected number literal; expected ']'
{"main": [01]}
           ^
)"},
    {R"({"main": [)",
     R"(s.json:1:11: unexpected end of the file
{"main": [
          ^ the list that starts at 1:10 is not closed
)"},
    {R"({"main": [{"log": "a)",
     R"(s.json:1:21: unexpected end of the file
{"main": [{"log": "a
                    ^ the object that starts at 1:11 is not closed
)"},
    {R"({"main": ["\ud800"]})",
     R"(s.json:1:18: malformed JSON: invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF
{"main": ["\ud800"]}
                 ^
)"},
    {R"({"main": ["\q"]})",
     R"(s.json:1:13: malformed JSON: invalid string: forbidden character after backslash
{"main": ["\q"]}
            ^
)"},
    {R"({"main": []} x)",
     R"(s.json:1:14: malformed JSON: invalid literal; expected end of input
{"main": []} x
             ^
)"},
    {R"({"main": [],})",
     R"(s.json:1:13: malformed JSON: unexpected '}'; expected string literal
{"main": [],}
            ^ the comma before it is one too many
)"},
    {R"({main: []})",
     R"(s.json:1:2: malformed JSON: invalid literal; expected string literal
{main: []}
 ^ keys stand in double quotes
)"},
    {R"([{"main": []}])",
     R"(s.json:1:1: a scenario is an object, found a list
[{"main": []}]
^
)"},
};

}  // namespace

TEST_CASE("a file that is no scenario is refused with its reason", "[scenario]") {
    for (const Case& row : file_cases) CHECK(load_text(row.json) == row.text);
}

TEST_CASE("a wrong action is refused at its place", "[scenario]") {
    for (const Case& row : actions_cases) CHECK(load_text(row.json) == row.text);
}

TEST_CASE("a wrong duration is refused at its place", "[scenario]") {
    for (const Case& row : durations_cases) CHECK(load_text(row.json) == row.text);
}

TEST_CASE("a wrong section is refused at its place", "[scenario]") {
    for (const Case& row : sections_cases) CHECK(load_text(row.json) == row.text);
}

TEST_CASE("text that is no JSON is refused at its place", "[scenario]") {
    for (const Case& row : syntax_cases) CHECK(load_text(row.json) == row.text);
}

}  // namespace sim::scenario
