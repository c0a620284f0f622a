// Traces that are written while a run goes on: whatever ends the writing, the old file or none is left.
#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/interrupt.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;
using Names = std::vector<std::string>;

namespace {

std::string load_of(std::int64_t requests) {
    return fmt::format(
        R"({{ "runtime": {{ "cores": "unlimited", "costs": "none", "until": "2000h" }}, "main": [],
              "work": {{ "hash": {{ "time": "80ms" }} }},
              "load": [{{ "arrivals": {{ "poisson": "42/s" }}, "requests": {},
                          "handler": [{{ "await": {{ "work": "hash" }} }}, {{ "respond": 200 }}] }}] }})",
        requests);
}

const std::string older = "{\"loopglass\":2,\"level\":\"spans\"}\n";

/// Runs the load in a process of its own, which `prepare` prepares and `end` ends some time later; its status.
template <class Prepare, class End>
int run_in_child(const Folder& folder, const std::string& name, Prepare prepare, End end) {
    const pid_t child = ::fork();
    if (child == 0) {
        const std::atomic<bool>& interrupt = ui::handle_interrupts();
        prepare();
        const Outcome outcome =
            cli(folder, "run DIR/load.json --trace DIR/" + name, {}, &interrupt);
        folder.write("said.txt", outcome.err);
        ::_exit(outcome.code);
    }
    end(child);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST_CASE("a long run is written as it goes on, and ends whole", "[cli]") {
    const Folder folder;
    folder.write("load.json", load_of(5'000));
    for (const std::string name :
         {"out.json", "out.trace.json", "out.json.gz", "out.json.zst", "out.trace.json.zst"}) {
        CAPTURE(name);
        // --audit keeps the trace in memory and writes it in the end.
        REQUIRE(cli(folder, "run DIR/load.json --audit --trace DIR/whole." + name).code == 0);
        REQUIRE(cli(folder, "run DIR/load.json --trace DIR/" + name).code == 0);
        CHECK(folder.read(name).size() > 10'000);
        CHECK((folder.read(name) == folder.read("whole." + name)));
    }
}

TEST_CASE("a writer that is ended leaves the old file and no other", "[cli]") {
    const Folder folder;
    folder.write("load.json", load_of(100'000'000));
    const std::string name = GENERATE("out.json", "out.trace.json.zst");
    CAPTURE(name);
    folder.write(name, older);
    const auto nothing = [] {};
    const auto after = [](int signal) {
        return [signal](pid_t child) {
            std::this_thread::sleep_for(std::chrono::milliseconds{150});
            ::kill(child, signal);
        };
    };
    SECTION("kill -9") {
        const int status = run_in_child(folder, name, nothing, after(SIGKILL));
        CHECK(WTERMSIG(status) == SIGKILL);
        CHECK(folder.names() == Names{"load.json", name});
    }
    SECTION("Ctrl-C") {
        const int status = run_in_child(folder, name, nothing, after(SIGINT));
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 130);
        CHECK(folder.read("said.txt").find("interrupted at ") != std::string::npos);
        CHECK(folder.names() == Names{"load.json", name, "said.txt"});
    }
    SECTION("a full disk") {
        const auto limit = [] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit most{1U << 20U, 1U << 20U};
            ::setrlimit(RLIMIT_FSIZE, &most);
        };
        const int status = run_in_child(folder, name, limit, [](pid_t) {});
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 2);
        CHECK(folder.read("said.txt") ==
              "loopglass: DIR/" + name + ": cannot be written: file too large\n");
        CHECK(folder.names() == Names{"load.json", name, "said.txt"});
    }
    CHECK(folder.read(name) == older);
}

TEST_CASE("a reader that goes away ends the run", "[cli]") {
    const Folder folder;
    folder.write("load.json", load_of(100'000'000));
    REQUIRE(::mkfifo(folder.path("out.json").c_str(), 0600) == 0);
    const int status = run_in_child(
        folder, "out.json", [] {},
        [&](pid_t) {
            const int reader = ::open(folder.path("out.json").c_str(), O_RDONLY);
            std::vector<char> block(4096);
            CHECK(::read(reader, block.data(), block.size()) > 0);
            ::close(reader);
        });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 2);
    CHECK(folder.read("said.txt") ==
          "loopglass: DIR/out.json: cannot be written: the reader closed it\n");
    CHECK(folder.names() == Names{"load.json", "out.json", "said.txt"});
}
