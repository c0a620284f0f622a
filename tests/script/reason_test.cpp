// Reasons of lines that scripts print, where Node's own steps lie between a line and what it comes from.
#include "tests/script/traced_script.hpp"

#include "sim/trace/audit.hpp"

namespace {

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
