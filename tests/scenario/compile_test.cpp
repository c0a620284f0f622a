#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"

namespace sim::scenario {

TEST_CASE("compiled: output, counters and texts with holes", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"log": "a"}, {"log": "b", "stderr": true}, {"log": "x ${n} ${index} ${value} $${n}"}, {"count": "n", "by": -2}]})") ==
        R"(script main slots=1 #0
#0 main
  1:11 log "a"
  1:25 log "b" flags=1
  1:55 log "x <v0> <index> <value> ${n}"
  1:98 count v0 n=-2
)");
}

TEST_CASE("compiled: durations in all their forms", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"cpu": "1.5us"}, {"cpu": {"uniform": ["1ms", "3ms"]}}, {"cpu": {"exponential": "80ms"}}, {"cpu": {"normal": {"mean": "5ms", "sd": "1ms"}}}, {"cpu": {"lognormal": {"median": "5ms", "sigma": 0.5}}}, {"cpu": {"gamma": {"mean": "5ms", "shape": 4}}}, {"cpu": {"empirical": [["1ms", 5], "3ms"]}}, {"cpu": "parse"}, {"cpu": "parse"}], "work": {"parse": {"time": "7ms"}}})") ==
        R"(script main slots=0 #0
#0 main
  1:11 cpu 1.5us
  1:29 cpu uniform(1ms..3ms)
  1:67 cpu exponential(80ms)
  1:101 cpu normal(5ms, 1ms)
  1:152 cpu lognormal(5ms, 0.5)
  1:209 cpu gamma(5ms, 4)
  1:258 cpu empirical(2 values, weight 6)
  1:303 cpu 7ms
  1:321 cpu 7ms
)");
}

TEST_CASE("compiled: conditions, rounds, calls and chances run bodies in place", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"count": "n"}, {"if": "n >= -3", "then": [{"log": "y"}], "else": [{"log": "n"}]}, {"repeat": 2, "do": "h"}, {"call": "h"}, {"choose": [{"p": 0.25, "do": []}, {"p": 0.75, "do": "h"}]}], "handlers": {"h": [{"log": "h"}]}})") ==
        R"(script main slots=1 #1
#0 h
  1:216 log "h"
#1 main
  1:11 count v0 n=1
  1:27 branch_if v0 n=-3 small=6 #2 other=#3
  1:94 repeat n=2 #0
  1:120 call #0
  1:135 choose 2500:#4 7500:#0 n=2
#2 then
  1:54 log "y"
#3 else
  1:78 log "n"
#4 choose
)");
}

TEST_CASE("compiled: a try has up to three bodies", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"try": [{"throw": "boom"}], "catch": [{"log": "${value}"}], "finally": [{"exit": 3}]}]})") ==
        R"(script main slots=0 #0
#0 main
  1:11 try finally=#3 #1 other=#2
#1 try
  1:20 throw "boom"
#2 catch
  1:50 log "<value>"
#3 finally
  1:84 exit n=3
)");
}

TEST_CASE("compiled: ticks, microtasks and immediates", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"nextTick": [{"log": "t"}]}, {"queueMicrotask": [{"log": "m"}]}, {"setImmediate": [{"log": "i"}], "as": "i", "unref": true}, {"clearImmediate": "i"}]})") ==
        R"(script main slots=1 #0
#0 main
  1:11 next_tick #1
  1:41 microtask #2
  1:77 set_immediate v0 flags=1 #3
  1:137 clear v0
#1 nextTick
  1:25 log "t"
#2 queueMicrotask
  1:61 log "m"
#3 setImmediate
  1:95 log "i"
)");
}

TEST_CASE("compiled: timers take delays as JavaScript does", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"setTimeout": 1.9, "do": [], "as": "t"}, {"setTimeout": -5, "do": []}, {"setTimeout": null, "do": []}, {"setTimeout": "NaN", "do": []}, {"setTimeout": "1500us", "do": []}, {"setInterval": "2s", "do": [{"clearInterval": "t"}], "as": "t", "unref": true}, {"refresh": "t"}, {"ref": "t"}, {"unref": "t"}, {"setTimeout": 1e300, "do": []}]})") ==
        R"(script main slots=1 #0
#0 main
  1:11 set_timeout v0 n=1 #1
  1:53 set_timeout n=-5 #2
  1:83 set_timeout n=nan #3
  1:115 set_timeout n=nan #4
  1:148 set_timeout n=1 #5
  1:184 set_interval v0 n=2000 flags=1 #6
  1:265 refresh v0
  1:283 ref v0
  1:297 unref v0
  1:313 set_timeout n=9223372036854775807 #7
#1 setTimeout
#2 setTimeout
#3 setTimeout
#4 setTimeout
#5 setTimeout
#6 setInterval
  1:213 clear v0
#7 setTimeout
)");
}

TEST_CASE("compiled: listeners of the process", "[scenario]") {
    CHECK(load_text(R"({"main": [{"on": "beforeExit", "do": []}, {"on": "SIGUSR2", "do": []}]})") ==
          R"(script main slots=0 #0
#0 main
  1:11 on_process small=3 #1
  1:43 on_process "SIGUSR2" small=6 #2
#1 beforeExit
#2 SIGUSR2
)");
}

TEST_CASE("compiled: await in an ES module", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"await": "value"}, {"await": {"sleep": "5ms"}, "as": "s"}, {"await": "s"}], "runtime": {"module": "esm"}})") ==
        R"(script main slots=1 module #0
#0 main async
  1:11 push_operand small=0
  1:11 await
  1:41 sleep n=5
  1:31 store v0
  1:31 push_slot v0
  1:31 await
  1:71 push_slot v0
  1:71 await
)");
}

TEST_CASE("compiled: promises are made, settled and followed", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"promise": [{"setImmediate": [{"resolve": "p", "value": "x"}]}], "as": "p"}, {"then": "p", "do": [{"log": "${value}"}], "rejected": [], "as": "q"}, {"catch": "q", "do": []}, {"finally": {"then": "resolved"}, "do": []}, {"reject": "p", "value": "no"}, {"resolve": "p", "with": "q"}]})") ==
        R"(script main slots=2 #0
#0 main
  1:11 new_promise v0
  1:11 call #1
  1:89 push_slot v0
  1:89 then #3 other=#4
  1:89 store v1
  1:160 push_slot v1
  1:160 then other=#5
  1:160 drop
  1:198 push_operand small=2
  1:198 then
  1:186 finally #6
  1:186 drop
  1:231 settle v0 "no" small=2
  1:263 push_slot v1
  1:263 settle v0 small=1
#1 promise
  1:24 set_immediate #2
#2 setImmediate
  1:42 settle v0 "x" small=0
#3 then
  1:110 log "<value>"
#4 catch
#5 catch
#6 finally
)");
}

TEST_CASE("compiled: chains and combinations", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"chain": [[{"log": "1"}], [{"log": "2"}]], "of": "subclass"}, {"all": ["resolved", {"immediate": true}], "as": "a"}, {"race": ["a", {"promise": []}]}, {"any": []}, {"allSettled": []}]})") ==
        R"(script main slots=1 #0
#0 main
  1:11 push_operand small=5
  1:11 then #1
  1:11 then #2
  1:11 drop
  1:74 push_operand small=2
  1:95 yield_immediate
  1:74 combine n=2 small=0
  1:74 store v0
  1:129 push_slot v0
  1:144 push_operand small=4
  1:129 combine n=2 small=1
  1:129 drop
  1:163 combine small=2
  1:163 drop
  1:176 combine small=3
  1:176 drop
#1 then
  1:23 log "1"
#2 then
  1:39 log "2"
)");
}

TEST_CASE("compiled: async functions, also by a part that is a handler", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"async": [{"await": "thenable"}, {"return": "resolved"}]}, {"async": [{"return": null}], "as": "p"}, {"call": "h"}, {"call": "h", "as": "p"}], "handlers": {"h": [{"if": "n < 1", "then": "w"}], "w": [{"await": "p"}, {"count": "n"}]}})") ==
        R"(script main slots=2 #2
#0 h async
  1:174 branch_if v1 n=1 small=1 #1
#1 w async
  1:211 push_slot v0
  1:211 await
  1:227 count v1 n=1
#2 main
  1:11 async #3
  1:11 drop
  1:71 async #4
  1:71 store v0
  1:113 call #0
  1:113 drop
  1:128 call #0
  1:128 store v0
#3 async async
  1:22 push_operand small=1
  1:22 await
  1:45 push_operand small=2
  1:45 return flags=1
#4 async async
  1:82 return
)");
}

TEST_CASE("compiled: for await is spelled out", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"async": [{"forAwait": 2, "of": "array", "do": [{"log": "a"}]}, {"forAwait": 3, "of": "generator", "do": "h"}]}], "handlers": {"h": []}})") ==
        R"(script main slots=0 #1
#0 h
#1 main
  1:11 async #2
  1:11 drop
#2 async async
  1:22 repeat n=2 #3
  1:22 push_operand small=2
  1:22 then
  1:22 await
  1:76 repeat n=3 #4
  1:76 push_operand small=2
  1:76 await
#3 forAwait async
  1:22 push_operand small=2
  1:22 then
  1:22 await
  1:60 log "a"
#4 forAwait async
  1:76 async #5
  1:76 await
  1:76 try #0
#5 generator async
  1:76 push_operand small=0
  1:76 await
)");
}

TEST_CASE("compiled: APIs in callback and promise form", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"fs.readFile": "f", "size": "1MiB", "do": []}, {"fs.readFile": "f", "as": "p"}, {"fs.statSync": null}, {"crypto.pbkdf2": null, "time": "11ms", "do": []}, {"then": {"crypto.pbkdf2": "k"}}, {"zlib.gzip": null, "size": 1024, "compressible": true, "do": []}, {"fs.readFile": null, "regular": false, "fd": true, "parts": 3, "do": []}]})") ==
        R"(script main slots=1 #0
#0 main
  1:11 api fs.readFile label=fs.readFile f size=1048576 #1
  1:59 api fs.promises.readFile label=fs.readFile f
  1:59 store v0
  1:92 cpu_api fs.statSync label=fs.statSync
  1:115 api crypto.pbkdf2 label=crypto.pbkdf2 time=11ms #2
  1:175 api crypto.pbkdf2 label=crypto.pbkdf2 k
  1:166 then
  1:166 drop
  1:200 api zlib.gzip label=zlib.gzip size=1024 compressible #3
  1:267 api fs.readFile label=fs.readFile parts=3 irregular fd #4
#1 fs.readFile
#2 crypto.pbkdf2
#3 zlib.gzip
#4 fs.readFile
)");
}

TEST_CASE("compiled: named work and stations", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"work": "hash", "do": [{"log": "h"}]}, {"work": "generic", "as": "p"}, {"station": "db", "do": []}, {"station": "db"}], "work": {"hash": {"api": "bcrypt.compare", "time": "80ms"}, "generic": {}}, "stations": {"db": {"servers": 4, "time": {"exponential": "5ms"}, "network": "1ms", "queue": 10}}})") ==
        R"(script main slots=1 #0
station db servers=4 time=exponential(5ms) network=1ms queue=10
#0 main
  1:11 api bcrypt.compare label=hash time=80ms
  1:11 then #1
  1:11 drop
  1:51 api uv.work label=generic
  1:51 store v0
  1:83 station db #2
  1:112 station db
  1:112 drop
#1 hash
  1:35 log "h"
#2 db
)");
}

TEST_CASE("compiled: servers and sockets", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"listen": "s", "host": "127.0.0.1", "halfOpen": true, "on": {"listening": [{"connect": "s", "as": "c", "host": "localhost", "on": {"data": [{"end": "socket", "bytes": "2B"}]}}], "connection": [{"write": "socket", "bytes": "1KiB", "requests": 2, "do": [{"close": "s"}]}]}}, {"connect": "refused"}, {"connect": "missing", "unix": true}, {"listen": "h", "http": true, "on": {"request": []}}, {"pause": "c"}, {"resume": "c"}, {"destroy": "c", "error": true}, {"on": "drain", "of": "c", "do": []}]})") ==
        R"(script main slots=3 #0
#0 main
  1:11 listen v0 server=s flags=36 listening:#1 connection:#3
  1:285 connect refused
  1:309 connect missing flags=2
  1:347 listen v2 server=h flags=16 request:#5
  1:401 pause v1
  1:417 resume v1
  1:434 destroy v1 flags=1
  1:467 on_handle v1 drain:#6
#1 listening
  1:87 connect v1 server=s flags=8 data:#2
#2 data
  1:152 end socket n=2
#3 connection
  1:205 write socket n=1024 small=2 #4
#4 write
  1:264 close v0
#5 request
#6 drain
)");
}

TEST_CASE("compiled: datagrams, children and ports", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"dgram": "d", "on": {"message": [{"close": "d"}]}}, {"send": "d", "from": "d", "bytes": "10B"}, {"spawn": "k", "time": "30ms", "stdout": "3B", "on": {"data": [], "end": [], "exit": []}}, {"on": "data", "of": "k", "do": []}, {"kill": "SIGUSR2"}, {"channel": "m", "on": {"port1": [], "port2": []}}, {"postMessage": "m.port1"}, {"postMessage": "m.port2", "bytes": "1KiB"}]})") ==
        R"(script main slots=3 #0
#0 main
  1:11 dgram v0 server=d message:#1
  1:64 send v0 server=d n=10
  1:108 spawn v1 30ms n=3 stdout_data:#2 stdout_end:#3 exit:#4
  1:199 on_handle v1 stdout_data:#5
  1:236 kill "SIGUSR2"
  1:257 channel v2 port1_message:#6 port2_message:#7
  1:309 post_message v2 small=1
  1:337 post_message v2 n=1024 small=2
#1 message
  1:45 close v0
#2 data
#3 end
#4 exit
#5 data
#6 port1
#7 port2
)");
}

TEST_CASE("compiled: a worker is a script of its own", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [{"worker": "w", "main": [{"on": "message", "of": "parent", "do": [{"postMessage": "parent"}]}], "on": {"message": [], "online": [], "exit": []}}, {"postMessage": "w"}]})") ==
        R"(script main slots=1 #0
script w slots=1 #1
#0 main
  1:11 worker v0 script=1 message:#3 online:#4 exit:#5
  1:157 post_message v0
#1 w
  1:36 on_handle parent message:#2
#2 message
  1:77 post_message parent
#3 message
#4 online
#5 exit
)");
}

TEST_CASE("compiled: processes and loads", "[scenario]") {
    CHECK(
        load_text(
            R"({"runtime": {"replicas": 2}, "processes": {"api": {"main": [{"log": "api"}], "threadpool": "0", "module": "esm"}}, "main": [], "load": [{"name": "a", "arrivals": {"constant": "2/ms"}, "handler": "h", "process": "api", "connections": "new", "requests": 10}, {"name": "b", "arrivals": {"users": 3, "think": "1s"}, "handler": "h", "process": "all", "timeout": "30s", "start": "1s"}], "handlers": {"h": [{"respond": 200}]}})") ==
        R"(script main slots=0 #1
script api slots=0 module #2
process 1 script=0 threadpool=-1
process 2 script=1 threadpool=1
load a constant interval=500us requests=10 process=2 new #0
load b closed interval=0ns users=3 think=1s start=1s timeout=30s spread #0
#0 h
  1:401 respond n=200
#1 main
#2 api
  1:61 log "api"
)");
}

TEST_CASE("compiled: arrivals in all their forms", "[scenario]") {
    CHECK(
        load_text(
            R"({"load": [{"name": "l", "arrivals": {"list": ["0ms", "5ms"]}, "handler": []}, {"name": "f", "arrivals": {"file": "arrivals.txt"}, "handler": []}, {"name": "r", "arrivals": {"ramp": {"from": "10/s", "to": "100/s", "over": "30s"}}, "handler": []}, {"name": "u", "arrivals": {"bursts": {"size": 10, "every": "1s"}}, "for": "60s", "handler": []}]})") ==
        R"(script main slots=0 #0
load l list interval=0ns @0ns @5ms #1
load f list interval=0ns @0ns @5ms @7.5ms #2
load r ramp interval=100ms..10ms over 30s #3
load u bursts interval=1s burst=10 for=60s #4
#0 main
#1 l
#2 f
#3 r
#4 u
)");
}

TEST_CASE("compiled: expectations", "[scenario]") {
    CHECK(
        load_text(
            R"({"main": [], "expect": [{"output": ["a", "b"], "node": [22, "24"]}, {"oneOf": [["a"], ["b"]]}, {"contains": ["a"]}, {"latency": {"p99": "<200ms", "p50": ">= 1.5ms"}, "elu": "<0.5"}, {"utilization": {"pool": ">0.95"}}, {"throughput": ">30/s"}, {"requests": {"done": 100}}, {"ends": "exit"}, {"exitCode": 1}, {"delay": {"p99": "<50ms"}}]})") ==
        R"(script main slots=0 #0
expect output node22 node24 [a|b] at 1:26
expect one_of [a] [b] at 1:70
expect contains [a] at 1:97
expect metric latency.p99 < 200000000 at 1:130
expect metric latency.p50 >= 1500000 at 1:147
expect metric elu < 0.5 at 1:167
expect metric utilisation.pool > 0.95 at 1:200
expect metric throughput > 30 at 1:220
expect metric requests.done == 100 at 1:258
expect ends exit at 1:274
expect metric exitCode == 1 at 1:292
expect metric delay.p99 < 50000000 at 1:319
#0 main
)");
}

}  // namespace sim::scenario
