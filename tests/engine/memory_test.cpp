// Memory of a run. Built with the tests of the optimised configuration: a sanitizer keeps freed memory aside for a while,
// which would be measured instead.
#include <atomic>
#include <cstdlib>
#include <new>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"

using namespace engine_test;

namespace {

std::atomic<long> allocations = 0;

}  // namespace

// All of this program's, so that they can be counted; the other forms of new and delete come down to these.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

long allocations_of(const std::string& scenario) {
    const long before = allocations;
    const sim::Trace trace = play(scenario, {.level = sim::TraceLevel::none});
    return allocations - before;
}

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
        R"([{ "setTimeout": "60ms", "as": "t", "do": [{ "respond": 200 }] }])",
        // In one list with a timer that stays ahead of it.
        R"([{ "setTimeout": "10000s", "as": "t", "do": [] }, { "clearTimeout": "t" }, { "respond": 200 }])");
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

TEST_CASE("a load without a trace allocates nothing in its steady state", "[engine][memory]") {
    const char* cores = GENERATE(R"("unlimited")", "2");
    const char* handler = GENERATE(
        R"([{ "respond": 200 }])",
        R"([{ "cpu": "0.1ms" }, { "await": { "work": "job" } }, { "cpu": "0.05ms" }, { "respond": 200 }])",
        R"([{ "setTimeout": "5ms", "do": [{ "respond": 200 }] }])",
        R"([{ "setImmediate": [{ "nextTick": [{ "queueMicrotask": [{ "respond": 200 }] }] }] }])");
    const auto scenario = [cores, handler](int requests) {
        return fmt::format(
            R"({{ "runtime": {{ "costs": "none", "cores": {}, "threadpool": 4 }}, "work": {{ "job": {{ "time": "40ms" }} }},
            "load": {{ "arrivals": {{ "poisson": "25/s" }}, "requests": {}, "handler": {} }} }})",
            cores, requests, handler);
    };
    CAPTURE(cores, handler);
    const long few = allocations_of(scenario(2'000));
    const long many = allocations_of(scenario(22'000));
    // Queues double when they have never been as long; 20,000 more requests do not show otherwise.
    CHECK(many - few < 30);
}
