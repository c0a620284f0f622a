// What a script asks for and nothing models: how it is refused, and what is said of it.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/script/script.hpp"

using script_test::has_host;
using script_test::Script;

TEST_CASE("what a script cannot have is refused by name", "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result = Script{"require('child_process').spawn('ls')"}.run();
    CHECK(result.code == 126);
    CHECK(result.out.empty());
    CHECK(result.err.find("child_process is not modelled") != std::string::npos);
}

// As Node 18 to 26 print it.
TEST_CASE("what Node itself refuses is refused as by Node, modelled or not", "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "const told = (error) => console.log(error.code, error.message, "
        "Object.keys(error).join());\n"
        "try { fs.watch('nothing'); } catch (error) { told(error); }\n"
        "fs.promises.watch('nothing').next().catch(told);\n"
        "for (const id of [4000000, -4000000]) try { process.kill(id); } catch (error) { "
        "told(error); }\n"};
    const std::string missing =
        "ENOENT ENOENT: no such file or directory, watch 'nothing' "
        "errno,syscall,code,path,filename\n";
    const std::string gone = "ESRCH kill ESRCH errno,code,syscall\n";
    const ui::ProcessResult result = script.run();
    CHECK(result.out == missing + gone + gone + missing);
    CHECK(result.err.empty());
}

TEST_CASE("a refusal names and shows the program's line, not one of the simulator",
          "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result =
        Script{"function list() {\n  return require('child_process').execSync('ls');\n}\nlist();\n"}
            .run();
    CHECK(result.err.find("a.js:2:35)\n") != std::string::npos);
    CHECK(result.err.find("a.js:2\n  return require('child_process').execSync('ls');\n") !=
          std::string::npos);
    CHECK(result.err.find("loopglass/") == std::string::npos);
    const ui::ProcessResult module =
        Script{"import net from 'node:net';\n\nnet.connect(80);\n", "a.mjs"}.run();
    CHECK(module.err.find("/a.mjs:3:5") != std::string::npos);
}

TEST_CASE("a watcher that nobody closes waits for ever", "[node][script]") {
    if (!has_host()) return;
    const ui::ProcessResult result =
        Script{
            "const fs = require('fs');\nfs.watch('.', (event, name) => console.log(event, name));\n"
            "fs.writeFile('new', 'x', () => console.log('written'));\n"}
            .run();
    CHECK(result.out == "rename new\nchange new\nwritten\n");
    CHECK(result.code == 125);
    CHECK(result.err.find("nothing is left to happen, and fs.watch waits for ever\n") !=
          std::string::npos);
}

TEST_CASE("a refusal that nobody catches is told once", "[node][script]") {
    if (!has_host()) return;
    const std::string text = GENERATE("setTimeout(() => require('child_process').spawn('ls'));",
                                      "fetch('http://127.0.0.1/');",
                                      "new Promise(() => { require('dgram').createSocket('udp4'); "
                                      "});");
    const ui::ProcessResult result = Script{text}.run();
    CHECK(result.code == 126);
    const std::string said = "is not modelled";
    const std::size_t at = result.err.find(said);
    REQUIRE(at != std::string::npos);
    CHECK(result.err.find(said, at + 1) == std::string::npos);
    CHECK(result.err.find("a.js:1:") != std::string::npos);
}

TEST_CASE("a refusal that is caught is told of when the program has ended", "[node][script]") {
    if (!has_host()) return;
    const auto note = [](const Script& script, const std::string& what) {
        return "loopglass: " + script.folder.path("a.js") + ": note: " + what +
               "\n    the program went on, and what it did from there may differ from Node\n";
    };
    const std::string child = "child_process is not modelled; child processes are not run";
    SECTION("by a promise, a callback or a try, and the exit code is the program's own") {
        const Script script{
            "const { spawn } = require('child_process');\n"
            "try { spawn('ls'); } catch { process.exitCode = 3; }\n"};
        const ui::ProcessResult result = script.run();
        CHECK(result.code == 3);
        CHECK(result.err == note(script, child + " (a.js:2:7)"));
    }
    SECTION("several, with the line that asked first for what comes later") {
        const Script script{
            "const what = { method: 'POST', body: 'sent before the socket' };\n"
            "const ask = () => fetch('http://127.0.0.1/', what).catch((error) => {\n"
            "    console.log(error.message);\n"
            "    try { require('child_process').spawnSync('ls'); } catch {}\n"
            "});\n"
            "ask().then(ask);\n"};
        // On a slow machine it takes long to load what fetch() needs, which would be said, too.
        const ui::ProcessResult result = script.run({"--cpu", "modelled"});
        CHECK(result.code == 0);
        CHECK(result.out == "fetch failed\nfetch failed\n");
        CHECK(result.err ==
              note(script,
                   "net (and what is built on it: http, https, tls, fetch) is not modelled; "
                   "sockets are not simulated for scripts; a JSON scenario has them (loopglass "
                   "language listen) (a.js:2:19), and 1 more"));
    }
    SECTION("not where a module is loaded and nothing of it is used") {
        const Script script{
            "for (const name of ['child_process', 'worker_threads', 'net', 'inspector']) {\n"
            "    try { require(name); } catch { console.log('none'); }\n"
            "}\n"};
        const ui::ProcessResult result = script.run();
        CHECK(result.code == 0);
        CHECK(result.err.empty());
    }
    SECTION("--json has it as the ending's message") {
        const Script script{"try { require('child_process').spawn('ls'); } catch {}"};
        const nlohmann::json run = nlohmann::json::parse(script.run({"--json"}).out);
        CHECK(run["ending"]["kind"] == "done");
        CHECK(run["ending"]["message"] == child + " (a.js:1:32)");
    }
}
