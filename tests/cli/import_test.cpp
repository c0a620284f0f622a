// loopglass import. The trace is one of Node 20's, with the instants rounded: two hashes on two threads, a third that waits.

#include <algorithm>
#include <cmath>
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

const std::string ends_note =
    "durations are in seconds, as nginx's, so instants are ends of requests (if not: --stamp "
    "start)\n";
const std::string starts_note =
    "durations are in microseconds, as Apache's, so instants are starts of requests (if not: "
    "--stamp end)\n";

/// What is said of each log whose times are taken.
const std::string times_note =
    "\"stations\" hold the times of the log, its waits included, and have a server for everyone: "
    "before asking for a pool or cores, say what a request does instead (cpu, work on the pool, a "
    "station with the servers it has)\n";

std::string without_blanks(std::string text) {
    text.erase(
        std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; }),
        text.end());
    return text;
}

/// What `import DIR/a.log` shows: the fields that it took, how long requests took and when they came.
void check_import(const Outcome& outcome, const std::string& note, const std::string& times,
                  const std::string& arrivals) {
    CHECK(outcome.code == 0);
    CHECK(outcome.err == "loopglass: DIR/a.log: " + note + "loopglass: DIR/a.log: " + times_note);
    const std::string seen = without_blanks(outcome.out);
    CHECK(seen.find("\"empirical\":[" + times + "]") != seen.npos);
    CHECK(seen.find("\"list\":" + arrivals) != seen.npos);
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
                         begin + R"(8 +0000] "GET /b HTTP/1.1" 200 - 150000)" + "\n" +
                         R"(h - - [01/Jan/2027:01:00:01 +0100] "GET /" 500 1 0.5)" +
                         "\nsomething else\n");
        const Outcome outcome = cli(folder, "import DIR/access.log");
        CHECK(outcome.code == 0);
        CHECK(outcome.err ==
              "loopglass: DIR/access.log: 1 line is none of an access log and left out\n"
              "loopglass: DIR/access.log: some " +
                  ends_note.substr(0, ends_note.size() - 1) + "; some " + starts_note +
                  "loopglass: DIR/access.log: " + times_note);
        // The one in microseconds came at 58 seconds; those in seconds were over at 59 and, in the new year, 61.
        const std::string seen = without_blanks(outcome.out);
        CHECK(seen.find(R"("list":["0ns","750ms","2.5s"])") != seen.npos);
        CHECK(seen.find(R"("empirical":["150ms","250ms"])") != seen.npos);
        CHECK(
            seen.find(R"("requests,failed":{"servers":1000000,"time":{"empirical":["500ms"]}})") !=
            seen.npos);
        folder.write("seen.json", outcome.out);
        CHECK(cli(folder, "run DIR/seen.json").code == 0);
    }
    SECTION("of many requests their rate") {
        std::string log;
        for (int i = 0; i < 12'000; ++i)
            log += begin + std::to_string(i / 1200) + R"( +0000] "GET /" 200 5)" + "\n";
        folder.write("access.log", log);
        const Outcome outcome = cli(folder, "import DIR/access.log");
        const std::size_t rate = outcome.out.find("\"poisson\": \"");
        REQUIRE(rate != outcome.out.npos);
        CHECK(std::abs(std::stod(outcome.out.substr(rate + 12)) - 1200) < 1);
        CHECK(outcome.err ==
              "loopglass: DIR/access.log: the log has no durations: 5ms stands for them in "
              "\"stations\", put your own\n");
        CHECK(outcome.out.find("The log does not say how long they took") != outcome.out.npos);
    }
    SECTION("that last longer than a run can are refused") {
        folder.write("access.log",
                     "h - - [01/Jan/2026:00:00:00 +0000] \"GET /\" 200 5\n"
                     "h - - [01/Jan/2027:00:00:00 +0000] \"GET /\" 200 5\n");
        CHECK(
            cli(folder, "import DIR/access.log").err ==
            "loopglass: DIR/access.log: there are 365 days from the first request to the last, at "
            "most 104 are simulated\n    a part of the log is enough; or one of its instants is "
            "wrong\n");
    }
    SECTION("that are none are refused") {
        folder.write("access.log", "[2026-10-10 13:55:36] GET /\n");
        CHECK(
            cli(folder, "import DIR/access.log")
                .err.starts_with("loopglass: DIR/access.log: no line of an access log among 1\n"));
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

TEST_CASE("an access log may name the time of a request", "[import]") {
    const Folder folder;
    folder.write(
        "named.log",
        "::1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"x\" rt=0.250 "
        "uct=\"0.000\"\n");
    const Outcome named = cli(folder, "import DIR/named.log");
    CHECK(named.code == 0);
    CHECK(named.out.find("Imported by loopglass. 1 request. ") != named.out.npos);
    CHECK(named.out.find("\"250ms\"") != named.out.npos);
    const auto asked = [&](const std::string& options) {
        return cli(folder, "import DIR/named.log " + options);
    };
    CHECK(asked("--duration uct:s").out.find("\"250ms\"") == std::string::npos);
    CHECK(asked("--duration rt:ms").out.find("\"250us\"") != std::string::npos);
    CHECK(asked("--duration none").err.find("the log has no durations") != std::string::npos);
    CHECK(asked("--duration latency:ms").code == 2);
    CHECK(asked("--duration latency:ms").err.find("no line has a time in latency=") !=
          std::string::npos);
}

TEST_CASE("what is imported fails as often as it did, and failing takes its own time", "[import]") {
    const Folder folder;
    std::string log;
    for (int i = 0; i < 100; ++i)
        log += "::1 - - [10/Oct/2026:13:55:" + std::to_string(10 + i / 10) +
               " +0000] \"GET / HTTP/1.1\" " + (i % 4 == 0 ? "503 0 0.001" : "200 7 0.040") + "\n";
    folder.write("access.log", log);
    const Outcome outcome = cli(folder, "import DIR/access.log -o DIR/seen.json");
    CHECK(outcome.code == 0);
    CHECK(folder.read("seen.json").find("100 requests, of which 25 failed (5xx)") !=
          std::string::npos);
    const Outcome forecast = cli(folder, "predict DIR/seen.json --replications 16 --json");
    const auto value = [&](const std::string& key) {
        const std::size_t at = forecast.out.find(key);
        REQUIRE(at != std::string::npos);
        return std::stod(forecast.out.substr(at + key.size()));
    };
    // A quarter of 1,600 requests by chance: four standard errors are 4.3 %. Those that were done all took 40 ms.
    CHECK(std::abs(value("\"failed\": ") / 1600 - 0.25) < 0.043);
    CHECK(std::abs(value("\"p50\": {\n          \"value\": ") - 40e6) < 1e6);
}

TEST_CASE("the busiest paths of an access log are shown, and some can be taken", "[import]") {
    const Folder folder;
    std::string log;
    const auto add = [&](int second, const std::string& request, const std::string& rest) {
        log += "::1 - - [10/Oct/2026:13:55:" + std::to_string(second) + " +0000] \"" + request +
               " HTTP/1.1\" " + rest + "\n";
    };
    add(10, "GET /users/17/cart?all=1", "200 7 0.010");
    add(12, "GET /users/99/cart", "502 7 0.030");
    add(14, "POST /login", "200 7 0.080");
    add(16, "GET /items/0b9c5b2e-7a53-4f0e-9d3b-1f2a6c8d4e5f", "200 7 0.002");
    add(18, "GET /login", "200 7 0.004");
    add(20, "GET /users/5/cart", "200 7 0.020");
    folder.write("access.log", log);
    SECTION("all") {
        const Outcome outcome = cli(folder, "import DIR/access.log -o DIR/seen.json");
        CHECK(outcome.err == "loopglass: DIR/access.log: " + ends_note +
                                 "loopglass: DIR/access.log: " + times_note);
        CHECK(outcome.out ==
              "path                 requests    rate  failed     mean\n"
              "GET /users/:id/cart         3  0.30/s  33.3 %  20.0 ms\n"
              "GET /items/:id              1  0.10/s   0.0 %  2.00 ms\n"
              "GET /login                  1  0.10/s   0.0 %  4.00 ms\n"
              "POST /login                 1  0.10/s   0.0 %  80.0 ms\n"
              "DIR/seen.json is written; next: loopglass run DIR/seen.json\n");
    }
    SECTION("some, each as a load of its own") {
        const Outcome outcome =
            cli(folder, "import DIR/access.log --path /login --path /users/:id -o DIR/seen.json");
        CHECK(outcome.code == 0);
        CHECK(outcome.out.starts_with("left out: 1 request of other paths\n"));
        const Outcome run = cli(folder, "run DIR/seen.json --json");
        CHECK(run.out.find("\"name\": \"/login\"") != run.out.npos);
        CHECK(run.out.find("\"name\": \"/users/:id\"") != run.out.npos);
        CHECK(run.out.find("\"generated\": 2") != run.out.npos);
        CHECK(run.out.find("\"generated\": 3") != run.out.npos);
    }
    SECTION("none") {
        const Outcome outcome = cli(folder, "import DIR/access.log --path /logn");
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK(outcome.err ==
              "loopglass: DIR/access.log: none of 6 requests is of /logn\n"
              "    the busiest paths are GET /users/:id/cart, GET /items/:id, GET /login, POST "
              "/login\n");
        CHECK(cli(folder, "import DIR/access.log --path login").err ==
              "loopglass: option --path expects a path such as /login or \"POST /login\", found "
              "\"login\"\n");
    }
    SECTION("of a trace") {
        folder.write("t.log", trace_text());
        CHECK(cli(folder, "import DIR/t.log --path /login").err ==
              "loopglass: DIR/t.log: holds trace events, --path is for access logs\n");
        CHECK(cli(folder, "import DIR/t.log --stamp end").err ==
              "loopglass: DIR/t.log: holds trace events, --stamp is for access logs\n");
    }
}

// Lines as their makers document them: pino-http's README, nginx' log_format json, Caddy's and Traefik's pages on access logs.
TEST_CASE("objects in lines are an access log", "[import]") {
    struct Case {
        std::string lines;
        std::string note;
        std::string times;
        std::string arrivals;
    };
    const Case one = GENERATE(
        Case{R"({"level":30,"time":1531171074000,"pid":657,"msg":"listening"}
{"level":30,"time":1531171074631,"req":{"method":"GET","url":"/"},"res":{"statusCode":200},"responseTime":10}
{"level":30,"time":1531171074731,"req":{"method":"GET","url":"/a"},"res":{"statusCode":500},"responseTime":60}
)",
             "1 line is none of an access log and left out\nloopglass: DIR/a.log: instants are "
             "taken from \"time\", when requests were over (if not: --stamp start), durations from "
             "\"responseTime\" in ms, "
             "paths from \"req.url\", status from \"res.statusCode\"\n",
             R"("10ms")", R"(["0ns","50ms"])"},
        Case{
            R"({"time_iso8601":"2026-10-10T13:55:36+00:00","msec":"1791640536.500","request":"GET /a HTTP/1.1","status":"200","request_time":"0.250"}
{"time_iso8601":"2026-10-10T13:55:37+00:00","msec":"1791640537.000","request":"GET /b HTTP/1.1","status":"200","request_time":"0.150"}
)",
            "instants are taken from \"msec\", when requests were over (if not: --stamp start), "
            "durations from "
            "\"request_time\" in s, paths from \"request\", status from \"status\"\n",
            R"("150ms","250ms")", R"(["0ns","600ms"])"},
        Case{
            R"({"level":"info","ts":1646861401.5241024,"logger":"http.log.access","request":{"method":"GET","uri":"/"},"duration":0.000929675,"status":200}
)",
            "instants are taken from \"ts\", when requests were over (if not: --stamp start), "
            "durations from \"duration\" "
            "in s, paths from \"request.uri\", status from \"status\"\n",
            R"("930us")", R"(["0ns"])"},
        Case{
            R"({"Duration":3000000,"OriginDuration":2000000,"DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"/","StartUTC":"2026-10-10T13:55:36.123456789Z","time":"2026-10-10T13:55:36Z"}
)",
            "instants are taken from \"StartUTC\", durations from \"Duration\" in ns, paths from "
            "\"RequestPath\", status from \"DownstreamStatus\"\n",
            R"("3ms")", R"(["0ns"])"});
    const Folder folder;
    folder.write("a.log", one.lines);
    const Outcome outcome = cli(folder, "import DIR/a.log");
    check_import(outcome, one.note, one.times, one.arrivals);
    folder.write("seen.json", outcome.out);
    CHECK(cli(folder, "run DIR/seen.json").code == 0);
}

TEST_CASE("a table whose first line names its columns is an access log", "[import]") {
    struct Case {
        std::string lines;
        std::string options;
        std::string note;
        std::string times;
        std::string arrivals;
    };
    const Case one = GENERATE(
        Case{"\xef\xbb\xbfTimestamp,Method,URL,Status,Latency (ms)\r\n"
             "2026-10-10T13:55:36.500Z,GET,/a?x=1,200,250\r\n"
             "2026-10-10T13:55:37.000Z,GET,\"/b,\"\"c\"\"\",503,150\r\n",
             "",
             "instants are taken from \"timestamp\", when requests were over (if not: --stamp "
             "start), durations from \"latency_ms\" in ms, paths from \"url\", status from "
             "\"status\"\n",
             R"("250ms")", R"(["0ns","600ms"])"},
        // JMeter's, whose instants are starts; "Latency" is the time to the first byte.
        Case{"timeStamp,elapsed,label,responseCode,Latency\n"
             "1791640536500,250,a,200,20\n1791640537000,150,b,503,20\n",
             " --duration elapsed:ms",
             "instants are taken from \"timeStamp\", durations from \"elapsed\" in ms, status from "
             "\"responseCode\"\n",
             R"("250ms")", R"(["0ns","500ms"])"},
        Case{"wann;wie_lange;ts\nx;0.25;1791640536.5\ny;0,25;1791640536.5\n",
             " --stamp start --duration wie_lange:s",
             "1 line is none of an access log and left out\nloopglass: DIR/a.log: instants are "
             "taken from \"ts\", durations from \"wie_lange\" in s\n",
             R"("250ms")", R"(["0ns"])"});
    const Folder folder;
    folder.write("a.log", one.lines);
    const Outcome outcome = cli(folder, "import DIR/a.log" + one.options);
    check_import(outcome, one.note, one.times, one.arrivals);
}

TEST_CASE("what a table lacks is said with the names of its columns", "[import]") {
    const Folder folder;
    const auto import = [&](const std::string& lines, const std::string& options = {}) {
        folder.write("a.csv", lines);
        const Outcome outcome = cli(folder, "import DIR/a.csv" + options);
        CHECK(outcome.code == 2);
        return outcome.err;
    };
    const std::string where = "loopglass: DIR/a.csv";
    CHECK(import("wann,dauer,url\n2026-10-10T13:55:36Z,12,/\n") ==
          where +
              ": no column says when requests came\n    expected \"time\", \"ts\", "
              "\"timestamp\" or the like; the first row has wann, dauer, url\n");
    CHECK(import("time,dauer,url\n2026-10-10T13:55:36Z,12,/\n") ==
          where +
              ": no column says how long requests took\n    the first row has time, dauer, url; "
              "name one, with its unit: --duration FIELD:ms, or do without: --duration none\n");
    CHECK(
        import("time,duration,url\n2026-10-10T13:55:36Z,12,/\n") ==
        where +
            ":2: \"duration\" says how long a request took, but not in which unit\n    here it is "
            "\"12\"; say ns, us, ms or s: --duration duration:ms\n");
    CHECK(import("time,duration_ms\n") == where + ": there are no lines below the header\n" +
                                              "    expected lines such as: 10.0.0.1 - - "
                                              "[10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 "
                                              "2326 0.123\n");
}

TEST_CASE("a first line of words before a log is no table's", "[import]") {
    const Folder folder;
    folder.write("a.log",
                 "begun, by hand\n::1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 7\n");
    const Outcome outcome = cli(folder, "import DIR/a.log");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.starts_with(
        "loopglass: DIR/a.log: 1 line is none of an access log and left out\n"));
}

TEST_CASE("a status is known by each of its names", "[import]") {
    const std::string name = GENERATE("status", "statusCode", "status_code", "code");
    const Folder folder;
    folder.write("a.log", R"({"time":1531171074631,"path":"/","duration_ms":4,")" + name +
                              R"(":503})" + "\n");
    const Outcome outcome = cli(folder, "import DIR/a.log");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("1 request, of which 1 failed (5xx)") != outcome.out.npos);
}

TEST_CASE("which field of an object says how long a request took is asked when it is not clear",
          "[import]") {
    const Folder folder;
    const std::string line = R"({"time":"2026-10-10T13:55:36Z","path":"/",)";
    const auto import = [&](const std::string& fields, const std::string& options = {}) {
        folder.write("a.log", line + fields + "}\n" + line + fields + "}\n");
        return cli(folder, "import DIR/a.log" + options);
    };
    const std::string where = "loopglass: DIR/a.log";
    CHECK(import(R"("latency":12,"status":200)").err ==
          where +
              ":1: \"latency\" says how long a request took, but not in which unit\n    here it is "
              "12; say ns, us, ms or s: --duration latency:ms\n");
    CHECK(import(R"("latency":12,"responseTime":13)").err ==
          where +
              ":1: several fields may say how long a request took: latency, responseTime\n    "
              "choose one, with its unit (ns, us, ms or s): --duration latency:ms\n");
    CHECK(import(R"("millis":12)").err ==
          where +
              ": no field says how long requests took\n    the first object has time, path, "
              "millis; name one, with its unit: --duration FIELD:ms, or do without: --duration "
              "none\n");
    CHECK(import(R"("millis":12)", " --duration took:ms").err ==
          where +
              ": no object has a time in \"took\"\n    the first object has time, path, millis\n");
    CHECK(import(R"("millis":12)").code == 2);
    const auto time_of = [&](const Outcome& outcome) {
        const std::string text = without_blanks(outcome.out);
        const std::size_t at = text.find("\"time\":") + 7;
        return text.substr(at, text.find('}', at) - at);
    };
    CHECK(time_of(import(R"("millis":12)", " --duration millis:ms")) ==
          R"({"empirical":[["12ms",2]])");
    CHECK(time_of(import(R"("millis":12)", " --duration none")) == R"("5ms")");
    // A text with its unit, as Go's loggers write it, and a name with one need nothing more.
    CHECK(time_of(import("\"latency\":\"1500\u00b5s\"")) == R"({"empirical":[["1.5ms",2]])");
    CHECK(time_of(import(R"("duration_ms":0.5)")) == R"({"empirical":[["500us",2]])");
    CHECK(cli(folder, "import DIR/a.log --duration latency:min").err ==
          "loopglass: option --duration expects a field with its unit, such as latency:ms (ns, us, "
          "ms "
          "or s), or none, found \"latency:min\"\n");
    folder.write("a.log", "{\"message\":\"a\"}\n{\"message\":\"b\"}\n");
    CHECK(cli(folder, "import DIR/a.log").err ==
          where +
              ": no field says when requests came\n    expected \"time\", \"ts\", \"timestamp\" or "
              "the like; the first object has message\n");
}
