#include <string>

#include "sim/scenario/change.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/cli/service.hpp"
#include "ui/cli/table.hpp"
#include "ui/cli/target.hpp"

using cli_test::cli;
using cli_test::fast;
using cli_test::Folder;
using cli_test::has;
using cli_test::Outcome;
using cli_test::service;

TEST_CASE("size finds what Erlang says", "[cli][size]") {
    const Folder folder;
    folder.write("pool.json", service);
    // Two servers' worth of load and exponential work of 10 ms: M/M/3 has a mean of 14.4 ms, M/M/4 of 10.9 ms.
    const Outcome pool = cli(
        folder, "size DIR/pool.json --target mean<13ms --find threadpool --requests 3000" + fast);
    CHECK(pool.code == 0);
    CHECK(has(pool.out, "threadpool: at least 4 threads (now 4)"));
    // Of 1,024 threads two are busy, and of 2,048 there would be fewer.
    const Outcome none =
        cli(folder, "size DIR/pool.json --target utilisation.pool<0.0001 --find threadpool" + fast);
    CHECK(none.code == 1);
    CHECK(has(none.out, "threadpool: none meets it"));
    CHECK(has(none.out, "nearest: 1,024 threads with utilisation.pool 0.00"));
    const Outcome busy = cli(
        folder, "size DIR/pool.json --target utilisation<0.7 --find rate --requests 3000" + fast);
    // Four servers of 100 a second, 70 % of them.
    CHECK(has(busy.out, "rate: at most 2"));
}

TEST_CASE("size of a scenario with unlimited cores says so", "[cli][size]") {
    const Folder folder;
    folder.write("main.json", R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "load": { "arrivals": { "poisson": "100/s" }, "requests": 200,
                  "handler": [{ "cpu": "1ms" }, { "respond": 200 }] } })");
    const std::string command = "size DIR/main.json --find cores --target p99<1s" + fast;
    const Outcome outcome = cli(folder, command);
    CAPTURE(outcome.out, outcome.err);
    CHECK(has(outcome.out, "(now unlimited)"));
    CHECK(has(cli(folder, command + " --json").out, R"("now": "unlimited")"));
}

TEST_CASE("size names what no size can bring a latency below", "[cli][size]") {
    const Folder folder;
    folder.write("pool.json", service);
    // p99 of exponential work of 10 ms is 10 ms * ln 100 = 46.05 ms, whatever is free.
    const Outcome outcome = cli(folder, "size DIR/pool.json --target p99<45ms" + fast);
    CHECK(outcome.code == 1);
    CHECK(has(outcome.out,
              "p99<45ms: out of reach\n"
              "  a request of job that has everything to itself has a p99 of 4"));
    CHECK(has(outcome.out,
              " ms already, mostly pool work:\n"
              "  less or faster work helps, no number of threads, cores or replicas and no smaller "
              "load does\n"));
    const Outcome json = cli(folder, "size DIR/pool.json --target p99<45ms --json" + fast);
    const std::size_t at = json.out.find("\"least\": ") + 9;
    CHECK(std::abs(std::stod(json.out.substr(at)) - 46.05e6) < 1e6);
    CHECK(has(json.out, "\"answer\": null"));
    CHECK_FALSE(
        has(cli(folder, "size DIR/pool.json --target p99<48ms --find threadpool" + fast).out,
            "out of reach"));
}

TEST_CASE("size gives up where more or less of it changes nothing", "[cli][size]") {
    const Folder folder;
    folder.write("pool.json", service);
    // No load is so small that ten milliseconds of work never take more than one.
    const Outcome slow = cli(folder, "size DIR/pool.json --target max<1ms --find rate" + fast);
    CHECK(slow.code == 1);
    CHECK(slow.err.empty());
    CHECK(has(slow.out, "rate: none meets it"));
    // Sixteen threads on one core, and twice the work that it can do.
    const Outcome stuck =
        cli(folder, "size DIR/pool.json --target p99<60ms --find threadpool --cores 1" + fast);
    CHECK(stuck.code == 1);
    CHECK(has(stuck.out, "threadpool: none meets it (now 4); all are unstable\n"));
    // More than the scenario's load is wanted, and four threads do 400 a second.
    const Outcome more = cli(
        folder, "size DIR/pool.json --target throughput>300/s --find rate --requests 3000" + fast);
    CHECK(more.code == 0);
    CHECK(has(more.out, "rate: at least 30"));
    const Outcome most = cli(
        folder, "size DIR/pool.json --target throughput>500/s --find rate --requests 3000" + fast);
    CHECK(most.code == 1);
    // A single request meets nobody, whenever it comes; and one that is not answered is never done.
    folder.write(
        "one.json",
        R"({ "load": { "arrivals": { "poisson": "10/s" }, "requests": 1, "handler": [{ "respond": 200 }] } })");
    CHECK(has(cli(folder, "size DIR/one.json --target p99<1s --find rate" + fast).out,
              "rate: no limit up to "));
    folder.write(
        "mute.json",
        R"({ "load": { "arrivals": { "poisson": "10/s" }, "requests": 9, "handler": [] } })");
    CHECK(has(cli(folder, "size DIR/mute.json --target p99<1s --find cores" + fast).out,
              "  no request is done with any number of cores\n"));
}

TEST_CASE("requests without an answer count as the slowest", "[cli][size]") {
    const Folder folder;
    // The pool does the work of those that gave up, so that it is an M/M/4 of which 1 % take longer than 100 ms at 350.1
    // requests a second; how much longer is not known.
    folder.write("given-up.json",
                 R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "work": { "job": { "time": { "exponential": "10ms" } } },
        "load": { "arrivals": { "poisson": "300/s" }, "timeout": "100ms", "requests": 10000,
                  "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    const Outcome most =
        cli(folder, "size DIR/given-up.json --target p99<150ms --find rate --json" + fast);
    const auto at = most.out.find("\"answer\": ");
    REQUIRE(at != std::string::npos);
    CHECK(std::stod(most.out.substr(at + 10)) == Approx(350.1).epsilon(0.03));
    // Three threads have exactly as much work as they can do: most requests give up, while four let 0.03 % do so.
    const Outcome fine =
        cli(folder,
            "size DIR/given-up.json --target p99<150ms --find threadpool --requests 3000" + fast);
    CHECK(has(fine.out, "threadpool: at least 4 threads (now 4): p99 6"));
    CHECK(has(fine.out, " % time out\n"));
}

TEST_CASE("throughput needs a load, and no pool makes requests", "[cli][size]") {
    const Folder folder;
    folder.write("pool.json", service);
    const Outcome few =
        cli(folder,
            "size DIR/pool.json --target throughput>300/s --find threadpool --find cores" + fast);
    CHECK(few.code == 1);
    CHECK(few.out ==
          "threadpool: none meets it (now 4); 200/s are offered: no number of threads can answer "
          "300/s\n"
          "cores: none meets it (now unlimited); 200/s are offered: no number of cores can answer "
          "300/s\n");
    // Four threads of 100 a second are 90 % busy at 360.
    const Outcome both = cli(folder,
                             "size DIR/pool.json --target throughput>300/s --target "
                             "utilisation<0.9 --find rate --requests 20000 --json" +
                                 fast);
    const auto number = [&](const std::string& name) {
        const auto at = both.out.find("\"" + name + "\": ");
        return at == std::string::npos ? 0 : std::stod(both.out.substr(at + name.size() + 4));
    };
    CHECK(number("answer") == Approx(360).epsilon(0.02));
    CHECK(number("least") == Approx(302).epsilon(0.01));
    // One server of 100 ms and users who think for 900 ms, both exponential: ten get 8.32 answers a second, nine 7.76.
    folder.write("repair.json",
                 R"({ "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
        "work": { "job": { "time": { "exponential": "100ms" } } },
        "load": { "arrivals": { "users": 3, "think": { "exponential": "900ms" } }, "requests": 20000,
                  "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    CHECK(has(cli(folder, "size DIR/repair.json --target throughput>8/s --find users" + fast).out,
              "users: at least 10 users (now 3): throughput 8."));
    const Outcome beyond =
        cli(folder,
            "size DIR/repair.json --target throughput>12/s --find users --requests 3000" + fast);
    CHECK(beyond.code == 1);
    CHECK(has(beyond.out, "users: none meets it (now 3); nearest: "));
}

TEST_CASE("size names the quantity that is aimed at, and what no thread touches", "[cli][size]") {
    const Folder folder;
    // A station that works 8 of 10 ms, whatever the pool does beside it.
    folder.write("store.json",
                 R"({ "runtime": { "costs": "none", "cores": "unlimited" },
        "stations": { "db": { "servers": 1, "time": "8ms" } }, "work": { "job": { "time": "1ms" } },
        "load": { "arrivals": { "constant": "100/s" }, "requests": 3000,
                  "handler": [{ "await": { "work": "job" } },
                              { "await": { "station": "db" } },
                              { "respond": 200 }] } })");
    CHECK(has(
        cli(folder, "size DIR/store.json --target utilisation.db<0.5 --find threadpool" + fast).out,
        "  more than 1 thread does not help: utilisation.db is 0.80"));
    CHECK(has(
        cli(folder, "size DIR/store.json --target utilisation<70% --find threadpool" + fast).out,
        " then, that of station db\n"));
    folder.write("idle.json",
                 R"({ "runtime": { "costs": "none" },
        "load": { "arrivals": { "constant": "100/s" }, "requests": 3000,
                  "handler": [{ "cpu": "5ms" }, { "respond": 200 }] } })");
    const Outcome unused =
        cli(folder, "size DIR/idle.json --target p99<6ms --find threadpool" + fast);
    CHECK(unused.code == 0);
    CHECK(has(unused.out, "threadpool: not used (now 4): p99 5.00 ms"));
    CHECK(has(unused.out, " with any number of threads\n"));
    CHECK(
        has(cli(folder, "size DIR/idle.json --target utilisation<0.2 --find threadpool" + fast).out,
            " with any number of threads, which does not meet it\n"));
}

TEST_CASE("size says where an interval leaves the answer open", "[cli][size]") {
    const Folder folder;
    // p99 of an M/M/2 at 180 of 200 a second is 233.4 ms: a few short runs cannot tell on which side of 233 ms that is.
    const auto changed =
        sim::change_scenario(service, "x.json", "load.arrivals.poisson", R"("180/s")");
    REQUIRE(changed);
    folder.write("pool.json", *changed);
    const Outcome two = cli(folder,
                            "size DIR/pool.json --target p99<233ms --find threadpool --requests "
                            "3000 --replications 8 --threads 2");
    CHECK((has(two.out, "  not sure, as an interval crosses its bound: 3 threads would be\n") ||
           has(two.out, "  2 threads may do as well: p99 ")));
}

TEST_CASE("of two targets for one quantity the stricter one counts", "[cli][size]") {
    const auto kept = [](std::initializer_list<const char*> texts) {
        std::vector<ui::Target> targets;
        for (const char* text : texts) ui::add_target(targets, *ui::parse_target(text));
        std::string all;
        for (const ui::Target& target : targets) all.append(target.text).append(" ");
        return all;
    };
    CHECK(kept({"p99<200ms", "p99<100ms", "p99<=300ms"}) == "p99<100ms ");
    CHECK(kept({"p99<=100ms", "p99<100ms"}) == "p99<100ms ");
    CHECK(kept({"throughput>40/s", "throughput>50/s"}) == "throughput>50/s ");
    CHECK(kept({"a.p99<200ms", "p99<100ms"}) == "a.p99<200ms p99<100ms ");
}

TEST_CASE("large numbers have all their digits", "[cli][size]") {
    CHECK(ui::format_number(0.12346) == "0.1235");
    CHECK(ui::format_number(320) == "320");
    CHECK(ui::format_number(9999.7) == "10,000");
    CHECK(ui::format_number(11'983) == "11,980");
    CHECK(ui::format_number(1'000'000) == "1,000,000");
}

TEST_CASE("a target is a metric, a bound and a direction", "[cli][size]") {
    const auto message = [](const std::string& text) {
        const auto target = ui::parse_target(text);
        return target ? std::string{} : target.diagnostics().front().message;
    };
    CHECK(message("p99<200ms").empty());
    CHECK(message("errors < 0.1%").empty());
    CHECK(message("utilisation.pool<=0.7").empty());
    CHECK(message("utilization.pool<=0.7").empty());
    CHECK(message("p99") == "\"p99\" is no target");
    CHECK(message("p98<1s") == "\"p98\" is nothing to aim at");
    CHECK(message("p99>1s") == "a target for p99 is an upper bound");
    CHECK(message("p99<0ms") == "\"0ms\" is no bound for p99");
    CHECK(message("p99<fast") == "\"fast\" is no bound for p99");
    CHECK(message("errors<200%") == "\"200%\" is no bound for errors");
    const auto of = [](const std::string& text) {
        const auto target = ui::parse_target(text);
        return target ? target->load + "|" + target->metric : std::string{};
    };
    CHECK(of("p99.9<1s") == "|p99.9");
    CHECK(of("login.p99.9<1s") == "login|p99.9");
    CHECK(of("v1.login.mean<1s") == "v1.login|mean");
    CHECK(of("utilisation.db<0.5") == "|utilisation.db");
    CHECK(of("utilization.db<0.5") == "|utilisation.db");
    CHECK(ui::parse_target("p97<1s").diagnostics().front().hint.find("targets: p50<") !=
          std::string::npos);
}

TEST_CASE("size looks for users, for the rate of several loads, and aims at one of them",
          "[cli][size]") {
    const Folder folder;
    // One server of 100 ms and users who do not think: each waits for all, so that five users take half a second.
    folder.write("users.json",
                 R"({ "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
        "work": { "job": { "time": "100ms" } },
        "load": { "arrivals": { "users": 1 }, "requests": 500,
                  "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    const Outcome users = cli(folder, "size DIR/users.json --target p99<550ms --find users" + fast);
    CHECK(has(users.out, "users: at most 5 users (now 1)"));
    CHECK(users.code == 0);
    CHECK(cli(folder, "size DIR/users.json --target p99<50ms --find users" + fast).code == 1);
    CHECK(has(cli(folder, "size DIR/users.json --target p99<1s --find rate" + fast).err,
              "--find users looks for their number"));
    // Jobs of 10 ms at nine tenths of the rate on one thread: below 70 % busy it takes less than 77.8 requests a second in all.
    folder.write("two.json",
                 R"({ "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
        "work": { "job": { "time": "10ms" } },
        "load": [{ "name": "job", "arrivals": { "poisson": "9/s" }, "requests": 1800,
                   "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] },
                 { "name": "ping", "arrivals": { "constant": "1/s" }, "requests": 200, "handler": [{ "respond": 200 }] }] })");
    const Outcome two =
        cli(folder, "size DIR/two.json --target utilisation<0.7 --find rate --json" + fast);
    const auto at = two.out.find("\"answer\"");
    REQUIRE(at != std::string::npos);
    CHECK(std::stod(two.out.substr(at + 9)) == Approx(77.8).epsilon(0.04));
    CHECK(has(cli(folder, "size DIR/two.json --target ping.p99<5ms --find threadpool" + fast).out,
              "threadpool: at least 1 thread (now 1): ping.p99 0 ns"));
    CHECK(has(cli(folder, "size DIR/two.json --target pink.p99<5ms" + fast).err,
              "there is no load \"pink\" to aim at"));
    CHECK(has(cli(folder, "size DIR/two.json --target utilisation.db<0.5" + fast).err,
              "known: pool, loop"));
}
