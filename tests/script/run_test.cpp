// JavaScript on the engine, run as a user does. What is expected is what Node documents or what all its versions print.
#include <algorithm>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/process.hpp"
#include "ui/host/script_run.hpp"

namespace {

using cli_test::Folder;

bool has_host() {
    const auto host = ui::find_script_host();
    if (!host) std::cout << "skipped: " << host.diagnostics().front().message << '\n';
    return static_cast<bool>(host);
}

struct Script {
    Folder folder;
    std::string name;

    explicit Script(const std::string& text, std::string name_ = "a.js") : name(std::move(name_)) {
        folder.write(name, text);
    }
    [[nodiscard]] ui::ProcessResult run(const std::vector<std::string>& options = {},
                                        const std::string& command = "run") const {
        const std::string tests = ui::own_program();
        const std::string loopglass = tests.substr(0, tests.rfind('/')) + "/loopglass";
        ui::ProcessRequest request;
        request.arguments = {loopglass, command, folder.path(name)};
        request.arguments.insert(request.arguments.end(), options.begin(), options.end());
        return ui::run_process(request);
    }
};

std::string printed(const std::string& text, const std::string& name = "a.js") {
    return Script{text, name}.run().out;
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

TEST_CASE("what a script cannot have is refused by name", "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result = Script{"require('child_process').spawn('ls')"}.run();
    CHECK(result.code == 126);
    CHECK(result.out.empty());
    CHECK(result.err.find("child_process is not modelled") != std::string::npos);
}

TEST_CASE("a refusal names and shows the program's line, not one of the simulator",
          "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result =
        Script{"function list() {\n  return require('child_process').execSync('ls');\n}\nlist();\n"}
            .run();
    CHECK(result.err.find("not run (a.js:2:35)\n") != std::string::npos);
    CHECK(result.err.find("a.js:2\n  return require('child_process').execSync('ls');\n") !=
          std::string::npos);
    CHECK(result.err.find("loopglass/") == std::string::npos);
    const ui::ProcessResult module =
        Script{"import fs from 'node:fs';\n\nfs.watch('.');\n", "a.mjs"}.run();
    CHECK(module.err.find("change by themselves (a.mjs:3:4)\n") != std::string::npos);
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

TEST_CASE("a script cannot reach Node's bindings through globals", "[node][script]") {
    if (!has_host()) return;
    CHECK(printed("console.log(typeof internalBinding, typeof primordials)") ==
          "undefined undefined\n");
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
        Row{"for (const a = [];;) a.push(new Array(1000).fill({}))", "the heap is full"});
    // The limits of events and memory are meant, on slow machines too.
    const ui::ProcessResult result =
        Script{"console.log('before');" + row.program}.run({"--cpu-limit", "60s"});
    INFO(row.program << result.err);
    CHECK(result.code == 125);
    CHECK(result.out == "before\n");
    CHECK(result.err.find(row.reason) != std::string::npos);
}

TEST_CASE("a script sees nothing of the disk but its folder, and changes nothing",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "fs.writeFileSync('new.txt', 'text'); console.log(fs.readFileSync('new.txt', 'utf8'));\n"
        "try { fs.readFileSync('/etc/shadow') } catch (e) { console.log(e.code) }\n"
        "console.log(fs.existsSync('/usr/bin'))\n"};
    CHECK(script.run().out == "text\nENOENT\nfalse\n");
    CHECK_FALSE(std::ifstream{script.folder.path("new.txt")});
    CHECK_FALSE(std::ifstream{"new.txt"});
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

TEST_CASE("a script reads the package around it, without hidden names", "[node][script]") {
    if (!has_host()) return;
    Folder folder;
    folder.write("project/package.json", "{}");
    folder.write("project/lib/tool.js", "module.exports = 'tool'");
    folder.write("project/.env", "SECRET=1");
    folder.write("outside.js", "module.exports = 'outside'");
    folder.write("project/src/a.js",
                 "console.log(require('../lib/tool'));"
                 "console.log(require('fs').existsSync('../.env'));"
                 "console.log(require('fs').existsSync(__dirname + '/../.env'));"
                 "require('../../outside');");
    const auto run = [&](std::vector<std::string> options) {
        const std::string tests = ui::own_program();
        ui::ProcessRequest request;
        request.arguments = {tests.substr(0, tests.rfind('/')) + "/loopglass", "run"};
        request.arguments.insert(request.arguments.end(), options.begin(), options.end());
        // The path of a script may go up and down.
        request.arguments.push_back(folder.path("project/src/../src/a.js"));
        return ui::run_process(request);
    };
    const ui::ProcessResult fenced = run({});
    CHECK(fenced.out == "tool\nfalse\nfalse\n");
    CHECK(fenced.code == 126);
    CHECK(fenced.err.find("lies outside of what a script may read (--root DIR allows more)") !=
          std::string::npos);
    const ui::ProcessResult open = run({"--root", folder.path("")});
    CHECK(open.out == "tool\nfalse\ntrue\n");
    CHECK(open.code == 0);
    const ui::ProcessResult wrong = run({"--root", folder.path("nowhere")});
    CHECK(wrong.code == 126);
    CHECK(wrong.err.find("there is no such folder") != std::string::npos);
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

TEST_CASE("predict says what a program's calls and timers take", "[node][script][predict]") {
    if (!has_host()) return;
    // One thread: of four equal jobs the last takes four services, three of them in the queue; the mean is two and a half.
    const Script script{
        "const { pbkdf2 } = require('crypto');\n"
        "for (let i = 0; i < 4; ++i) pbkdf2('a', 'b', 100000, 64, 'sha512', () => {});\n"
        "setTimeout(() => { const end = Date.now() + 7; while (Date.now() < end); }, 1);\n"
        "setTimeout(() => {}, 2);\n"};
    const ui::ProcessResult result = script.run(
        {"--threadpool", "1", "--cores", "4", "--replications", "2", "--json"}, "predict");
    CHECK(result.code == 0);
    // Nothing, or on a slow machine how it would be faster.
    CHECK((result.err.empty() || result.err.find("--results fake") != std::string::npos));
    const auto json = nlohmann::json::parse(result.out);
    const auto& calls = json.at("poolWork").at(0);
    CHECK(calls.at("name") == "crypto.pbkdf2");
    CHECK(calls.at("count") == 8);
    const double longest = calls.at("latency_ns").at("max");
    CHECK(calls.at("latency_ns").at("mean").get<double>() ==
          Approx(longest * 2.5 / 4).epsilon(0.03));
    CHECK(calls.at("queueMean_ns").get<double>() == Approx(longest * 1.5 / 4).epsilon(0.03));
    // The second timer waits for the first one's seven milliseconds, less the one between them.
    CHECK(json.at("timers").at("latency_ns").at("max") > 5'000'000);
    CHECK(json.at("timers").at("latency_ns").at("max") < 8'000'000);

    const ui::ProcessResult refused = script.run({"--requests", "5"}, "predict");
    CHECK(refused.code == 2);
    CHECK(refused.err ==
          "loopglass: --requests is for scenarios with a load\n"
          "    a JavaScript program takes --replications N\n");
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
TEST_CASE("a forecast says how much CPU time of the program's own code it leaves out",
          "[node][script]") {
    if (!has_host()) return;
    const Script busy{
        "let sum = 0;\nfor (let i = 0; i < 2e8; ++i) sum += i;\n"
        "require('fs').stat(__filename, () => console.log(sum));\n"};
    const std::string said = "of CPU time here that the forecast does not charge";
    using Words = std::vector<std::string>;
    for (const auto& [command, words] : std::vector<std::pair<std::string, Words>>{
             {"predict", {"--json", "--replications", "1"}},
             {"sweep", {"--json", "--replications", "1", "--vary", "threadpool=1,2"}},
             {"size", {"--json", "--replications", "1", "--target", "p99<1s"}}}) {
        INFO(command);
        const ui::ProcessResult first = busy.run(words, command);
        CHECK(first.code == 0);
        CHECK(first.out == busy.run(words, command).out);
        const std::size_t at = first.err.find(said);
        CHECK(at != std::string::npos);
        CHECK(first.err.find(said, at + 1) == std::string::npos);
    }
    const ui::ProcessResult measured =
        busy.run({"--replications", "1", "--cpu", "measured"}, "predict");
    CHECK(measured.err.find(said) == std::string::npos);

    // What is charged is not told, though it is really computed, nor what many short callbacks and looks at the clock cost here.
    const Script modelled{
        "const crypto = require('crypto'), zlib = require('zlib');\n"
        "const bytes = Buffer.alloc(2e7);\n"
        "crypto.createHash('sha512').update(bytes).digest();\n"
        "crypto.createHmac('sha256', 'key').update(bytes).digest();\n"
        "crypto.pbkdf2Sync('a', 'b', 100000, 32, 'sha512');\n"
        "zlib.deflateSync(bytes);\n"
        "const start = Date.now();\nwhile (Date.now() - start < 3) ;\n"
        "let n = 0;\n(function next() { if (++n < 20000) setImmediate(next); })();\n"};
    CHECK(modelled.run({"--replications", "1"}, "predict").err.find(said) == std::string::npos);
}

TEST_CASE("packing takes as long as its level and its input make it", "[node][script]") {
    if (!has_host()) return;
    // Real Node 20 and 24: level 9 takes 300,000 bytes of such JSON 4.5 times as long as level 6, level 1 0.4 times; zeros take a fifth
    // of it; brotli of quality 11 takes 160 times as long as of quality 4; what is stored hardly any. However it comes out.
    const Script script{
        "const zlib = require('zlib');\n"
        "let seed = 1;\n"
        "const random = () => (seed = Math.imul(seed, 1103515245) + 12345 >>> 0) / 2 ** 32;\n"
        "const rows = Array.from({ length: 3000 }, (_, id) => ({ id, name: 'user' + id, age: "
        "Math.floor(random() * 80), score: random(), active: true }));\n"
        "const json = Buffer.from(JSON.stringify(rows));\n"
        "const quality = (q) => ({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: q } });\n"
        "const spent = (work) => {\n"
        "    const start = performance.now();\n"
        "    work();\n"
        "    return performance.now() - start;\n"
        "};\n"
        "zlib.gzipSync('x');\n"
        "const usual = spent(() => zlib.gzipSync(json));\n"
        "const isFrom = (low, high, work) => console.log(spent(work) / usual > low && spent(work) "
        "/ usual < high);\n"
        "isFrom(0.3, 0.6, () => zlib.gzipSync(json, { level: 1 }));\n"
        "isFrom(2, 8, () => zlib.gzipSync(json, { level: 9 }));\n"
        "isFrom(0.02, 0.2, () => zlib.gzipSync(json, { level: 0 }));\n"
        "isFrom(0.1, 0.4, () => zlib.gzipSync(Buffer.alloc(json.length)));\n"
        "isFrom(0.4, 1.5, () => zlib.brotliCompressSync(json, quality(4)));\n"
        "isFrom(80, 250, () => zlib.brotliCompressSync(json, quality(11)));\n"
        "const gzip = zlib.createGzip({ level: 9 });\n"
        "const start = performance.now();\n"
        "gzip.on('data', () => {}).on('end', () => console.log((performance.now() - start) / usual "
        "> 2));\n"
        "gzip.end(json);\n"};
    CHECK(script.run().out == "true\ntrue\ntrue\ntrue\ntrue\ntrue\ntrue\n");
}

TEST_CASE("signatures take as long as their keys make them", "[node][script]") {
    if (!has_host()) return;
    // Real Node 20 and 24: RSA of 4096 bits signs 6.2 times as long as of 2048 and verifies in a fiftieth of that, P-256 and Ed25519 sign in
    // a twentieth, P-384 in 1.2 times.
    const Script script{
        "const { generateKeyPairSync, sign, verify } = require('crypto');\n"
        "const data = Buffer.from('x');\n"
        "const pair = (...kind) => generateKeyPairSync(...kind);\n"
        "const rsa = (modulusLength) => pair('rsa', { modulusLength });\n"
        "const ec = (namedCurve) => pair('ec', { namedCurve });\n"
        "const spent = (work) => {\n"
        "    for (let i = 0; i < 30; ++i) work();\n"
        "    const start = performance.now();\n"
        "    work();\n"
        "    return performance.now() - start;\n"
        "};\n"
        "const usual = rsa(2048);\n"
        "const signing = spent(() => sign('sha256', data, usual.privateKey));\n"
        "const signed = sign('sha256', data, usual.privateKey);\n"
        "const isFrom = (low, high, work) => {\n"
        "    const ratio = spent(work) / signing;\n"
        "    console.log(ratio > low && ratio < high);\n"
        "};\n"
        "for (const [low, high, hash, { privateKey }] of [[4, 8, 'sha256', rsa(4096)], [0.02, 0.1, "
        "'sha256', ec('P-256')], "
        "[0.8, 2, 'sha384', ec('P-384')], [0.02, 0.1, null, pair('ed25519')]]) isFrom(low, high, "
        "() => sign(hash, data, privateKey));\n"
        "isFrom(0.02, 0.15, () => verify('sha256', data, usual.publicKey, signed));\n"
        "sign('sha256', data, usual.privateKey.export({ type: 'pkcs8', format: 'pem' }));\n"};
    CHECK(script.run().out == "true\ntrue\ntrue\ntrue\ntrue\n");
}

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

TEST_CASE("CPU time may be measured, and then it is not the same in every run", "[node][script]") {
    if (!has_host()) return;
    // Counting is free in the model; a real core needs more than a millisecond for so many steps.
    const Script script{
        "const start = performance.now();\n"
        "let sum = 0;\n"
        "for (let i = 0; i < 3e7; ++i) sum += i % 7;\n"
        "console.log(sum > 0, performance.now() - start > 1);\n"};
    CHECK(script.run().out == "true false\n");
    const ui::ProcessResult measured = script.run({"--cpu", "measured"});
    CHECK(measured.out == "true true\n");
    CHECK(measured.err ==
          "loopglass: CPU time is measured (--cpu measured): another run will differ\n");
    CHECK(script.run({"--cpu", "measured", "--replay", "0"}).code == 126);
}

TEST_CASE("a program takes a cost file", "[node][script]") {
    if (!has_host()) return;
    // Three reactions are over when the fourth one prints.
    const Script script{
        "const before = performance.now();\n"
        "(async () => {\n"
        "    for (let i = 0; i < 4; ++i) await null;\n"
        "    console.log(Math.floor((performance.now() - before) / 10));\n"
        "})();\n"};
    const std::vector<std::string> costs{"--costs", script.folder.path("costs.json")};
    script.folder.write("costs.json", R"({ "promiseReaction": "10ms" })");
    CHECK(script.run().out == "0\n");
    CHECK(script.run(costs).out == "3\n");
    script.folder.write("costs.json", R"({ "promisReaction": "10ms" })");
    const ui::ProcessResult refused = script.run(costs);
    CHECK(refused.code == 126);
    CHECK(refused.err.find("costs.json:1:3: unknown cost \"promisReaction\"") != std::string::npos);
}

TEST_CASE("sweep and size compare a program's calls into the pool", "[node][script][sweep]") {
    if (!has_host()) return;
    // Eight equal jobs on n threads: the last one takes 8/n services, if each thread has a core.
    const Script script{
        "const { pbkdf2 } = require('crypto');\n"
        "for (let i = 0; i < 8; ++i) pbkdf2('a', 'b', 20000, 64, 'sha512', () => {});\n"};
    const ui::ProcessResult result = script.run(
        {"--vary", "threadpool=2,8", "--cores", "16", "--replications", "2", "--json"}, "sweep");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    const auto cells = nlohmann::json::parse(result.out).at("cells");
    REQUIRE(cells.size() == 2);
    const double two = cells.at(0).at("max");
    const double eight = cells.at(1).at("max");
    CHECK(two == Approx(4 * eight).epsilon(0.1));
    CHECK(cells.at(0).at("top") == "pool queue");
    CHECK(cells.at(1).at("top") == "pool work");
    CHECK(cells.at(0).at("requests") == 16);

    const std::string target = "max<" + std::to_string(static_cast<int>(eight * 2.5 / 1000)) + "us";
    const ui::ProcessResult size = script.run({"--target", target, "--find", "threadpool",
                                               "--cores", "16", "--replications", "2", "--json"},
                                              "size");
    CHECK(size.code == 0);
    CHECK(nlohmann::json::parse(size.out).at("findings").at(0).at("answer") == 4);
}

TEST_CASE("a program has few fields to vary", "[node][script][sweep]") {
    if (!has_host()) return;
    const Script script{"setTimeout(() => {}, 1);\n"};
    for (const std::string field : {"replicas", "rate", "runtime.until"}) {
        const ui::ProcessResult result = script.run({"--vary", field + "=1,2"}, "sweep");
        CHECK(result.code == 2);
        CHECK(result.err == "loopglass: " + script.folder.path("a.js") + ": " + field +
                                " is no field of a JavaScript program\n"
                                "    a program has threadpool, cores, scheduler and node\n");
    }
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
