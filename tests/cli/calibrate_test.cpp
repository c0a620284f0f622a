// loopglass calibrate, with stand-ins for real Node: a shell script that prints a version and then the lines that the
// measuring program would print. The last test asks real Node.

#include <atomic>
#include <filesystem>
#include <iostream>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/cli/calibration_report.hpp"

namespace {

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

/// A Node whose parts print what `lines` says, as the branches of a shell's case.
void write_node(const Folder& folder, const std::string& lines) {
    folder.write("node",
                 "#!/bin/sh\nif [ \"$1\" = --version ]; then echo v20.1.2; exit; fi\n"
                 "case \"$2\" in\nfacts) echo fact node 20.1.2; echo fact cores 2 ;;\n" +
                     lines + "\nesac\n");
    std::filesystem::permissions(folder.path("node"), std::filesystem::perms::owner_all);
}

constexpr const char* work_lines =
    "callbacks) echo value tick 90 70 80 ;;\n"
    "scale) echo value workScale 1000 1000 1000 2000 ;;\n"
    "starts) echo value scriptStart 41200000; echo value outputFirst 1000 2000 3000 ;;\n"
    "collector) echo value gcSemiSpace 1048576; echo value gcMarkCompact 1000000 2000000 3000000 "
    ";;\n"
    "warmups) echo value jitFirst 30000; echo value jitCalls 100 200 300 ;;\n"
    "work) echo fact place pool; echo fact waits no; echo value alone 10000000 30000000;\n"
    "  echo value aloneCpu 20000000; echo value fullCpu 40000000 ;;";

constexpr const char* login =
    R"({ "runtime": { "costs": "none", "cores": "unlimited" },
         "work": { "login": { "api": "crypto.pbkdf2", "time": "80ms" }, "think": { "time": "1ms" } },
         "load": { "name": "login", "arrivals": { "list": ["0ms"] },
                   "handler": [{ "cpu": "think" }, { "await": { "work": "login" } }, { "respond": 200 }] } })";

}  // namespace

TEST_CASE("calibrate writes medians as costs and service times as distributions", "[calibrate]") {
    const Folder folder;
    write_node(folder, work_lines);
    const std::string line =
        "calibrate --quick --with DIR/node --work login=pbkdf2:1000 -o DIR/costs.json";
    const Outcome outcome = cli(folder, line);
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("tick") != outcome.out.npos);
    const std::string costs = folder.read("costs.json");
    CHECK(costs.find("\"tick\": \"80ns\"") != costs.npos);
    CHECK(costs.find("\"outputFirstLow\": \"1us\"") != costs.npos);
    // Of what queues wait for the mean, and the ends in thousandths of it.
    CHECK(costs.find("\"workScale\": 1250") != costs.npos);
    CHECK(costs.find("\"workScaleLow\": 800") != costs.npos);
    CHECK(costs.find("\"workScaleHigh\": 1600") != costs.npos);
    CHECK(costs.find("\"samples\": 24") != costs.npos);  // four before each of six parts
    CHECK(costs.find("\"outputFirstHigh\": \"3us\"") != costs.npos);
    // As the start of a script: 41.2 ms where the default is 20.6 ms, so that a function costs 50 us instead of 25.
    CHECK(costs.find("\"codeFunction\": \"50us\"") != costs.npos);
    CHECK(costs.find("\"gcSemiSpace\": 1048576") != costs.npos);
    CHECK(costs.find("\"gcMarkCompactP50\": \"2ms\"") != costs.npos);
    CHECK(costs.find("\"gcMarkCompactP99\": \"3ms\"") != costs.npos);
    CHECK(costs.find("\"jitFirst\": 30000") != costs.npos);
    CHECK(costs.find("\"jitCallsLow\": 100") != costs.npos);
    // The mean of the wall times was 20 ms; with all cores at work a job takes 40 ms of CPU: 10 and 30 become 20 and 60.
    CHECK(costs.find("\"api\": \"crypto.pbkdf2\"") != costs.npos);
    CHECK(costs.find("\"20ms\"") != costs.npos);
    CHECK(costs.find("\"60ms\"") != costs.npos);

    SECTION("which --costs takes, for work of that name") {
        folder.write("login.json", login);
        const Outcome before = cli(folder, "run DIR/login.json --json");
        const Outcome after = cli(folder, "run DIR/login.json --json --costs DIR/costs.json");
        CHECK(before.code == 0);
        CHECK(before.out.find("\"max\": 81000000") != before.out.npos);
        CHECK(after.code == 0);
        CHECK(after.err.empty());
        CHECK(after.out.find("\"max\": 81000000") == after.out.npos);
    }
    SECTION("and which a further calibration replaces") {
        CHECK(cli(folder, line).code == 0);
        folder.write("other.json", "{}");
        const Outcome other = cli(folder, "calibrate --with DIR/node -o DIR/other.json");
        CHECK(other.code == 2);
        CHECK(other.err.find("was not written by loopglass") != other.err.npos);
    }
}

TEST_CASE("the costs of a scenario may hold measured work", "[calibrate]") {
    const Folder folder;
    folder.write("login.json", login);
    SECTION("for APIs and for the main thread") {
        folder.write("costs.json", R"({ "calibrated": { "by": "hand" },
            "work": { "login": { "time": "30ms" }, "think": { "time": { "constant": "2ms" } } } })");
        const Outcome outcome =
            cli(folder, "run DIR/login.json --json --costs DIR/costs.json --cores unlimited");
        CHECK(outcome.err.empty());
        // 2 ms and 30 ms, and what Node's own doings cost, which the file does not say.
        CHECK(outcome.out.find("\"pool work\": 30000000") != outcome.out.npos);
    }
    SECTION("under names that it does not use, which is said") {
        folder.write("costs.json", R"({ "work": { "signup": { "time": "30ms" } } })");
        CHECK(
            cli(folder, "run DIR/login.json --costs DIR/costs.json").err ==
            "loopglass: DIR/costs.json: has service times of signup, the scenario's work is called "
            "login, think\n"
            "    loopglass calibrate --work NAME=KIND measures under a name of the scenario\n");
    }
    SECTION("and the cores of the machine, which count where none are stated") {
        folder.write("any.json", R"({ "main": [{ "cpu": "1ms" }] })");
        folder.write("costs.json", R"({ "calibrated": { "cores": "2" } })");
        const auto cores = [&](const std::string& options) {
            const Outcome outcome =
                cli(folder, "run DIR/any.json --json --costs DIR/costs.json" + options);
            const std::size_t at = outcome.out.find("\"cores\": ");
            return outcome.out.substr(at, outcome.out.find(',', at) - at);
        };
        CHECK(cores("") == "\"cores\": 2");
        CHECK(cores(" --cores 3") == "\"cores\": 3");
        folder.write("costs.json", R"({ "calibrated": { "cores": 2 } })");
        CHECK(cli(folder, "run DIR/any.json --costs DIR/costs.json")
                  .err.starts_with("loopglass: DIR/costs.json:1:28: calibrated \"cores\" takes a "
                                   "text such as \"2\", found the number 2\n"));
    }
    SECTION("but a scenario is no cost file") {
        const Outcome outcome = cli(folder, "run DIR/login.json --costs DIR/login.json");
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find("unknown cost \"runtime\"") != outcome.err.npos);
        CHECK(outcome.err.find("^ this belongs into a scenario; loopglass list costs shows all") !=
              outcome.err.npos);
        folder.write("costs.json", R"({ "tikc": "1us" })");
        CHECK(cli(folder, "run DIR/login.json --costs DIR/costs.json")
                  .err.find("^ did you mean \"tick\"? loopglass list costs shows all") !=
              outcome.err.npos);
    }
    SECTION("with a time") {
        folder.write("costs.json", R"({ "work": { "login": {} } })");
        const Outcome outcome = cli(folder, "run DIR/login.json --costs DIR/costs.json");
        CHECK(outcome.code == 2);
        CHECK(outcome.err.starts_with(
            "loopglass: DIR/costs.json:1:22: \"login\" among the costs has no \"time\"\n"));
    }
}

TEST_CASE("calibrate refuses work that it cannot measure before it measures anything",
          "[calibrate]") {
    const Folder folder;
    write_node(folder,
               "work) if [ \"$4\" = bcrypt ]; then echo missing bcrypt; else echo problem h.js: "
               "exports no function; fi ;;");
    const auto refusal = [&](const std::string& options) {
        const Outcome outcome =
            cli(folder, "calibrate --with DIR/node -o DIR/costs.json " + options);
        CHECK(outcome.code == 2);
        CHECK(folder.names() == std::vector<std::string>{"h.js", "node"});
        return outcome.err.substr(0, outcome.err.find('\n'));
    };
    folder.write("h.js", "");
    CHECK(refusal("--work md5") == "loopglass: unknown work \"md5\"");
    CHECK(refusal("--work bcrypt:99") ==
          "loopglass: \"bcrypt\" takes a number from 4 to 20 (cost), found \"99\"");
    CHECK(refusal("--work scrypt:1000") ==
          "loopglass: \"scrypt\" takes a number from 2 to 4194304 (cost, a power of two), found "
          "\"1000\"");
    CHECK(refusal("--work argon2:3") == "loopglass: \"argon2\" takes no parameter, found \"3\"");
    CHECK(refusal("--work bcrypt --work bcrypt") ==
          "loopglass: two kinds of work are called \"bcrypt\"");
    CHECK(refusal("--work bcrypt:12") ==
          "loopglass: the package bcrypt is not installed where loopglass was started");
    CHECK(refusal("--module DIR/h.js") == "loopglass: h.js: exports no function");
    CHECK(refusal("--module DIR/none.js") == "loopglass: DIR/none.js: no such file");
}

TEST_CASE("a calibration on a busy machine says so", "[calibrate]") {
    CHECK(ui::busy_text(0.9, 2).empty());
    CHECK(ui::busy_text(1.1, 2) ==
          "the machine was busy (load average 1.1, 2 cores): what was measured is too long");
}

TEST_CASE("an interrupted calibration writes nothing", "[calibrate]") {
    const Folder folder;
    write_node(folder, "callbacks) sleep 30 ;;");
    const std::atomic<bool> interrupt{true};
    const Outcome outcome =
        cli(folder, "calibrate --with DIR/node -o DIR/costs.json", {}, &interrupt);
    CHECK(outcome.code == 130);
    CHECK(outcome.err == "loopglass: interrupted, nothing is written\n");
    CHECK(folder.names() == std::vector<std::string>{"node"});
}

TEST_CASE("real Node can be calibrated", "[node][calibrate]") {
    const Folder folder;
    folder.write("hash.js",
                 "const { pbkdf2 } = require('crypto');\n"
                 "module.exports = (done) => pbkdf2('a', 'b', 2000, 64, 'sha512', done);\n");
    const Outcome outcome = cli(folder, "calibrate --quick --module DIR/hash.js -o DIR/costs.json");
    if (outcome.err.find("cannot be started") != std::string::npos) {
        std::cout << "skipped: no node on the path\n";
        return;
    }
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    for (const std::string cost : {"tick", "immediate", "timerLateness", "poolSubmit", "workerWake",
                                   "outputFirst", "poolStart", "requestCold", "schedulerTick",
                                   "gcSemiSpaceMax", "gcScavenge", "jitFirst", "jitCallsHigh"}) {
        CAPTURE(cost);
        CHECK(folder.read("costs.json").find("\"" + cost + "\": ") != std::string::npos);
    }
    CHECK(folder.read("costs.json").find("\"hash\": {\n      \"api\": \"uv.work\"") !=
          std::string::npos);
    folder.write("empty.json", R"({"main": []})");
    CHECK(cli(folder, "run DIR/empty.json --costs DIR/costs.json").code == 0);
}
