#include <cmath>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/cli/service.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::has;
using cli_test::Outcome;

namespace {

constexpr const char* constant_service = R"({
  "title": "a pool",
  "runtime": { "costs": "none", "cores": "unlimited" },
  "work": { "job": { "time": "10ms" } },
  "load": {
    "name": "job",
    "arrivals": { "poisson": "200/s" },
    "requests": 500,
    "handler": [{ "await": { "work": "job" } }, { "respond": 200 }]
  }
})";

}  // namespace

TEST_CASE("predict answers first and shows why", "[cli][predict]") {
    const Folder folder;
    folder.write("pool.json", constant_service);
    const Outcome outcome = cli(folder, "predict DIR/pool.json --replications 16");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.find("p99 is ") < outcome.out.find("latency "));
    for (const char* part :
         {"16 runs of 500 requests", "with 95 % confidence", "the limit is the pool of 4 threads",
          "95 % from", "pool queue", "at p99", "theory (M/D/4)", "event-loop delay"})
        CHECK(has(outcome.out, part));
    CHECK(cli(folder, "predict DIR/pool.json --replications 16 --threads 3").out == outcome.out);
}

TEST_CASE("predict says that few requests tell no upper limit", "[cli][predict]") {
    const Folder folder;
    folder.write("a.json", constant_service);
    const Outcome few = cli(folder, "predict DIR/a.json --requests 100 --replications 2");
    CHECK(has(few.out,
              " with 95 % confidence; too few requests for an upper limit); half of the requests"));
    CHECK(has(few.out, "  to -: too few requests for an upper limit\n"));
    const Outcome json = cli(folder, "predict DIR/a.json --requests 100 --replications 2 --json");
    CHECK(has(json.out, "\"high\": null"));

    const Outcome enough = cli(folder, "predict DIR/a.json --requests 5000 --replications 8");
    CHECK_FALSE(has(enough.out, "too few"));
}

TEST_CASE("predict says plainly that a system is unstable", "[cli][predict]") {
    const Folder folder;
    folder.write("pool.json", constant_service);
    // One thread of 10 ms does 100 a second.
    const Outcome outcome = cli(folder, "predict DIR/pool.json --threadpool 1");
    CHECK(outcome.code == 0);
    CHECK(has(outcome.out,
              "unstable: the queue grows by 100.0 requests a second, and each second of load adds "
              "1.00 s"));
    CHECK(has(outcome.out, "There is no p99"));
    CHECK_FALSE(has(outcome.out, "p99 is"));
    CHECK(has(cli(folder, "predict DIR/pool.json --threadpool 1 --json").out,
              R"("latency_ns": null)"));
}

TEST_CASE("predict shows both schedulers beside each other", "[cli][predict]") {
    const Folder folder;
    folder.write("pool.json", constant_service);
    const Outcome outcome =
        cli(folder, "predict DIR/pool.json --cores 4 --scheduler both --replications 4");
    CHECK(outcome.code == 0);
    CHECK(has(outcome.out, "linux: p99 is "));
    CHECK(has(outcome.out, "ps: p99 is "));
    for (const std::string table : {"requests", "utilisation", "where the time went"}) {
        CHECK(has(outcome.out, "\n" + table + ", linux "));
        CHECK(has(outcome.out, "\n" + table + ", ps "));
    }
}

TEST_CASE("predict says why there is no latency", "[cli][predict]") {
    const Folder folder;
    const auto headline = [&](const std::string& load, const std::string& handler) {
        folder.write("load.json",
                     R"({ "runtime": { "costs": "none", "cores": "unlimited" }, "load": { )" +
                         load + R"(, "handler": [)" + handler + "] } }");
        const Outcome outcome = cli(folder, "predict DIR/load.json --replications 2");
        const std::size_t from = outcome.out.find("\n\n") + 2;
        return outcome.out.substr(from, outcome.out.find('\n', from) - from);
    };
    const std::string some = R"("arrivals": { "poisson": "100/s" }, "requests": 300)";
    const std::string end = ", so there is no latency";
    CHECK(headline(some + R"(, "timeout": "1ms")",
                   R"({ "await": { "uv.work": "w", "time": "9ms" } }, { "respond": 200 })") ==
          "every request timed out" + end);
    CHECK(headline(some, R"({ "respond": 500 })") == "every request failed" + end);
    CHECK(headline(some, "") == "no request was answered before the run was over" + end);
    CHECK(headline(R"("arrivals": { "users": 2, "think": "1h" }, "for": "1s")",
                   R"({ "respond": 200 })") == "no request arrived before the run was over" + end);
}

TEST_CASE("predict says that requests do not wait for the work that they start", "[cli][predict]") {
    const Folder folder;
    const auto predicted = [&](const std::string& work) {
        folder.write("load.json", R"({ "work": { "job": { "time": "10ms" } }, "load": { "arrivals":
            { "poisson": "200/s" }, "requests": 500, "handler": [)" +
                                      work + R"(, { "respond": 200 }] } })");
        return cli(folder, "predict DIR/load.json --replications 2").out;
    };
    const std::string caveat = "answered before the work that they start is done";
    CHECK(has(predicted(R"({ "work": "job" })"), caveat));
    CHECK_FALSE(has(predicted(R"({ "await": { "work": "job" } })"), caveat));
}

TEST_CASE("predict says why it does not know how much load is possible", "[cli][predict]") {
    const Folder folder;
    const auto check = [&](const std::string& arrivals, const std::string& why,
                           const std::string& options = "") {
        CAPTURE(arrivals);
        folder.write("load.json",
                     R"({ "work": { "job": { "time": "10ms" } }, "load": { "arrivals": )" +
                         arrivals + R"(, "for": "5s",
            "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
        const std::string asked = "predict DIR/load.json --replications 2" + options;
        const std::string text = cli(folder, asked).out;
        const std::string json = cli(folder, asked + " --json").out;
        CHECK(has(text, "how much load is possible is not known: " + why) == !why.empty());
        CHECK(has(text, "/s possible, ") == why.empty());
        CHECK(has(json, "\"capacityUnknown\": \"" + why + '"') == !why.empty());
        CHECK(has(json, "\"capacity_per_s\": null") == !why.empty());
    };
    check(R"({ "poisson": "100/s" })", "");
    check(R"({ "poisson": "1/s" })", "so few requests do not reach it");
    check(R"({ "users": 4, "think": "10ms" })", "users wait for an answer before they ask again",
          " --requests 2000");
    check(R"({ "ramp": { "from": "10/s", "to": "100/s", "over": "5s" } })",
          "the load changes all the time");
}

// At 90 % of one server some 1 - e^-x wait longer than x mean services of 1 / (1 - 0.9): a third longer than 100 ms.
TEST_CASE("predict says first what a p99 of answered requests would hide", "[cli][predict]") {
    const Folder folder;
    folder.write("late.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "load": { "arrivals": { "poisson": "90/s" }, "requests": 2000, "timeout": "100ms",
          "handler": [{ "cpu": { "exponential": "10ms" } }, { "respond": 200 }] } })");
    const std::string out = cli(folder, "predict DIR/late.json --replications 4").out;
    const std::size_t from = out.find("\n\n") + 2;
    const std::string headline = out.substr(from, out.find('\n', from) - from);
    CAPTURE(headline);
    const std::size_t share = headline.find(" % of the requests time out, and p99 with them; that");
    REQUIRE(share != headline.npos);
    CHECK(std::abs(std::stod(headline) - 33) < 9);
    CHECK(headline.find("p99 is ") == headline.npos);
    CHECK(has(headline, "; half of the others take at most "));
}

TEST_CASE("predict names the load whose p99 is not known well", "[cli][predict]") {
    const Folder folder;
    folder.write("two.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" }, "load": [
        { "name": "steady", "arrivals": { "poisson": "100/s" }, "requests": 2000,
          "handler": [{ "uv.work": "w", "time": "10ms", "do": [{ "respond": 200 }] }] },
        { "name": "wild", "arrivals": { "poisson": "1/s" }, "requests": 20,
          "handler": [{ "cpu": { "exponential": "1ms" } }, { "respond": 200 }] } ] })");
    CHECK(has(cli(folder, "predict DIR/two.json --replications 4").out,
              "\np99 of wild is not known to 2.0 % yet: "));
    folder.write("pool.json", constant_service);
    CHECK(has(cli(folder, "predict DIR/pool.json --replications 4").out,
              "\np99 is not known to 2.0 % yet: "));
}

TEST_CASE("predict says first that the process ends early, and counts what it leaves as errors",
          "[cli][predict]") {
    const Folder folder;
    folder.write("full.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "stations": { "db": { "servers": 1, "time": "10ms", "queue": 1 } },
        "load": { "arrivals": { "list": ["1ms", "2ms", "3ms"] },
          "handler": [{ "await": { "station": "db" } }, { "respond": 200 }] } })");
    const Outcome outcome = cli(folder, "predict DIR/full.json --replications 4");
    CHECK(outcome.code == ui::exit_limit);
    // One is served and one waits; there is no room for the third.
    CHECK(has(outcome.out,
              "\n\n4 of 4 runs ended early, after 3.00 ms on average: Uncaught Error: queue full\n"
              "12 of 12 requests were open then and are lost: errors, and in no latency\n"));
    CHECK(has(cli(folder, "predict DIR/full.json --replications 4 --json").out, "\"lost\": 12"));

    folder.write("full.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "stations": { "db": { "servers": 1, "time": "10ms", "queue": 1 } },
        "load": { "arrivals": { "list": ["1ms", "20ms", "21ms", "22ms"] },
          "handler": [{ "await": { "station": "db" } }, { "respond": 200 }] } })");
    const std::string out = cli(folder, "predict DIR/full.json --replications 4").out;
    CHECK(has(out, "p99 of those that were answered is 10.0 ms"));
    CHECK(has(out, "75.0 %"));
}

TEST_CASE("a few requests a day are forecast as fast as many", "[cli][predict]") {
    // The event-loop delay is looked at for an hour, not for the three weeks that this takes.
    const Folder folder;
    folder.write("rare.json", R"({ "load": { "arrivals": { "poisson": "0.001/s" }, "requests": 2000,
                                    "handler": [{ "respond": 200 }] } })");
    const Outcome outcome = cli(folder, "predict DIR/rare.json --replications 2");
    CHECK(outcome.code == 0);
    CHECK(has(outcome.out, "2 runs of 2,000 requests"));
}

TEST_CASE("predict refuses what it cannot forecast", "[cli][predict]") {
    const Folder folder;
    folder.write("pool.json", constant_service);
    folder.write("order.json", R"({ "main": [{ "log": "a" }] })");
    const auto refusal = [&](const std::string& line) {
        const Outcome outcome = cli(folder, line);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    };
    CHECK(refusal("predict DIR/order.json") ==
          "loopglass: DIR/order.json: has no load, so there is no latency to forecast\n"
          "    loopglass new load writes a scenario with one; loopglass run shows what this one "
          "does\n");
    CHECK(has(refusal("predict DIR/pool.json --warmup 1m"), "leaves nothing of a run of 2.5 s"));
    CHECK(has(refusal("predict DIR/pool.json --scheduler both"),
              "unlimited cores need no scheduler"));
    CHECK(
        refusal("run DIR/pool.json --scheduler ps") ==
        "loopglass: DIR/pool.json: unlimited cores need no scheduler\n    --cores N limits them\n");
    CHECK(has(refusal("run DIR/pool.json --scheduler both"), "both is for \"loopglass predict\""));
    CHECK(has(refusal("predict DIR/pool.json --threadpool 0"), "from 1 to 1024"));
    CHECK(has(refusal("predict DIR/pool.json --threadpool 2000"), "from 1 to 1024"));
    CHECK(has(refusal("predict DIR/pool.json --precision 0"), "a share such as 2%"));
    CHECK(has(refusal("predict DIR/pool.json --replications 0"), "from 1 to 100000"));
    folder.write(
        "over.json",
        R"({ "load": { "arrivals": { "poisson": "9/s" }, "for": "0s", "handler": [{ "respond": 200 }] } })");
    CHECK(refusal("predict DIR/over.json") ==
          "loopglass: DIR/over.json: the load is over before a request comes\n");
}
