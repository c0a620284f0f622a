// The child that runs a script: what it is told, what it becomes, and what it reports.
#include "ui/host/script_child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/program/scheduler.hpp"
#include "ui/host/package_root.hpp"
#include "ui/host/path_text.hpp"

namespace ui {

namespace fs = std::filesystem;

namespace {

constexpr int exit_limit = 125;
constexpr int exit_signal = 128;  // and its number: what shells make of it
constexpr rlim_t memory_max = rlim_t{2} << 30;

/// What the whole process may take, compiler and collector included, should its own watch fail.
rlim_t cpu_seconds(const ScriptRun& run) {
    return static_cast<rlim_t>(run.cpu_most.ns / 1'000'000'000) * 4 + 10;
}

void read_ending(ScriptResult& result, std::string_view line, int status) {
    const std::size_t space = std::min(line.find(' '), line.size());
    result.message = line.substr(std::min(space + 1, line.size()));
    const std::string_view word = line.substr(0, space);
    if (word == "limit") {
        result.end = ScriptEnd::limit;
    } else if (word == "refused" || word == "withheld") {
        result.end = ScriptEnd::refused;
        result.is_shown = word == "refused";
    } else if (word == "killed" && WIFSIGNALED(status)) {
        result.signal = WTERMSIG(status);
        result.exit_code = exit_signal + result.signal;
    }
}

/// Pairs of field and value, as numbers.
std::string overrides_text(const sim::Runtime& runtime) {
    std::string text;
    for (const auto& [field, value] : runtime.cost_overrides)
        text.append(fmt::format("{} {} ", field, value));
    return text;
}

/// What V8 takes: a positive number of 31 bits.
std::uint64_t random_seed(std::uint64_t seed) { return seed % 2147483647 + 1; }

/// What is allocated is counted until the simulated collector has something to do. A real collection before that or code that
/// another thread compiled in the meantime would change the count from run to run. Nor does a collection then write to the
/// pages that children of a server share, and they have no threads.
constexpr std::array<const char*, 2> countable{"--min-semi-space-size=16",  // MiB
                                               "--single-threaded"};

/// Many children of a server are cheaper if Node's code lies in huge pages, which need no page tables in each of them, and if
/// all is compiled before, once only, since what is compiled in one of them, by whatever compiler, is compiled again in the
/// next one. Where compiling is charged for, nothing may be compiled ahead.
std::vector<std::string> server_flags(const ScriptHost& host, const ScriptRun& run) {
    std::vector<std::string> flags{"--use-largepages=silent"};
    if (run.path == nullptr) return flags;
    flags.emplace_back("--no-lazy");
    if (host.major != "14") flags.emplace_back("--no-sparkplug");  // which has no such compiler
    return flags;
}

}  // namespace

std::string script_settings(const ScriptHost& host, const ScriptRun& run, int report) {
    // Node runs the file that a link leads to, and remembers the name that was given.
    const fs::path given = fs::absolute(run.file).lexically_normal();
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(given, error).parent_path();
    constexpr std::array<std::string_view, 3> levels{"none", "spans", "full"};
    constexpr std::array<std::string_view, 3> cpu_kinds{"modelled", "measured", "watched"};
    const std::string path =
        run.path == nullptr ? std::string{} : path_settings(*run.path) + "explores=1\n";
    return path +
           fmt::format(
               "node={}\nseed={}\nreplication={}\nthreadpool={}\ncores={}\nscheduler={}\ncosts={}\n"
               "events={}\nuntil={}\nlevel={}\nname={}\nscript={}\nfolder={}\npackage={}\nroot={}\n"
               "version={}\ncpu_ms={}\ncpu_text={}\nreport={}\nsilent={}\nresults={}\n"
               "cpu={}\ncost_overrides={}\n",
               run.profile.empty() ? host.major : run.profile, run.seed, run.replication,
               run.runtime.threadpool, run.runtime.cores, to_text(run.runtime.scheduler),
               run.runtime.costs_none ? "none" : "node", run.runtime.events_max,
               run.runtime.until.ns, levels[static_cast<std::size_t>(run.level)], run.file,
               given.string(), folder.string(), package_root(folder), run.root, run.version,
               run.cpu_most.ns / 1'000'000, sim::format_duration(run.cpu_most), report,
               run.is_silent ? 1 : 0, run.has_fake_results ? "fake" : "true",
               cpu_kinds[static_cast<std::size_t>(run.cpu)], overrides_text(run.runtime));
}

std::string seed_settings(std::uint64_t seed) {
    return fmt::format("seed={}\nrandom_seed={}\n", seed, random_seed(seed));
}

bool send_request(int socket, const std::string& request) {
    const std::string bytes = fmt::format("{}\n{}", request.size(), request);
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t size = ::send(socket, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        done += static_cast<std::size_t>(size);
    }
    return true;
}

void become_script(const ScriptHost& host, const ScriptRun& run, const std::string& settings,
                   const std::vector<int>& kept, bool serves_many, int output) {
    std::vector<std::string> arguments{
        "node",
        "--expose-internals",    // process.title and argv0 as of a user who types "node"
        "--no-rehash-snapshot",  // until the engine has started: keep_hashes_no_longer()
        countable[0],
        countable[1],
        fmt::format("--random-seed={}", random_seed(run.seed)),
        "-r",
        host.addon,
        run.file};
    if (serves_many) {
        const std::vector<std::string> flags = server_flags(host, run);
        arguments.insert(arguments.begin() + 1, flags.begin(), flags.end());
    }
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    std::vector<std::string> variables{"TZ=UTC", "LANG=en_US.UTF-8", "LD_PRELOAD=" + host.addon,
                                       "LOOPGLASS_RUN=" + settings};
    // Otherwise each child looks up anew what it calls.
    if (serves_many) variables.emplace_back("LD_BIND_NOW=1");
    for (const auto& [name, value] : run.environment)
        variables.push_back(fmt::format("{}={}", name, value));
    const auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> list;
        list.reserve(texts.size() + 1);
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
    limit(RLIMIT_DATA, memory_max);
    for (const int descriptor : kept) (void)::fcntl(descriptor, F_SETFD, 0);
    ::signal(SIGPIPE, SIG_DFL);
    if (!run.has_input) ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    if (run.is_silent) {
        // A pipe, so that the program's streams are those of most runs.
        std::array<int, 2> pipe{};
        if (output < 0 && ::pipe2(pipe.data(), O_NONBLOCK) == 0) output = pipe[1];
        ::dup2(output, 1);
        ::dup2(output, 2);
    }
    ::execve(host.binary.c_str(), pointers(arguments).data(), pointers(variables).data());
}

ScriptReport read_script_report(std::string_view report, int status, const ScriptRun& run) {
    ScriptReport told;
    ScriptResult& result = told.result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : exit_limit;
    const std::size_t line = report.find('\n');
    if (line != std::string_view::npos) read_ending(result, report.substr(0, line), status);
    if (result.end == ScriptEnd::done && result.signal == 0 && WIFSIGNALED(status)) {
        result.end = ScriptEnd::crashed;
        result.message = WTERMSIG(status) == SIGXCPU
                             ? fmt::format("{} s of CPU time", cpu_seconds(run))
                             : fmt::format("Node ended by {}", ::strsignal(WTERMSIG(status)));
        return told;
    }
    report.remove_prefix(line == std::string_view::npos ? report.size() : line + 1);
    if (run.path != nullptr && line != std::string_view::npos) {
        const std::size_t end = std::min(report.find('\n'), report.size());
        read_taken_line(report.substr(0, end), told.path);
        report.remove_prefix(std::min(end + 1, report.size()));
    }
    told.has_ended = line != std::string_view::npos;
    if (run.cpu == ScriptCpu::watched) {
        const std::size_t end = std::min(report.find('\n'), report.size());
        (void)std::from_chars(report.data(), report.data() + end, result.free_cpu.ns);
        report.remove_prefix(std::min(end + 1, report.size()));
    }
    told.rest = report;
    return told;
}

}  // namespace ui
