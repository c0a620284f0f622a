// Runs a script in a child: the Node that it was built for, with the addon preloaded. The child tells how it ended, and the
// trace, over a pipe of its own.
#include "ui/host/script_run.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/program/scheduler.hpp"
#include "traces/native.hpp"
#include "ui/host/descriptor.hpp"
#include "ui/host/error_text.hpp"
#include "ui/host/path_text.hpp"
#include "ui/host/process.hpp"

namespace ui {

namespace fs = std::filesystem;

namespace {

constexpr int exit_limit = 125;
constexpr int exit_refused = 126;
constexpr int heap_mb_max = 1024;
constexpr rlim_t memory_max = rlim_t{2} << 30;

sim::Diagnostic no_host(std::string message, std::string hint) {
    return sim::Diagnostic{
        .place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

/// A number that node_version.h defines; empty if there is none.
std::string defined(const std::string& headers, const std::string& name) {
    std::ifstream file{headers + "/node_version.h"};
    const std::regex wanted{"#define " + name + " +([0-9]+)"};
    std::smatch match;
    for (std::string line; std::getline(file, line);) {
        if (std::regex_search(line, match, wanted)) return match[1];
    }
    return {};
}

std::string find_binary(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* const path = std::getenv("PATH");
    std::string folders = path == nullptr ? "" : path;
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        const std::string candidate = folders.substr(0, end) + "/" + name;
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        folders.erase(0, std::min(end + 1, folders.size()));
    }
    return {};
}

std::string find_addon(const std::string& abi) {
    const fs::path folder = fs::path{own_program()}.parent_path();
    const std::string name = fmt::format("loopglass-{}.node", abi);
    for (const fs::path& candidate :
         {folder / name, folder.parent_path() / LOOPGLASS_LIBRARY_FOLDER / "loopglass" / name}) {
        std::error_code error;
        if (fs::exists(candidate, error)) return candidate.string();
    }
    return {};
}

/// What the whole process may take, compiler and collector included, should its own watch fail.
rlim_t cpu_seconds(const ScriptRun& run) {
    return static_cast<rlim_t>(run.cpu_most.ns / 1'000'000'000) * 4 + 10;
}

/// The nearest folder with a package.json, from `folder` upwards; empty if there is none, and never the user's home or what
/// is above it, which hold more than a package.
std::string package_root(const fs::path& folder) {
    const char* const home = std::getenv("HOME");
    std::error_code error;
    const fs::path own = home == nullptr ? fs::path{} : fs::weakly_canonical(home, error);
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
        const auto [rest, unused] = std::mismatch(at.begin(), at.end(), own.begin(), own.end());
        if (rest == at.end()) return {};
        if (fs::exists(at / "package.json", error)) return at.string();
    }
    return {};
}

std::string settings_of(const ScriptHost& host, const ScriptRun& run, int report) {
    // Node runs the file that a link leads to, and remembers the name that was given.
    const fs::path given = fs::absolute(run.file).lexically_normal();
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(given, error).parent_path();
    constexpr std::array<std::string_view, 3> levels{"none", "spans", "full"};
    const std::string path = run.path == nullptr ? std::string{} : path_settings(*run.path);
    return path +
           fmt::format(
               "node={}\nseed={}\nreplication={}\nthreadpool={}\ncores={}\nscheduler={}\ncosts={}\n"
               "events={}\nuntil={}\nlevel={}\nname={}\nscript={}\nfolder={}\npackage={}\nroot={}\n"
               "version={}\ncpu_ms={}\ncpu_text={}\nreport={}\nsilent={}\n",
               run.profile.empty() ? host.major : run.profile, run.seed, run.replication,
               run.runtime.threadpool, run.runtime.cores, to_text(run.runtime.scheduler),
               run.runtime.costs_none ? "none" : "node", run.runtime.events_max,
               run.runtime.until.ns, levels[static_cast<std::size_t>(run.level)], run.file,
               given.string(), folder.string(), package_root(folder), run.root, run.version,
               run.cpu_most.ns / 1'000'000, sim::format_duration(run.cpu_most), report,
               run.is_silent ? 1 : 0);
}

/// In the child: limits, outputs, and on with Node. Returns only if that fails.
void become(const ScriptHost& host, const ScriptRun& run, const std::string& settings, int report) {
    std::vector<std::string> arguments{
        "node", "--expose-internals",  // process.title and argv0 as of a user who types "node"
        // Calls that may not run JavaScript cannot let workers finish meanwhile.
        "--no-turbo-fast-api-calls", fmt::format("--max-old-space-size={}", heap_mb_max),
        fmt::format("--random-seed={}", run.seed % 2147483647 + 1), "-r", host.addon, run.file};
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    std::vector<std::string> variables{"TZ=UTC", "LANG=en_US.UTF-8", "LD_PRELOAD=" + host.addon,
                                       "LOOPGLASS_RUN=" + settings};
    for (const auto& [name, value] : run.environment) variables.push_back(name + "=" + value);
    const auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> list;
        for (std::string& text : texts) list.push_back(text.data());
        list.push_back(nullptr);
        return list;
    };
    const auto limit = [](auto resource, rlim_t most) {
        const rlimit value{.rlim_cur = most, .rlim_max = most + 1};
        (void)::setrlimit(resource, &value);  // a smaller one holds already
    };
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, cpu_seconds(run));
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_DATA, memory_max);
    (void)::fcntl(report, F_SETFD, 0);
    ::signal(SIGPIPE, SIG_DFL);
    if (run.is_silent) {
        // A pipe, so that the program's streams are those of most runs. The addon writes nothing to it; what Node itself
        // says when it breaks down goes as far as the pipe holds.
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_NONBLOCK) == 0) {
            ::dup2(pipe[1], 1);
            ::dup2(pipe[1], 2);
        }
    }
    ::execve(host.binary.c_str(), pointers(arguments).data(), pointers(variables).data());
}

/// Everything the child reports, until it ends or is interrupted.
std::string read_report(int from, pid_t child, const std::atomic<bool>* interrupt) {
    std::string report;
    std::array<char, 65'536> block{};
    for (;;) {
        pollfd readable{.fd = from, .events = POLLIN, .revents = 0};
        const int count = ::poll(&readable, 1, 100);
        if (interrupt != nullptr && interrupt->load()) ::kill(child, SIGKILL);
        if (count <= 0) continue;
        const ssize_t size = ::read(from, block.data(), block.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return report;
        report.append(block.data(), static_cast<std::size_t>(size));
    }
}

void read_ending(ScriptResult& result, std::string_view line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    result.message = line.substr(std::min(space + 1, line.size()));
    const std::string_view word = line.substr(0, space);
    if (word == "limit") {
        result.end = ScriptEnd::limit;
    } else if (word == "refused") {
        result.end = ScriptEnd::refused;
    }
}

}  // namespace

sim::Result<ScriptHost> find_script_host() {
    const char* const wanted = std::getenv("LOOPGLASS_NODE");
    const std::string named = wanted == nullptr ? LOOPGLASS_DEFAULT_NODE : wanted;
    if (named.empty())
        return no_host(
            "this build does not run JavaScript: no Node with headers was found",
            "install Node and its headers, then build again; JSON scenarios run as ever");
    const std::string binary = find_binary(named);
    std::error_code error;
    const fs::path real = fs::canonical(binary, error);
    if (binary.empty() || error)
        return no_host(fmt::format("{}: there is no such Node", named),
                       "LOOPGLASS_NODE names the node that runs JavaScript");
    const std::string headers = real.parent_path().parent_path() / "include" / "node";
    const std::string abi = defined(headers, "NODE_MODULE_VERSION");
    const std::string major = defined(headers, "NODE_MAJOR_VERSION");
    if (abi.empty())
        return no_host(fmt::format("{}: there are no headers at {}", named, headers),
                       "a Node that was unpacked as a whole has them");
    const std::string addon = find_addon(abi);
    if (addon.empty())
        return no_host(fmt::format("{} is Node {}, for which this was not built", named, major),
                       "run ./dev build");
    return ScriptHost{.binary = binary, .addon = addon, .major = major};
}

sim::Result<ScriptResult> run_script(const ScriptHost& host, const ScriptRun& run) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return no_host(fmt::format("cannot make a pipe: {}", error_text(errno)), {});
    Descriptor from{ends[0]};
    Descriptor to{ends[1]};
    const std::string settings = settings_of(host, run, to.number());
    const pid_t child = ::fork();
    if (child < 0) return no_host(fmt::format("cannot fork: {}", error_text(errno)), {});
    if (child == 0) {
        become(host, run, settings, to.number());
        ::_exit(exit_refused);
    }
    to = Descriptor{-1};
    const std::string report = read_report(from.number(), child, run.interrupt);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ScriptResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : exit_limit;
    if (run.interrupt != nullptr && run.interrupt->load()) {
        result.end = ScriptEnd::interrupted;
        return result;
    }
    const std::size_t line = report.find('\n');
    if (line != std::string::npos) {
        read_ending(result, std::string_view{report}.substr(0, line));
    }
    if (result.end == ScriptEnd::done && WIFSIGNALED(status)) {
        result.end = ScriptEnd::crashed;
        result.message = WTERMSIG(status) == SIGXCPU
                             ? fmt::format("{} s of CPU time", cpu_seconds(run))
                             : fmt::format("Node ended by {}", ::strsignal(WTERMSIG(status)));
        return result;
    }
    std::size_t next = line == std::string::npos ? line : line + 1;
    if (run.path != nullptr && line != std::string::npos) {
        const std::size_t end = std::min(report.find('\n', next), report.size());
        run.path->taken = read_taken_line(std::string_view{report}.substr(next, end - next));
        next = std::min(end + 1, report.size());
    }
    // A run that was cut off tells no more than how it ended.
    if (run.level != sim::TraceLevel::none && next < report.size()) {
        sim::Result<sim::Trace> trace =
            traces::read_native(std::string_view{report}.substr(next), run.file);
        if (!trace) return trace.diagnostics();
        if (result.end == ScriptEnd::done) trace->ending.exit_code = result.exit_code;
        constexpr int exit_unsettled = 13;  // a module awaits what never settles (R3.4)
        if (trace->ending.kind == sim::EndKind::done && result.exit_code == exit_unsettled)
            trace->ending.kind = sim::EndKind::unsettled;
        result.trace = std::move(*trace);
    }
    return result;
}

}  // namespace ui
