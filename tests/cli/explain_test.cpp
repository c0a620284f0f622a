#include <string>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/script_run.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

const std::string race = R"({ "main": [
    { "setTimeout": 0, "do": [{ "log": "timer" }] },
    { "setImmediate": [{ "log": "immediate" }] },
    { "nextTick": [{ "log": "tick" }] },
    { "cpu": "5ms" } ] })";

}  // namespace

TEST_CASE("explain shows each line with its reason, and one line alone if asked", "[cli]") {
    const Folder folder;
    folder.write("a.json", race);
    const Outcome all = cli(folder, "explain DIR/a.json");
    CHECK(all.code == 0);
    CHECK(all.out.starts_with("1  tick\n     nextTick (line 4), queued by the main script: "));
    CHECK(all.out.find("\n2  timer\n") != std::string::npos);
    const Outcome one = cli(folder, "explain DIR/a.json --line 3");
    CHECK(one.out.starts_with("3  immediate\n"));
    CHECK(cli(folder, "explain DIR/a.json --line 4").err ==
          "loopglass: --line 4: the output has 3 lines\n");
    CHECK(cli(folder, "explain DIR/a.json --line 0").code == 2);
}

TEST_CASE("explain in JSON names task, place, rule and findings", "[cli]") {
    const Folder folder;
    folder.write("a.json", race);
    const nlohmann::json json = nlohmann::json::parse(cli(folder, "explain DIR/a.json --json").out);
    REQUIRE(json["lines"].size() == 3);
    const nlohmann::json& tick = json["lines"][0];
    CHECK(tick["text"] == "tick");
    CHECK(tick["reason"] == "tick after script");
    CHECK(tick["rule"] == "R3.1");
    CHECK(tick["sourceLine"] == 4);
    CHECK(tick["cause"] == 0);
    CHECK(tick["overtook"].size() == 1);
    CHECK(json["findings"].is_array());
}

TEST_CASE("a native trace explains itself as its run does", "[cli]") {
    const Folder folder;
    folder.write("a.json", race);
    REQUIRE(cli(folder, "export DIR/a.json --format native -o DIR/run.json").code == 0);
    CHECK(cli(folder, "explain DIR/run.json").out == cli(folder, "explain DIR/a.json").out);
    CHECK(cli(folder, "explain DIR/run.json --compare node=18,24").code == 2);
}

TEST_CASE("explain compares two runs and names the rule on either side", "[cli]") {
    const Folder folder;
    folder.write("m.json", R"({ "main": [{ "nextTick": [{ "log": "tick" }] },
        { "then": "resolved", "do": [{ "log": "promise" }] } ] })");
    const Outcome outcome = cli(folder, "explain DIR/m.json --compare module=cjs,esm");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.starts_with("module cjs and module esm part at line 1\n"));
    CHECK(outcome.out.find("(R3.1)") != std::string::npos);
    CHECK(outcome.out.find("(R3.2)") != std::string::npos);
    CHECK(cli(folder, "explain DIR/m.json --compare node=18,24").out ==
          "node 18 and node 24 print the same 2 lines\n");
    CHECK(cli(folder, "explain DIR/m.json --compare nod=1,2").err ==
          "loopglass: option --compare: found \"nod=1,2\", expected two values such as node=18,24; "
          "it compares node, module, threadpool, cores, seed\n    did you mean \"node\"?\n");
    CHECK(cli(folder, "explain DIR/m.json --compare node=18,99").code == 2);
}

TEST_CASE("a signal that a program sends itself is caused by its call", "[cli][explain]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(process.once('SIGUSR2', () => console.log('signal'));
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => {}, 30);
)");
    const Outcome outcome = cli(folder, "explain DIR/a.js");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("caused by process.kill (line 2)") != std::string::npos);
}
