// Reasons of lines that scripts print, where Node's own steps lie between a line and what it comes from.
#include "tests/script/traced_script.hpp"

#include "sim/trace/audit.hpp"
#include "tests/script/script.hpp"

namespace {

using script_test::findings;
using script_test::host;
using script_test::reasons;
using script_test::traced_text;

/// What explain says of the last line.
std::string last_words(const sim::Trace& trace) {
    REQUIRE(trace.outputs.size() > 0);
    const sim::History history{trace};
    return because_output(history, trace.outputs.size() - 1).words();
}

}  // namespace

TEST_CASE("who aborts a wait is who released what waits for it", "[node][script][explain]") {
    if (!host()) return;
    // Node takes its listener off the signal in a finally() before it passes the rejection on.
    const sim::Trace trace = traced_text(
        "const { setTimeout: sleep } = require('timers/promises');\n"
        "const controller = new AbortController();\n"
        "const { signal } = controller;\n"
        "sleep(1000, null, { signal }).catch(() => console.log('catch'));\n"
        "(async () => {\n"
        "  try { await sleep(1000, null, { signal }); } catch { console.log('await'); }\n"
        "})();\n"
        "setTimeout(() => controller.abort(), 50);\n");
    CHECK(sim::audit(trace) == std::vector<std::string>{});
    CHECK(reasons(trace) ==
          "catch: catch (line 4), released by setTimeout (line 8); microtask after hops\n"
          "await: await (line 6), released by setTimeout (line 8); microtask after hops\n");
}

TEST_CASE("who aborts is found between other jobs of the same drain", "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "const controller = new AbortController();\n"
        "require('timers/promises').setTimeout(1000, null, { signal: controller.signal })\n"
        "  .catch(() => console.log('aborted'));\n"
        "setTimeout(() => {\n"
        "  let chain = Promise.resolve();\n"
        "  for (let i = 0; i < 20; i++) chain = chain.then(() => {});\n"
        "  Promise.resolve().then(() => controller.abort());\n"
        "  for (let i = 0; i < 20; i++) chain = chain.then(() => {});\n"
        "}, 5);\n");
    CHECK(reasons(trace) ==
          "aborted: catch (line 3), released by then (line 7); microtask after hops\n");
}

TEST_CASE("what waits for several promises at a time is an await like any other",
          "[node][script][explain]") {
    if (!host()) return;
    SECTION("it is released by what settled the last of them") {
        const char* const several[] = {"all", "allSettled", "any", "race"};
        for (const std::string name : several) {
            INFO(name);
            const sim::Trace trace = traced_text(
                "const wait = (ms) => new Promise((done) => setTimeout(done, ms));\n"
                "(async function main() {\n"
                "  await Promise." +
                name +
                "([wait(5), 1, wait(5)].slice(0, 1));\n"
                "  console.log('end');\n"
                "})();\n");
            CHECK(sim::audit(trace) == std::vector<std::string>{});
            CHECK(reasons(trace) ==
                  "end: await in main (line 3), released by setTimeout (line 1); microtask after "
                  "hops\n");
        }
    }
    SECTION("also of none, of values, and in turns") {
        const sim::Trace trace = traced_text(
            "(async function main() {\n"
            "  for (const some of [[], [1], [1, Promise.resolve(2)]]) {\n"
            "    await Promise.all(some);\n"
            "    console.log(some.length);\n"
            "  }\n"
            "})();\n"
            "Promise.all([3]).then(() => console.log('then'));\n");
        CHECK(
            reasons(trace) ==
            "0: await in main (line 3), queued by the main script; microtask after script\n"
            "then: then (line 7), released by the main script; microtask after hops\n"
            "1: await in main (line 3), released by await in main (line 3); microtask after hops\n"
            "2: await in main (line 3), released by await in main (line 3); microtask after "
            "hops\n");
    }
    SECTION("batches in a loop are meant") {
        CHECK(findings(traced_text("const fs = require('fs').promises;\n"
                                   "(async () => {\n"
                                   "  for (let i = 0; i < 4; i++)\n"
                                   "    await Promise.all([fs.stat('.'), fs.stat('..')]);\n"
                                   "})();\n"))
                  .empty());
    }
}

TEST_CASE("what waits for a derived promise at once is an await, not the call that derives",
          "[node][script][explain]") {
    if (!host()) return;
    CHECK(reasons(traced_text("(async function main() {\n"
                              "  await Promise.resolve().then(() => console.log('then'));\n"
                              "  console.log('after then');\n"
                              "  await Promise.reject(1).catch(() => console.log('catch'));\n"
                              "  console.log('after catch');\n"
                              "})();\n"
                              "let chain = Promise.resolve();\n"
                              "for (let i = 0; i < 2; i++)\n"
                              "  chain = chain.then(() => console.log('chain'));\n")) ==
          "then: then (line 2), queued by the main script; microtask after script\n"
          "chain: then (line 9), queued by the main script; microtask after script\n"
          "after then: await in main (line 2), released by then (line 2); microtask in turn\n"
          "chain: then (line 9), released by then (line 9); microtask in turn\n"
          "catch: catch (line 4), queued by await in main (line 2); microtask in turn\n"
          "after catch: await in main (line 4), released by catch (line 4); microtask in turn\n");
}

TEST_CASE("a method that has the name of a keyword is awaited like any other",
          "[node][script][explain]") {
    if (!host()) return;
    CHECK(reasons(traced_text("const own = { async yield() {}, async return() {} };\n"
                              "(async () => {\n"
                              "  await own.yield();\n"
                              "  console.log('yielded');\n"
                              "  await own.return();\n"
                              "  console.log('returned');\n"
                              "})();\n")) ==
          "yielded: await (line 3), queued by the main script; microtask after script\n"
          "returned: await (line 5), queued by await (line 3); microtask in turn\n");
}

TEST_CASE("a promise that a tick of Node's settles goes on when no tick is left",
          "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "const { Readable, Writable, promises } = require('stream');\n"
        "const sink = new Writable({ objectMode: true, write(chunk, code, done) { done(); } });\n"
        "promises.pipeline(Readable.from(['x']), sink)\n"
        "  .then(() => console.log('piped'));\n");
    CHECK(last_words(trace) ==
          "then (line 4), released by pipeline (line 3): microtasks run when no tick is left; the "
          "last was a tick of pipeline (line 3) (R2.31).");
}

TEST_CASE("a tick of a stream comes after the callback that read, not after the call that began it",
          "[node][script][explain]") {
    if (!host()) return;
    const sim::Trace trace = traced_text(
        "const stream = require('fs').createReadStream(__filename);\n"
        "stream.on('data', () => console.log('data'));\n"
        "stream.on('end', () => console.log('end'));\n");
    CHECK(last_words(trace) ==
          "'end' (line 3), queued by 'data' (line 2): ticks run as soon as a callback of "
          "fs.createReadStream (line 1) ends, before the loop calls anything else (R2.32).");
}

TEST_CASE("a callback that a tick of Node's calls has the name of the call that it was given to",
          "[node][script][explain]") {
    if (!host()) return;
    SECTION("also where a function of the program's lies between") {
        const sim::Trace trace = traced_text(
            "const { Writable } = require('stream');\n"
            "const sink = new Writable({ write(chunk, code, done) { setTimeout(done, 2); } });\n"
            "sink.on('close', () => console.log('close'));\n"
            "sink.end('x', function ended() { console.log('ended'); });\n");
        // Node 18 calls it in the timer itself.
        if (std::stoi(host()->major) < 20) return;
        CHECK(reasons(trace) ==
              "ended: end(ended) (line 4), queued by setTimeout (line 2); tick after callback\n"
              "close: 'close' (line 3), queued by end(ended) (line 4); tick from tick\n");
    }
    SECTION("without a name, or by its name") {
        const sim::Trace trace = traced_text(
            "const { Writable, finished } = require('stream');\n"
            "const sink = new Writable({ write(chunk, code, done) { done(); } });\n"
            "function done() { console.log('done'); }\n"
            "sink.write('x', () => console.log('written'));\n"
            "finished(sink, done);\n"
            "sink.end();\n");
        CHECK(reasons(trace) ==
              "written: write (line 4), queued by the main script; tick after script\n"
              "done: finished(done) (line 5), queued by write (line 4); tick from tick\n");
    }
    SECTION("methods are given to no call, and names of Node's own that say more stay") {
        const sim::Trace trace = traced_text(
            "const { Readable, Writable, pipeline } = require('stream');\n"
            "const write = (chunk, code, done) => { console.log('write'); done(); };\n"
            "pipeline(Readable.from(['x']), new Writable({ objectMode: true, write }), () => {});\n"
            "require('zlib').gzip('x', () => console.log('packed'));\n");
        CHECK(reasons(trace) ==
              "write: pipeline(write) (line 3), queued by the main script; tick after script\n"
              "packed: zlib.gzip (line 4), queued by zlib.gzip (line 4); tick after callback\n");
    }
}

TEST_CASE("what reads standard input is a callback, and no getter of Node's",
          "[node][script][explain]") {
    if (!host()) return;
    const script_test::Script script{
        "const readline = require('readline');\n"
        "const lines = readline.createInterface({ input: process.stdin });\n"
        "lines.on('close', () => console.log('close'));\n"};
    const std::string words = script.run({}, "explain").out;
    INFO(words);
    CHECK(words.find("ticks run as soon as a callback of") != std::string::npos);
    CHECK(words.find("getStdin") == std::string::npos);
}
