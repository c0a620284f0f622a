#include "ui/cli/script_expectations.hpp"
#include "tests/places.hpp"

#include <filesystem>

#include "tests/catch.hpp"

namespace {

using Kind = ui::ScriptExpectation::Kind;

std::vector<ui::ScriptExpectation> read(std::string_view text) {
    const auto result = ui::read_script_expectations(text, "a.js");
    REQUIRE(result);
    return *result;
}

/// What is said about a text that is refused.
std::string refuse(std::string_view text) {
    const auto result = ui::read_script_expectations(text, "a.js");
    REQUIRE_FALSE(result);
    return sim::to_text(result.diagnostics().front());
}

std::vector<std::string> unmet(std::string_view text, std::string_view profile,
                               const std::vector<std::string>& lines, int code = 0) {
    return ui::unmet_expectations(read(text), profile, lines, code);
}

}  // namespace

TEST_CASE("a script says line by line what it prints", "[verify]") {
    const auto found = read("f();\n// expect:\n//   a\n//\n//     indented\n\n//   prose\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == Kind::output);
    CHECK(found[0].line == 2);
    CHECK(found[0].lines == std::vector<std::string>{"a", "", "  indented"});
}

TEST_CASE("a script without expectations is fine, and prose is prose", "[verify]") {
    CHECK(
        read("// as expected\n// expected: nothing\n// expectations vary\nlet expect;\n").empty());
}

TEST_CASE("a script may say what some versions print", "[verify]") {
    const char* text =
        "// expect, Node 18 20:\n//   old\n// expect, Node 26:\n//   new\n// expect exit code: 0";
    CHECK(unmet(text, "20", {"old"}).empty());
    CHECK(unmet(text, "26", {"new"}).empty());
    CHECK(unmet(text, "26", {"old"}).size() == 1);
    CHECK(unmet(text, "22", {"whatever"}).empty());
}

TEST_CASE("a script may say that one of several outputs is right", "[verify]") {
    const char* const text =
        GENERATE("// expect either:\r\n//   a\r\n// expect either:\r\n//   b\r\n",
                 "// expect one of:\n//   a\n// expect one of:\n//   b\n");
    CHECK(unmet(text, "20", {"a"}).empty());
    CHECK(unmet(text, "20", {"b"}).empty());
    REQUIRE(unmet(text, "20", {"c"}).size() == 1);
    CHECK(unmet(text, "20", {"c"})[0].starts_with("line 1: the output is none of those expected"));
}

TEST_CASE("a script that expects an output expects exit code 0 with it", "[verify]") {
    CHECK(unmet("// expect:\n//   a\n", "20", {"a"}, 1) ==
          std::vector<std::string>{"the exit code is 1, expected 0"});
    CHECK(unmet("// expect exit code: 1", "20", {}, 0) ==
          std::vector<std::string>{"line 1: the exit code is 0, expected 1"});
    CHECK(unmet("", "20", {}, 1).empty());
}

TEST_CASE("a script may say what always holds and what never comes before", "[verify]") {
    const std::string always = "// expect always:\n//   a\n//   c\n";
    CHECK(unmet(always, "20", {"a", "b", "c"}).empty());
    CHECK(unmet(always, "20", {"c", "a"}) ==
          std::vector<std::string>{"line 1: \"c\" comes before \"a\""});
    CHECK(unmet(always, "20", {"a"}) == std::vector<std::string>{"line 1: \"c\" is not printed"});
    const std::string never = "// expect never before:\n//   a\n//   b\n";
    CHECK(unmet(never, "20", {"b", "a"}).empty());
    CHECK(unmet(never, "20", {"a"}).empty());
    CHECK(unmet(never, "20", {"a", "b"}) ==
          std::vector<std::string>{"line 1: \"a\" comes before \"b\""});
    CHECK(refuse("// expect always:\n//   a\n")
              .starts_with("a.js:1:1: an order needs two lines or more"));
}

TEST_CASE("an expectation without a known form is an error", "[verify]") {
    CHECK(refuse("// expect\n").starts_with("a.js:1:10: an expectation has no known form"));
    CHECK(refuse("// expect sometimes:\n")
              .starts_with("a.js:1:10: an expectation has no known form"));
    CHECK(refuse("\n// expect: sync\n")
              .starts_with("a.js:2:12: the output stands in the lines below"));
    CHECK(refuse("// expect, Node 19:\n").starts_with("a.js:1:17: unknown Node version \"19\""));
    CHECK(refuse("// expect, Node :\n").starts_with("a.js:1:17: a Node version is missing"));
    CHECK(refuse("// expect exit code: many\n")
              .starts_with("a.js:1:22: an exit code is a whole number from 0 to 255"));
    CHECK(refuse("// expect exit code: 256\n").starts_with("a.js:1:22: "));
}

TEST_CASE("every lesson in JavaScript says what it prints, and why", "[verify]") {
    int count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator{source_path("scenarios/javascript")}) {
        if (entry.path().extension() == ".md") continue;
        INFO(entry.path());
        const std::string text = read_bytes(entry.path());
        const auto expectations = ui::read_script_expectations(text, entry.path().string());
        REQUIRE(expectations);
        CHECK_FALSE(expectations->empty());
        CHECK(text.starts_with("// "));
        CHECK(text.find("\n// What happens: ") != std::string::npos);
        CHECK(text.find("\n// Why: ") != std::string::npos);
        CHECK(text.find("\n// Rules: R") != std::string::npos);
        ++count;
    }
    CHECK(count >= 40);
}
