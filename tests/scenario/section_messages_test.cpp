#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"
#include "tests/scenario/refusal.hpp"

namespace sim::scenario {
namespace {

const Refusal sections_cases[] = {
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
                                           ^ times have a unit: "5ms", "5s"
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
    {R"({"runtime": {"until": "0s"}, "main": []})",
     R"(s.json:1:23: the run takes no time
{"runtime": {"until": "0s"}, "main": []}
                      ^ "until" is above zero
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
    {R"({"load": {"name": "a", "arrivals": {"poisson": "9/s"}, "for": "1s", "handler": []}, "expect": {"latency": {"b.p99": "<1s"}}})",
     R"(s.json:1:108: unknown load "b"
...or": "1s", "handler": []}, "expect": {"latency": {"b.p99": "<1s"}}}
                                                     ^ known: a
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
    {R"({"main": [], "load": {"arrivals": {"poisson": "1/s"}, "duration": "9s", "handler": []}})",
     R"(s.json:1:55: unknown key "duration" in "load"
{"main": [], "load": {"arrivals": {"poisson": "1/s"}, "duration": "9s", "handler": []}}
                                                      ^ did you mean "for"? known: name, arrivals, requests, for, start, timeout, handler, connections, process
)"},
};

}  // namespace

TEST_CASE("a wrong section is refused at its place", "[scenario]") {
    for (const Refusal& row : sections_cases) CHECK(load_text(row.json) == row.text);
}

}  // namespace sim::scenario
