// Memory of a run. Built with the tests of the optimised configuration: a sanitizer keeps freed memory aside for a while,
// which would be measured instead.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

/// By how much the largest resident set of a process of its own grows while it runs the scenario, in KiB.
long growth_kib(const std::string& scenario) {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const long before = usage.ru_maxrss;
        try {
            const sim::Trace trace = play(scenario, {.level = sim::TraceLevel::none});
        } catch (...) {
            _exit(2);  // what failed must not go on as a second copy of the tests
        }
        getrusage(RUSAGE_SELF, &usage);
        const long grown = usage.ru_maxrss - before;
        const bool is_written =
            write(ends[1], &grown, sizeof grown) == static_cast<ssize_t>(sizeof grown);
        _exit(is_written ? 0 : 1);
    }
    close(ends[1]);
    long grown = -1;
    const bool is_read = read(ends[0], &grown, sizeof grown) == static_cast<ssize_t>(sizeof grown);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(is_read);
    REQUIRE(status == 0);
    return grown;
}

}  // namespace

TEST_CASE("memory is flat in the number of requests without a trace", "[engine][memory]") {
    // Everything a request may leave behind: variables that name timers, immediates and promises, jobs, calls, time-outs.
    const char* handler = GENERATE(
        R"([{ "cpu": "10us" }, { "await": { "uv.work": "w", "time": "1ms" } }, { "respond": 200 }])",
        R"([{ "setTimeout": "5ms", "as": "t", "do": [{ "count": "n" }, { "respond": 200 }] }, { "setImmediate": [], "as": "i" }])",
        R"([{ "setInterval": "2ms", "as": "t", "do": [{ "clearInterval": "t" }, { "respond": 200 }] }])",
        R"([{ "promise": [{ "setImmediate": [{ "resolve": "p" }] }], "as": "p" }, { "await": { "all": ["p", { "sleep": "1ms" }] } }, { "respond": 200 }])",
        R"([{ "await": { "station": "db" }, "as": "p" }, { "nextTick": [{ "respond": 200 }] }])",
        R"([{ "setTimeout": "60ms", "as": "t", "do": [{ "respond": 200 }] }])");
    const auto scenario = [handler](int requests) {
        return fmt::format(
            R"({{ "runtime": {{ "cores": 4, "costs": "none" }}, "stations": {{ "db": {{ "servers": 8, "time": "2ms" }} }},
            "main": [{{ "setTimeout": "10000s", "as": "long", "do": [] }}, {{ "unref": "long" }}],
            "load": {{ "arrivals": {{ "poisson": "1000/s" }}, "requests": {}, "timeout": "50ms", "handler": {} }} }})",
            requests, handler);
    };
    CAPTURE(handler);
    const long few = growth_kib(scenario(10'000));
    const long many = growth_kib(scenario(110'000));
    // 100,000 more requests that kept one word of four bytes each would show.
    CHECK(many - few < 400);
}
