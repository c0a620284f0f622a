// Traces of scripts. The order of tasks is Node's, so it must agree with what the same run prints; each reason of the golden
// texts was read against the rules: true for that run, and the rule is the one that decides.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "sim/explain/history.hpp"
#include "sim/explain/reason.hpp"
#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/script/traced_script.hpp"
#include "tests/traces/golden.hpp"
#include "ui/cli/explain_report.hpp"
#include "ui/cli/script_expectations.hpp"
#include "ui/layout/steps.hpp"

namespace {

using script_test::findings;
using script_test::host;
using script_test::reasons;
using script_test::stdout_of;
using script_test::traced;
using script_test::traced_text;

constexpr std::array golden_lessons{
    "await-a-thenable.js",     "before-exit-revives.js",    "five-queues.js",
    "hashes-fill-the-pool.js", "interval-and-clear.js",     "listeners-share-a-drain.js",
    "module-after-await.mjs",  "module-promises-first.mjs", "race-takes-all.js",
    "readfile-trips.js",       "return-await.js",           "six-lines.js",
    "stream-events.js",        "throw-in-a-timer.js"};

}  // namespace

TEST_CASE(
    "traces of the lessons in JavaScript are sound, and their tasks run in the order of the output",
    "[node][script][explain]") {
    if (!host()) return;
    for (const auto& entry :
         std::filesystem::directory_iterator{source_path("scenarios/javascript")}) {
        const std::string file = entry.path().string();
        const std::string name = entry.path().filename().string();
        INFO(name);
        const sim::Trace trace = traced(file);
        CHECK(sim::audit(trace) == std::vector<std::string>{});
        const auto expectations = ui::read_script_expectations(read_bytes(file), file);
        REQUIRE(expectations);
        CHECK(unmet_expectations(*expectations, host()->major, stdout_of(trace),
                                 trace.ending.exit_code) == std::vector<std::string>{});
        const sim::History history{trace};
        std::uint32_t last = 0;
        for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
            const std::uint32_t run = history.run_of_output(i);
            if (trace.outputs[i].is_error) continue;
            INFO("line " << i + 1);
            REQUIRE(run != sim::history_none);
            CHECK(run >= last);
            CHECK_FALSE(history.facts(history.runs()[run].task).is_internal);
            last = run;
        }
        const bool is_golden = std::ranges::find(golden_lessons, name) != golden_lessons.end();
        if (is_golden && host()->major == "20")
            CHECK(differs_from_golden(
                      fmt::format("explain_scripts/{}.txt", name),
                      ui::explain_text(history, {.line = {}, .width = 100, .has_colour = false}))
                      .empty());
    }
}

TEST_CASE("a script's tasks have names, lines and causes", "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "setTimeout(function late() { console.log('timer'); }, 50);\n"
        "async function load() {\n"
        "  await null;\n"
        "  console.log('loaded');\n"
        "}\n"
        "load().then(() => console.log('then'));\n"
        "setImmediate(() => {\n"
        "  process.nextTick(() => console.log('tick'));\n"
        "  require('fs').stat(__filename, () => console.log('stat'));\n"
        "});\n");
    CHECK(sim::audit(trace) == std::vector<std::string>{});
    CHECK(reasons(trace) ==
          "loaded: await in load (line 3), queued by the main script; microtask after script\n"
          "then: then (line 6), released by await in load (line 3); microtask in turn\n"
          "tick: nextTick (line 8), queued by setImmediate (line 7); tick after callback\n"
          "stat: fs.stat (line 9), started by setImmediate (line 7); pool completion\n"
          "timer: setTimeout(late) (line 1), set by the main script; timer after sleep\n");
}

TEST_CASE("pictures of a script call its callbacks after their functions", "[node][script]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "function greet() { console.log('hello'); }\n"
        "setTimeout(greet, 5);\n"
        "(async function main() { await null; setImmediate(() => {}); })();\n");
    std::vector<std::string> told;
    for (const ui::Step& step : ui::steps_of(trace)) {
        if (step.kind == ui::Step::Kind::runs) told.push_back(step.what);
    }
    CHECK(told == std::vector<std::string>{"a.js runs, queues setTimeout(greet), await in main",
                                           "await in main runs, queues setImmediate",
                                           "setImmediate runs",
                                           "setTimeout(greet) runs, prints “hello”"});
}

TEST_CASE("a script's callbacks are named as the program names them", "[node][script][explain]") {
    if (!host()) return;
    // What 'beforeExit' prints costs time, and 'exit' comes after it.
    const sim::Trace trace = traced_text(
        "process.on('beforeExit', () => console.log('over'));\n"
        "process.on('exit', () => console.log('exit'));\n"
        "Promise.reject(1).catch(() => console.log('caught')).finally(() => "
        "console.log('finally'));\n"
        "require('zlib').gzip('x', () => console.log('packed'));\n");
    CHECK(sim::audit(trace) == std::vector<std::string>{});
    std::string names;
    const sim::History history{trace};
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        CHECK((i == 0 || trace.outputs[i - 1].at <= trace.outputs[i].at));
        names += subject(history, history.runs()[history.run_of_output(i)].task) + '\n';
    }
    CHECK(names ==
          "catch (line 3)\nfinally (line 3)\nzlib.gzip (line 4)\n'beforeExit' (line 1)\n'exit' "
          "(line 2)\n");
}

TEST_CASE("what Node does in between is its own in a script's trace, and reasons look beyond it",
          "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "const fs = require('fs').promises;\n"
        "async function save() {\n"
        "  await fs.writeFile('/tmp/a', 'x');\n"
        "  console.log('saved');\n"
        "}\n"
        "async function main() {\n"
        "  save();\n"
        "  console.log('main');\n"
        "}\n"
        "main();\n");
    CHECK(sim::audit(trace) == std::vector<std::string>{});
    CHECK(reasons(trace) ==
          "main: ; script\n"
          "saved: await in save (line 3), released by fs.promises.writeFile (line 3); microtask "
          "after "
          "hops\n");
    CHECK(findings(trace) == std::vector<std::string>{"floating promise, line 7"});
}

TEST_CASE(
    "what V8 compiles is a cause of its own, and what Node compiles that of the call it serves",
    "[node][script][explain]") {
    if (!host()) return;
    // Nothing else keeps the loop alive: the module is waited for when the loop has ended.
    const std::string code = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])";
    const sim::Trace own =
        traced_text("WebAssembly.compile(" + code + ").then(() => console.log('compiled'));\n");
    CHECK(sim::audit(own) == std::vector<std::string>{});
    CHECK(reasons(own).starts_with(
        "compiled: then (line 1), released by WebAssembly.compile (line 1)"));
    const sim::Trace fetched =
        traced_text("fetch('http://127.0.0.1/').catch(() => console.log('no'));\n");
    CHECK(sim::audit(fetched) == std::vector<std::string>{});
    for (const sim::Task& task : fetched.tasks)
        CHECK(fetched.names.text(task.name).find("WebAssembly") == std::string_view::npos);
}

TEST_CASE("what goes wrong in scripts is found in their traces", "[node][script][explain]") {
    if (!host()) return;
    CHECK(findings(traced_text("let n = 0;\n"
                               "function again() {\n"
                               "  if (++n < 50000) process.nextTick(again);\n"
                               "}\n"
                               "again();\n")) ==
          std::vector<std::string>{"ticks starve the loop, line 3"});
    CHECK(findings(traced_text("const fs = require('fs').promises;\n"
                               "Promise.resolve()\n"
                               "  .then(() => { fs.writeFile('/tmp/x', 'y'); })\n"
                               "  .then(() => console.log('next'));\n")) ==
          std::vector<std::string>{"return is missing, line 3"});
    CHECK(findings(traced_text("const fs = require('fs').promises;\n"
                               "(async function main() {\n"
                               "  for (let i = 0; i < 5; i++)\n"
                               "    await fs.readFile(__filename);\n"
                               "})();\n")) == std::vector<std::string>{"await in a loop, line 4"});
    CHECK(findings(traced_text("setTimeout(() => console.log('never'), 1000).unref();\n"
                               "new Promise(() => {}).then(() => console.log('dead'));\n")) ==
          std::vector<std::string>{"dead promise, line 2", "unreferenced work is dropped, line 1"});
    CHECK(findings(traced_text("process.on('unhandledRejection', () => {});\n"
                               "async function fails() { throw new Error('no'); }\n"
                               "fails();\n")) ==
          std::vector<std::string>{"unhandled rejection, line 3"});
}

TEST_CASE("each diagnosis of a script has a near miss that it leaves alone",
          "[node][script][explain]") {
    if (!host()) return;
    struct Pair {
        const char* trigger;
        const char* found;
        const char* near_miss;  // of the same shape, and in order
    };
    constexpr Pair pairs[] = {
        {"let n = 0;\n"
         "const again = () => { if (++n < 50000) queueMicrotask(again); };\n"
         "again();\n",
         "microtasks starve the loop, line 2",
         "let n = 0;\n"
         "const again = () => { if (++n < 20) queueMicrotask(again); };\n"
         "again();\n"},
        {"const save = async () => { await new Promise((done) => setTimeout(done, 5)); };\n"
         "setTimeout(() => { save(); }, 1);\n",
         "floating promise, line 2",
         "const save = async () => { await new Promise((done) => setTimeout(done, 5)); };\n"
         "setTimeout(() => { save().catch(console.error); }, 1);\n"
         "setImmediate(async () => { await save(); });\n"},
        {"[1, 2].forEach(async (ms) => { await new Promise((done) => setTimeout(done, ms)); });\n",
         "floating promise, line 1",
         "Promise.all([1, 2].map(async (ms) => { await new Promise((done) => setTimeout(done, "
         "ms)); }));\n"
         "const emitter = new (require('events'))();\n"
         "emitter.on('x', async () => { await null; });\n"
         "setImmediate(() => emitter.emit('x'));\n"},
        {"setTimeout(() => { const end = Date.now() + 60; while (Date.now() < end); }, 5);\n"
         "setTimeout(() => console.log('late'), 10);\n",
         "the loop is blocked, line 1",
         "setTimeout(() => { const end = Date.now() + 60; while (Date.now() < end); }, 5);\n"
         "setTimeout(() => console.log('in time'), 100);\n"},
        {"const { pbkdf2 } = require('crypto');\n"
         "for (let i = 0; i < 4; i++) pbkdf2('a', 'b', 100000, 64, 'sha512', () => {});\n"
         "require('fs').stat('.', () => console.log('stat'));\n",
         "the pool is exhausted, line 3",
         "const { pbkdf2 } = require('crypto');\n"
         "for (let i = 0; i < 3; i++) pbkdf2('a', 'b', 100000, 64, 'sha512', () => {});\n"
         "require('fs').stat('.', () => console.log('stat'));\n"},
        {"const { lookup } = require('dns');\n"
         "for (let i = 0; i < 3; i++) lookup('slow200', () => {});\n",
         "lookups are held back, line 2",
         "const { lookup } = require('dns');\n"
         "for (let i = 0; i < 2; i++) lookup('slow200', () => {});\n"},
        {"let n = 0;\n"
         "const i = setInterval(() => { const end = Date.now() + 30; while (Date.now() < end); if "
         "(++n === 5) clearInterval(i); }, 20);\n",
         "the interval drifts, line 2",
         "let n = 0;\n"
         "const i = setInterval(() => { if (++n === 5) clearInterval(i); }, 20);\n"},
        {"const fs = require('fs').promises;\n"
         "(async () => { for (let i = 0; i < 4; i++) await fs.readFile(__filename); })();\n",
         "await in a loop, line 2",
         "const fs = require('fs').promises;\n"
         "(async () => { await Promise.all([1, 2, 3, 4].map(() => fs.readFile(__filename))); "
         "})();\n"},
        {"const later = (ms) => new Promise((resolve) => {\n"
         "  setTimeout(() => resolve('late'), ms);\n"
         "  setTimeout(() => resolve('early'), 5);\n"
         "});\n"
         "later(10).then(console.log);\n",
         "settled twice, line 2",
         "const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\n"
         "Promise.race([later(10), later(5)]).then(console.log);\n"},
        {"const { PassThrough } = require('stream');\n"
         "const pipe = new PassThrough({ highWaterMark: 4 });\n"
         "for (let i = 0; i < 5; i++)\n"
         "  pipe.write('abc');\n"
         "pipe.resume();\n",
         "backpressure is ignored, line 4",
         "const { PassThrough } = require('stream');\n"
         "const pipe = new PassThrough({ highWaterMark: 4 });\n"
         "let i = 0;\n"
         "const more = () => { while (i++ < 5) if (!pipe.write('abc')) return pipe.once('drain', "
         "more); };\n"
         "more();\n"
         "pipe.resume();\n"},
        // Short calls are calls as well; who lets the loop turn on purpose means it.
        {"const fs = require('fs').promises;\n"
         "(async () => {\n"
         "  for (const name of ['.', '..', '/tmp', __filename]) {\n"
         "    const { size } = await fs.stat(name);\n"
         "    await null;\n"
         "    if (size < 0) console.log(name);\n"
         "  }\n"
         "})();\n",
         "await in a loop, line 4",
         "(async () => {\n"
         "  for (let i = 0; i < 4; i++) {\n"
         "    await null;\n"
         "    await new Promise(setImmediate);\n"
         "  }\n"
         "})();\n"},
    };
    for (const Pair& pair : pairs) {
        INFO(pair.trigger);
        std::vector<std::string> expected{pair.found};
        // V8 does not tell of these any more (known.md).
        if (expected[0].starts_with("settled twice") && std::stoi(host()->major) >= 26)
            expected.clear();
        CHECK(findings(traced_text(pair.trigger)) == expected);
        CHECK(findings(traced_text(pair.near_miss)).empty());
    }
}

TEST_CASE("awaits in a loop are left alone if a round needs what came of the one before",
          "[node][script][explain]") {
    if (!host()) return;
    // A program each: the body of an async function, with `stat(value)` that takes a trip and gives its argument.
    const auto found = [](const std::string& body) {
        return findings(
            traced_text("const fs = require('fs').promises;\n"
                        "const stat = async (value) => { await fs.stat('.'); return "
                        "value; };\n"
                        "(async () => {\n" +
                        body + "})();\n"));
    };
    const std::vector<std::string> flagged{"await in a loop, line 4"};
    SECTION("it cannot start before") {
        // Node prints 16: each call gets what the one before gave, which Promise.all could not do.
        const char* const chained[] = {
            "let x = 1; for (let i = 0; i < 4; i++) x = 2 * await stat(x); console.log(x);\n",
            "let cursor = 5; while (cursor) { const page = await stat({ next: cursor - 1 }); "
            "cursor "
            "= page.next; }\n",
            "for (let i = 5; i > 0;) { i = await stat(i - 1); }\n",
            "for (let i = 0; ; i++) { try { await stat(i); if (i < 4) throw i; return; } catch {} "
            "}\n",
            "for (const name of ['a', 'b', 'c', 'd']) { if (await stat(name) === 'd') return; }\n",
            "const queue = [1]; let n = 0; while (queue.length) { const one = queue.pop(); await "
            "stat(one); if (await stat(n++ < 4)) queue.push(1); }\n",
            "let isDone = false, n = 0; while (!isDone) { try { await stat(n); if (n++ < 4) throw "
            "n; isDone = true; } catch {} }\n",
            "const file = await fs.open(__filename); let sum = 0; const to = Buffer.alloc(8); for "
            "(let i = 0; i < 4; i++) sum += (await file.read(to, 0, 8)).bytesRead; await "
            "file.close();\n"};
        for (const char* const body : chained) {
            INFO(body);
            CHECK(found(body).empty());
        }
    }
    SECTION("only what is made of the results waits for all of them") {
        const char* const free[] = {
            "let sum = 0; for (const i of [1, 2, 3, 4]) { const x = await stat(i); sum += x; } "
            "console.log(sum);\n",
            "const all = {}; for (let i = 0; i < 4; i++) all[i] = await stat(i);\n",
            "const all = []; let i = 0; while (i < 4) { all.push(await stat(i)); i++; }\n",
            "for (const i of [1, 2, 3, 4]) { try { await stat(i); } catch { console.error(i); } "
            "}\n",
            "for (const i of [1, 2, 3, 4]) { const x = await stat(i); if (x > 9) throw x; }\n"};
        for (const char* const body : free) {
            INFO(body);
            CHECK(found(body) == flagged);
        }
    }
    SECTION("also if the program ends by process.exit()") {
        CHECK(found("let x = 1; for (let i = 0; i < 4; i++) x = await stat(x); process.exit();\n")
                  .empty());
    }
}

TEST_CASE("a return is missing if the chain goes on before what a callback derived is done",
          "[node][script][explain]") {
    if (!host()) return;
    const auto found = [](const std::string& chain) {
        return findings(
            traced_text("const fs = require('fs').promises;\n"
                        "const wait = (ms) => new Promise((done) => setTimeout(done, "
                        "ms));\n" +
                        chain));
    };
    const std::vector<std::string> missing{"return is missing, line 3"};
    SECTION("Node prints outer before inner") {
        CHECK(found("wait(1).then(() => { wait(5).then(() => console.log('inner')); }).then(() => "
                    "console.log('outer'));\n") == missing);
        CHECK(found("fs.stat('.').then(() => { fs.readFile(__filename).then((text) => "
                    "text.length); }).then(() => console.log('outer'));\n") == missing);
        CHECK(found("const save = () => wait(5).then(() => 'saved');\n"
                    "Promise.resolve().then(() => { save(); }).then(() => "
                    "console.log('outer'));\n") == missing);
    }
    SECTION("Node prints inner before outer") {
        CHECK(found("wait(1).then(() => wait(5).then(() => console.log('inner'))).then(() => "
                    "console.log('outer'));\n")
                  .empty());
        CHECK(found("Promise.resolve().then(() => { Promise.resolve().then(() => "
                    "console.log('inner')); }).then(() => console.log('outer'));\n")
                  .empty());
    }
    SECTION("no chain goes on, or the callback sees to errors itself") {
        CHECK(
            found("wait(1).then(() => { wait(5).then(() => console.log('inner')); });\n").empty());
        CHECK(found("wait(1).then(() => { wait(5).then(() => console.log('inner'))"
                    ".catch(console.error); }).then(() => console.log('outer'));\n")
                  .empty());
        CHECK(found("new Promise((done) => { wait(1).then(() => { wait(3).then(done); }); })"
                    ".then(() => console.log('outer'));\n")
                  .empty());
        CHECK(found("const save = async () => { await wait(5); };\n"
                    "wait(1).then(() => { save(); });\n") ==
              std::vector<std::string>{"floating promise, line 4"});
    }
}

TEST_CASE("timers that are cleared, armed anew or repeated move so in a script's trace",
          "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "clearTimeout(setTimeout(() => {}, 3));\n"
        "const t = setTimeout(() => console.log('late'), 15);\n"
        "setTimeout(() => t.refresh(), 10);\n"
        "let n = 0;\n"
        "const i = setInterval(() => { console.log('beat'); if (++n === 2) clearInterval(i); }, "
        "20);\n");
    CHECK(sim::audit(trace) == std::vector<std::string>{});
    CHECK(reasons(trace) ==
          "beat: setInterval (line 5), set by the main script; timer after sleep\n"
          "late: setTimeout (line 2), set by the main script; timer refreshed\n"
          "beat: setInterval (line 5), set by setInterval (line 5); interval\n");
    const sim::History history{trace};
    const auto cleared = std::ranges::find_if(trace.tasks, [&](const sim::Task& task) {
        return task.kind == sim::TaskKind::timer && trace.places[task.place].line == 1;
    });
    REQUIRE(cleared != trace.tasks.end());
    const sim::TaskId id{static_cast<std::uint32_t>(cleared - trace.tasks.begin())};
    CHECK(history.facts(id).first_run == sim::history_none);
}

TEST_CASE("a program's own emit stays in its place in a traced run", "[node][script]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(R"(
        const EventEmitter = require('events');
        const { emit } = EventEmitter.prototype;
        EventEmitter.prototype.emit = function (...words) { console.log('own', words[0]); return emit.apply(this, words); };
        const one = new EventEmitter();
        one.on('error', () => console.log('heard'));
        for (const name of ['error', 'else']) one.emit(name);
        try { new EventEmitter().emit('error', new Error('not heard')); } catch (error) { console.log(error.message); }
        one.emit('last');
    )");
    CHECK(stdout_of(trace) == std::vector<std::string>{"own error", "heard", "own else",
                                                       "own error", "not heard", "own last",
                                                       "own beforeExit", "own exit"});
}

TEST_CASE("a full trace of a hundred thousand tasks is whole", "[node][script]") {
    if (!host()) return;
    const std::string loop = "(async () => { for (let i = 0; i < N; i++) await null; })();\n";
    const sim::Trace trace = traced_text("const N = 100000;\n" + loop);
    CHECK(trace.ending.kind == sim::EndKind::done);
    CHECK(trace.tasks.size() > 100'000);
}
