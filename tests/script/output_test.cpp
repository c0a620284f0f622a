// What programs print, on its way out.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/script/script.hpp"

using script_test::has_host;
using script_test::Script;

TEST_CASE("a script prints by the names of its standard streams", "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result =
        Script{
            "const fs = require('fs');\n"
            "fs.writeFileSync('/dev/stdout', 'by name\\n');\n"
            "fs.appendFileSync('/proc/self/fd/1', 'by number\\n');\n"
            "fs.createWriteStream('/dev/stderr').end('streamed\\n');\n"
            "console.log('by console');\n"}
            .run();
    CHECK(result.out == "by name\nby number\nby console\n");
    CHECK(result.err == "streamed\n");
}

TEST_CASE("what a pipe does not take at once is written all the same", "[node][script]") {
    if (!has_host()) return;
    // A pipe holds 64 KiB on Linux.
    const Script script{
        "const long = 'x'.repeat(200_000);\n"
        "console.log(long);\n"
        "console.error(long);\n"
        "process.stdout.cork();\n"
        "for (let i = 0; i < 50; i++) process.stdout.write('y'.repeat(5_000));\n"
        "process.stdout.uncork();\n"
        "setTimeout(() => console.log('end'), 1);\n"};
    const ui::ProcessResult result = script.run();
    CHECK(result.code == 0);
    CHECK(result.out.size() == 200'001 + 50 * 5'000 + 4);
    CHECK(result.out.ends_with("yend\n"));
    CHECK(result.err.size() == 200'001);
}

TEST_CASE("what workers write to a descriptor comes before what is printed later",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "fs.write(1, 'worker\\n', () => console.log('callback'));\n"
        "console.log('main');\n"};
    // The first console.log takes milliseconds; as real Node 18 to 26 print it to a pipe in 49 of 50 runs.
    CHECK(script.run().out == "worker\nmain\ncallback\n");
    const std::string trace = script.folder.path("a.json");
    CHECK(script.run({"--trace", trace}).code == 0);
    const ui::ProcessResult told =
        ui::run_process({.arguments = {program_path(), "explain", trace}});
    CHECK(told.code == 0);
    CHECK(told.out.starts_with("1  worker\n"));
}

TEST_CASE("any bytes may be printed where orders are explored", "[node][script][explore]") {
    if (!has_host()) return;
    const Script script{
        "setTimeout(() => console.log('a\\0 7\\nb\\x01c'), 1);\n"
        "setImmediate(() => console.log(2));\n"};
    const ui::ProcessResult result = script.run({"--json"}, "explore");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    CHECK(result.out.find("a\\u0000 7") != std::string::npos);
    CHECK(result.out.find("b\\u0001c") != std::string::npos);
}

TEST_CASE("a line without an end has the reason of who wrote it", "[node][script][explain]") {
    if (!has_host()) return;
    const auto explained = [](const std::string& text) {
        return Script{text}.run({}, "explain").out;
    };
    CHECK(explained("process.stdout.write('one');") ==
          "1  one\n"
          "     the main script runs to its end before anything that it schedules (R3.1).\n");
    CHECK(explained("process.stdout.write('first ');\n"
                    "setTimeout(() => console.log('second'), 5);\n"
                    "setTimeout(() => process.stdout.write('third'), 20);\n") ==
          "1  first second\n"
          "     setTimeout (line 2), set by the main script: nothing else was to do, so poll slept "
          "until "
          "it was\n"
          "     due (R1.6). The beginning of the line was written by the main script.\n"
          "2  third\n"
          "     setTimeout (line 3), set by the main script: nothing else was to do, so poll slept "
          "until "
          "it was\n"
          "     due (R1.6).\n");
    // What somebody believes who answers wrongly hangs on it.
    const ui::ProcessResult quiz =
        Script{
            "setTimeout(() => console.log('timer'), 5);\n"
            "setTimeout(() => process.stdout.write('done'), 20);\n"}
            .run({"--answer", "b a"}, "quiz");
    CHECK(quiz.code == 1);
    CHECK(quiz.out.find("Not quite: line 1 is timer, not done.") != std::string::npos);
    CHECK(quiz.out.find("is what comes out if") == std::string::npos);
}
