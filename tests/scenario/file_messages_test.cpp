#include "tests/catch.hpp"

#include "tests/scenario/dump.hpp"
#include "tests/scenario/refusal.hpp"

namespace sim::scenario {
namespace {

const Refusal file_cases[] = {
    {R"([])",
     R"(s.json:1:1: a scenario is an object, found an empty list
[]
^
)"},
    {R"({})",
     R"(s.json:1:1: the scenario does nothing
{}
^ give it "main" or "load"
)"},
    {R"({"main": 5})",
     R"(s.json:1:10: "main" takes a list of actions or the name of a handler, found the number 5
{"main": 5}
         ^
)"},
    {R"({"main": {"log": "x"}})",
     R"(s.json:1:10: "main" takes a list of actions or the name of a handler, found an object
{"main": {"log": "x"}}
         ^ put the action into a list: [ { ... } ]
)"},
    {R"({"mian": []})",
     R"(s.json:1:2: unknown key "mian" in "scenario"
{"mian": []}
 ^ did you mean "main"? known: $schema, version, title, about, source, node, runtime, main, handlers, work, stations, load, processes, expect
)"},
    {R"({"main": [], "version": 2})",
     R"(s.json:1:25: the scenario is written in version 2 of the language, known is 1
{"main": [], "version": 2}
                        ^ a newer loopglass reads it
)"},
    {R"({"main": [], "version": 0})",
     R"(s.json:1:25: "version" takes a whole number from 1 to 1000000, found the number 0
{"main": [], "version": 0}
                        ^
)"},
    {R"({"main": ["log"]})",
     R"(s.json:1:11: expected an action, found the text "log"
{"main": ["log"]}
          ^ { "log": "log" } prints it
)"},
};

const Refusal syntax_cases[] = {
    {R"({"main": [], "main": []})",
     R"(s.json:1:14: the key "main" appears twice in one object
{"main": [], "main": []}
             ^ first at 1:2
)"},
    {R"({"main": [1e400]})",
     R"(s.json:1:11: the number is out of range
{"main": [1e400]}
          ^
)"},
    {R"({"main": [{"log": "a" "b"}]})",
     R"(s.json:1:23: malformed JSON: unexpected string literal; expected '}'
{"main": [{"log": "a" "b"}]}
                      ^
)"},
    {R"(console.log(1))",
     R"(s.json:1:1: malformed JSON: invalid literal
console.log(1)
^ a scenario begins with {; programs stand in files that end in .js, .mjs, .cjs or .ts
)"},
    {R"({"main": tru})",
     R"(s.json:1:10: malformed JSON: invalid literal
{"main": tru}
         ^
)"},
    {R"({"main": [01]})",
     R"(s.json:1:12: malformed JSON: unexpected number literal; expected ']'
{"main": [01]}
           ^
)"},
    {R"({"main": [)",
     R"(s.json:1:11: unexpected end of the file
{"main": [
          ^ the list that starts at 1:10 is not closed
)"},
    {R"({"main": [{"log": "a)",
     R"(s.json:1:21: unexpected end of the file
{"main": [{"log": "a
                    ^ the object that starts at 1:11 is not closed
)"},
    {R"({"main": ["\ud800"]})",
     R"(s.json:1:18: malformed JSON: invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF
{"main": ["\ud800"]}
                 ^
)"},
    {R"({"main": ["\q"]})",
     R"(s.json:1:13: malformed JSON: invalid string: forbidden character after backslash
{"main": ["\q"]}
            ^
)"},
    {R"({"main": []} x)",
     R"(s.json:1:14: malformed JSON: invalid literal; expected end of input
{"main": []} x
             ^
)"},
    {R"({"main": [],})",
     R"(s.json:1:13: malformed JSON: unexpected '}'; expected string literal
{"main": [],}
            ^ the comma before it is one too many
)"},
    {R"({main: []})",
     R"(s.json:1:2: malformed JSON: invalid literal; expected string literal
{main: []}
 ^ keys stand in double quotes
)"},
    {R"([{"main": []}])",
     R"(s.json:1:1: a scenario is an object, found a list
[{"main": []}]
^
)"},
};

}  // namespace

TEST_CASE("a file that is no scenario is refused with its reason", "[scenario]") {
    for (const Refusal& row : file_cases) CHECK(load_text(row.json) == row.text);
}

TEST_CASE("text that is no JSON is refused at its place", "[scenario]") {
    for (const Refusal& row : syntax_cases) CHECK(load_text(row.json) == row.text);
}

}  // namespace sim::scenario
