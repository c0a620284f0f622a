#include <string>

#include "sim/scenario/change.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/cli/service.hpp"
#include "ui/cli/sweep.hpp"
#include "ui/cli/vary.hpp"

using cli_test::cli;
using cli_test::fast;
using cli_test::Folder;
using cli_test::has;
using cli_test::Outcome;
using cli_test::service;

namespace {

std::string path_of(const std::string& name) {
    const auto field = sim::find_scenario_field(service, "x.json", name);
    return field ? field->path + " = " + field->value : field.diagnostics().front().message;
}

std::vector<std::string> values_of(const std::string& text) {
    const auto vary = ui::parse_vary(text, service, "x.json");
    return vary ? vary->json : std::vector<std::string>{vary.diagnostics().front().message};
}

}  // namespace

TEST_CASE("fields have short names and paths", "[cli][sweep]") {
    CHECK(path_of("threadpool") == "runtime.threadpool = ");
    CHECK(path_of("rate") == R"(load.arrivals.poisson = "200/s")");
    CHECK(path_of("time") == R"(work.job.time.exponential = "10ms")");
    CHECK(path_of("work.job.time") == R"(work.job.time = { "exponential": "10ms" })");
    CHECK(path_of("load.handler.1.respond") == "load.handler.1.respond = 200");
    CHECK(path_of("users") == "\"users\" names no field here");
    CHECK(sim::find_scenario_field(R"({"load":[{},{}]})", "x.json", "rate")
              .diagnostics()
              .front()
              .message == "\"rate\" names several fields here");
    // One object stands for a list of it.
    const std::string named = R"({"load":{"name":"login","arrivals":{"poisson":"5/s"}}})";
    CHECK(sim::find_scenario_field(named, "x.json", "load.login.arrivals.poisson")->value ==
          R"("5/s")");
    CHECK(*sim::change_scenario(named, "x.json", "load.login.arrivals.poisson", R"("9/s")") ==
          R"({"load":{"name":"login","arrivals":{"poisson":"9/s"}}})");
    CHECK(path_of("speed") == "there is no field \"speed\"");
    CHECK(path_of("work.jbo.time") == "there is no \"jbo\" on the way to \"work.jbo.time\"");
}

TEST_CASE("a changed field leaves everything else in its place", "[cli][sweep]") {
    const auto changed =
        sim::change_scenario(service, "x.json", "load.arrivals.poisson", R"("90/s")");
    REQUIRE(changed);
    std::string expected = service;
    expected.replace(expected.find("200/s"), 5, "90/s");
    CHECK(*changed == expected);
    const auto added = sim::change_scenario(service, "x.json", "runtime.threadpool", "8");
    REQUIRE(added);
    CHECK(has(*added, R"("runtime": {"threadpool": 8,  "costs")"));
}

TEST_CASE("values are ranges and lists, with the unit of the field", "[cli][sweep]") {
    using List = std::vector<std::string>;
    CHECK(values_of("threadpool=1..4") == List{"1", "2", "3", "4"});
    CHECK(values_of("rate=10..30:10") == List{R"("10/s")", R"("20/s")", R"("30/s")"});
    CHECK(values_of("time=5ms,1s") == List{R"("5ms")", R"("1s")"});
    CHECK(values_of("time=10ms..25ms:10ms") == List{R"("10ms")", R"("20ms")"});
    CHECK(values_of("scheduler=linux,ps") == List{R"("linux")", R"("ps")"});
    CHECK(values_of("threadpool=4..1") == List{"\"4..1\" runs backwards"});
    CHECK(values_of("threadpool=1..9:0") == List{"the step of \"1..9:0\" is not above zero"});
    CHECK(values_of("threadpool=1..99999") ==
          List{"\"1..99999\" has 99999 values, at most 1000 are taken"});
    CHECK(values_of("time=1ms..2s") == List{"\"1ms..2s\" mixes units"});
    CHECK(values_of("threadpool=1,,2") == List{"a value of the list is empty"});
    CHECK(values_of("threadpool=2,2") == List{"\"2\" stands twice in the list"});
    CHECK(values_of("threadpool") == List{"--vary needs FIELD=VALUES, found \"threadpool\""});
}

TEST_CASE("shards joined are the very bytes of one sweep", "[cli][sweep]") {
    const Folder folder;
    folder.write("pool.json", service);
    const std::string sweep =
        "sweep DIR/pool.json --vary threadpool=2..4 --vary rate=100,200" + fast;
    CHECK(cli(folder, sweep + " -o DIR/all.json").code == 0);
    CHECK(cli(folder, sweep + " --shard 1/2 -o DIR/a.json").code == 0);
    CHECK(cli(folder, sweep + " --shard 2/2 -o DIR/b.json").code == 0);
    CHECK(cli(folder, "merge DIR/b.json DIR/a.json -o DIR/joined.json").code == 0);
    CHECK(folder.read("joined.json") == folder.read("all.json"));
    // Without one of them it says what is missing.
    const Outcome half = cli(folder, "merge DIR/a.json");
    CHECK(half.code == 1);
    CHECK(has(half.err, "3 of 6 cells are missing"));
    CHECK(has(half.out, "p99: threadpool \\ rate"));
    // Two threads at 200 a second are full.
    CHECK(has(cli(folder, "merge DIR/all.json --csv").out, "2,200/s,"));
    CHECK(cli(folder, sweep.substr(0, sweep.size() - 1) + "1 -o DIR/c.json").code == 0);
    CHECK(folder.read("c.json") == folder.read("all.json"));
}

TEST_CASE("a sweep that was interrupted goes on", "[cli][sweep]") {
    const Folder folder;
    folder.write("pool.json", service);
    const std::string sweep = "sweep DIR/pool.json --vary threadpool=3..6" + fast;
    const Outcome whole = cli(folder, sweep + " -o DIR/all.json");
    CHECK(whole.code == 0);
    CHECK(whole.out ==
          "DIR/all.json is written; next: loopglass export DIR/all.json -o sweep.svg\n");
    const std::atomic<bool> interrupted = true;
    const Outcome stopped = cli(folder, sweep + " -o DIR/part.json", {}, &interrupted);
    CHECK(stopped.code == 130);
    CHECK(has(stopped.err, "0 of 4 cells are done\n    --resume computes the others"));
    CHECK(cli(folder, sweep + " --shard 1/3 -o DIR/part.json").code == 0);
    CHECK(cli(folder, sweep + " --resume -o DIR/part.json").code == 0);
    CHECK(folder.read("part.json") == folder.read("all.json"));
    const Outcome other =
        cli(folder, "sweep DIR/pool.json --vary threadpool=3..5 --resume -o DIR/part.json");
    CHECK(other.code == 2);
    CHECK(has(other.err, "is of another sweep"));
}

TEST_CASE("a sweep refuses nonsense before it computes", "[cli][sweep]") {
    const Folder folder;
    folder.write("pool.json", service);
    folder.write("text.json", "{}");
    const auto refusal = [&](const std::string& line) {
        const Outcome outcome = cli(folder, line);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    };
    const std::string sweep = "sweep DIR/pool.json ";
    CHECK(has(refusal(sweep), "sweep needs --vary FIELD=VALUES"));
    CHECK(has(refusal(sweep + "--vary threadpool=0..4"),
              "a pool of 0 threads does not exist: libuv has 1 to 1024"));
    CHECK(has(refusal(sweep + "--vary threadpool=2000"), "a pool of 2000 threads does not exist"));
    CHECK(has(refusal(sweep + "--vary rate=0,10"),
              "pool.json: --vary load.arrivals.poisson=0/s: \"0/s\" is no rate at all"));
    CHECK(has(refusal(sweep + "--vary work.job.tme=1,2"),
              "pool.json: --vary work.job.tme=1: unknown key \"tme\" in \"work\"\n"));
    CHECK(has(refusal(sweep + "--vary threads=1,2"), "did you mean \"threadpool\"? known: "));
    CHECK(has(refusal(sweep + "--vary threadpool=1,2 --csv --json"),
              "--json and --csv exclude each other"));
    CHECK(has(refusal(sweep + "--vary threadpool=1,2 --json -o DIR/x.csv"),
              "x.csv: is not the name of what --json writes"));
    CHECK(refusal(sweep + "--vary threadpool=1 -o /proc/x.json") ==
          "loopglass: /proc/x.json: cannot be written: no such file or directory\n");
    CHECK(has(refusal(sweep + "--vary time=-5ms"), ": \"-5ms\" is negative"));
    CHECK(has(refusal(sweep + "--vary threadpool=1,2 --threadpool 4"),
              "--threadpool replaces what --vary threadpool changes"));
    CHECK(has(refusal(sweep + "--vary load.requests=10,20 --requests 30"),
              "--requests replaces what --vary load.requests changes"));
    CHECK(has(refusal(sweep + "--vary rate=10 --vary load.arrivals.poisson=20"), "twice"));
    CHECK(has(refusal(sweep + "--vary threadpool=1 --resume"), "--resume needs -o OUT.json"));
    CHECK(has(refusal(sweep + "--vary threadpool=1 --shard 3/2"), "expects i/n"));
    CHECK(has(refusal(sweep + "--vary threadpool=1 -o DIR/x.svg"),
              "x.svg: a sweep is written as .json or .csv"));
    CHECK(has(refusal("merge DIR/text.json -o DIR/x"), "x: a sweep is written as .json or .csv"));
    CHECK(has(refusal("merge DIR/text.json"), "is no result of a sweep"));
}
