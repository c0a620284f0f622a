#include <algorithm>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/help.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

struct Refusal {
    std::string line;
    std::string message;
};

void check_refusal(const Refusal& refusal) {
    const Folder folder;
    CAPTURE(refusal.line);
    const Outcome outcome = cli(folder, refusal.line);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == refusal.message);
    CHECK(folder.names().empty());
}

}  // namespace

TEST_CASE("a wrong command line gets one message that says what to do", "[cli]") {
    check_refusal(GENERATE(
        Refusal{
            "",
            "loopglass: a command is missing\n"
            "    loopglass --help shows the commands; a first one: loopglass run pool/logins\n"},
        Refusal{"rnu x.json", "loopglass: unknown command \"rnu\"\n    did you mean \"run\"?\n"},
        Refusal{
            "imagine x.json",
            "loopglass: unknown command \"imagine\"\n    loopglass --help shows the commands\n"},
        Refusal{
            "x.json",
            "loopglass: unknown command \"x.json\"\n    to run a scenario: loopglass run x.json\n"},
        Refusal{"--seed 3 run x.json",
                "loopglass: unknown option \"--seed\"\n    options follow the command: loopglass "
                "run FILE --seed ...\n"},
        Refusal{"--versoin",
                "loopglass: unknown option \"--versoin\"\n    did you mean \"--version\"?\n"},
        Refusal{"run", "loopglass: \"loopglass run\" needs FILE\n    usage: loopglass run FILE\n"},
        Refusal{"run a.js -V",
                "loopglass: unknown option \"-V\" of \"loopglass run\"\n    options of a program "
                "stand behind --: loopglass run a.js -- -V\n"},
        Refusal{"run a b",
                "loopglass: unexpected \"b\" after \"loopglass run\"\n    only a JavaScript "
                "program takes arguments\n"},
        Refusal{"explain a b",
                "loopglass: unexpected \"b\" after \"loopglass explain\"\n    only a JavaScript "
                "program takes arguments\n"},
        Refusal{"run x.json --sede 3",
                "loopglass: unknown option \"--sede\" of \"loopglass run\"\n    did you mean "
                "\"--seed\"?\n"},
        Refusal{"run x.json --zzz=1",
                "loopglass: unknown option \"--zzz\" of \"loopglass run\"\n    see: loopglass run "
                "--help\n"},
        Refusal{"check x.json --seed 3",
                "loopglass: unknown option \"--seed\" of \"loopglass check\"\n"
                "    it belongs to other commands; \"loopglass check\" does not take it\n"},
        Refusal{
            "run x.json --seed",
            "loopglass: option --seed needs a value: --seed N\n    see: loopglass run --help\n"},
        Refusal{"predict x.json -o y.json",
                "loopglass: unknown option \"-o\" of \"loopglass predict\"\n"
                "    it belongs to other commands; \"loopglass predict\" does not take it\n"},
        Refusal{"predict x.json -y",
                "loopglass: unknown option \"-y\" of \"loopglass predict\"\n"
                "    see: loopglass predict --help\n"},
        Refusal{"help rnu", "loopglass: unknown command \"rnu\"\n    did you mean \"run\"?\n"},
        Refusal{
            "export x.json",
            "loopglass: export needs -o OUT\n"
            "    the ending of OUT chooses the format: loopglass export FILE -o run.trace.json\n"},
        Refusal{"list aps", "loopglass: there is no list of \"aps\"\n    did you mean \"apis\"?\n"},
        Refusal{"list apis x", "loopglass: unexpected \"x\" after \"loopglass list apis\"\n"},
        Refusal{"completion csh",
                "loopglass: there is no completion for \"csh\"\n    did you mean \"zsh\"?\n"},
        Refusal{"rule R99.1", "loopglass: unknown rule \"R99.1\"\n    see: loopglass list rules\n"},
        Refusal{"new lod x",
                "loopglass: unknown kind of scenario \"lod\"\n    did you mean \"load\"?\n"},
        Refusal{"new odrer",
                "loopglass: unknown kind of scenario \"odrer\"\n    did you mean \"order\"? a file "
                "of that name: loopglass new order odrer\n"}));
}

TEST_CASE("a wrong value of an option is named with what is expected", "[cli]") {
    check_refusal(GENERATE(
        Refusal{"run x --node 15",
                "loopglass: option --node expects a Node version (14, 16, 18, 20, 22, 24, 26), "
                "found \"15\"; see: "
                "loopglass list profiles\n"},
        Refusal{"run x --module es6",
                "loopglass: option --module expects cjs or esm, found \"es6\"\n"},
        Refusal{"run x --threadpool 0",
                "loopglass: option --threadpool expects a number of threads from 1 to 1024, found "
                "\"0\"\n"},
        Refusal{"run x --threadpool four",
                "loopglass: option --threadpool expects a number of threads from 1 to 1024, found "
                "\"four\"\n"},
        Refusal{"run x --cores 1025",
                "loopglass: option --cores expects a number of cores from 1 to 1024 or "
                "\"unlimited\", found \"1025\"\n"},
        Refusal{"run x --scheduler cfs",
                "loopglass: option --scheduler expects linux or ps, found \"cfs\"\n"},
        Refusal{"run x --seed -1",
                "loopglass: option --seed expects a whole number from 0 to 18446744073709551615, "
                "found \"-1\"\n"},
        Refusal{"run x --seed 18446744073709551616",
                "loopglass: option --seed expects a whole number from 0 to 18446744073709551615, "
                "found \"18446744073709551616\"\n"},
        Refusal{
            "run x --until 10",
            "loopglass: option --until expects a time such as 500ms, 10s or 1m30s, found \"10\"\n"},
        Refusal{"run x --until 0s",
                "loopglass: option --until expects a time above zero, found \"0s\"\n"},
        Refusal{"run x --json=5", "loopglass: option --json takes no value, found \"5\"\n"},
        Refusal{"run x -v=true", "loopglass: option -v takes no value, found \"true\"\n"},
        Refusal{"check - --as yaml",
                "loopglass: option --as expects js, mjs, cjs or json, found \"yaml\"\n"}));
}

TEST_CASE("an option that means nothing for the kind of file is refused", "[cli]") {
    const Folder folder;
    folder.write("a.json", R"({ "main": [{ "log": "x" }] })");
    const auto refuses = [&](const std::string& line, const std::string& message) {
        CAPTURE(line);
        const Outcome outcome = cli(folder, line);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK(outcome.err == "loopglass: " + message + "\n");
    };
    for (const std::string option :
         {"--env A=1", "--root DIR", "--cpu-limit 1m", "--cpu measured", "--results fake"}) {
        const std::string name = option.substr(0, option.find(' '));
        refuses("run DIR/a.json " + option,
                fmt::format("option {} is for JavaScript programs, DIR/a.json is none", name));
    }
    refuses("quiz --make jobs --results fake", "option --results is for JavaScript programs");

    CHECK(cli(folder, "export DIR/a.json -o DIR/trace.json").code == 0);
    const std::string over =
        " is for programs and scenarios, DIR/trace.json holds what was run before";
    refuses("export DIR/trace.json --threadpool 8 -o DIR/a.txt", "option --threadpool" + over);
    refuses("explain DIR/trace.json --seed 2", "option --seed" + over);
    CHECK(cli(folder, "export DIR/trace.json -o DIR/a.txt").code == 0);
}

TEST_CASE("a time on the command line may have several units", "[cli]") {
    const Folder folder;
    folder.write("every.json", R"({"main":[{"setInterval":400,"do":[{"log":"x"}]}]})");
    CHECK(cli(folder, "run DIR/every.json --until 1s500ms").out == "x\nx\nx\n");
    CHECK(cli(folder, "run DIR/every.json --until 1s500").code == 2);
}

TEST_CASE("every command has help of one screen that names all of its options", "[cli]") {
    const Folder folder;
    for (const ui::Command& command : ui::commands()) {
        CAPTURE(command.name);
        const Outcome outcome = cli(folder, std::string{command.name} + " --help");
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        CHECK(cli(folder, "help " + std::string{command.name}).out == outcome.out);
        for (const std::string_view option : ui::option_names(command))
            CHECK(outcome.out.find(option) != std::string::npos);
        CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') < 60);
        std::istringstream lines{outcome.out};
        for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
    }
}

TEST_CASE("the options of every command are rows of the option table", "[cli]") {
    for (const ui::Command& command : ui::commands()) {
        for (const std::string_view option : ui::option_names(command)) {
            CAPTURE(command.name, option);
            CHECK(ui::find_option(option) != nullptr);
        }
    }
}

TEST_CASE("the overview names every command", "[cli]") {
    const Folder folder;
    const Outcome outcome = cli(folder, "--help");
    CHECK(outcome.code == 0);
    for (const std::string_view name : ui::command_names())
        CHECK(outcome.out.find("  " + std::string{name} + " ") != std::string::npos);
    CHECK(cli(folder, "-h").out == outcome.out);
    CHECK(cli(folder, "help").out == outcome.out);
}

TEST_CASE("the version names compiler, libraries and profiles", "[cli]") {
    const std::string text = ui::version_text();
    CHECK(text.starts_with("loopglass "));
    for (const std::string_view fact : {"compiler   ", "build      ", "fmt ", "nlohmann_json ",
                                        "CLI11 2.", "node 14 (", "node 26 ("}) {
        CAPTURE(fact);
        CHECK(text.find(fact) != std::string::npos);
    }
}

TEST_CASE("a rule is told by number, a section by its number alone", "[cli]") {
    const Folder folder;
    const Outcome one = cli(folder, "rule r2.30");
    CHECK(one.code == 0);
    CHECK(one.out.starts_with("R2.30  "));
    CHECK(one.out.find("evidence: ") != std::string::npos);
    const Outcome section = cli(folder, "rule R2");
    CHECK(section.out.find("R2.1  ") == 0);
    CHECK(section.out.find(one.out) != std::string::npos);
    CHECK(section.out.find("R3.1") != 0);
}

TEST_CASE("language tells the whole reference or single words", "[cli]") {
    const Folder folder;
    CHECK(cli(folder, "language").out.starts_with("# The scenario language\n"));
    CHECK(cli(folder, "language refresh").out.starts_with("### refresh\n"));
    // A section and an action of one name, and an API, which shares the entry of all.
    const std::string both = cli(folder, "language work").out;
    CHECK(both.find("### work\n") != both.rfind("### work\n"));
    CHECK(cli(folder, "language fs.stat").out.starts_with("### API\n"));
    const Outcome unknown = cli(folder, "language setTimout");
    CHECK(unknown.code == 2);
    CHECK(unknown.err ==
          "loopglass: unknown word \"setTimout\"\n    did you mean \"setTimeout\"?\n");
}

TEST_CASE("completion scripts name every command and option", "[cli]") {
    const Folder folder;
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        CAPTURE(shell);
        const Outcome outcome = cli(folder, "completion " + shell);
        CHECK(outcome.code == 0);
        for (const std::string_view name : ui::command_names())
            CHECK(outcome.out.find(name) != std::string::npos);
        for (const ui::OptionRow& row : ui::option_rows())
            CHECK(outcome.out.find(row.name.substr(2)) != std::string::npos);
    }
}

TEST_CASE("lists are tables with a line per row", "[cli]") {
    const Folder folder;
    for (const std::string name : {"profiles", "apis", "rules", "costs"}) {
        CAPTURE(name);
        const Outcome outcome = cli(folder, "list " + name);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') >= 8);
        CHECK(outcome.out.find('\x1b') == std::string::npos);
    }
    CHECK(cli(folder, "list apis").out.find("\nfs.readFile ") != std::string::npos);
    // fs.cp exists since Node 16; the rows of a profile are those that its releases have.
    CHECK(cli(folder, "list apis --node 14").out.find("trips in node 14") != std::string::npos);
}
