#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace ui {

/// A process to run: no stdin, both outputs collected.
struct ProcessRequest {
    std::vector<std::string> arguments =
        {};  // the first one is a path, or a name looked up in PATH
    /// Replaces or adds; an empty value takes the variable away.
    std::vector<std::pair<std::string, std::string>> environment = {};
    std::string folder = {};  // where it starts; empty: where this process is
    std::chrono::milliseconds time_max{60'000};
    std::size_t output_max = std::size_t{16} << 20;  // bytes of both outputs together
    const std::atomic<bool>* interrupt = nullptr;    // ends the process when it becomes true
};

enum class ProcessEnd : std::uint8_t {
    exited,
    signalled,
    timed_out,
    too_much_output,
    interrupted,
    not_started,
};

struct ProcessResult {
    ProcessEnd end = ProcessEnd::not_started;
    int code = 0;  // exit code, signal, or errno of what kept it from starting
    std::string out;
    std::string err;
};

/// Runs it in a process group of its own. One that is not done in time, or prints too much, is killed with all
/// that it started; what it had printed so far is kept.
[[nodiscard]] ProcessResult run_process(const ProcessRequest& request);

/// Runs all of them, as many at a time as the machine has cores; results in the order of the requests.
[[nodiscard]] std::vector<ProcessResult> run_processes(const std::vector<ProcessRequest>& requests);

/// The status of `child`, which is waited for, as of waitpid().
int wait_for_end(pid_t child);

/// "exit code 1", "killed by SIGKILL", "did not end within 60 s" ...
[[nodiscard]] std::string end_text(const ProcessResult& result, const ProcessRequest& request);

/// The file of the running program, for running it again.
[[nodiscard]] std::string own_program();

}  // namespace ui
