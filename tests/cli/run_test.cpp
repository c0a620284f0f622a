#include <atomic>
#include <filesystem>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;
using Names = std::vector<std::string>;

namespace {

const std::string two_lines =
    R"({ "main": [{ "log": "one" }, { "log": "two", "stderr": true }, { "log": "three" }])";
const std::string greeting = two_lines + " }";

/// Six logins at once on a pool of four, as an expectation may see them.
std::string logins(const std::string& expect) {
    return R"({ "title": "six logins", "runtime": { "threadpool": 4, "cores": "unlimited", "costs": "none" },
  "load": { "name": "login", "arrivals": { "bursts": { "size": 6, "every": "1s" } }, "requests": 6,
    "handler": [{ "await": { "uv.work": "hash", "time": "80ms" } }, { "respond": 200 }] }
)" + expect +
           "}";
}

}  // namespace

TEST_CASE("an ordering scenario prints its lines and nothing else", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    const Outcome outcome = cli(folder, "run DIR/hello.json");
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "one\nthree\n");
    CHECK(outcome.err == "two\n");
    CHECK(cli(folder, "run -", greeting).out == outcome.out);
    CHECK(cli(folder, "run hello").out == outcome.out);
    CHECK(folder.names() == Names{"hello.json"});
}

TEST_CASE("an expectation that holds is silent unless asked", "[cli]") {
    const Folder folder;
    folder.write("hello.json",
                 two_lines + R"(, "expect": { "output": ["one", "two", "three"] } })");
    CHECK(cli(folder, "run DIR/hello.json").err == "two\n");
    const Outcome verbose = cli(folder, "run DIR/hello.json -v");
    CHECK(verbose.code == 0);
    CHECK(verbose.err == "two\nloopglass: DIR/hello.json: all expectations hold under node 24\n");
}

TEST_CASE("an expectation that fails shows the first difference side by side", "[cli]") {
    const Folder folder;
    folder.write("hello.json",
                 two_lines + ",\n  \"expect\": { \"output\": [\"one\", \"three\"] } }");
    const Outcome outcome = cli(folder, "run DIR/hello.json");
    CHECK(outcome.code == 1);
    CHECK(outcome.out == "one\nthree\n");
    CHECK(outcome.err ==
          "two\n"
          "loopglass: DIR/hello.json:2:15: expectation failed under node 24: the output differs at "
          "line 2\n"
          "     line  expected             found\n"
          "        1  one                  one\n"
          "  >     2  three                two\n"
          "        3  (end of the output)  three\n");
}

TEST_CASE("expectations are for the versions that a scenario names", "[cli]") {
    const Folder folder;
    folder.write("hello.json",
                 two_lines + R"(, "node": [18, 20], "expect": { "output": ["nothing"] } })");
    // Without --node it runs under the newest version that it names.
    CHECK(cli(folder, "run DIR/hello.json").err.find("expectation failed under node 20") !=
          std::string::npos);
    const Outcome outcome = cli(folder, "run DIR/hello.json --node 16");
    CHECK(outcome.code == 0);
    CHECK(outcome.err ==
          "two\nloopglass: note: DIR/hello.json is meant for node 18, 20; what it expects is not "
          "checked under node 16\n");
}

TEST_CASE("an uncaught exception is told, and is no failure of the run", "[cli]") {
    const Folder folder;
    folder.write("throw.json",
                 R"({ "main": [{ "log": "before" }, { "throw": "boom" }, { "log": "after" }] })");
    const Outcome outcome = cli(folder, "run DIR/throw.json");
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "before\n");
    CHECK(outcome.err.starts_with("loopglass: DIR/throw.json:"));
    CHECK(outcome.err.find("uncaught exception: ") != std::string::npos);
    CHECK(outcome.err.find("boom") != std::string::npos);
    CHECK(outcome.err.ends_with("\n    the process ends here with exit code 1\n"));
}

TEST_CASE("a limit ends the run with exit code 3 unless the scenario expects it", "[cli]") {
    const Folder folder;
    const std::string endless =
        R"({ "runtime": { "events": 1000 }, "handlers": { "again": [{ "nextTick": "again" }] }, "main": [{ "call": "again" }])";
    folder.write("endless.json", endless + " }");
    folder.write("lesson.json", endless + R"(, "expect": { "ends": "limit" } })");
    const Outcome outcome = cli(folder, "run DIR/endless.json");
    CHECK(outcome.code == 3);
    CHECK(outcome.err.find("of virtual time: ") != std::string::npos);
    CHECK(cli(folder, "run DIR/lesson.json").code == 0);
}

TEST_CASE("a load run prints its table, and its waterfall when there are few requests", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(""));
    const Outcome outcome = cli(folder, "run DIR/logins.json");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.starts_with(
        "six logins\nnode 24 · pool 4 · unlimited cores · seed 1 · 160 ms of virtual time\n"));
    CHECK(outcome.out.find("\nlogin             6     6       0          0          0  ") !=
          std::string::npos);
    // Four are served at once, two wait for 80 ms: (4 * 80 + 2 * 160) / 6
    CHECK(outcome.out.find("\npool work            80.0 ms  75.0 %  ") != std::string::npos);
    CHECK(outcome.out.find("\npool queue           26.7 ms  25.0 %  ") != std::string::npos);
    CHECK(outcome.out.find("\nlogin 6   160 ms  qqqq") != std::string::npos);
}

// In real Node, too, a response that nobody ends leaves its request open until the client gives up.
TEST_CASE("a load that nothing answers is told of, and is no error", "[cli]") {
    const Folder folder;
    folder.write(
        "open.json",
        "{ \"load\": { \"name\": \"get\", \"arrivals\": { \"list\": [\"0ms\"] },\n"
        "  \"handler\": [{ \"setTimeout\": \"1ms\", \"do\": [{ \"log\": \"done\" }] }] } }");
    const std::string warning =
        "loopglass: DIR/open.json:2:14: warning: nothing answers the requests of \"get\", so they "
        "never end\n"
        "  \"handler\": [{ \"setTimeout\": \"1ms\", \"do\": [{ \"log\": \"done\" }] }] } }\n"
        "             ^ end the handler with { \"respond\": 200 }\n";
    for (const std::string command :
         {"run DIR/open.json", "check DIR/open.json", "predict DIR/open.json --replications 1",
          "size DIR/open.json --target p99<1s --find cores --replications 1",
          "sweep DIR/open.json --vary cores=1,2 --replications 1"}) {
        CAPTURE(command);
        const Outcome outcome = cli(folder, command);
        CHECK(outcome.err == warning);
        CHECK(outcome.code == (command.starts_with("size") ? 1 : 0));
    }
    // Something that responds somewhere is enough, however it comes to run.
    folder.write(
        "answered.json",
        R"({ "handlers": { "end": [{ "respond": 200 }] }, "load": { "arrivals": { "list": ["0ms"] },
                      "handler": [{ "setTimeout": "1ms", "do": [{ "call": "end" }] }] } })");
    CHECK(cli(folder, "check DIR/answered.json").err.empty());
}

TEST_CASE("a pool that is not as large as a scenario says is told of", "[cli]") {
    const auto [said, taken, note] = GENERATE(table<std::string, std::string, std::string>(
        {{"0", "1", "the pool has 1 thread, which libuv makes of 0"},
         {"2000", "1024", "the pool has 1024 threads, which libuv makes of 2000"},
         {"\"abc\"", "1", "the pool has 1 thread, which libuv makes of \"abc\""},
         {"\"7xyz\"", "7", "the pool has 7 threads, which libuv makes of \"7xyz\""},
         {"\"8\"", "8", ""},
         {"1024", "1024", ""}}));
    CAPTURE(said);
    const Folder folder;
    folder.write("pool.json", "{ \"runtime\": { \"threadpool\": " + said +
                                  " },\n\"load\": { \"arrivals\": { \"list\": [\"0ms\"] },"
                                  "\"handler\": [{ \"respond\": 200 }] } }");
    const Outcome outcome = cli(folder, "run DIR/pool.json");
    CHECK(outcome.out.find("pool " + taken + " ") != outcome.out.npos);
    CHECK(outcome.err.starts_with(
        note.empty() ? "" : "loopglass: DIR/pool.json:1:30: warning: " + note + "\n"));
    CHECK(outcome.err.empty() == note.empty());
}

TEST_CASE("a warm-up that covers a load is told of", "[cli]") {
    const Folder folder;
    folder.write("warm.json", R"({ "runtime": { "warmup": "5s" }, "load": { "name": "get",
        "arrivals": { "constant": "10/s" }, "for": "2s", "handler": [{ "respond": 200 }] } })");
    CHECK(
        cli(folder, "run DIR/warm.json")
            .out.find("\nof get only requests that came during the warm-up were done, so there is "
                      "no latency\n") != std::string::npos);
}

TEST_CASE("replicas that get no requests are told of", "[cli]") {
    const Folder folder;
    const auto err_of = [&](const std::string& runtime, const std::string& load) {
        folder.write("replicas.json",
                     "{ \"runtime\": { " + runtime +
                         " }, \"load\": { \"arrivals\": { \"list\": [\"0ms\"] },\n" + load +
                         "  \"handler\": [{ \"respond\": 200 }] } }");
        return cli(folder, "run DIR/replicas.json").err;
    };
    CHECK(err_of(R"("replicas": 3)", "") ==
          "loopglass: DIR/replicas.json:2:14: warning: all requests go to the first of 3 replicas\n"
          "  \"handler\": [{ \"respond\": 200 }] } }\n"
          "             ^ \"process\": \"all\" in the load deals them out to all of them\n");
    CHECK(err_of(R"("replicas": 3)", R"(  "process": "all",)").empty());
    CHECK(err_of(R"("replicas": 1)", "").empty());
}

TEST_CASE("a load ends its run, and what main goes on with is told", "[cli]") {
    const Folder folder;
    folder.write(
        "beside.json",
        R"({ "runtime": { "cores": "unlimited", "costs": "none" }, "main": [{ "setInterval": "20ms", "do": [] }],
        "load": { "arrivals": { "constant": "10/s" }, "requests": 11, "handler": [{ "respond": 200 }] } })");
    const Outcome outcome = cli(folder, "run DIR/beside.json");
    CHECK(outcome.code == 0);
    CHECK(
        outcome.err ==
        "loopglass: DIR/beside.json: main is still alive after the load, the run ended at 1.00 s\n"
        "    --until TIME ends it elsewhere\n");
    CHECK(cli(folder, "run DIR/beside.json --until 2s").err.empty());
}

TEST_CASE("options replace what the scenario says", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(R"(, "expect": { "latency": { "max": "==160ms" } })"));
    CHECK(cli(folder, "run DIR/logins.json").code == 0);
    const Outcome outcome = cli(folder, "run DIR/logins.json --threadpool 6");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find(" · pool 6 · ") != std::string::npos);
    CHECK(outcome.err ==
          "loopglass: note: what the scenario expects is not checked with --threadpool\n");
    CHECK(
        cli(folder, "run DIR/logins.json --cores 2 --scheduler ps").out.find(" · 2 cores, ps · ") !=
        std::string::npos);
}

TEST_CASE("a run as JSON is one object with everything", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(""));
    const Outcome outcome = cli(folder, "run DIR/logins.json --json");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.starts_with(
        "{\n  \"facts\": {\n    \"program\": \"DIR/logins.json\",\n    \"node\": \"24\",\n"));
    CHECK(outcome.out.ends_with("  \"failures\": []\n}\n"));
    for (const std::string fact :
         {"\"fingerprint\": \"", "\"cores\": \"unlimited\"", "\"done\": 6", "\"p50\": 80",
          "\"max\": 160000000", "\"pool work\": 480000000"}) {
        CAPTURE(fact);
        CHECK(outcome.out.find(fact) != std::string::npos);
    }
}

TEST_CASE("the trace of a run is written beside its results", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    const Outcome outcome = cli(folder, "run DIR/hello.json --trace DIR/out.trace.json");
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "one\nthree\n");
    CHECK(folder.read("out.trace.json").starts_with("{\"displayTimeUnit\""));
    CHECK(cli(folder, "run DIR/hello.json --trace -").err ==
          "loopglass: --trace needs a file, stdout shows the results\n"
          "    loopglass export FILE --format NAME -o - writes a trace to stdout\n");
}

TEST_CASE("every format of export is recognised as our own and replaced", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    for (const std::string ending : {".json", ".trace.json", ".txt", ".csv", ".spans.csv",
                                     ".requests.csv", ".tasks.csv", ".js"}) {
        CAPTURE(ending);
        const std::string line = "export DIR/hello.json -o DIR/out" + ending;
        CHECK(cli(folder, line).code == 0);
        const std::string first = folder.read("out" + ending);
        CHECK_FALSE(first.empty());
        const Outcome again = cli(folder, line);
        CHECK(again.code == 0);
        CHECK(again.err.empty());
        CHECK(folder.read("out" + ending) == first);
    }
}

TEST_CASE("an export to stdout needs the format's name", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    CHECK(cli(folder, "export DIR/hello.json -o - --format native")
              .out.starts_with("{\"loopglass\":"));
    CHECK(cli(folder, "export DIR/hello.json -o - --format js")
              .out.starts_with("// Made by loopglass from DIR/hello.json.\n"));
    const std::string known =
        ".json, .trace.json, .txt, .csv, .spans.csv, .requests.csv, .tasks.csv";
    const Outcome unnamed = cli(folder, "export DIR/hello.json -o -");
    CHECK(unnamed.code == 2);
    CHECK(unnamed.out.empty());
    CHECK(unnamed.err ==
          "loopglass: stdout has no ending that chooses a format\n    add --format: native, "
          "chrome, text, csv, csv-spans, csv-requests, csv-tasks, svg, png, pdf, "
          "pptx, gif, html, js, mmd\n");
    CHECK(cli(folder, "export DIR/hello.json -o - --format bmp").err ==
          "loopglass: unknown format \"bmp\"\n    known: native, chrome, text, csv, csv-spans, "
          "csv-requests, csv-tasks, svg, png, pdf, "
          "pptx, gif, html, js, mmd\n");
    CHECK(cli(folder, "export DIR/hello.json -o DIR/x.bmp").err ==
          "loopglass: DIR/x.bmp: the ending chooses no format\n    known: " + known +
              ", .svg, .png, .pdf, .pptx, .gif, .html, .js, .mjs, .mmd; traces and tables also "
              "packed: .json.gz, .csv.zst\n");
    CHECK(folder.names() == Names{"hello.json"});
}

TEST_CASE("a trace is exported like the run that it came from", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(""));
    CHECK(cli(folder, "export DIR/logins.json -o DIR/a.json").code == 0);
    CHECK(cli(folder, "export DIR/logins.json -o DIR/a.spans.csv").code == 0);
    const Outcome outcome = cli(folder, "export DIR/a.json -o DIR/b.spans.csv");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(folder.read("a.spans.csv") == folder.read("b.spans.csv"));
    const Outcome run = cli(folder, "run DIR/a.json");
    CHECK(run.code == 2);
    CHECK(run.err ==
          "loopglass: DIR/a.json: is a trace, a scenario is expected\n"
          "    loopglass export DIR/a.json -o OUT turns it into other formats\n");
    folder.write("numbers.json", "[1, 2]");
    CHECK(cli(folder, "run DIR/numbers.json").err.starts_with("loopglass: DIR/numbers.json:1:1: "));
    folder.write("cut.json", folder.read("a.json").substr(0, 300));
    const Outcome cut = cli(folder, "export DIR/cut.json -o DIR/c.txt");
    CHECK(cut.code == 2);
    CHECK(cut.err.starts_with("loopglass: DIR/cut.json:"));
}

TEST_CASE("a part of a run is what reading its whole trace gives", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(""));
    folder.write("hello.json", greeting);
    const std::string part = " --from 20ms --to 90ms";
    CHECK(cli(folder, "export DIR/logins.json -o DIR/whole.json").code == 0);
    CHECK(cli(folder, "export DIR/whole.json -o DIR/a.spans.csv" + part).code == 0);
    CHECK(cli(folder, "export DIR/logins.json -o DIR/b.spans.csv" + part).code == 0);
    CHECK(folder.read("a.spans.csv") == folder.read("b.spans.csv"));
    CHECK(cli(folder, "export DIR/logins.json -o DIR/c.spans.csv").code == 0);
    CHECK(folder.read("c.spans.csv").size() > folder.read("b.spans.csv").size());
    const Outcome refused = cli(folder, "export DIR/hello.json -o DIR/d.json" + part);
    CHECK(refused.code == 2);
    CHECK(refused.err ==
          "loopglass: --from and --to choose a part of a picture, or of the trace of a load\n"
          "    other traces are written whole, and so is .txt\n");
}

TEST_CASE("an output that cannot be is refused before the run", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    folder.write("theirs.txt", "notes\n");
    std::filesystem::create_directory(folder.path("folder.txt"));
    const auto refusal = [&](const std::string& line) {
        const Outcome outcome = cli(folder, line);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    };
    const std::string exists =
        "loopglass: DIR/theirs.txt: the file exists and was not written by loopglass\n"
        "    use --force to replace it, or choose another name\n";
    CHECK(refusal("export DIR/hello.json -o DIR/theirs.txt") == exists);
    CHECK(refusal("run DIR/hello.json --trace DIR/theirs.txt") == exists);
    CHECK(refusal("export DIR/hello.json -o DIR/folder.txt") ==
          "loopglass: DIR/folder.txt: is a directory, an output file is expected\n");
    CHECK(refusal("run DIR/hello.json --trace DIR/no/a.txt") ==
          "loopglass: DIR/no/a.txt: cannot be written: its folder does not exist\n");
    CHECK(refusal("export DIR/hello.json -o DIR/hello.json --force") ==
          "loopglass: DIR/hello.json: is both input and output\n    choose another name for the "
          "output\n");
    CHECK(folder.read("theirs.txt") == "notes\n");
    CHECK(cli(folder, "export DIR/hello.json -o DIR/theirs.txt --force").code == 0);
    CHECK(folder.read("theirs.txt").starts_with("# "));
    CHECK(folder.names() == Names{"folder.txt", "hello.json", "theirs.txt"});
}

TEST_CASE("a full disk is told once, with exit code 2", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    const Outcome outcome = cli(folder, "export DIR/hello.json --format text -o /dev/full");
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "loopglass: /dev/full: cannot be written: no space left on device\n");
}

TEST_CASE("Ctrl-C ends the run with what there is and writes no file", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    const std::atomic<bool> interrupt{true};
    const Outcome outcome = cli(folder, "run DIR/hello.json --trace DIR/out.json", {}, &interrupt);
    CHECK(outcome.code == 130);
    CHECK(outcome.err.find("loopglass: DIR/hello.json: interrupted at ") != std::string::npos);
    CHECK(outcome.err.ends_with(
        " of virtual time\n    what is shown covers the run up to there; no files were written\n"));
    CHECK(cli(folder, "export DIR/hello.json -o DIR/out.txt", {}, &interrupt).code == 130);
    CHECK(folder.names() == Names{"hello.json"});
}

TEST_CASE("watching needs a file and ends with Ctrl-C", "[cli]") {
    const Folder folder;
    folder.write("hello.json", greeting);
    CHECK(cli(folder, "run - --watch", greeting).err ==
          "loopglass: --watch needs a file, stdin does not change\n");
    const std::atomic<bool> interrupt{true};
    const Outcome outcome = cli(folder, "run DIR/hello.json --watch", {}, &interrupt);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.ends_with("loopglass: watching DIR/hello.json, Ctrl-C ends\n"));
}

TEST_CASE("fingerprints have a line per scenario and version that it names", "[cli]") {
    const Folder folder;
    folder.write("a.json", R"({ "node": [18, 24], "main": [{ "log": "a" }] })");
    folder.write("b/c.json", R"({ "node": [14], "main": [{ "log": "c" }] })");
    const Outcome outcome = cli(folder, "list fingerprints DIR");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.starts_with("file,profile,fingerprint\na.json,18,"));
    CHECK(outcome.out.find("\na.json,24,") != std::string::npos);
    CHECK(outcome.out.find("\nb/c.json,14,") != std::string::npos);
    CHECK(outcome.out.size() ==
          std::string{"file,profile,fingerprint\na.json,18,\na.json,24,\nb/c.json,14,\n"}.size() +
              std::size_t{3} * 16);
    CHECK(cli(folder, "list fingerprints DIR").out == outcome.out);
}

TEST_CASE("the audit of a run finds nothing", "[cli]") {
    const Folder folder;
    folder.write("logins.json", logins(""));
    const Outcome outcome = cli(folder, "run DIR/logins.json --audit -v");
    CHECK(outcome.code == 0);
    CHECK(outcome.err ==
          "loopglass: DIR/logins.json: audit: all invariants hold\n"
          "loopglass: DIR/logins.json: states no expectations\n");
}
