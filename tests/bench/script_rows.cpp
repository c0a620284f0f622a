// Programs in JavaScript beside the same Node without loopglass, as whole processes.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "tests/bench/rows.hpp"
#include "ui/host/process.hpp"
#include "ui/host/script_run.hpp"

namespace bench {

namespace {

/// A file with a program, for as long as the rows live.
class Program {
public:
    explicit Program(const std::string& text) {
        std::string folder =
            (std::filesystem::temp_directory_path() / "loopglass-bench-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr) std::exit(1);
        folder_ = folder;
        std::ofstream{file()} << text;
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::string file() const { return folder_ / "program.js"; }

private:
    std::filesystem::path folder_;
};

/// A file of certificates would cost real Node more than its whole start; loopglass does not pass it on.
void run(std::vector<std::string> command, const std::string& file, int times) {
    command.push_back(file);
    for (int i = 0; i < times; ++i) {
        const ui::ProcessResult result =
            ui::run_process({.arguments = command,
                             .environment = {{"NODE_EXTRA_CA_CERTS", ""}, {"NODE_OPTIONS", ""}}});
        if (result.end == ui::ProcessEnd::exited && result.code == 0) continue;
        std::cerr << command.front() << " fails: " << result.err << '\n';
        std::exit(1);
    }
}

}  // namespace

void add_scripts(std::vector<Row>& rows, std::int64_t scale) {
    const sim::Result<ui::ScriptHost> host = ui::find_script_host();
    if (!host) return;
    const auto add = [&](std::string name, std::string goal, double operations,
                         const std::string& text, int times) {
        const auto program = std::make_shared<Program>(text);
        rows.push_back({.name = std::move(name),
                        .beside = "real Node",
                        .goal = std::move(goal),
                        .operations = operations,
                        .ours =
                            [program, times] {
                                run({LOOPGLASS_BINARY, "run"}, program->file(), times);
                            },
                        .other_operations = operations,
                        .other = [program, times,
                                  node = host->binary] { run({node}, program->file(), times); }});
    };
    const int starts = scale > 1 ? 1 : 10;
    add("S1 hello.js, a start", ">= 0.77 (1.3x)", starts, "console.log('hello');\n", starts);
    const std::int64_t count = 1'000'000 / scale;
    const auto chain = [&](std::string name, std::string_view schedule) {
        add(std::move(name), ">= 0.5", static_cast<double>(count),
            fmt::format("let left = {};\nconst next = () => {{ if (--left > 0) {}; }};\nnext();\n",
                        count, schedule),
            1);
    };
    chain("S2 nextTick chain in a script", "process.nextTick(next)");
    chain("S3 then chain in a script", "Promise.resolve().then(next)");
    add("S4 await chain in a script", ">= 0.5", static_cast<double>(count),
        fmt::format("(async () => {{ for (let i = 0; i < {}; ++i) await undefined; }})();\n",
                    count),
        1);
    add("S5 timers in a script", ">= 0.5", static_cast<double>(count),
        fmt::format("for (let i = 0; i < {}; ++i) setTimeout(() => {{}}, 1 + i % 50);\n", count),
        1);
}

}  // namespace bench
