// loopglass verify, with stand-ins for real Node: shell scripts that print a version and then what they are told.

#include <filesystem>
#include <iostream>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/places.hpp"

namespace {

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

constexpr const char* two_lines = R"({"main": [{"setImmediate": [{"log": "b"}]}, {"log": "a"}]})";

/// A folder with a scenario that prints a, b and a Node that does `does` when it is to run a program.
struct Stage {
    Folder folder;

    explicit Stage(const std::string& does, const std::string& version = "v20.1.2") {
        folder.write("order.json", two_lines);
        folder.write("node", "#!/bin/sh\nif [ \"$1\" = --version ]; then echo " + version +
                                 "; exit; fi\ncd \"${0%/*}\"\n" + does + "\n");
        std::filesystem::permissions(folder.path("node"), std::filesystem::perms::owner_all);
    }
    [[nodiscard]] Outcome verify(const std::string& options = "") const {
        return cli(folder, "verify DIR/order.json --with DIR/node " + options);
    }
};

}  // namespace

TEST_CASE("verify says that real Node prints the same", "[verify]") {
    const Outcome outcome = Stage{"echo a; echo b"}.verify("--runs 3");
    CHECK(outcome.err.empty());
    CHECK(outcome.code == 0);
    CHECK(outcome.out ==
          "  line  real Node 20.1.2  loopglass, rules of Node 20\n"
          "     1  a                 a\n"
          "     2  b                 b\n"
          "        (exit code 0)     (exit code 0)\n"
          "\n"
          "same: real Node 20.1.2 prints this in each of 3 runs, and so does loopglass\n");
}

TEST_CASE("verify shows the first difference and exits with 1", "[verify]") {
    const Outcome outcome = Stage{"echo a; echo c"}.verify("--runs 2");
    CHECK(outcome.code == 1);
    CHECK(outcome.out.find(">     2  c ") != std::string::npos);
    CHECK(outcome.out.find("different from line 2 on; real Node 20.1.2 prints its side in each of "
                           "2 runs\n") != std::string::npos);
}

TEST_CASE("verify compares exit codes", "[verify]") {
    const Outcome outcome = Stage{"echo a; echo b; exit 3"}.verify("--runs 1");
    CHECK(outcome.code == 1);
    CHECK(outcome.out.find("(exit code 3)") != std::string::npos);
}

TEST_CASE("verify counts what a Node that disagrees with itself does", "[verify]") {
    // Whoever makes the folder first prints the other thing.
    const Stage stage{"if mkdir seen 2>/dev/null; then echo x; else echo a; echo b; fi"};
    const Outcome outcome = stage.verify("--runs 4");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("race: real Node 20.1.2 itself shows 2 outcomes in 4 runs; loopglass, "
                           "with seed 1, shows one of them\n") != std::string::npos);
    CHECK(outcome.out.find("    3  runs  a, b\n    1  run   x\n") != std::string::npos);
}

TEST_CASE("a simulated outcome that no run of a racing Node showed is a difference", "[verify]") {
    const Stage stage{"if mkdir seen 2>/dev/null; then echo x; else echo y; fi"};
    const Outcome outcome = stage.verify("--runs 3");
    CHECK(outcome.code == 1);
    CHECK(outcome.out.find("is none of them") != std::string::npos);
}

TEST_CASE("verify --json has the verdict, both outputs and the counts", "[verify]") {
    const Outcome outcome = Stage{"echo a; echo c"}.verify("--runs 2 --json");
    CHECK(outcome.code == 1);
    CHECK(outcome.out.find(R"("verdict": "different")") != std::string::npos);
    CHECK(outcome.out.find(R"("firstDifference": 2)") != std::string::npos);
    CHECK(outcome.out.find(R"("isRealStable": true)") != std::string::npos);
    CHECK(outcome.out.find(R"("count": 2)") != std::string::npos);
}

TEST_CASE("verify follows the version of the real Node unless told otherwise", "[verify]") {
    const Stage odd{"echo a; echo b", "v21.0.0"};
    const Outcome refused = odd.verify();
    CHECK(refused.code == 2);
    CHECK(refused.err ==
          "loopglass: \"DIR/node\" is Node 21.0.0, whose rules loopglass does not know\n"
          "    --node N compares it with the rules of another one: 14, 16, 18, 20, 22, 24, 26; "
          "--with NODE asks another Node\n");
    const Outcome outcome = odd.verify("--node 22 --runs 1");
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("rules of Node 22") != std::string::npos);
}

TEST_CASE("verify refuses what real Node cannot be asked", "[verify]") {
    const Stage stage{"echo a"};
    SECTION("a scenario for other versions") {
        stage.folder.write("order.json", R"({"node": [24, 26], "main": [{"log": "a"}]})");
        const Outcome outcome = stage.verify();
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find("is meant for Node 24, 26, and \"DIR/node\" is Node 20.1.2") !=
              std::string::npos);
    }
    SECTION("a load") {
        stage.folder.write(
            "order.json",
            R"({"load": {"rate": "10/s", "duration": "1s", "do": [{"cpu": "1ms"}]}})");
        const Outcome outcome = stage.verify();
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
    }
    SECTION("something that is no Node") {
        const Outcome outcome = cli(stage.folder, "verify DIR/order.json --with true");
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find("\"true\" is no Node") != std::string::npos);
    }
    SECTION("a Node that is not there") {
        const Outcome outcome = cli(stage.folder, "verify DIR/order.json --with DIR/none");
        CHECK(outcome.code == 2);
        CHECK(outcome.err ==
              "loopglass: \"DIR/none\" cannot be started: no such file or directory\n"
              "    --with NODE names a Node: a path, or a command\n");
    }
    SECTION("no runs") {
        const Outcome outcome = stage.verify("--runs 0");
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find("a whole number from 1 to 10000") != std::string::npos);
    }
}

TEST_CASE("the real Node agrees about the order of the phases", "[node]") {
    const Folder folder;
    if (cli(folder, "verify " + source_path("scenarios/lessons/zero-is-one.json") + " --runs 1")
            .code == 2) {
        std::cout << "skipped: no node on the path whose version has a profile\n";
        return;
    }
    for (const char* name : {"six-phases", "zero-is-one", "starved-by-ticks", "throw-in-tick"}) {
        const Outcome outcome =
            cli(folder, "verify " + source_path("scenarios/lessons/") + name + ".json --runs 3");
        INFO(outcome.out << outcome.err);
        CHECK(outcome.code == 0);
    }
}

TEST_CASE("check reads what a script expects", "[verify]") {
    const Folder folder;
    folder.write("good.js", "f();\n// expect:\n//   a\n");
    folder.write("bad.mjs", "f();\n// expect: a\n");
    CHECK(cli(folder, "check -v DIR/good.js").out == "DIR/good.js: ok, one expectation\n");
    CHECK(cli(folder, "check DIR/good.js").out.empty());
    const Outcome outcome = cli(folder, "check DIR/bad.mjs");
    CHECK(outcome.code == 2);
    CHECK(outcome.err ==
          "loopglass: DIR/bad.mjs:2:12: the output stands in the lines below\n"
          "// expect: a\n"
          "           ^ each as \"//   \" and a line of stdout\n");
    CHECK(cli(folder, "check DIR/none.js").code == 2);
}
