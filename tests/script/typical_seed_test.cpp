// Without --seed a program runs as it does under most seeds.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/script/script.hpp"
#include "ui/host/script_server.hpp"

using script_test::has_host;
using script_test::Script;

namespace {

/// A timer of 2 ms and an immediate, of which the timer comes first where what is left of them is over before the loop first looks.
Script race(int us) {
    return Script{
        fmt::format("const end = process.hrtime.bigint() + {}000n;\n"
                    "setTimeout(() => console.log('timeout'), 2);\n"
                    "while (process.hrtime.bigint() < end);\n"
                    "setImmediate(() => console.log('immediate'));\n",
                    us)};
}

std::string printed(const Script& script, std::uint64_t seed) {
    return script.run({"--seed", std::to_string(seed)}).out;
}

}  // namespace

TEST_CASE("without a seed a program prints what it prints under most seeds", "[node][script]") {
    if (!has_host()) return;
    int clear_races = 0;
    bool is_ever_another = false;
    for (const int us : {700, 1100, 1700}) {
        const Script script = race(us);
        std::map<std::string, int> runs;
        for (std::uint64_t seed = 1; seed <= 15; ++seed) ++runs[printed(script, seed)];
        const std::string usual = script.run().out;
        const auto most =
            std::ranges::max_element(runs, {}, [](const auto& outcome) { return outcome.second; });
        INFO(us << " us: " << usual);
        is_ever_another = is_ever_another || printed(script, 1) != usual;
        if (most->second < 11) continue;  // of one that is nearly even either outcome is typical
        ++clear_races;
        CHECK(usual == most->first);
    }
    CHECK(clear_races > 0);
    CHECK(is_ever_another);
}

TEST_CASE("what a program shows of itself is of the run with the typical seed", "[node][script]") {
    if (!has_host()) return;
    const Script script = race(1100);
    const std::string usual = script.run().out;
    const std::string json = script.run({"--json"}).out;
    const std::string key = "\"seed\": \"";
    const std::size_t at = json.find(key);
    REQUIRE(at != std::string::npos);
    CHECK(printed(script, std::stoull(json.substr(at + key.size()))) == usual);
    const bool is_timer_first = usual.starts_with("timeout");
    CHECK(
        script.run({}, "explain").out.starts_with(is_timer_first ? "1  timeout" : "1  immediate"));
}

TEST_CASE(
    "a program whose runs are all unlike, one without chance and one that has to be stopped run "
    "with seed 1",
    "[node][script]") {
    if (!has_host()) return;
    const Script script{
        GENERATE(std::string{"setTimeout(() => console.log(performance.now(), Math.random()), 1);"},
                 std::string{"console.log('only this'); process.exitCode = 3;"},
                 std::string{"setTimeout(() => { console.log('before'); for (;;); }, 1);"})};
    const ui::ProcessResult usual = script.run({"--cpu-limit", "300ms"});
    const ui::ProcessResult first = script.run({"--cpu-limit", "300ms", "--seed", "1"});
    CHECK(usual.out == first.out);
    CHECK(usual.code == first.code);
}

TEST_CASE("runs that look for a typical seed leave the program its input", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "setTimeout(() => console.log('timeout'), 2);\n"
        "process.stdin.on('data', (data) => console.log(`got ${data}`));\n"};
    ui::ProcessRequest request;
    request.arguments = {
        "sh", "-c",
        fmt::format("echo hello | '{}' run '{}'", program_path(), script.folder.path(script.name))};
    CHECK(ui::run_process(request).out.find("got hello") != std::string::npos);
}

TEST_CASE("runs of a server by their seeds print what runs alone do", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs'), { pipeline, Readable, PassThrough } = require('stream');\n"
        "console.log('main', process.pid > 0, Math.random());\n"
        "setTimeout(() => console.log('timeout', performance.now()), 1);\n"
        "setImmediate(() => console.log('immediate', Date.now() > 0));\n"
        "fs.stat(__filename, () => console.log('stat', Math.random()));\n"
        "pipeline(Readable.from(['a', 'b']), new PassThrough(), (error) => console.log(error));\n"};
    const auto host = ui::find_script_host();
    ui::ScriptRun run{.file = script.folder.path(script.name)};
    run.is_silent = true;
    auto server = ui::ScriptServer::start(*host, run, {});
    REQUIRE(server);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        std::string lines;
        for (const std::string& line : server->make_run(nullptr, seed).outcome.lines)
            lines += line + "\n";
        CHECK(lines == printed(script, seed));
    }
}
