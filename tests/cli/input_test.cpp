#include <fmt/format.h>

#include <filesystem>

#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

const std::string hello = R"({ "main": [{ "log": "hello" }] })";

/// A refusal that leaves nothing behind: exit code 2 unless said otherwise, nothing on stdout.
void check_refusal(const Folder& folder, const std::string& line, const std::string& message,
                   int code = 2) {
    CAPTURE(line);
    const std::vector<std::string> before = folder.names();
    const Outcome outcome = cli(folder, line);
    CHECK(outcome.code == code);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == message);
    CHECK(folder.names() == before);
}

}  // namespace

TEST_CASE("an input that cannot be read is named with the reason", "[cli]") {
    const Folder folder;
    folder.write("hash.json", hello);
    folder.write("empty.json", "");
    check_refusal(folder, "run DIR/hahs.json",
                  "loopglass: DIR/hahs.json: no such file\n    did you mean \"DIR/hash.json\"?\n");
    check_refusal(folder, "check DIR/nothing/x.json",
                  "loopglass: DIR/nothing/x.json: no such file\n");
    check_refusal(folder, "run DIR", "loopglass: DIR: is a directory, a file is expected\n");
    check_refusal(folder, "run DIR/empty.json", "loopglass: DIR/empty.json: the file is empty\n");
    check_refusal(folder, "export DIR/empty.json -o DIR/out.json",
                  "loopglass: DIR/empty.json: the file is empty\n");
    check_refusal(
        folder, "run hsah",
        "loopglass: hsah: neither a file nor an installed scenario\n    did you mean \"hash\"?\n");
    check_refusal(folder, "run zzzzzzzz",
                  "loopglass: zzzzzzzz: neither a file nor an installed scenario\n    see: "
                  "loopglass list scenarios\n");
    check_refusal(folder, "run -", "loopglass: stdin: the file is empty\n");
    if (::geteuid() != 0) {
        std::filesystem::permissions(folder.path("hash.json"), std::filesystem::perms::none);
        check_refusal(folder, "run DIR/hash.json",
                      "loopglass: DIR/hash.json: the file cannot be read: permission denied\n");
    }
}

TEST_CASE("a program that is no scenario is refused by its kind", "[cli]") {
    const Folder folder;
    for (const std::string name : {"a.js", "a.mjs", "a.cjs", "a.tsx"})
        folder.write(name, "console.log(1)");
    // Only `run FILE.js` has exit codes of its own (126: bad input).
    check_refusal(folder, "run DIR/none.js", "loopglass: DIR/none.js: no such file\n", 126);
    folder.write("order.mjs", "console.log(1)");
    check_refusal(folder, "run DIR/ordr.mjs",
                  "loopglass: DIR/ordr.mjs: no such file\n    did you mean \"DIR/order.mjs\"?\n",
                  126);
    check_refusal(folder, "explain DIR/none.mjs", "loopglass: DIR/none.mjs: no such file\n");
    check_refusal(folder, "quiz DIR/none.js", "loopglass: DIR/none.js: no such file\n");
    check_refusal(folder, "export DIR/none.js -o DIR/x.svg",
                  "loopglass: DIR/none.js: no such file\n");
    check_refusal(folder, "export DIR/a.js -o DIR/x.mjs",
                  "loopglass: DIR/a.js: is a JavaScript program already\n");
    check_refusal(
        folder, "explain DIR/a.js --cores unlimited --scheduler ps",
        "loopglass: DIR/a.js: unlimited cores need no scheduler\n    --cores N limits them\n");
    check_refusal(folder, "explain DIR/a.js --module esm",
                  "loopglass: --module is for scenarios; Node tells from a file's name and text\n");
    check_refusal(folder, "run DIR/none.ts", "loopglass: DIR/none.ts: no such file\n", 126);
    check_refusal(folder, "run DIR/a.tsx",
                  "loopglass: DIR/a.tsx: JSX is not understood\n"
                  "    compile it to JavaScript first (tsc)\n");
}

TEST_CASE("a file without an ending is a program unless it begins as JSON does", "[cli]") {
    const Folder folder;
    const std::string expectation = "\n// expect:\n//   1\n";
    folder.write("tool", "#!/usr/bin/env node\nconsole.log(1);" + expectation);
    folder.write("commented", "// a program\n/* of two\n lines */\nconsole.log(1);" + expectation);
    folder.write("scenario", std::string{"// a scenario\n"} + hello);
    for (const std::string name : {"tool", "commented"})
        CHECK(cli(folder, "check -v DIR/" + name).out == "DIR/" + name + ": ok, one expectation\n");
    CHECK(cli(folder, "run DIR/scenario").code == 0);
    CHECK(cli(folder, "run DIR/scenario").err.empty());
    check_refusal(folder, "explain DIR/tool --module esm",
                  "loopglass: --module is for scenarios; Node tells from a file's name and text\n");
}

TEST_CASE("a byte order mark before a scenario or a cost file says nothing", "[cli]") {
    const Folder folder;
    const std::string mark = "\xEF\xBB\xBF";
    folder.write("hello.json", mark + hello);
    folder.write("costs.json", mark + "{ \"tick\": \"1us\" }");
    const Outcome outcome = cli(folder, "run DIR/hello.json --costs DIR/costs.json");
    CHECK(outcome.err.empty());
    CHECK(outcome.code == 0);
    folder.write("wrong.json", mark + "{ \"mian\": [] }");
    CHECK(cli(folder, "check DIR/wrong.json").err.starts_with("loopglass: DIR/wrong.json:1:3: "));
    folder.write("empty.json", mark);
    check_refusal(folder, "run DIR/empty.json", "loopglass: DIR/empty.json: the file is empty\n");
}

TEST_CASE("a scenario with errors gets the parser's messages with the prefix", "[cli]") {
    const Folder folder;
    folder.write("bad.json", R"({ "main": [{ "cppu": "20ms" }] })");
    const Outcome outcome = cli(folder, "run DIR/bad.json");
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("loopglass: DIR/bad.json:1:14: unknown action \"cppu\"\n"));
    CHECK(outcome.err.find("did you mean \"cpu\"?") != std::string::npos);
}

TEST_CASE("check reads every file and says ok only when asked", "[cli]") {
    const Folder folder;
    folder.write("good.json", hello);
    folder.write("bad.json", "{");
    CHECK(cli(folder, "check DIR/good.json").out.empty());
    const Outcome verbose = cli(folder, "check DIR/good.json -v");
    CHECK(verbose.code == 0);
    CHECK(verbose.out == "DIR/good.json: ok\n");
    CHECK(verbose.err.empty());
    const Outcome mixed = cli(folder, "check -v DIR/bad.json DIR/good.json");
    CHECK(mixed.code == 2);
    CHECK(mixed.out == "DIR/good.json: ok\n");
    CHECK(mixed.err.starts_with("loopglass: DIR/bad.json:1:2: "));
    CHECK(cli(folder, "check -", hello).code == 0);
}

TEST_CASE("an option cannot make a scenario await where Node does not", "[cli]") {
    const Folder folder;
    folder.write("await.json",
                 R"({ "runtime": { "module": "esm" }, "main": [{ "await": "resolved" }] })");
    check_refusal(folder, "run DIR/await.json --module cjs",
                  "loopglass: DIR/await.json: main awaits at its top level, which --module cjs "
                  "does not allow\n"
                  "    leave --module out, or wrap the body in {\"async\": [...]}\n");
}

TEST_CASE("a file that a scenario names and that is not there is named", "[cli]") {
    const Folder folder;
    folder.write("load.json", R"({"load": {"arrivals": {"file": "none.txt"}, "handler": []}})");
    check_refusal(folder, "check DIR/load.json",
                  "loopglass: DIR/load.json:1:32: DIR/none.txt: no such file\n"
                  "{\"load\": {\"arrivals\": {\"file\": \"none.txt\"}, \"handler\": []}}\n"
                  "                               ^\n");
}

TEST_CASE("a cost file is checked like the costs of a scenario", "[cli]") {
    const Folder folder;
    folder.write("hello.json", hello);
    folder.write("bad.costs.json", "{ \"tikc\": \"70ns\" }");
    const Outcome outcome = cli(folder, "run DIR/hello.json --costs DIR/bad.costs.json");
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("loopglass: DIR/bad.costs.json:1:3: "));
    CHECK(outcome.err.find("\n{ \"tikc\": \"70ns\" }\n  ^") != std::string::npos);
    CHECK(outcome.err.find("did you mean \"tick\"?") != std::string::npos);
    folder.write("sweep.json", "{\"loopglass\": \"sweep\", \"version\": 1}");
    check_refusal(folder, "run DIR/hello.json --costs DIR/sweep.json",
                  "loopglass: DIR/sweep.json: is the result of a sweep, a cost file is expected\n"
                  "    loopglass merge shows it, loopglass export FILE -o OUT draws it\n");
    check_refusal(folder, "run DIR/hello.json --costs DIR/none.json",
                  "loopglass: DIR/none.json: no such file\n");
}

TEST_CASE("new writes a scenario that check accepts, and replaces nothing", "[cli]") {
    const Folder folder;
    for (const std::string kind : {"order", "load"}) {
        const Outcome outcome = cli(folder, fmt::format("new {0} DIR/{0}1", kind));
        CHECK(outcome.code == 0);
        CHECK(outcome.out ==
              fmt::format("DIR/{0}1.json is written; next: loopglass run DIR/{0}1.json\n", kind));
        const Outcome checked = cli(folder, fmt::format("check DIR/{}1.json", kind));
        CHECK(checked.err.empty());
        CHECK(checked.code == 0);
    }
    CHECK(cli(folder, "new DIR/third.json").code == 0);
    check_refusal(folder, "new order DIR/third",
                  "loopglass: DIR/third.json: the file exists\n    choose another name; new never "
                  "replaces a file\n");
    check_refusal(folder, "new order DIR/missing/x",
                  "loopglass: DIR/missing/x.json: cannot be written: its folder does not exist\n");
}

TEST_CASE("installed scenarios are listed with their titles", "[cli]") {
    const Folder folder;
    folder.write("pool/logins.json", R"({ "title": "six logins", "main": [] })");
    folder.write("order.json", R"({ "title": "order", "main": [] })");
    folder.write("schema.json", "{}");
    const Outcome outcome = cli(folder, "list scenarios");
    CHECK(outcome.code == 0);
    CHECK(outcome.out ==
          "scenario     title\n"
          "order        order\n"
          "pool/logins  six logins\n");
    CHECK(cli(folder, "check logins -v").out == "DIR/pool/logins.json: ok\n");
    check_refusal(folder, "list scenarios DIR/nothing",
                  "loopglass: DIR/nothing: no scenarios (*.json) found there\n"
                  "    name a folder that holds scenario files\n");
}

TEST_CASE("what loopglass wrote as JSON is named where a scenario is expected", "[cli]") {
    const Folder folder;
    folder.write(
        "load.json",
        R"({ "runtime": { "costs": "none" }, "load": { "arrivals": { "constant": "10/s" }, "requests": 20,
                      "handler": [{ "respond": 200 }] } })");
    folder.write("order.json", R"({ "main": [{ "log": "a" }, { "nextTick": [{ "log": "b" }] }] })");
    struct Case {
        std::string command;
        std::string what;
    };
    const Case one = GENERATE(
        Case{"run DIR/load.json --json", "the result of a run or a forecast"},
        Case{"predict DIR/load.json --json", "the result of a run or a forecast"},
        Case{"sweep DIR/load.json --vary cores=1,2 --json",
             "the result of a sweep, a scenario is expected\n    loopglass merge shows it, "
             "loopglass export FILE -o OUT draws it"},
        Case{"size DIR/load.json --target p99<1s --find cores --json", "the result of size"},
        Case{"explore DIR/order.json --json",
             "what explore --json found, a scenario is expected\n    loopglass export FILE "
             "-o OUT draws it"},
        Case{"explain DIR/order.json --json", "what explain --json says"},
        Case{"quiz DIR/order.json --json", "a question of quiz --json"});
    CAPTURE(one.command);
    folder.write("result.json", cli(folder, one.command).out);
    const bool has_hint = one.what.find('\n') != std::string::npos;
    for (const std::string command : {"run", "explain", "check", "predict"}) {
        check_refusal(folder, command + " DIR/result.json",
                      "loopglass: DIR/result.json: is " + one.what +
                          (has_hint ? "\n" : ", a scenario is expected\n"));
    }
}

TEST_CASE("a word that is nearly one of a list is answered with that one", "[cli]") {
    const Folder folder;
    folder.write(
        "load.json",
        R"({ "load": { "arrivals": { "constant": "10/s" }, "requests": 2e1, "handler": [{ "respond": 200 }] } })");
    check_refusal(folder, "size DIR/load.json --target p99<1s --find threadpol",
                  "loopglass: --find expects threadpool, cores, replicas, rate or users, found "
                  "\"threadpol\"\n    did you mean \"threadpool\"?\n");
    check_refusal(
        folder, "sweep DIR/load.json --vary threadpol=1",
        "loopglass: DIR/load.json: there is no field \"threadpol\"\n    did you mean "
        "\"threadpool\"? known: threadpool, cores, scheduler, replicas, warmup, node, rate, "
        "users, think, time, servers; or a path such as work.hash.time\n");
    check_refusal(folder, "export DIR/load.json -o DIR/a.svg --picture timelin",
                  "loopglass: option --picture expects timeline, state, steps, request, latency, "
                  "sweep, orders, found \"timelin\"; did you mean \"timeline\"?\n");
    check_refusal(
        folder, "export DIR/load.json -o DIR/a.svg --lanes stak",
        "loopglass: option --lanes expects some of "
        "phases,stack,ticks,microtasks,timers,queue,workers,outside,stations,output, found "
        "\"stak\"; did you mean \"stack\"?\n");
    // JSON knows one kind of number: 2e1 is 20.
    CHECK(cli(folder, "run DIR/load.json --json").out.find("\"generated\": 20,") !=
          std::string::npos);
}
