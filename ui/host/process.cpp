// Runs a child by posix_spawn and reads both of its outputs by poll until it has closed them and ended, or until
// a limit is reached. The child leads a process group, so that what it started ends with it.

#include "ui/host/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/core/check.hpp"
#include "ui/host/argument_pointers.hpp"
#include "ui/host/descriptor.hpp"
#include "ui/host/error_text.hpp"

namespace ui {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// Closed on exec, so that no other child that starts meanwhile keeps it open.
std::optional<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
    return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

std::vector<std::string> environment_of(const ProcessRequest& request) {
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        const std::string_view name = variable.substr(0, variable.find('='));
        const bool is_replaced = std::any_of(request.environment.begin(), request.environment.end(),
                                             [&](const auto& one) { return one.first == name; });
        if (!is_replaced) variables.emplace_back(variable);
    }
    for (const auto& [name, value] : request.environment) {
        if (!value.empty()) variables.push_back(fmt::format("{}={}", name, value));
    }
    return variables;
}

/// 0 and the child's id, or an errno.
int spawn(const ProcessRequest& request, const Pipe& out, const Pipe& err, pid_t& child) {
    std::vector<std::string> arguments = request.arguments;
    std::vector<std::string> variables = environment_of(request);
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!request.folder.empty())
        ::posix_spawn_file_actions_addchdir_np(&actions, request.folder.c_str());
    ::posix_spawn_file_actions_adddup2(&actions, out.write.number(), 1);
    ::posix_spawn_file_actions_adddup2(&actions, err.write.number(), 2);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    sigset_t defaults{};
    ::sigemptyset(&defaults);
    ::sigaddset(&defaults, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &defaults);
    const int error = ::posix_spawnp(&child, arguments.front().c_str(), &actions, &attributes,
                                     pointers_to(arguments).data(), pointers_to(variables).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
}

/// Appends what is there; false at the end of the stream.
bool read_some(const Descriptor& from, std::string& to) {
    std::array<char, 65'536> block{};
    const ssize_t count = ::read(from.number(), block.data(), block.size());
    if (count < 0) return errno == EINTR;
    to.append(block.data(), static_cast<std::size_t>(count));
    return count > 0;
}

/// Reads until both outputs are closed; the limit that ended it earlier, otherwise `exited`.
ProcessEnd collect(const ProcessRequest& request, Pipe& out, Pipe& err, ProcessResult& result) {
    constexpr std::chrono::milliseconds look_interval{100};
    const Clock::time_point deadline = Clock::now() + request.time_max;
    while (out.read.is_open() || err.read.is_open()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return ProcessEnd::timed_out;
        if (request.interrupt != nullptr && request.interrupt->load())
            return ProcessEnd::interrupted;
        std::array<pollfd, 2> waits{
            {{out.read.number(), POLLIN, 0}, {err.read.number(), POLLIN, 0}}};
        const auto wait = std::min(left, look_interval);
        if (::poll(waits.data(), waits.size(), static_cast<int>(wait.count())) <= 0) continue;
        if (waits[0].revents != 0 && !read_some(out.read, result.out)) out.read = Descriptor{};
        if (waits[1].revents != 0 && !read_some(err.read, result.err)) err.read = Descriptor{};
        if (result.out.size() + result.err.size() > request.output_max)
            return ProcessEnd::too_much_output;
    }
    return ProcessEnd::exited;
}

/// The child's status once it has ended; empty if a limit is reached first, which happens when it has closed its
/// outputs and goes on.
std::optional<int> wait_for(pid_t child, const ProcessRequest& request, ProcessEnd& end) {
    constexpr std::chrono::microseconds pause_max{20'000};
    const Clock::time_point deadline = Clock::now() + request.time_max;
    for (std::chrono::microseconds pause{50};; pause = std::min(pause * 2, pause_max)) {
        int status = 0;
        const pid_t done = ::waitpid(child, &status, WNOHANG);
        if (done == child) return status;
        SIM_CHECK(done == 0 || errno == EINTR);
        if (Clock::now() >= deadline) end = ProcessEnd::timed_out;
        if (request.interrupt != nullptr && request.interrupt->load())
            end = ProcessEnd::interrupted;
        if (end != ProcessEnd::exited) return std::nullopt;
        std::this_thread::sleep_for(pause);
    }
}

int kill_and_wait(pid_t child) {
    ::kill(-child, SIGKILL);
    return wait_for_end(child);
}

}  // namespace

int wait_for_end(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

ProcessResult run_process(const ProcessRequest& request) {
    SIM_CHECK(!request.arguments.empty());
    ProcessResult result;
    std::optional<Pipe> out = make_pipe();
    std::optional<Pipe> err = make_pipe();
    if (!out || !err) {
        result.code = errno;
        return result;
    }
    pid_t child = 0;
    result.code = spawn(request, *out, *err, child);
    if (result.code != 0) return result;
    out->write = Descriptor{};
    err->write = Descriptor{};
    result.end = collect(request, *out, *err, result);
    std::optional<int> status;
    if (result.end == ProcessEnd::exited) status = wait_for(child, request, result.end);
    if (!status) {
        kill_and_wait(child);
    } else if (WIFEXITED(*status)) {
        result.code = WEXITSTATUS(*status);
    } else {
        result.end = ProcessEnd::signalled;
        result.code = WTERMSIG(*status);
    }
    return result;
}

std::vector<ProcessResult> run_processes(const std::vector<ProcessRequest>& requests) {
    std::vector<ProcessResult> results(requests.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < requests.size(); i = next++)
            results[i] = run_process(requests[i]);
    };
    const std::size_t count =
        std::min<std::size_t>(requests.size(), std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < count; ++i) helpers.emplace_back(work);
    work();
    for (std::thread& helper : helpers) helper.join();
    return results;
}

std::string end_text(const ProcessResult& result, const ProcessRequest& request) {
    switch (result.end) {
        case ProcessEnd::exited: return fmt::format("exit code {}", result.code);
        case ProcessEnd::signalled: {
            const char* const name = ::sigabbrev_np(result.code);
            return name == nullptr ? fmt::format("killed by signal {}", result.code)
                                   : fmt::format("killed by SIG{}", name);
        }
        case ProcessEnd::timed_out:
            return fmt::format("did not end within {} s",
                               static_cast<double>(request.time_max.count()) / 1000);
        case ProcessEnd::too_much_output:
            return fmt::format("printed more than {} MB", request.output_max >> 20U);
        case ProcessEnd::interrupted: return "interrupted";
        case ProcessEnd::not_started:
            return fmt::format("cannot be started: {}", error_text(result.code));
    }
    return {};
}

std::string own_program() {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string{} : path.string();
}

}  // namespace ui
