// JavaScript on the engine, run as a user does. What is expected is what Node documents or what all its versions print.
#include <algorithm>
#include <filesystem>

#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/script/script.hpp"

using script_test::has_host;
using script_test::Script;

namespace {

std::string printed(const std::string& text, const std::string& name = "a.js") {
    return Script{text, name}.run().out;
}

/// By a copy of loopglass in `folder`, which is made.
ui::ProcessResult run_by_copy(const std::filesystem::path& folder, const Script& script) {
    std::filesystem::create_directory(folder);
    const std::filesystem::path program = program_path();
    for (const auto& entry : std::filesystem::directory_iterator{program.parent_path()}) {
        const bool is_needed = entry.path() == program || entry.path().extension() == ".node";
        if (is_needed && entry.is_regular_file())
            std::filesystem::copy(entry.path(), folder / entry.path().filename());
    }
    return ui::run_process(
        {.arguments = {folder / program.filename(), "run", script.folder.path(script.name)}});
}

}  // namespace

TEST_CASE("a script runs its ticks, microtasks, immediates and timers in Node's order",
          "[node][script]") {
    if (!has_host()) return;
    const std::string program =
        "setTimeout(() => console.log('timer'), 0);\n"
        "setImmediate(() => console.log('immediate'));\n"
        "Promise.resolve().then(() => console.log('micro'));\n"
        "process.nextTick(() => console.log('tick'));\n"
        "const start = Date.now(); while (Date.now() - start < 5);\n"
        "console.log('main');\n";
    // The timer is due when the loop starts, since main took 5 ms. An ES module drains microtasks before ticks; up to
    // Node 20 its source comes through the pool, so that it runs in poll and check comes next.
    CHECK(printed(program) == "main\ntick\nmicro\ntimer\nimmediate\n");
    const std::string module_order = printed(program, "a.mjs");
    CHECK(module_order.starts_with("main\nmicro\ntick\n"));
    const bool is_in_poll = std::stoi(ui::find_script_host()->major) <= 20;
    CHECK(module_order.ends_with(is_in_poll ? "immediate\ntimer\n" : "timer\nimmediate\n"));
}

TEST_CASE("a script takes the same time from wherever it is started", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "setTimeout(() => console.log('timer')); require('fs').readFileSync(__filename);"};
    script.folder.write("below/note.txt", "");
    const auto told = [&](const std::string& folder) {
        return ui::run_process(
                   {.arguments = {program_path(), "run", script.folder.path("a.js"), "--json"},
                    .folder = folder})
            .out;
    };
    const std::string usual = told("/");
    CHECK(usual.find("timer") != std::string::npos);
    CHECK(told(script.folder.path()) == usual);
    CHECK(told(script.folder.path("below")) == usual);
}

// Real Node loads nothing before the program, so that nothing of the program's folders is known to it.
TEST_CASE("a script takes the same time wherever loopglass lies", "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log(process.hrtime.bigint());\n"};
    const ui::ProcessResult result = run_by_copy(script.folder.path("bin"), script);
    CHECK(result.err.empty());
    CHECK(result.out == script.run().out);
}

TEST_CASE("loopglass itself is nothing that a script beside it was refused", "[node][script]") {
    if (!has_host()) return;
    const Script script{"throw new Error('mine')", "programs/a.js"};
    const ui::ProcessResult result = run_by_copy(script.folder.path("bin"), script);
    CHECK(result.code == 1);
    CHECK(result.err.find("Error: mine") != std::string::npos);
    CHECK(result.err.find("--root") == std::string::npos);
}

TEST_CASE("what a script needs is given to it by all commands that run it", "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log(process.env.GREETING); console.log(1)"};
    const std::vector<std::string> given{"--env", "GREETING=hello", "--results", "fake"};
    for (const std::string command : {"run", "explain", "explore", "quiz"}) {
        CAPTURE(command);
        std::vector<std::string> options = given;
        if (command == "quiz") options.emplace_back("--json");
        CHECK(script.run(options, command).out.find("hello") != std::string::npos);
    }
    std::vector<std::string> options = given;
    for (const std::string& word : {std::string{"-o"}, script.folder.path("out.txt")})
        options.push_back(word);
    CHECK(script.run(options, "export").code == 0);
    CHECK(script.folder.read("out.txt").find("stdout: hello") != std::string::npos);
}

// No program to be held against real Node: there a copy that fails takes the system's own device away.
TEST_CASE("nothing is copied onto a device", "[node][script]") {
    if (!has_host()) return;
    CHECK(
        printed(
            "const fs = require('fs');\n"
            "try { fs.copyFileSync(__filename, '/dev/null'); } catch (e) { console.log(e.code); }\n"
            "fs.copyFileSync('/dev/zero', 'empty');\n"
            "console.log(fs.statSync('empty').size);\n") == "EINVAL\n0\n");
}

TEST_CASE("a script's clocks are virtual: an hour of timers passes at once", "[node][script]") {
    if (!has_host()) return;
    const std::string out = printed(
        "const { performance } = require('perf_hooks');\n"
        "const [wall, mono, high] = [Date.now(), performance.now(), process.hrtime.bigint()];\n"
        "setTimeout(() => console.log(Math.round((Date.now() - wall) / 1e3), "
        "Math.round((performance.now() - mono) / 1e3), "
        "Math.round(Number(process.hrtime.bigint() - high) / 1e9)), 3600e3);\n");
    CHECK(out == "3600 3600 3600\n");
}

TEST_CASE("a script ends with its own exit code", "[node][script]") {
    if (!has_host()) return;
    CHECK(Script{"process.exitCode = 7"}.run().code == 7);
    CHECK(Script{"setTimeout(() => process.exit(9), 1000)"}.run().code == 9);
    CHECK(Script{"process.exit(300)"}.run().code == (300 & 0xff));
    // All of its output is there, though nobody waits for the process to be taken down.
    const ui::ProcessResult much =
        Script{"process.stdout.write('x'.repeat(300000)); process.exitCode = 3"}.run();
    CHECK(much.code == 3);
    CHECK(much.out.size() == 300'000);
    CHECK(Script{"process.on('beforeExit', () => console.log('before'));"
                 "process.on('exit', (c) => console.log('exit', c));"}
              .run()
              .out == "before\nexit 0\n");
    const ui::ProcessResult thrown = Script{"setTimeout(() => { throw new Error('no') })"}.run();
    CHECK(thrown.code == 1);
    CHECK(thrown.err.find("Error: no") != std::string::npos);
    const ui::ProcessResult waits = Script{"await new Promise(() => {})", "a.mjs"}.run();
    CHECK(waits.code == 13);
}

TEST_CASE("an empty program runs, as in Node, and does nothing", "[node][script]") {
    if (!has_host()) return;
    const Script script{""};
    const auto told = [&](const std::string& command, const std::vector<std::string>& options) {
        const ui::ProcessResult result = script.run(options, command);
        CHECK(result.err.empty());
        CHECK(result.code == 0);
        return result.out;
    };
    CHECK(told("run", {}).empty());
    CHECK(told("explain", {}) == "the program prints nothing\n");
    CHECK(told("check", {}).empty());
    CHECK(told("explore", {}).starts_with("one order: "));
    CHECK(told("export", {"-o", script.folder.path("out.svg")}).empty());
    // No source, and what ran is there.
    const std::string picture = script.folder.read("out.svg");
    CHECK(picture.find(">a.js<") != std::string::npos);
    CHECK(picture.find(">1<") == std::string::npos);
}

TEST_CASE("a program without an ending runs as Node runs it", "[node][script]") {
    if (!has_host()) return;
    const Script script{"#!/usr/bin/env node\nconsole.log(typeof require, __filename);\n", "tool"};
    CHECK(script.run().out == "function " + script.folder.path("tool") + "\n");
}

TEST_CASE("verify gives each run the folder as it is, and leaves nothing there", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "const [beside, here] = [__dirname + '/beside.txt', 'here.txt'];\n"
        "console.log(fs.existsSync(beside), fs.existsSync(here), fs.readdirSync(__dirname));\n"
        "fs.writeFileSync(beside, 'a');\n"
        "fs.appendFileSync(here, 'b');\n"
        "fs.readFile(here, 'utf8', (error, text) => console.log(text, __filename));\n"};
    const ui::ProcessResult result =
        script.run({"--runs", "3", "--with", ui::find_script_host()->binary}, "verify");
    INFO(result.out << result.err);
    CHECK(result.code == 0);
    CHECK(result.out.find("in each of 3 runs, and so does loopglass") != std::string::npos);
    CHECK(result.out.find("b " + script.folder.path("a.js")) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(script.folder.path("beside.txt")));
    CHECK_FALSE(std::filesystem::exists("here.txt"));
    CHECK(result.err.empty());
}

TEST_CASE("verify says that real Node ran in the file's own folder", "[node][script]") {
    if (!has_host()) return;
    Script script{"console.log('a')"};
    std::filesystem::create_directory(script.folder.path("app"));
    std::filesystem::create_directory(script.folder.path("node_modules"));
    std::filesystem::rename(script.folder.path("a.js"), script.folder.path("app/a.js"));
    script.name = "app/a.js";
    const ui::ProcessResult result =
        script.run({"--runs", "1", "--with", ui::find_script_host()->binary}, "verify");
    INFO(result.out << result.err);
    CHECK(result.code == 0);
    CHECK(result.err.find("note: real Node ran in the file's own folder") != std::string::npos);
}

TEST_CASE("a script that goes on for ever ends at --until", "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result =
        Script{"setInterval(() => console.log('again'), 1000)"}.run({"--until", "2500ms"});
    CHECK(result.code == 125);
    CHECK(result.out == "again\nagain\n");
}

TEST_CASE("the same seed gives the same instants", "[node][script]") {
    if (!has_host()) return;
    const Script script{"setTimeout(() => console.log(performance.now(), Math.random()), 5)"};
    const std::string once = script.run().out;
    CHECK(once == script.run().out);
    CHECK(once != script.run({"--seed", "2"}).out);
}

TEST_CASE("a program does not notice that it is traced", "[node][script]") {
    if (!has_host()) return;
    // Whether there are hooks decides in some versions whether resources are made: they take ids, frames and time.
    const Script script{R"(
        const { AsyncLocalStorage, AsyncResource, executionAsyncId } = require('async_hooks');
        const { finished, Readable } = require('stream');
        const tell = (what) => console.log(what, executionAsyncId(), new Error().stack.split('\n').length, performance.now());
        process.on('uncaughtException', (error) => tell(error.message));
        queueMicrotask(() => tell('microtask'));
        queueMicrotask(() => { throw new Error('thrown'); });
        new AsyncLocalStorage().run(1, () => queueMicrotask(() => tell('microtask in a context')));
        const stream = Readable.from(['a', 'b']);
        finished(stream, () => tell('finished'));
        stream.resume();
        setTimeout(() => { queueMicrotask(() => tell('microtask of a timer')); }, 5);
        new EventTarget();
        tell(new AsyncResource('RESOURCE').asyncId());
    )"};
    const std::string untraced = script.run().out;
    CHECK(std::ranges::count(untraced, '\n') == 6);
    CHECK(script.run({"--trace", script.folder.path("a.trace.json")}).out == untraced);
}

TEST_CASE("a program's name may begin as an option does", "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log('here')", "-a.js"};
    for (const char* const command : {"run", "explain"}) {
        const ui::ProcessResult result =
            ui::run_process({.arguments = {program_path(), command, "--", "-a.js"},
                             .folder = script.folder.path()});
        CAPTURE(command, result.err);
        CHECK(result.code == 0);
        CHECK(result.out.find("here") != std::string::npos);
    }
}

TEST_CASE("a program may wait for seconds by the clock", "[node][script]") {
    if (!has_host()) return;
    // With 40 ns a reading it would come to the limit of events after four.
    const Script busy{
        "setTimeout(() => console.log('late'), 100);\n"
        "const start = Date.now(); while (Date.now() - start < 6000);\n"
        "console.log(Date.now() - start);\n"
        "const then = performance.now(); while (performance.now() - then < 10);\n"
        "console.log((performance.now() - then).toFixed(3));\n"};
    const ui::ProcessResult result = busy.run();
    CHECK(result.code == 0);
    CHECK(result.out == "6000\n10.000\nlate\n");
}

// Some six million reads of the clock, of which a trace keeps nothing; it may have five million events.
TEST_CASE("a program that waits for the clock can be traced", "[node][script]") {
    if (!has_host()) return;
    const Script busy{"const end = Date.now() + 600; while (Date.now() < end);"};
    const ui::ProcessResult result = busy.run({"--trace", busy.folder.path("a.trace.json")});
    CHECK(result.code == 0);
    CHECK(result.err.empty());
}

TEST_CASE("an 'error' that nobody hears ends a program, traced or not", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const EventEmitter = require('events');\n"
        "try { new EventEmitter().emit('error', new Error('one')); } catch { "
        "console.log('caught'); }\n"
        "setTimeout(() => { new EventEmitter().emit('error', new Error('two')); console.log('not "
        "reached'); });\n"};
    for (const bool is_traced : {false, true}) {
        std::vector<std::string> options;
        if (is_traced) options = {"--trace", script.folder.path("a.trace.json")};
        const ui::ProcessResult result = script.run(options);
        CHECK(result.out == "caught\n");
        CHECK(result.code == 1);
        CHECK(result.err.find("Error: two\n    at Timeout") != std::string::npos);
    }
}

TEST_CASE("whatever the host has to compile, Node 24 has its timers from the start",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "setTimeout(() => console.log('timeout')); setImmediate(() => console.log('immediate'))"};
    constexpr int seeds = 40;
    int timer_first = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        const ui::ProcessResult result =
            script.run({"--node", "24", "--seed", std::to_string(seed)});
        timer_first += result.out.starts_with("timeout") ? 1 : 0;
    }
    // Real Node 24: 12 of 200; Node 20, which compiles them: 47 and 51 of 200.
    CHECK(timer_first <= seeds / 5);
}

TEST_CASE("of several Nodes the one of the version that is asked for runs a program",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log(process.versions.node.split('.')[0])"};
    for (const std::string version : {"18", "20", "22", "24", "26"}) {
        const auto host = ui::find_script_host(version);
        REQUIRE(host);
        // Without an addon for it the default runs it, under its rules all the same.
        CHECK((host->major == version || host->major == ui::find_script_host()->major));
        CHECK(script.run({"--node", version}).out == host->major + "\n");
    }
    CHECK(script.run().out == ui::find_script_host()->major + "\n");
}

TEST_CASE("whatever a script does, its run ends and says why", "[node][script]") {
    if (!has_host()) return;
    struct Row {
        std::string program;
        std::string reason;
    };
    const Row row = GENERATE(
        Row{"(function f() { Promise.resolve().then(f); })()", "microtasks starve the loop"},
        Row{"(function f() { process.nextTick(f); })()",
            "process.nextTick callbacks starve the loop"},
        Row{"setInterval(() => {}, 1e6)", "of virtual time"},
        Row{"new MessageChannel().port1.on('message', () => {})", "a wait that never ends"},
        Row{"for (const a = [];;) a.push(new Array(1e5).fill(0.5))", "the heap is full"});
    // The limits of events and memory are meant, on slow machines too.
    const ui::ProcessResult result =
        Script{"console.log('before');" + row.program}.run({"--cpu-limit", "60s"});
    INFO(row.program << result.err);
    CHECK(result.code == 125);
    CHECK(result.out == "before\n");
    CHECK(result.err.find(row.reason) != std::string::npos);
}

TEST_CASE("a main script that throws still drains before the loop begins", "[node][script]") {
    if (!has_host()) return;
    CHECK(printed("process.on('uncaughtException', () => console.log('caught'));\n"
                  "process.nextTick(() => console.log('tick'));\n"
                  "setImmediate(() => console.log('immediate'));\n"
                  "throw new Error('main')") == "caught\ntick\nimmediate\n");
}

TEST_CASE("time that a script waits in poll is idle time", "[node][script]") {
    if (!has_host()) return;
    CHECK(printed("const { performance } = require('perf_hooks');\n"
                  "console.log(performance.eventLoopUtilization().utilization);\n"
                  "setTimeout(() => console.log("
                  "performance.eventLoopUtilization().utilization < 0.1), 1000)") == "0\ntrue\n");
}

TEST_CASE("a script that takes too much real time ends with what it printed", "[node][script]") {
    if (!has_host()) return;
    const Script endless{"console.log('before'); for (;;);"};
    const ui::ProcessResult result = endless.run({"--cpu-limit", "100ms"});
    CHECK(result.out == "before\n");
    CHECK(result.code == 125);
    CHECK(result.err.find("100 ms of real CPU time (--cpu-limit allows more): a callback does not "
                          "return") != std::string::npos);
}

TEST_CASE("an error of the virtual file system shows Node's own place of the throw",
          "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result = Script{"require('fs').readFileSync('nothing')"}.run();
    // node:fs itself, or in Node 18 what it hands its errors to.
    CHECK(result.err.starts_with("node:"));
    CHECK(result.err.find("    at Object.readFileSync (node:fs:") != std::string::npos);
    CHECK(result.err.find("loopglass/") == std::string::npos);
}

TEST_CASE("a script is called node, as if somebody had typed that", "[node][script]") {
    if (!has_host()) return;
    CHECK(printed("console.log(process.title, process.argv0)") == "node node\n");
}

TEST_CASE("words behind -- are the script's, whatever they look like", "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log(process.argv.slice(2).join(' '))"};
    CHECK(script.run({"a", "--node", "22", "--", "--seed", "-h", "--"}).out == "a --seed -h --\n");
    CHECK(script.run({"--", "--help"}).out == "--help\n");
    for (const std::string command : {"explain", "explore", "verify", "quiz"}) {
        const ui::ProcessResult result =
            Script{"for (const word of process.argv.slice(2)) console.log(word)"}.run(
                {"one", "--seed", "1", "--", "--two"}, command);
        CAPTURE(command, result.err);
        CHECK(result.out.find("--two") != std::string::npos);
    }
}

TEST_CASE("hashes may be made up, in the time that real ones take", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const { pbkdf2 } = require('crypto');\n"
        "pbkdf2('a', 'b', 50000, 8, 'sha512', (error, key) => console.log(key.length, key, "
        "performance.now()));\n"};
    const ui::ProcessResult real = script.run();
    const ui::ProcessResult fake = script.run({"--results", "fake"});
    CHECK(real.err.empty());
    CHECK(fake.err ==
          "loopglass: hashes and keys are made up (--results fake)\n"
          "    what the program computes from them is, too\n");
    const auto without_key = [](const std::string& line) {
        return line.substr(0, line.find('<')) + line.substr(line.find('>'));
    };
    CHECK(real.out != fake.out);
    CHECK(without_key(real.out) == without_key(fake.out));
    CHECK(script.run({"--results", "fake"}).out == fake.out);
}

// A loop of 2e8 steps takes 150 to 600 ms on real Nodes, and nothing in virtual time.
TEST_CASE("made-up hashes follow from their arguments, wherever those lie", "[node][script]") {
    if (!has_host()) return;
    // Two equal buffers are two places in memory, and what lies beside them differs.
    const Script script{
        "const { createSecretKey, hkdfSync, pbkdf2Sync, randomFillSync } = require('crypto');\n"
        "const slab = randomFillSync(Buffer.alloc(100));\n"
        "const derive = (at, byte) => pbkdf2Sync(slab.subarray(at, at + 1).fill(byte), 'b', 1, 8, "
        "'sha512').join();\n"
        "const expand = (byte) => Buffer.from(hkdfSync('sha512', createSecretKey(Buffer.alloc(9, "
        "byte)), 'b', 'c', 8)).join();\n"
        "console.log(derive(0, 1) === derive(50, 1), derive(0, 1) === derive(0, 2));\n"
        "console.log(expand(1) === expand(1), expand(1) === expand(2));\n"};
    // So it is with real ones.
    CHECK(script.run().out == "true false\ntrue false\n");
    CHECK(script.run({"--results", "fake"}).out == "true false\ntrue false\n");
}

// Real Node prints the error and ends with exit code 1.
TEST_CASE("a program that ends by an error is told of where only its output is shown",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{"console.log(1);\nsetTimeout(() => { throw new Error('x'); }, 1);\n"};
    const ui::ProcessResult explained = script.run({}, "explain");
    CHECK(explained.code == 0);
    CHECK(explained.err == "loopglass: " + script.folder.path("a.js") +
                               ": uncaught exception: x\n"
                               "    the process ends here with exit code 1\n");
    const ui::ProcessResult explored = script.run({}, "explore");
    CHECK(explored.out.find("1  [1] 100.0 % exit code 1\n") != std::string::npos);
}
