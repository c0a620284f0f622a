// loopglass import. The trace is one of Node 20's, with the instants rounded: two hashes on two threads, a third that waits.

#include <algorithm>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "traces/compressed.hpp"

namespace {

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

std::string event(const std::string& kind, int thread, int at, int cpu, const std::string& more) {
    return R"({"pid":7,"tid":)" + std::to_string(thread) + R"(,"ts":)" + std::to_string(at) +
           R"(,"tts":)" + std::to_string(cpu) + R"(,"ph":")" + kind +
           R"(","cat":"node,node.threadpoolwork,node.threadpoolwork.async","name":"crypto","dur":0,)" +
           more + R"("args":{}})";
}

/// Thread 8 works for 10 ms of CPU and 12 ms of time, 9 for 10 ms, 8 again for 6 ms.
std::string trace_text() {
    const std::string id = R"("id":"0x1",)";
    std::string text = R"({"traceEvents":[)";
    for (const std::string& one :
         {event("b", 7, 1000, 500, id), event("b", 7, 2000, 510, id), event("b", 7, 3000, 520, id),
          event("B", 8, 1100, 50, ""), event("B", 9, 2100, 60, ""),
          event("E", 9, 12'100, 10'060, ""), event("E", 8, 13'100, 10'050, ""),
          event("B", 9, 12'200, 10'070, ""), event("E", 9, 18'200, 16'070, "")})
        text += one + ",\n";
    return text + R"({"pid":7,"tid":7,"ts":1,"ph":"M","cat":"__metadata","name":"version",)"
                  R"("args":{"node":"20.20.2"}}]})";
}

std::string without_blanks(std::string text) {
    text.erase(
        std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; }),
        text.end());
    return text;
}

}  // namespace

TEST_CASE("trace events become a scenario of their pool work", "[import]") {
    const Folder folder;
    folder.write("node_trace.1.log", trace_text());
    const Outcome outcome = cli(folder, "import DIR/node_trace.1.log -o DIR/seen.json");
    CHECK(outcome.err.empty());
    CHECK(outcome.code == 0);
    const std::string seen = folder.read("seen.json");
    // Waits of 0.1, 0.1 and 9.2 ms; times of 12, 10 and 6 ms, of which 10, 10 and 6 were CPU.
    CHECK(seen.find("3 jobs on 2 threads: on average 3.133ms in the queue and 9.333ms on a worker, "
                    "of it 8.667ms on a core") != seen.npos);
    CHECK(seen.find(R"("node": "20")") != seen.npos);
    CHECK(seen.find(R"("threadpool": 2)") != seen.npos);
    const Outcome run = cli(folder, "run DIR/seen.json --cores unlimited --costs none --json");
    CHECK(run.code == 0);
    CHECK(run.out.find("\"generated\": 3") != run.out.npos);
}

TEST_CASE("traces with gaps are read as far as they go", "[import]") {
    const Folder folder;
    std::string text = trace_text();
    SECTION("cut off") {
        folder.write("t.log", text.substr(0, text.find(R"({"pid":7,"tid":7,"ts":1,)") - 40));
        const Outcome outcome = cli(folder, "import DIR/t.log");
        CHECK(outcome.code == 0);
        CHECK(outcome.err ==
              "loopglass: DIR/t.log: 2 events without their partners are left out\n"
              "loopglass: DIR/t.log: ends in the middle\n");
    }
    SECTION("without any pool work") {
        folder.write("t.log", R"({"traceEvents":[{"pid":1,"ph":"X","name":"a","cat":"v8"}]})");
        const Outcome outcome = cli(folder, "import DIR/t.log");
        CHECK(outcome.code == 2);
        CHECK(outcome.err ==
              "loopglass: DIR/t.log: has no pool work that has ended\n"
              "    node --trace-event-categories node.threadpoolwork FILE records it, from Node 18 "
              "on\n");
    }
    SECTION("no trace at all") {
        folder.write("t.log", R"({"main": []})");
        const Outcome outcome = cli(folder, "import DIR/t.log -o DIR/out.json");
        CHECK(outcome.code == 2);
        CHECK(outcome.err.starts_with(
            "loopglass: DIR/t.log: byte 12: the file ends before its list of trace events\n"));
        CHECK(folder.names() == std::vector<std::string>{"t.log"});
    }
    SECTION("with something else in the list") {
        folder.write("t.log", R"({"traceEvents":[1]})");
        CHECK(cli(folder, "import DIR/t.log")
                  .err.starts_with("loopglass: DIR/t.log: byte 17: expected a trace event"));
    }
}

TEST_CASE("access logs become loads", "[import]") {
    const Folder folder;
    const std::string begin = "10.0.0.1 - ann [31/Dec/2026:23:59:5";
    SECTION("with times in seconds or microseconds, across zones and midnight") {
        folder.write("access.log",
                     begin + R"(9 +0000] "GET /a HTTP/1.1" 200 23 "-" "x \"y\" z" 0.250)" + "\r\n" +
                         begin + R"(9 +0000] "GET /b HTTP/1.1" 200 - 150000)" + "\n" +
                         R"(h - - [01/Jan/2027:01:00:01 +0100] "GET /" 500 1 0.5)" +
                         "\nsomething else\n");
        const Outcome outcome = cli(folder, "import DIR/access.log");
        CHECK(outcome.code == 0);
        CHECK(outcome.err ==
              "loopglass: DIR/access.log: 1 line is none of an access log and left out\n");
        // Two in one second stand half a second apart; the third came two seconds after the first.
        const std::string seen = without_blanks(outcome.out);
        CHECK(seen.find(R"("list":["0ns","500ms","2s"])") != seen.npos);
        CHECK(seen.find(R"("empirical":["150ms","250ms","500ms"])") != seen.npos);
        folder.write("seen.json", outcome.out);
        CHECK(cli(folder, "run DIR/seen.json").code == 0);
    }
    SECTION("of many requests their rate") {
        std::string log;
        for (int i = 0; i < 12'000; ++i)
            log += begin + std::to_string(i / 1200) + R"( +0000] "GET /" 200 5)" + "\n";
        folder.write("access.log", log);
        const Outcome outcome = cli(folder, "import DIR/access.log");
        CHECK(outcome.out.find("\"poisson\": \"1200.1/s\"") != outcome.out.npos);
        CHECK(outcome.out.find("The log does not say how long they took") != outcome.out.npos);
    }
    SECTION("that are none are refused") {
        folder.write("access.log", "hello\nworld\n");
        CHECK(cli(folder, "import DIR/access.log").err ==
              "loopglass: DIR/access.log: no line of an access log among 2\n"
              "hello\n"
              "    expected lines such as: 10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / "
              "HTTP/1.1\" 200 2326 0.123\n");
    }
}

// logrotate packs all logs but the newest with gzip; one of several parts is what `cat a.gz b.gz` makes.
TEST_CASE("what is imported may be packed", "[import]") {
    const Folder folder;
    const std::string line =
        "::1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 7 0.250\n";
    const auto packed = [](std::string_view text, traces::Compression compression) {
        std::string bytes;
        const traces::Sink sink = [&](std::string_view more) {
            bytes += more;
            return true;
        };
        traces::Packer packer{compression, sink};
        CHECK(packer.write(text));
        CHECK(packer.finish());
        return bytes;
    };
    folder.write("access.log", line + line);
    const std::string plain = cli(folder, "import DIR/access.log").out;
    const auto same = [&](std::string text) {
        for (std::size_t at = 0; (at = text.find(".log.2.gz", at)) != text.npos;)
            text.replace(at, 9, ".log");
        return text;
    };
    folder.write("access.log.2.gz", packed(line + line, traces::Compression::gzip));
    CHECK(same(cli(folder, "import DIR/access.log.2.gz").out) == plain);
    folder.write("access.log.2.gz",
                 packed(line, traces::Compression::gzip) + packed(line, traces::Compression::gzip));
    CHECK(same(cli(folder, "import DIR/access.log.2.gz").out) == plain);
    folder.write("trace.zst", packed(trace_text(), traces::Compression::zstd));
    CHECK(cli(folder, "import DIR/trace.zst").out.find("3 jobs on 2 threads") != std::string::npos);

    const std::string whole = packed(line + line, traces::Compression::gzip);
    folder.write("half.gz", whole.substr(0, whole.size() / 2));
    const Outcome half = cli(folder, "import DIR/half.gz");
    CHECK(half.code == 2);
    CHECK(half.out.empty());
    CHECK(half.err.find("half.gz: ") != half.err.npos);
}

TEST_CASE("an access log may name the time of a request, and objects in lines are refused",
          "[import]") {
    const Folder folder;
    folder.write(
        "named.log",
        "::1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"x\" rt=0.250 "
        "uct=\"0.000\"\n");
    const Outcome named = cli(folder, "import DIR/named.log");
    CHECK(named.code == 0);
    CHECK(named.out.find("\"250ms\"") != named.out.npos);
    folder.write("lines.log", "{\"status\":200,\"request_time\":0.25}\n{\"status\":200}\n");
    const Outcome lines = cli(folder, "import DIR/lines.log");
    CHECK(lines.code == 2);
    CHECK(lines.err.find("holds a JSON object in each line, which is not read") != lines.err.npos);
}
