#include <algorithm>
#include <cstdint>
#include <string>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/dump.hpp"

namespace sim::scenario {
namespace {

const std::string sample = R"({ // every section once
  "title": "sample \u00e9", "node": [18, "24"], "runtime": { "module": "esm", "threadpool": "2", "costs": { "tick": "1us" } },
  "work": { "hash": { "api": "crypto.pbkdf2", "time": { "lognormal": { "median": "5ms", "sigma": 0.5 } } } },
  "stations": { "db": { "time": { "uniform": ["1ms", "2ms"] }, "queue": 3 } },
  "handlers": { "req": [{ "station": "db", "do": [{ "respond": 200 }] }] },
  "main": [{ "setTimeout": 1.5e0, "do": [{ "log": "${n}" }], "as": "t" }, { "clearTimeout": "t" }, { "count": "n" },
    { "await": { "all": ["resolved", { "work": "hash" }] } }, { "choose": [{ "p": 0.25, "do": [] }, { "p": 0.75, "do": "req2" }] },
    { "listen": "s", "on": { "connection": [{ "end": "socket" }] } }, { "worker": "w", "main": [{ "postMessage": "parent" }] }],
  "load": [{ "arrivals": { "poisson": "40/s" }, "for": "1s", "handler": "req" }],
  "expect": { "latency": { "p99": "<200ms" }, "node": "all" } })";

/// Whatever the bytes are: a program, or at least one and at most twenty diagnostics with a place.
bool is_answered(std::string_view text) {
    const Result<Program> program = load_scenario(text, "hostile.json", nullptr);
    if (program) return true;
    const std::vector<Diagnostic>& list = program.diagnostics();
    const bool has_places = std::all_of(list.begin(), list.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.place.line >= 1 && diagnostic.place.column >= 1 &&
               !diagnostic.message.empty() && diagnostic.excerpt.size() < 300 &&
               diagnostic.place.file == "hostile.json";
    });
    return !list.empty() && list.size() <= 20 && has_places;
}

std::string first_message(std::string_view text) {
    const Result<Program> program = load_scenario(text, "s.json", nullptr);
    return program ? "a program" : to_text(program.diagnostics().front());
}

std::string repeat(std::string_view part, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += part;
    return all;
}

}  // namespace

TEST_CASE("the sample of the hostile tests has exactly the error that is in it", "[scenario]") {
    CHECK(first_message(sample).substr(0, 36) == "s.json:7:120: unknown handler \"req2\"");
}

TEST_CASE("a file cut off at any byte is answered", "[scenario]") {
    for (std::size_t i = 0; i < sample.size(); ++i) {
        INFO("cut after " << i << " bytes");
        REQUIRE(is_answered(std::string_view{sample}.substr(0, i)));
    }
}

TEST_CASE("a long line of nothing but continuation bytes is answered", "[scenario]") {
    CHECK(is_answered(repeat("\x88", 400)));
    CHECK(is_answered(repeat("\x88", 400) + "{"));
    CHECK(is_answered("{\n" + repeat("\x88", 120) + "\n}"));
}

TEST_CASE("a file with random bytes in it is answered", "[scenario]") {
    std::uint64_t state = 20'240'501;
    const auto next = [&](std::size_t below) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::size_t>(state >> 33U) % below;
    };
    const std::string_view likely = "{}[]\",:0123456789-.eEtfn\\ \n/*";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = sample;
        for (std::size_t flips = 1 + next(4); flips > 0; --flips) {
            const bool is_likely = next(2) == 0;
            text[next(text.size())] =
                is_likely ? likely[next(likely.size())] : static_cast<char>(next(256));
        }
        INFO("round " << round << "\n" << text);
        REQUIRE(is_answered(text));
    }
}

TEST_CASE("nesting without end is one error at the level that is too deep", "[scenario]") {
    CHECK(first_message(repeat("[", 100'000)).substr(0, 45) ==
          "s.json:1:201: nested deeper than 200 levels\n.");
    CHECK(is_answered("{\"main\":" + repeat("[{\"nextTick\":", 100'000)));
    CHECK(is_answered("{\"main\":" + repeat("[{\"repeat\":1,\"do\":", 98) + "[]" +
                      repeat("}]", 98) + "}"));
}

TEST_CASE("bytes that are no text are named", "[scenario]") {
    CHECK(first_message("") ==
          "s.json:1:1: the file is empty\n    the least scenario is { \"main\": [ { \"log\": "
          "\"hello\" } ] }");
    CHECK(first_message(" // only this\n") ==
          "s.json:2:1: the file is empty\n    the least scenario is { \"main\": [ { \"log\": "
          "\"hello\" } ] }");
    CHECK(first_message("\xEF\xBB\xBF{}") ==
          "s.json:1:1: the file starts with a byte order mark\n\xEF\xBB\xBF{}\n^ save it as UTF-8 "
          "without one");
    CHECK(first_message(std::string_view{"\xFF\xFE{\0", 4}).substr(0, 32) ==
          "s.json:1:1: the file is UTF-16\n?");
    CHECK(first_message(std::string_view{"{ \0 }", 5}).substr(0, 31) ==
          "s.json:1:3: unexpected NUL byte");
    CHECK(first_message("{ \"t\xC0\xAF\": 1 }").substr(0, 37) ==
          "s.json:1:5: invalid UTF-8: byte 0xC0\n");
    CHECK(first_message("{ \"\xED\xA0\x80\": 1 }").substr(0, 37) ==
          "s.json:1:4: invalid UTF-8: byte 0xED\n");
    CHECK(first_message("{ \"\xF4\x90\x80\x80\": 1 }").substr(0, 37) ==
          "s.json:1:4: invalid UTF-8: byte 0xF4\n");
}

TEST_CASE("control characters in names are shown, not printed", "[scenario]") {
    CHECK(first_message(R"({"main": [{"call": "a\u0000\u001b[2J"}]})") ==
          "s.json:1:20: unknown handler \"a\\u0000\\u001b[2J\"\n"
          R"({"main": [{"call": "a\u0000\u001b[2J"}]})"
          "\n                   ^ the section \"handlers\" names bodies");
    CHECK(first_message(R"({"main": [{"log": "a\u0000b"}]})") == "a program");
}

TEST_CASE("columns count characters, also behind letters of several bytes and tabs", "[scenario]") {
    CHECK(first_message("{\"title\": \"\xC3\xA9\xE2\x82\xAC\",\t\"mian\": 1}") ==
          "s.json:1:17: unknown key \"mian\" in \"scenario\"\n{\"title\": "
          "\"\xC3\xA9\xE2\x82\xAC\",\t\"mian\": 1}\n"
          "               \t^ did you mean \"main\"? known: $schema, version, title, about, "
          "source, node, runtime, main, handlers, work, "
          "stations, load, processes, expect");
}

TEST_CASE("of a line of any length the excerpt is what is around the error", "[scenario]") {
    const auto refused = [](const std::string& text) {
        const Result<Program> program = load_scenario(text, "s.json", nullptr);
        REQUIRE_FALSE(program.has_value());
        return program.diagnostics().front();
    };
    SECTION("far to the right") {
        const Diagnostic error =
            refused("{\"title\": \"" + repeat("x", 1'000'000) + "\", \"main\": 5}");
        CHECK(error.place.column == 1'000'023);
        CHECK(error.excerpt == "..." + repeat("x", 39) + "\", \"main\": 5}");
        CHECK(to_text(error) ==
              "s.json:1:1000023: \"main\" takes a list of actions or the name of a handler, found "
              "the number 5\n"
              "..." +
                  repeat("x", 39) + "\", \"main\": 5}\n" + repeat(" ", 53) + "^");
    }
    SECTION("with much on both sides, of characters of several bytes") {
        const Diagnostic error =
            refused("{\"title\": \"" + repeat("\xC3\xA9", 300) + "\", \"main\": 5, \"about\": \"" +
                    repeat("y", 500) + "\"}");
        const std::string text = to_text(error);
        const std::string caret_line = text.substr(text.rfind('\n') + 1);
        CHECK(error.excerpt == "..." + repeat("\xC3\xA9", 19) + "\", \"main\": 5, \"about\": \"" +
                                   repeat("y", 84) + "...");
        CHECK(caret_line == repeat(" ", 33) + "^");
    }
}

TEST_CASE("of many errors the first twenty are reported, in the order of the file", "[scenario]") {
    const Result<Program> program = load_scenario(
        "{\"main\": [" + repeat("{\"cppu\": 1},\n", 1000) + "{}]}", "s.json", nullptr);
    REQUIRE_FALSE(program.has_value());
    REQUIRE(program.diagnostics().size() == 20);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(program.diagnostics()[i].place.line == static_cast<std::int32_t>(i + 1));
}

TEST_CASE("a thousand misspelled names among a hundred thousand are answered quickly",
          "[scenario]") {
    std::string text = "{\"main\": [";
    for (int i = 0; i < 100'000; ++i) text += "{\"count\": \"n" + std::to_string(i) + "\"},";
    for (int i = 0; i < 100'000; ++i)
        text += "{\"unref\": \"m" + std::to_string(i) + "\", \"a\": 1},";
    CHECK(is_answered(text + "{}]}"));
}

TEST_CASE("a handler named a hundred thousand times is compiled once", "[scenario]") {
    const Result<Program> program =
        load_scenario("{\"handlers\": {\"h\": [{\"log\": \"x\"}]}, \"main\": [" +
                          repeat("{\"nextTick\": \"h\"},", 100'000) + "{\"exit\": 0}]}",
                      "s.json", nullptr);
    REQUIRE(program.has_value());
    CHECK(program->bodies.size() == 2);
    CHECK(program->actions.size() == 100'002);
}

TEST_CASE("a hundred thousand handlers may call each other in a row", "[scenario]") {
    std::string text = "{\"main\": [{\"call\": \"h0\"}], \"handlers\": {";
    for (int i = 0; i < 100'000; ++i)
        text += "\"h" + std::to_string(i) + "\": [{\"call\": \"h" + std::to_string(i + 1) + "\"}],";
    CHECK(is_answered(text + "\"h100000\": []}}"));
    // The last one calls the first: without end.
    CHECK_FALSE(
        load_scenario(text + "\"h100000\": [{\"call\": \"h0\"}]}}", "s.json", nullptr).has_value());
}

TEST_CASE("a handler may call itself where something can stop it", "[scenario]") {
    const auto load_handler = [](std::string_view actions) {
        return first_message(
            "{\"main\": [{\"count\": \"n\"}, {\"call\": \"h\"}], \"handlers\": {\"h\": [" +
            std::string{actions} + "]}}");
    };
    CHECK(load_handler(R"({"if": "n < 3", "then": [{"call": "h"}]})") == "a program");
    CHECK(load_handler(
              R"({"choose": [{"do": [{"call": "h"}], "weight": 1}, {"do": [], "weight": 1}]})") ==
          "a program");
    CHECK(load_handler(R"({"setImmediate": "h"})") == "a program");
    CHECK(load_handler(R"({"await": "resolved"}, {"call": "h"})") == "a program");
    CHECK(load_handler(R"({"if": "n > 3", "then": [{"return": null}]}, {"call": "h"})") ==
          "a program");
    CHECK(load_handler(R"({"log": "x"}, {"call": "h"})").substr(0, 53) ==
          "s.json:1:76: the handler \"h\" calls itself without end");
    CHECK(load_handler(R"({"call": "h"}, {"await": "resolved"})").substr(0, 53) ==
          "s.json:1:62: the handler \"h\" calls itself without end");
}

}  // namespace sim::scenario
