#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"
#include "tests/scenario/refusal.hpp"

namespace sim::scenario {
namespace {

const Refusal durations_cases[] = {
    {R"({"main": [{"cpu": 20}]})",
     R"(s.json:1:19: "cpu" takes a time such as "80ms", a distribution or the name of a kind of work, found the number 20
{"main": [{"cpu": 20}]}
                  ^ times have a unit: "20ms", "20s"
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

}  // namespace

TEST_CASE("a wrong duration is refused at its place", "[scenario]") {
    for (const Refusal& row : durations_cases) CHECK(load_text(row.json) == row.text);
}

}  // namespace sim::scenario
