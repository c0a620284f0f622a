// What a script may read, and what it cannot reach: the disk around its folder, and what is beneath Node's own functions.
#include <fstream>

#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/script/script.hpp"

using script_test::has_host;
using script_test::Script;

TEST_CASE("a script cannot reach Node's bindings through globals", "[node][script]") {
    if (!has_host()) return;
    CHECK(Script{"console.log(typeof internalBinding, typeof primordials)"}.run().out ==
          "undefined undefined\n");
}

TEST_CASE("a script sees nothing of the disk but its folder, and changes nothing",
          "[node][script]") {
    if (!has_host()) return;
    const Script script{
        "const fs = require('fs');\n"
        "fs.writeFileSync('new.txt', 'text'); console.log(fs.readFileSync('new.txt', 'utf8'));\n"
        "try { fs.readFileSync('/etc/shadow') } catch (e) { console.log(e.code) }\n"
        "console.log(fs.existsSync('/usr/bin'))\n"};
    CHECK(script.run().out == "text\nENOENT\nfalse\n");
    CHECK_FALSE(std::ifstream{script.folder.path("new.txt")});
    CHECK_FALSE(std::ifstream{"new.txt"});
}

TEST_CASE("a script reads the package around it, without hidden names", "[node][script]") {
    if (!has_host()) return;
    cli_test::Folder folder;
    folder.write("project/package.json", "{}");
    folder.write("project/lib/tool.js", "module.exports = 'tool'");
    folder.write("project/.env", "SECRET=1");
    folder.write("outside.js", "module.exports = 'outside'");
    folder.write("project/src/a.js",
                 "console.log(require('../lib/tool'));"
                 "console.log(require('fs').existsSync('../.env'));"
                 "console.log(require('fs').existsSync(__dirname + '/../.env'));"
                 "require('../../outside');");
    const auto run = [&](std::vector<std::string> options) {
        ui::ProcessRequest request;
        request.arguments = {program_path(), "run"};
        request.arguments.insert(request.arguments.end(), options.begin(), options.end());
        // The path of a script may go up and down.
        request.arguments.push_back(folder.path("project/src/../src/a.js"));
        return ui::run_process(request);
    };
    const ui::ProcessResult fenced = run({});
    CHECK(fenced.out == "tool\nfalse\nfalse\n");
    CHECK(fenced.code == 126);
    CHECK(fenced.err.find("lies outside of what a script may read (--root DIR allows more)") !=
          std::string::npos);
    const ui::ProcessResult open = run({"--root", folder.path("")});
    CHECK(open.out == "tool\nfalse\ntrue\n");
    CHECK(open.code == 0);
    const ui::ProcessResult wrong = run({"--root", folder.path("nowhere")});
    CHECK(wrong.code == 126);
    CHECK(wrong.err.find("there is no such folder") != std::string::npos);
}

TEST_CASE("a script hears of files that it was not shown, and ends with its own exit code",
          "[node][script]") {
    if (!has_host()) return;
    const std::string outside =
        "const { existsSync, writeFileSync } = require('fs');\n"
        "const path = __dirname + '/../beside/note.txt';\n";
    const auto run = [&](const std::string& rest) {
        const Script script{outside + rest, "programs/a.js"};
        script.folder.write("beside/note.txt", "there");
        const ui::ProcessResult result = script.run();
        CHECK(result.err.find("lies outside of what a script may read (--root DIR") !=
              std::string::npos);
        return result;
    };
    const ui::ProcessResult asks = run("console.log(existsSync(path));");
    CHECK(asks.code == 0);
    CHECK(asks.out == "false\n");
    CHECK(run("existsSync(path); throw new Error('mine');").code == 1);
    CHECK(run("if (!existsSync(path)) process.exitCode = 3;").code == 3);
    CHECK(run("require('fs').readFileSync(path);").code == 126);
    CHECK(run("writeFileSync(__dirname + '/../beside/new.txt', '');").code == 126);
    const Script alone{outside + "console.log(existsSync(path));", "programs/a.js"};
    CHECK(alone.run().err.empty());
}

TEST_CASE("a script gets no variables from a file that it may not read", "[node][script]") {
    if (!has_host()) return;
    // Node takes an object that looks like a URL for one.
    const Script script{
        R"(const pathname = require('path').resolve(__dirname, '../beside/secret.env');
        const paths = [pathname, { href: `file://${pathname}`, protocol: 'file:', hostname: '', pathname }];
        for (const path of paths) try { process.loadEnvFile?.(path); } catch {}
        console.log(process.env.SECRET);)",
        "programs/a.js"};
    script.folder.write("beside/secret.env", "SECRET=read");
    CHECK(script.run().out == "undefined\n");
}
