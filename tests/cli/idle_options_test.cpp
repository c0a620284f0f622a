#include <string>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

constexpr const char* order_of_two =
    R"({ "main": [{ "setTimeout": 1, "do": [{ "log": "a" }] }, { "log": "b" }] })";

/// The message; the command must fail by it, and write nothing to stdout.
std::string refusal(const Folder& folder, const std::string& line) {
    CAPTURE(line);
    const Outcome outcome = cli(folder, line);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    return outcome.err.substr(0, outcome.err.find('\n'));
}

}  // namespace

TEST_CASE("an option that changes nothing in what export makes is refused", "[cli][pictures]") {
    const Folder folder;
    folder.write("a.json", order_of_two);
    const auto refuses = [&](const std::string& line, const std::string& message) {
        CHECK(refusal(folder, "export DIR/a.json " + line) == "loopglass: option " + message);
    };
    refuses("-o DIR/x.html --step 3", "--step changes nothing in a page");
    refuses("-o DIR/x.html --picture timeline", "--picture changes nothing in a page");
    refuses("-o DIR/x.svg --request 1", "--request changes nothing in a timeline");
    refuses("-o DIR/x.svg --picture state --from 1ms",
            "--from changes nothing in the picture of a state");
    refuses("-o DIR/x.gif --lanes stack", "--lanes changes nothing in pictures of all steps");
    refuses("-o DIR/x.svg --picture orders --no-code",
            "--no-code changes nothing in the picture of orders");
    refuses("-o DIR/x.csv --theme dark", "--theme changes nothing in a table");
    refuses("-o DIR/x.txt --title T", "--title changes nothing in text");
    refuses("-o DIR/x.mmd --title T", "--title changes nothing in a chart of orders");
    refuses("-o DIR/x.js --threadpool 8", "--threadpool changes nothing in a program");
    refuses("-o DIR/x.js --to 1ms", "--to changes nothing in a program");

    CHECK(cli(folder, "export DIR/a.json -o DIR/x.html --picture steps").code == 0);
    CHECK(cli(folder, "export DIR/a.json -o DIR/x.mmd --picture orders").code == 0);
    CHECK(refusal(folder, "export DIR -o DIR/site --step 1") ==
          "loopglass: option --step changes nothing in a site");
}

TEST_CASE("a format that the name of the file contradicts is refused", "[cli][pictures]") {
    const Folder folder;
    folder.write("a.json", order_of_two);
    CHECK(cli(folder, "export DIR/a.json --format svg -o DIR/x.json").err ==
          "loopglass: DIR/x.json: is not the name of what --format svg writes\n"
          "    leave out --format, or choose another name\n");
    CHECK(cli(folder, "export DIR/a.json --format chrome -o DIR/x.json").code == 0);
    CHECK(cli(folder, "export DIR/a.json --format csv-tasks -o DIR/x.csv").code == 0);
    CHECK(cli(folder, "export DIR/a.json --format svg -o DIR/picture.v2").code == 0);
    folder.write("access.log", "");
    CHECK(cli(folder, "import DIR/access.log -o DIR/x.svg").err ==
          "loopglass: DIR/x.svg: a scenario is written as .json\n");
}

TEST_CASE("options of exploring and of versions are refused where nothing heeds them", "[cli]") {
    const Folder folder;
    folder.write("a.json", order_of_two);
    CHECK(refusal(folder, "check DIR/a.json --paths 5") ==
          "loopglass: option --paths is for --explore, without which nothing is run");
    CHECK(cli(folder, "check DIR/a.json --explore --paths 5").code == 0);
    CHECK(cli(folder, "list rules --node 18").err ==
          "loopglass: option --node changes nothing in rules\n    it is for apis and costs\n");
    CHECK(cli(folder, "list costs --node 18").code == 0);
}

TEST_CASE("no --force replaces what is being read", "[cli]") {
    const Folder folder;
    const std::string scenario =
        R"({ "load": { "arrivals": { "poisson": "40/s" }, "requests": 50, "handler": [{ "cpu": "1ms" }] } })";
    folder.write("a.json", scenario);
    folder.write("costs.json", "{}");
    const std::string both = ": is both input and output";
    for (const std::string line :
         {"sweep DIR/a.json --vary threadpool=1,2 -o DIR/a.json --force",
          "sweep DIR/a.json --vary threadpool=1,2 -o DIR/./a.json --force",
          "merge DIR/a.json -o DIR/a.json --force", "import DIR/a.json -o DIR/a.json --force",
          "export DIR/a.json -o DIR/a.json --force"}) {
        const std::string said = refusal(folder, line);
        CHECK(said.ends_with(both));
        CHECK(folder.read("a.json") == scenario);
    }
    CHECK(refusal(folder,
                  "sweep DIR/a.json --vary threadpool=1,2 --costs DIR/costs.json -o "
                  "DIR/costs.json --force") == "loopglass: DIR/costs.json" + both);
    CHECK(folder.read("costs.json") == "{}");
}
