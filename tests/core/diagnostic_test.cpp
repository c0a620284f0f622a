#include "sim/core/diagnostic.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("a diagnostic names the place, shows the line and points at the column", "[core]") {
    const Diagnostic diagnostic{
        .place = {.file = "scenarios/pool/hash.json", .line = 12, .column = 7},
        .message = "unknown action \"cppu\"",
        .excerpt = "    { \"cppu\": \"20ms\" }",
        .hint = "did you mean \"cpu\"? known: await, cpu, log",
    };
    CHECK(to_text(diagnostic) ==
          "scenarios/pool/hash.json:12:7: unknown action \"cppu\"\n"
          "    { \"cppu\": \"20ms\" }\n"
          "      ^ did you mean \"cpu\"? known: await, cpu, log");
}

TEST_CASE("a diagnostic says only what is known", "[core]") {
    Diagnostic diagnostic{.place = {}, .message = "no such file", .excerpt = {}, .hint = {}};
    CHECK(to_text(diagnostic) == "no such file");

    diagnostic.place.file = "a.json";
    CHECK(to_text(diagnostic) == "a.json: no such file");

    diagnostic.place.line = 3;
    CHECK(to_text(diagnostic) == "a.json:3: no such file");

    SECTION("a hint without a caret stands on its own line") {
        diagnostic.hint = "known: a.json, b.json";
        CHECK(to_text(diagnostic) == "a.json:3: no such file\n    known: a.json, b.json");
    }
    SECTION("a line without a column has no caret") {
        diagnostic.excerpt = "[1, 2]";
        CHECK(to_text(diagnostic) == "a.json:3: no such file\n[1, 2]");
    }
    SECTION("a column without its line is only named") {
        diagnostic.place.column = 9;
        CHECK(to_text(diagnostic) == "a.json:3:9: no such file");
    }
}

TEST_CASE("the caret stands under its character", "[core]") {
    Diagnostic diagnostic{.place = {.file = "a.json", .line = 1, .column = 1},
                          .message = "bad",
                          .excerpt = {},
                          .hint = {}};
    const auto last_line = [&diagnostic] {
        const std::string text = to_text(diagnostic);
        return text.substr(text.rfind('\n') + 1);
    };

    SECTION("at the first column") {
        diagnostic.excerpt = "x";
        CHECK(last_line() == "^");
    }
    SECTION("behind tabs, which a terminal draws wider than one column") {
        diagnostic.excerpt = "\t\tx";
        diagnostic.place.column = 3;
        CHECK(last_line() == "\t\t^");
    }
    SECTION("behind characters of several bytes") {
        diagnostic.excerpt = "\xC3\xA9\xE2\x82\xACx";  // e with acute, euro sign, x
        diagnostic.place.column = 3;
        CHECK(last_line() == "  ^");
    }
    SECTION("in an excerpt that begins within its line") {
        diagnostic.excerpt = "...x: 5";
        diagnostic.place.column = 1'000'007;
        diagnostic.excerpt_shift = 1'000'000;
        CHECK(last_line() == "      ^");
    }
    SECTION("behind the end of the line, where something is missing") {
        diagnostic.excerpt = "[1";
        diagnostic.place.column = 3;
        CHECK(last_line() == "  ^");
    }
    SECTION("and not farther than that") {
        diagnostic.excerpt = "[1";
        diagnostic.place.column = 2'000'000'000;
        CHECK(last_line() == "  ^");
    }
}

TEST_CASE("an excerpt cannot steer the terminal", "[core]") {
    const Diagnostic diagnostic{.place = {.file = "a.json", .line = 1, .column = 5},
                                .message = "bad",
                                .excerpt = "\x1B[2J\rx\x7F",
                                .hint = {}};
    CHECK(to_text(diagnostic) ==
          "a.json:1:5: bad\n"
          "?[2J?x?\n"
          "    ^");
    // A lone control byte of Latin-1, half a character, and whole ones.
    const Diagnostic bytes{.place = {},
                           .message = "bad",
                           .excerpt =
                               "\x9B"
                               "2J \xC3\xA4 \xE2\x82\xAC \xE2\x82 \xC2\x9B",
                           .hint = {}};
    CHECK(to_text(bytes) == "bad\n?2J \xC3\xA4 \xE2\x82\xAC ?? ??");
}

TEST_CASE("a result is a value or at least one diagnostic", "[core]") {
    const Result<int> value = 7;
    CHECK(value);
    CHECK(*value == 7);

    const Result<int> failure =
        Diagnostic{.place = {}, .message = "bad", .excerpt = {}, .hint = {}};
    CHECK_FALSE(failure.has_value());
    REQUIRE(failure.diagnostics().size() == 1);
    CHECK(failure.diagnostics().front().message == "bad");
}

TEST_CASE("a misspelt word finds its nearest known word", "[core]") {
    const std::vector<std::string_view> known = {"await",    "cpu",          "log",
                                                 "nextTick", "setImmediate", "setTimeout"};
    const auto [word, nearest] = GENERATE(table<std::string, std::string>({
        {"cpu", "cpu"},                    // itself
        {"cppu", "cpu"},                   // one letter too many
        {"lg", "log"},                     // one too few
        {"lag", "log"},                    // one wrong
        {"awiat", "await"},                // two neighbours swapped: one step, two would be too far
        {"nexttick", "nextTick"},          // case counts as a letter
        {"setTimeuot", "setTimeout"},      // the nearer of two that are alike
        {"setimediat", "setImmediate"},    // three steps for ten letters
        {"setimediatte", "setImmediate"},  // three steps for twelve letters
        {"setimmedaitttt", ""},            // five steps: never near, however long the word
        {"cab", ""},                       // two steps for three letters
        {"x", ""},
        {"", ""},
    }));
    CAPTURE(word);
    CHECK(find_nearest(word, known) == nearest);
}

TEST_CASE("of two words equally near the first known one is named", "[core]") {
    CHECK(find_nearest("bat", {"cat", "rat"}) == "cat");
    CHECK(find_nearest("bat", {"rat", "cat"}) == "rat");
    CHECK(find_nearest("bat", {}).empty());
    // One letter wrong, but nothing of the word is left.
    CHECK(find_nearest("d", {"h", "ms"}).empty());
    CHECK(find_nearest("m", {"h", "ms"}) == "ms");
}

TEST_CASE("a word of a million letters has no nearest word and costs nothing", "[core]") {
    CHECK(find_nearest(std::string(1'000'000, 'a'), {"await", "cpu"}).empty());
}
