#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/cli/console.hpp"
#include "ui/host/script_paths.hpp"
#include "ui/host/script_run.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

const std::string race = R"({ "main": [
    { "setTimeout": 0, "do": [{ "log": "timer" }] },
    { "setImmediate": [{ "log": "immediate" }] },
    { "nextTick": [{ "log": "tick" }] } ] })";

}  // namespace

TEST_CASE("explore shows the orders as a tree with what separates them", "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", race);
    const Outcome shown = cli(folder, "explore DIR/a.json");
    CHECK(shown.code == 0);
    CHECK(shown.out.starts_with("2 orders, complete after "));
    CHECK(shown.out.find("\ntick\n") != std::string::npos);
    CHECK(shown.out.find("─ timer immediate  [2] ") != std::string::npos);
    CHECK(shown.out.find("--replay 1\n") != std::string::npos);
    CHECK(shown.out.find("always  tick before immediate\n") != std::string::npos);
    CHECK(shown.out.find("race    immediate and timer, decided by how far the clock is") !=
          std::string::npos);
    folder.write("one.json", R"({ "main": [{ "log": "a" }] })");
    CHECK(cli(folder, "explore DIR/one.json").out.starts_with("one order: "));
    const Outcome stopped = cli(folder, "explore DIR/a.json --paths 1");
    CHECK(stopped.code == 3);
    CHECK(stopped.out.starts_with("at least 1 order, stopped after 1 path: incomplete\n"));
}

TEST_CASE("an incomplete walk claims nothing of the orders that it has not seen",
          "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", R"({ "main": [ { "log": "start" },
        { "setTimeout": 0, "do": [{ "log": "timer" }] }, { "setTimeout": 1, "do": [{ "log": "timer 2" }] },
        { "setImmediate": [{ "log": "immediate" }] },
        { "fs.readFile": "f", "do": [{ "log": "1" }] }, { "fs.readFile": "f", "do": [{ "log": "2" }] } ] })");
    const std::string out = cli(folder, "explore DIR/a.json --paths 2").out;
    CHECK(out.find("\nalways ") == std::string::npos);
    CHECK(out.find("\nin all orders seen  timer before timer 2\n") != std::string::npos);
    // Neither of the two orders parts these; the samples do.
    CHECK(out.find("\nrace                immediate and timer 2\n") != std::string::npos);
    CHECK(
        out.find("printed something else, as the orders are\nincomplete: --paths looks at more") !=
        std::string::npos);
    const std::string json = cli(folder, "explore DIR/a.json --paths 2 --json").out;
    CHECK(json.find(R"("holds": "seen")") != std::string::npos);
    CHECK(json.find(R"("holds": "always")") == std::string::npos);
}

TEST_CASE("lines of several words are told apart in the tree, and so is an end", "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", R"({ "main": [
        { "setTimeout": 0, "do": [{ "log": "a timer" }] },
        { "setImmediate": [{ "log": "an immediate" }] } ] })");
    const std::string out = cli(folder, "explore DIR/a.json").out;
    CHECK(out.find("─ a timer · an immediate  [") != std::string::npos);
    // The file is read before the timer of 1 s ends the program, or not.
    folder.write("end.json", R"({ "main": [
        { "log": "start" },
        { "fs.stat": "a.json", "do": [{ "log": "read" }] },
        { "setTimeout": 1000, "do": [{ "exit": 0 }] } ] })");
    const std::string ended = cli(folder, "explore DIR/end.json").out;
    CAPTURE(ended);
    CHECK(ended.find("─ read  [") != std::string::npos);
    CHECK(ended.find("─ (end)  [") != std::string::npos);
}

TEST_CASE("explore in JSON lists outputs with lines, likelihood and choices", "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", race);
    const nlohmann::json json = nlohmann::json::parse(cli(folder, "explore DIR/a.json --json").out);
    CHECK(json["complete"] == true);
    REQUIRE(json["outputs"].size() == 2);
    double sum = 0;
    for (const nlohmann::json& output : json["outputs"]) {
        sum += output["likelihood"].get<double>();
        const Outcome again =
            cli(folder, "run DIR/a.json --replay " + output["replay"].get<std::string>());
        std::string lines;
        for (const nlohmann::json& line : output["lines"]) lines += line.get<std::string>() + '\n';
        CHECK(again.out == lines);
    }
    CHECK(sum == Approx(1));
    const nlohmann::json& choice = json["outputs"][1]["choices"][0];
    CHECK(choice["picked"] == "1 ms has passed: setTimeout (line 2) is due");
    CHECK(choice["alternatives"].size() == 2);
    CHECK(json["outputs"][1]["partsFrom"] == 0);
}

TEST_CASE("a path can be explained and exported, one that does not fit is refused",
          "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", race);
    CHECK(cli(folder, "explain DIR/a.json --line 2 --replay 1").out.starts_with("2  timer\n"));
    CHECK(cli(folder, "explain DIR/a.json --line 2 --replay 0").out.starts_with("2  immediate\n"));
    CHECK(cli(folder, "export DIR/a.json --replay 1 --format text -o -").code == 0);
    const Outcome far = cli(folder, "run DIR/a.json --replay 7");
    CHECK(far.code == 2);
    CHECK(far.err.starts_with(
        "loopglass: --replay: choice 1 is 7, and there are only 2 alternatives, from 0\n"));
    const Outcome words = cli(folder, "run DIR/a.json --replay x");
    CHECK(words.code == 2);
    CHECK(words.err.starts_with(
        "loopglass: option --replay: found \"x\", expected numbers such as 0,2,1\n"));
    folder.write("load.json", R"({ "load": { "arrivals": { "constant": "5/s" }, "requests": 2,
        "handler": [{ "respond": 200 }] } })");
    const Outcome load = cli(folder, "explore DIR/load.json");
    CHECK(load.code == 2);
    CHECK(load.err.find("exploring does not know a load yet\n") != std::string::npos);
}

TEST_CASE("exploring proves what always holds and refutes the rest with an order",
          "[cli][explore]") {
    const Folder folder;
    const std::string main = race.substr(0, race.rfind(']'));
    folder.write("good.json", main + R"(], "expect": { "always": [["tick", "timer"]],
        "neverBefore": [["immediate", "tick"]],
        "oneOf": [["tick", "timer", "immediate"], ["tick", "immediate", "timer"]] } })");
    const Outcome good = cli(folder, "explore DIR/good.json -v");
    CHECK(good.code == 0);
    CHECK(good.err.find(": proven: always tick, timer\n") != std::string::npos);
    CHECK(good.err.find(": proven: immediate never before tick\n") != std::string::npos);
    folder.write("bad.json", main + R"(], "expect": { "always": [["timer", "immediate"]] } })");
    const Outcome bad = cli(folder, "explore DIR/bad.json");
    CHECK(bad.code == 1);
    CHECK(bad.err ==
          "loopglass: DIR/bad.json:4:56: refuted: always timer, immediate: \"immediate\" comes "
          "before "
          "\"timer\"\n    in tick, immediate, timer; --replay 0 shows it\n");
    const Outcome open = cli(folder, "explore DIR/good.json --paths 1");
    CHECK(open.code == 3);
    CHECK(open.err.find(": not proven: always tick, timer: ") != std::string::npos);
    // One run is held to it as well.
    folder.write("never.json", main + R"(], "expect": { "neverBefore": [["tick", "timer"]] } })");
    const Outcome never = cli(folder, "run DIR/never.json");
    CHECK(never.code == 1);
    CHECK(never.err.find("\"tick\" comes before \"timer\"") != std::string::npos);
    folder.write("short.json", main + R"(], "expect": { "always": [["tick"]] } })");
    CHECK(cli(folder, "check DIR/short.json")
              .err.find("a list of \"always\" needs two lines or more") != std::string::npos);
}

TEST_CASE("a JavaScript program is explored by running it once for each path", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
// expect always:
//   tick
//   timer
// expect never before:
//   timer
//   immediate
)");
    const Outcome found = cli(folder, "explore DIR/a.js --samples 2 --json");
    CHECK(found.code == 1);
    CHECK(found.err.find("a.js:7: refuted: timer never before immediate: ") != std::string::npos);
    const nlohmann::json json = nlohmann::json::parse(found.out);
    CHECK(json["complete"] == true);
    REQUIRE(json["outputs"].size() == 2);
    CHECK(json["outputs"][0]["lines"] == nlohmann::json{"tick", "immediate", "timer"});
    CHECK(json["outputs"][1]["lines"] == nlohmann::json{"tick", "timer", "immediate"});
    folder.write("two.js", R"(const fs = require('fs');
fs.stat('.', () => console.log('a'));
fs.stat('.', () => console.log('b'));
)");
    CHECK(nlohmann::json::parse(cli(folder, "explore DIR/two.js --samples 0 --json").out)["outputs"]
              .size() == 2);
    folder.write("bad.js", "require('cluster').fork();\n");
    CHECK(cli(folder, "explore DIR/bad.js --samples 0").code == 2);
}

TEST_CASE("programs that wait for the clock are explored with their shares", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(setTimeout(() => console.log('timer'), 20);
setImmediate(() => console.log('immediate'));
const start = Date.now();
while (Date.now() - start < 500);
)");
    const nlohmann::json json =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 5 --json").out);
    CHECK(json["samplesOutside"] == 0);
    REQUIRE(json["outputs"].size() == 1);
    CHECK(json["outputs"][0]["lines"] == nlohmann::json{"timer", "immediate"});
}

TEST_CASE("orders say which lines go to stderr", "[cli][explore]") {
    const Folder folder;
    folder.write("a.json", R"({ "main": [{ "log": "out" }] })");
    const nlohmann::json scenario =
        nlohmann::json::parse(cli(folder, "explore DIR/a.json --json").out)["outputs"][0];
    CHECK(scenario["lines"] == nlohmann::json::array({"out"}));
    CHECK(scenario["stderr"] == nlohmann::json::array());
    if (!ui::find_script_host()) return;
    folder.write("a.js", R"(console.log('1\nout');
setImmediate(() => console.error('2 error'));
setImmediate(() => console.log('3 out'));
)");
    const nlohmann::json program =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 2 --json").out)["outputs"][0];
    CHECK(program["lines"] == nlohmann::json{"1", "out", "2 error", "3 out"});
    CHECK(program["stderr"] == nlohmann::json::array({2}));
}

TEST_CASE("all runs of an exploration are one process to the program", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    // They are made by several processes of several servers; real Node has one number.
    const Folder folder;
    folder.write("a.js", R"(setTimeout(() => console.log('timer', process.pid, process.ppid), 0);
setImmediate(() => console.log('immediate', process.pid, process.kill(process.pid, 0)));
)");
    const nlohmann::json json =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --threads 2 --samples 20 --json").out);
    REQUIRE(json["outputs"].size() == 2);
    CHECK(json["samplesOutside"] == 0);
    std::set<std::string> first(json["outputs"][0]["lines"].begin(),
                                json["outputs"][0]["lines"].end());
    std::set<std::string> second(json["outputs"][1]["lines"].begin(),
                                 json["outputs"][1]["lines"].end());
    CHECK(first == second);
}

TEST_CASE("runs for likelihoods part before chance has a say", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    // Real Node prints either; a path has one seed, so that about half of the runs lie outside.
    for (const std::string source :
         {"Math.random() < 0.5", "require('crypto').randomInt(2) === 0"}) {
        folder.write("a.js", "const is = " + source + ";\nconsole.log(is ? 'low' : 'high');\n");
        const nlohmann::json json =
            nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 40 --json").out);
        CHECK(json["outputs"].size() == 1);
        CHECK(json["samplesOutside"] > 5);
        CHECK(json["samplesOutside"] < 35);
    }
    // What comes before may be slow or never end.
    folder.write("b.js",
                 "let p = Promise.resolve(); for (let i = 0; i < 3e4; i++) p = p.then(() => {});\n"
                 "p.then(() => console.log('jobs'));\n"
                 "require('fs').readFileSync(__filename);\n"
                 "require('crypto').pbkdf2('a', 'b', 10, 8, 'sha1', () => console.log('hash'));\n");
    const nlohmann::json one =
        nlohmann::json::parse(cli(folder, "explore DIR/b.js --samples 3 --json").out);
    REQUIRE(one["outputs"].size() == 1);
    CHECK(one["outputs"][0]["lines"] == nlohmann::json{"jobs", "hash"});
    CHECK(one["outputs"][0]["likelihood"] == 1.0);
}

TEST_CASE("a path of a JavaScript program is run, explained and exported again", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
)");
    const nlohmann::json json =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 0 --json").out);
    REQUIRE(json["outputs"].size() == 2);
    for (const nlohmann::json& output : json["outputs"]) {
        const std::string first = output["lines"][0].get<std::string>();
        const std::string replay = " --replay " + output["replay"].get<std::string>();
        CHECK(cli(folder, "explain DIR/a.js --line 1" + replay).out.starts_with("1  " + first));
        const Outcome text = cli(folder, "export DIR/a.js --format text -o -" + replay);
        CHECK(text.code == 0);
    }
    const Outcome far = cli(folder, "explain DIR/a.js --replay 7");
    CHECK(far.code == 2);
    CHECK(far.err.find("--replay: choice 1 is 7, and there are only 2 alternatives") !=
          std::string::npos);
}

TEST_CASE("in JavaScript, too, time may pass between two timers that are set", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(setTimeout(() => console.log('20'), 20);
setTimeout(() => console.log('15'), 15);
)");
    const nlohmann::json json =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 0 --json").out);
    CHECK(json["complete"] == true);
    REQUIRE(json["outputs"].size() == 2);  // up to 8 ms late: 20 is due before 15
    folder.write("b.js", R"(setTimeout(() => console.log('20'), 20);
setTimeout(() => console.log('10'), 10);
)");
    CHECK(cli(folder, "explore DIR/b.js --samples 0").out.starts_with("one order: "));
    // Both short ones are set when the long one is due: Node 20 on a busy machine, 61 runs of 100. What is late for the second
    // matters to the third alone.
    folder.write("c.js", R"(setTimeout(() => console.log('5'), 5);
const begin = Date.now();
while (Date.now() - begin < 3);
setTimeout(() => console.log('2'), 2);
setTimeout(() => console.log('1'), 1);
setImmediate(() => console.log('immediate'));
)");
    const nlohmann::json three =
        nlohmann::json::parse(cli(folder, "explore DIR/c.js --samples 0 --json").out);
    CHECK(three["complete"] == true);
    const nlohmann::json seen{"5", "immediate", "1", "2"};
    const auto found = std::ranges::find_if(
        three["outputs"], [&](const nlohmann::json& output) { return output["lines"] == seen; });
    REQUIRE(found != three["outputs"].end());
    const std::string again = " --replay " + (*found)["replay"].get<std::string>();
    CHECK(cli(folder, "explain DIR/c.js --line 1" + again).out.starts_with("1  5"));
    CHECK(cli(folder, "explain DIR/c.js --replay timers-1-x:0").code == 2);
    // What a callback makes of the time: Node 20 on a busy machine, 6 runs of 30 late.
    folder.write("clock.js", R"(const begin = Date.now();
setTimeout(() => console.log(Date.now() - begin > 3 ? 'late' : 'in time'), 2);
)");
    const nlohmann::json told =
        nlohmann::json::parse(cli(folder, "explore DIR/clock.js --samples 0 --json").out);
    CHECK(told["complete"] == true);
    REQUIRE(told["outputs"].size() == 2);
    const std::string late = " --replay " + told["outputs"][1]["replay"].get<std::string>();
    CHECK(cli(folder, "explain DIR/clock.js --line 1" + late).out.starts_with("1  late"));
    // What the main script takes before it sets a timer counts, too: Node 20 on a busy machine printed "late" first in 38 runs
    // of 60 and "timer" in 5.
    folder.write("main.js", R"(const end = Date.now() + 1;
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log(Date.now() >= end ? 'late' : 'soon'));
)");
    const nlohmann::json main =
        nlohmann::json::parse(cli(folder, "explore DIR/main.js --samples 0 --json").out);
    CHECK(main["complete"] == true);
    std::set<std::string> seen_of_main;
    for (const nlohmann::json& output : main["outputs"])
        seen_of_main.insert(output["lines"][0].get<std::string>() + ' ' +
                            output["lines"][1].get<std::string>());
    CHECK(seen_of_main == std::set<std::string>{"late timer", "soon timer", "timer late"});
    folder.write("dns.js", R"(const dns = require('dns');
dns.lookup('localhost', () => console.log('1'));
dns.lookup('localhost', () => console.log('2'));
require('fs').stat('.', () => console.log('stat'));
)");
    // R4.4: a worker has taken the first lookup before the file is asked for, or not.
    const nlohmann::json one = nlohmann::json::parse(
        cli(folder, "explore DIR/dns.js --samples 0 --threadpool 1 --json").out);
    CHECK(one["outputs"].size() == 2);
}

TEST_CASE("a synchronous call finds what workers have done that nobody has reported yet",
          "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    const std::string head =
        "const fs = require('fs');\nconst dir = fs.mkdtempSync('/tmp/look-');\n";
    const auto found = [&](const std::string& program) {
        folder.write("a.js", head + program);
        const nlohmann::json json =
            nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 0 --json").out);
        CHECK(json["complete"] == true);
        std::set<std::vector<std::string>> orders;
        for (const nlohmann::json& output : json["outputs"])
            orders.insert(output["lines"].get<std::vector<std::string>>());
        return orders;
    };
    using Orders = std::set<std::vector<std::string>>;
    // Node 20 on a busy machine: "a a,b" first in 47 runs of 60, "b a,b" in 1, "a a" in 12.
    CHECK(
        found("for (const n of ['a', 'b'])\n"
              "    fs.mkdir(`${dir}/${n}`, () => console.log(n, fs.readdirSync(dir).join()));\n") ==
        Orders{{"a a", "b a,b"}, {"a a,b", "b a,b"}, {"b a,b", "a a,b"}, {"b b", "a a,b"}});
    // In 59 runs of 60 both were written when the first was reported.
    CHECK(found("const fd = fs.openSync(`${dir}/f`, 'w');\n"
                "for (const text of ['a', 'bb'])\n"
                "    fs.write(fd, text, () => console.log(text, fs.fstatSync(fd).size));\n")
              .contains({"a 3", "bb 3"}));
    // The file is looked at before it is removed (13 runs of 60) or after.
    CHECK(found("fs.writeFileSync(`${dir}/f`, 'x');\n"
                "fs.stat(`${dir}/f`, (e) => console.log(e ? e.code : 'there'));\n"
                "fs.unlinkSync(`${dir}/f`);\n") == Orders{{"ENOENT"}, {"there"}});
    // What concerns another name is no choice.
    CHECK(found("fs.mkdir(`${dir}/d`, () => console.log('made'));\n"
                "console.log(fs.existsSync(`${dir}/e`));\n") == Orders{{"false", "made"}});
}

TEST_CASE("a loop without timers is late for what is done outside", "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    folder.write("a.js", R"(const { pbkdf2 } = require('crypto');
for (const n of ['A', 'B', 'C', 'D']) pbkdf2('p', 's', 1e5, 32, 'sha512', () => console.log(n));
)");
    const std::string out =
        cli(folder, "explore DIR/a.js --threadpool 2 --results fake --samples 0").out;
    CHECK(out.find("how late the loop is when it goes on to its next turn") != std::string::npos);
    CHECK(out.find("timer") == std::string::npos);
}

TEST_CASE("every path of a JavaScript program ends as Node does, with keys of its own",
          "[cli][explore]") {
    if (!ui::find_script_host()) return;
    const Folder folder;
    // The keys are test vectors of RFC 6070; the other two differ in where the password ends.
    folder.write("a.js", R"(const { pbkdf2, pbkdf2Sync } = require('crypto');
const hex = (key) => key.toString('hex');
process.on('exit', (code) => console.log('exit', code));
process.exitCode = 3;
console.log(hex(pbkdf2Sync('password', 'salt', 1, 20, 'sha1')));
console.log(hex(pbkdf2Sync('ab', 'c', 1, 4, 'sha1')) === hex(pbkdf2Sync('a', 'bc', 1, 4, 'sha1')));
for (const name of ['x', 'y'])
    require('fs').stat('.', () => pbkdf2('password', 'salt', 2, 20, 'sha1', (error, key) => console.log(name, hex(key))));
)");
    const nlohmann::json found =
        nlohmann::json::parse(cli(folder, "explore DIR/a.js --samples 2 --json").out);
    CHECK(found["complete"] == true);
    CHECK(found["outputs"].size() == 2);
    for (const nlohmann::json& output : found["outputs"]) {
        const nlohmann::json& lines = output["lines"];
        REQUIRE(lines.size() == 5);
        CHECK(lines[0] == "0c60c80f961f0e71f3a9b524af6012062fe037a6");
        CHECK(lines[1] == "false");
        for (std::size_t i = 2; i < 4; ++i)
            CHECK(lines[i].get<std::string>().substr(2) ==
                  "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        CHECK(lines[4] == "exit 3");
        CHECK(output["exitCode"] == 3);
    }
}

TEST_CASE("ending paths of scripts at known states leaves out no order", "[cli][explore]") {
    const auto host = ui::find_script_host();
    if (!host) return;
    const Folder folder;
    folder.write(
        "timers.js",
        R"(setTimeout(() => { console.log('a'); setTimeout(() => console.log('b'), 1); }, 1);
setTimeout(() => console.log('c'), 2);
)");
    // What a timer does in silence tells states apart as well.
    folder.write("silent.js", R"(let seen = 0;
setTimeout(() => { seen += 1; }, 1);
require('fs').stat('.', () => { seen *= 2; });
setTimeout(() => console.log(seen), 20);
)");
    folder.write("writes.js", R"(const { writeFile } = require('fs').promises;
const write = (name) => writeFile('/tmp/' + name, name).then(() => console.log(name));
write('a');
setTimeout(() => console.log('timer'), 1);
)");
    folder.write("clock.js", R"(const fs = require('fs');
setTimeout(() => { const begin = Date.now(); fs.stat('.', () => console.log(Date.now() - begin < 2)); }, 1);
setTimeout(() => console.log('timer'), 3);
)");
    // Two are under way in any order, and a timer runs wherever they are.
    folder.write("reads.js", R"(const fs = require('fs');
let seen = 0;
fs.readFile(__filename, () => console.log('read', seen));
fs.promises.stat(__filename).then(() => console.log('promised', seen));
setTimeout(() => { seen += 1; }, 1);
)");
    // How far a reading is matters where what it reads changes.
    folder.write("changed.js", R"(const fs = require('fs');
fs.writeFileSync('/tmp/a', 'old');
fs.readFile('/tmp/a', 'utf8', (error, text) => console.log(text));
setTimeout(() => fs.writeFileSync('/tmp/a', 'new text'), 1);
)");
    std::int64_t runs_all = 0;
    std::int64_t runs_merged = 0;
    for (const char* const name :
         {"timers.js", "silent.js", "writes.js", "clock.js", "reads.js", "changed.js"}) {
        INFO(name);
        const auto explored = [&](bool merges_states, sim::Latitude latitude) {
            ui::ScriptRun run{.file = folder.path() + "/" + name};
            for (;;) {
                ui::ScriptPaths paths{*host, run, latitude};
                sim::Orders found = sim::enumerate(
                    paths.runner(),
                    {.latitude = latitude, .samples = 0, .merges_states = merges_states});
                CHECK(paths.failure().empty());
                if (!found.needs.any()) return found;
                widen(latitude, found.needs);
            }
        };
        const auto lines_of = [](const sim::Orders& orders) {
            CHECK(orders.is_complete);
            std::set<std::vector<std::string>> lines;
            for (const sim::Order& order : orders.orders) lines.insert(order.lines);
            return lines;
        };
        const sim::Orders all = explored(
            false, {.steps_may_wait = true, .steps_are_seen = true, .clocks_matter = true});
        const sim::Orders merged = explored(true, {});
        CHECK(lines_of(merged) == lines_of(all));
        runs_all += all.runs;
        runs_merged += merged.runs;
    }
    CHECK(runs_merged < runs_all);
}

TEST_CASE("check --explore proves what a file expects, or shows what refutes it",
          "[cli][explore]") {
    const Folder folder;
    const std::string main = race.substr(0, race.rfind(']'));
    folder.write("good.json", main + R"(], "expect": { "always": [["tick", "timer"]] } })");
    CHECK(cli(folder, "check --explore DIR/good.json").code == 0);
    CHECK(cli(folder, "check --explore DIR/good.json").out.empty());
    CHECK(cli(folder, "check --explore -v DIR/good.json").out ==
          "DIR/good.json: ok, all holds of 2 orders\n");
    folder.write("bad.json",
                 main + R"(], "expect": { "output": ["tick", "timer", "immediate"] } })");
    const Outcome bad = cli(folder, "check --explore DIR/good.json DIR/bad.json");
    CHECK(bad.code == 1);
    CHECK(bad.err.find("refuted: only tick, timer, immediate: another output is possible\n") !=
          std::string::npos);
    CHECK(cli(folder, "check DIR/bad.json").code == 0);
    CHECK(cli(folder, "check --explore DIR/none.json DIR/bad.json").code == 2);
    if (!ui::find_script_host()) return;
    folder.write("a.js", R"(setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
// expect either:
//   timer
//   immediate
// expect either:
//   immediate
//   timer
)");
    CHECK(cli(folder, "check --explore DIR/a.js").code == 0);
}

TEST_CASE("what was explored until Ctrl-C is shown as a part", "[cli][explore]") {
    const Folder folder;
    std::string reads;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g"})
        reads += std::string{reads.empty() ? "" : ", "} +
                 R"({ "fs.readFile": "x", "do": [ { "log": ")" + name + R"(" } ] })";
    folder.write("many.json", R"({ "main": [ )" + reads + " ] }");
    std::atomic<bool> interrupt{false};
    std::atomic<std::int64_t> runs{0};
    std::thread presses{[&] {
        while (runs < 600) std::this_thread::yield();
        interrupt = true;
    }};
    const Outcome outcome = cli(folder, "explore DIR/many.json", {}, &interrupt, &runs);
    presses.join();
    CHECK(outcome.code == ui::exit_interrupted);
    CHECK(outcome.out.starts_with("at least "));
    CHECK(outcome.err == "loopglass: interrupted\n");
}
