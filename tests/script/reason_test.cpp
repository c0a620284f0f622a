// Reasons of lines that scripts print, where Node's own steps lie between a line and what it comes from.
#include "tests/script/traced_script.hpp"

namespace {

using script_test::host;
using script_test::traced_text;

/// What explain says of the last line.
std::string last_words(const sim::Trace& trace) {
    REQUIRE(trace.outputs.size() > 0);
    const sim::History history{trace};
    return because_output(history, trace.outputs.size() - 1).words();
}

}  // namespace

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
