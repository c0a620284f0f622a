#include "ui/host/process.hpp"

#include <csignal>

#include "tests/catch.hpp"

namespace {

ui::ProcessRequest shell(const std::string& script) { return {.arguments = {"sh", "-c", script}}; }

}  // namespace

TEST_CASE("a process gives both outputs and its exit code", "[process]") {
    const ui::ProcessResult result = ui::run_process(shell("echo out; echo err >&2; exit 7"));
    CHECK(result.end == ui::ProcessEnd::exited);
    CHECK(result.code == 7);
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
}

TEST_CASE("a process sees no stdin, and the variables it was given", "[process]") {
    ui::ProcessRequest request = shell("cat; echo \"$SET:${HOME-none}\"");
    request.environment = {{"SET", "here"}, {"HOME", ""}};
    CHECK(ui::run_process(request).out == "here:none\n");
}

TEST_CASE("a process that a signal ends says which", "[process]") {
    const ui::ProcessRequest request = shell("kill -SEGV $$");
    const ui::ProcessResult result = ui::run_process(request);
    CHECK(result.end == ui::ProcessEnd::signalled);
    CHECK(result.code == SIGSEGV);
    CHECK(ui::end_text(result, request) == "killed by SIGSEGV");
}

TEST_CASE("a process that takes too long is killed with its children, its output kept",
          "[process]") {
    ui::ProcessRequest request = shell("echo before; sleep 100 & wait");
    request.time_max = std::chrono::milliseconds{200};
    const ui::ProcessResult result = ui::run_process(request);
    CHECK(result.end == ui::ProcessEnd::timed_out);
    CHECK(result.out == "before\n");
    CHECK(ui::end_text(result, request) == "did not end within 0.2 s");
}

TEST_CASE("a process that closes its outputs and goes on is killed, too", "[process]") {
    ui::ProcessRequest request = shell("exec >&- 2>&-; exec sleep 100");
    request.time_max = std::chrono::milliseconds{200};
    CHECK(ui::run_process(request).end == ui::ProcessEnd::timed_out);
}

TEST_CASE("a process that prints without end is stopped", "[process]") {
    ui::ProcessRequest request = shell("while :; do echo flood; done");
    request.output_max = 100'000;
    CHECK(ui::run_process(request).end == ui::ProcessEnd::too_much_output);
}

TEST_CASE("a program that does not exist says so", "[process]") {
    const ui::ProcessRequest request{.arguments = {"/nowhere/program"}};
    const ui::ProcessResult result = ui::run_process(request);
    CHECK(result.end == ui::ProcessEnd::not_started);
    CHECK(ui::end_text(result, request) == "cannot be started: no such file or directory");
}

TEST_CASE("an interrupt ends a process", "[process]") {
    const std::atomic<bool> interrupt{true};
    ui::ProcessRequest request = shell("sleep 100");
    request.interrupt = &interrupt;
    CHECK(ui::run_process(request).end == ui::ProcessEnd::interrupted);
}

TEST_CASE("results of several processes are in the order of the requests", "[process]") {
    std::vector<ui::ProcessRequest> requests;
    requests.reserve(9);
    for (int i = 0; i < 9; ++i) requests.push_back(shell("echo " + std::to_string(i)));
    const std::vector<ui::ProcessResult> results = ui::run_processes(requests);
    REQUIRE(results.size() == 9);
    for (std::size_t i = 0; i < 9; ++i) CHECK(results[i].out == std::to_string(i) + '\n');
}
