// predict, sweep and size of JavaScript programs. What is expected follows from equal jobs on so many threads.
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/script/script.hpp"
#include "ui/cli/forecast_subject.hpp"

using script_test::has_host;
using script_test::Script;

TEST_CASE("predict says what a program's calls and timers take", "[node][script][predict]") {
    if (!has_host()) return;
    // One thread: of four equal jobs the last takes four services, three of them in the queue; the mean is two and a half.
    const Script script{
        "const { pbkdf2 } = require('crypto');\n"
        "for (let i = 0; i < 4; ++i) pbkdf2('a', 'b', 100000, 64, 'sha512', () => {});\n"
        "setTimeout(() => { const end = Date.now() + 7; while (Date.now() < end); }, 1);\n"
        "setTimeout(() => {}, 2);\n"};
    const ui::ProcessResult result = script.run(
        {"--threadpool", "1", "--cores", "4", "--replications", "2", "--json"}, "predict");
    CHECK(result.code == 0);
    // Nothing, or on a slow machine how it would be faster.
    CHECK((result.err.empty() || result.err.find("--results fake") != std::string::npos));
    const auto json = nlohmann::json::parse(result.out);
    const auto& calls = json.at("poolWork").at(0);
    CHECK(calls.at("name") == "crypto.pbkdf2");
    CHECK(calls.at("count") == 8);
    const double longest = calls.at("latency_ns").at("max");
    CHECK(calls.at("latency_ns").at("mean").get<double>() ==
          Approx(longest * 2.5 / 4).epsilon(0.03));
    CHECK(calls.at("queueMean_ns").get<double>() == Approx(longest * 1.5 / 4).epsilon(0.03));
    // The second timer waits for the first one's seven milliseconds, less the one between them.
    CHECK(json.at("timers").at("latency_ns").at("max") > 5'000'000);
    CHECK(json.at("timers").at("latency_ns").at("max") < 8'000'000);

    const ui::ProcessResult refused = script.run({"--requests", "5"}, "predict");
    CHECK(refused.code == 2);
    CHECK(refused.err ==
          "loopglass: --requests is for scenarios with a load\n"
          "    a JavaScript program takes --replications N\n");
}

TEST_CASE("predict counts calls into the pool, however many trips a call makes",
          "[node][script][predict]") {
    if (!has_host()) return;
    // Each reading is four trips: to open the file, to ask for its size, to read and to close it.
    const Script script{
        "const fs = require('fs');\n"
        "const read = () => fs.promises.readFile(__filename);\n"
        "(async () => {\n"
        "  for (let i = 0; i < 3; ++i) await read();\n"
        "  await Promise.all([read(), read()]);\n"
        "  fs.readFile(__filename, () => {});\n"
        "})();\n"};
    const ui::ProcessResult result =
        script.run({"--cores", "unlimited", "--replications", "2", "--json"}, "predict");
    CHECK(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    const auto& calls = json.at("poolWork");
    REQUIRE(calls.size() == 2);
    CHECK(calls.at(0).at("name") == "fs.promises.readFile");
    CHECK(calls.at(0).at("count") == 2 * 5);
    CHECK(calls.at(1).at("name") == "fs.readFile");
    CHECK(calls.at(1).at("count") == 2);
    // The same four waits for a worker.
    CHECK(calls.at(0).at("queueMean_ns") == calls.at(1).at("queueMean_ns"));
}

TEST_CASE("forecasts say once what a program asks for in vain", "[node][script][predict][sweep]") {
    if (!has_host()) return;
    const Script script{
        "try { require('child_process').execSync('ls'); } catch {}\n"
        "require('fs').stat(__filename, () => {});\n"};
    const auto notes = [&](const std::vector<std::string>& options, const std::string& command) {
        const ui::ProcessResult result = script.run(options, command);
        CHECK(result.code == 0);
        int count = 0;
        for (std::size_t at = 0; (at = result.err.find("note: ", at)) != std::string::npos; ++at)
            ++count;
        return count;
    };
    CHECK(notes({"--replications", "3"}, "predict") == 1);
    CHECK(notes({"--replications", "2", "--vary", "threadpool=1,2"}, "sweep") == 1);
}

TEST_CASE("predict says what a program does until it is stopped, if it never ends",
          "[node][script][predict]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "setInterval(() => fs.stat(__filename, () => {}), 50);\n"};
    const ui::ProcessResult result =
        script.run({"--until", "975ms", "--replications", "2", "--json"}, "predict");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    const auto json = nlohmann::json::parse(result.out);
    CHECK(json.at("stoppedByUntil") == 2);
    CHECK(json.at("length_ns").at("mean") == 975'000'000);
    CHECK(json.at("poolWork").at(0).at("count") == json.at("timers").at("count"));
    const ui::ProcessResult text =
        script.run({"--until", "975ms", "--replications", "2"}, "predict");
    CHECK(
        text.out.find("--until stopped 2 of the 2 runs; what was not over then has no latency\n") !=
        std::string::npos);

    const ui::ProcessResult endless = script.run({"--cpu-limit", "1s"}, "predict");
    CHECK(endless.code == 3);
    CHECK(endless.err.find("the program had not ended after ") != std::string::npos);
    CHECK(endless.err.find("--until TIME ends it at that virtual time") != std::string::npos);
}

TEST_CASE("predict says by what error a program ends, and what it runs on",
          "[node][script][predict]") {
    if (!has_host()) return;
    const Script wrong{"let a = ;\n"};
    const ui::ProcessResult refused = wrong.run({}, "predict");
    CHECK(refused.code == 1);
    const std::string file = wrong.folder.path("a.js");
    CHECK(refused.err == "loopglass: " + file +
                             ":1:9: SyntaxError: Unexpected token ';'\n"
                             "let a = ;\n"
                             "        ^\n"
                             "loopglass: " +
                             file +
                             ": ends by this uncaught exception\n"
                             "    loopglass run FILE shows it\n");
    const Script right{"setTimeout(() => {}, 2);\n"};
    const ui::ProcessResult done =
        right.run({"--threadpool", "3", "--cores", "2", "--replications", "2"}, "predict");
    CHECK(done.code == 0);
    CHECK(done.out.find(" · pool 3 · 2 cores, linux · seed 1 · 2 runs, each with other draws\n") !=
          std::string::npos);
}

TEST_CASE("sweep and size compare a program's calls into the pool", "[node][script][sweep]") {
    if (!has_host()) return;
    // Eight equal jobs on n threads: the last one takes 8/n services, if each thread has a core.
    const Script script{
        "const { pbkdf2 } = require('crypto');\n"
        "for (let i = 0; i < 8; ++i) pbkdf2('a', 'b', 20000, 64, 'sha512', () => {});\n"};
    const ui::ProcessResult result = script.run(
        {"--vary", "threadpool=2,8", "--cores", "16", "--replications", "2", "--json"}, "sweep");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    const auto cells = nlohmann::json::parse(result.out).at("cells");
    REQUIRE(cells.size() == 2);
    const double two = cells.at(0).at("max");
    const double eight = cells.at(1).at("max");
    CHECK(two == Approx(4 * eight).epsilon(0.1));
    CHECK(cells.at(0).at("top") == "pool queue");
    CHECK(cells.at(1).at("top") == "pool work");
    CHECK(cells.at(0).at("requests") == 16);

    const std::string target = "max<" + std::to_string(static_cast<int>(eight * 2.5 / 1000)) + "us";
    const ui::ProcessResult size = script.run({"--target", target, "--find", "threadpool",
                                               "--cores", "16", "--replications", "2", "--json"},
                                              "size");
    CHECK(size.code == 0);
    CHECK(nlohmann::json::parse(size.out).at("findings").at(0).at("answer") == 4);
}

TEST_CASE("sweep and size are told of each run of a program", "[node][script][sweep]") {
    if (!has_host()) return;
    const Script script{"setTimeout(() => {}, 1);\n"};
    ui::Options options;
    options.operands = {script.folder.path("a.js")};
    options.replications = 3;
    std::istringstream in;
    std::ostringstream out;
    const ui::Console console{.in = in,
                              .out = out,
                              .err = out,
                              .out_terminal = {},
                              .err_terminal = {},
                              .scenarios_folder = {}};
    const ui::Loaded<ui::ForecastSubject> subject = ui::read_subject(options, console);
    REQUIRE(subject.value);
    const ui::Loaded<ui::Variant> variant = ui::load_variant(*subject.value, options, {}, console);
    REQUIRE(variant.value);
    std::string told;
    const auto tell = [&](int done, int wanted) { told += fmt::format("{}/{} ", done, wanted); };
    CHECK(ui::forecast_variant(*subject.value, *variant.value, console, {.progress = tell}).value);
    CHECK(told == "1/3 2/3 3/3 ");
}

TEST_CASE("a program has few fields to vary", "[node][script][sweep]") {
    if (!has_host()) return;
    const Script script{"setTimeout(() => {}, 1);\n"};
    for (const std::string field : {"replicas", "rate", "runtime.until"}) {
        const ui::ProcessResult result = script.run({"--vary", field + "=1,2"}, "sweep");
        CHECK(result.code == 2);
        CHECK(result.err == "loopglass: " + script.folder.path("a.js") + ": " + field +
                                " is no field of a JavaScript program\n"
                                "    a program has threadpool, cores, scheduler and node\n");
    }
}
