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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/program/scheduler.hpp"
#include "ui/host/argument_pointers.hpp"
#include "ui/host/package_root.hpp"
#include "ui/host/path_text.hpp"

namespace ui {

namespace fs = std::filesystem;

namespace {

constexpr int exit_limit = 125;
constexpr int exit_refused = 126;
constexpr int exit_signal = 128;  // and its number: what shells make of it
constexpr rlim_t memory_max = rlim_t{2} << 30;

/// What the whole process may take, compiler and collector included, should its own watch fail.
rlim_t cpu_seconds(const ScriptRun& run) {
    return static_cast<rlim_t>(run.cpu_most.ns / 1'000'000'000) * 4 + 10;
}

std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

void read_ending(ScriptResult& result, std::string_view line, int status) {
    const std::string_view word = take_word(line);
    (void)take_word(line);  // the exit code
    result.message = line;
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

/// What is allocated is counted until the simulated collector has something to do: neither what several threads collect before
/// that nor what another one has compiled by then may change the count from run to run. The young generation is larger than
/// what Node and the simulator leave there as they start, and no larger, as each of its pages takes time to map.
///
/// Children of a server have no threads. Many of them are cheaper if Node's code lies in huge pages, which need no page tables
/// in each of them, and if all is compiled before, once only, since what is compiled in one of them, by whatever compiler, is
/// compiled again in the next one. Where compiling is charged for, nothing may be compiled ahead.
std::vector<std::string> flags_of(const ScriptHost& host, const ScriptRun& run, ServerKind kind) {
    std::vector<std::string> flags{"--min-semi-space-size=4"};  // MiB
    const bool has_sparkplug = host.major != "14";
    if (kind == ServerKind::none) {
        flags.insert(flags.end(), {"--single-threaded-gc", "--no-concurrent-recompilation"});
        if (has_sparkplug) flags.emplace_back("--no-concurrent-sparkplug");
        flags.emplace_back("--v8-pool-size=1");  // what is left for other threads is little
        return flags;
    }
    flags.emplace_back("--single-threaded");
    if (kind == ServerKind::few) return flags;
    flags.emplace_back("--use-largepages=silent");
    if (run.path == nullptr) return flags;
    flags.emplace_back("--no-lazy");
    if (has_sparkplug) flags.emplace_back("--no-sparkplug");
    return flags;
}

template <typename Resource>
void limit(Resource resource, rlim_t most) {
    const rlimit value{.rlim_cur = most, .rlim_max = most + 1};
    (void)::setrlimit(resource, &value);  // a smaller one holds already
}

/// To a pipe, so that the program's streams are those of most runs; a new one if `output` is none.
void direct_output(int output) {
    std::array<int, 2> pipe{};
    if (output < 0 && ::pipe2(pipe.data(), O_NONBLOCK) == 0) output = pipe[1];
    ::dup2(output, 1);
    ::dup2(output, 2);
}

}  // namespace

std::string script_settings(const ScriptHost& host, const ScriptRun& run, int report) {
    // Node runs the file that a link leads to, and remembers the name that was given.
    const fs::path given = fs::absolute(run.file).lexically_normal();
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(given, error).parent_path();
    constexpr std::array<std::string_view, 3> levels{"none", "spans", "full"};
    constexpr std::array<std::string_view, 4> cpu_kinds{"modelled", "measured", "watched", "mixed"};
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

pid_t start_script(const ScriptHost& host, const ScriptRun& run, const std::string& settings,
                   const std::vector<int>& kept, ServerKind kind, int output) {
    std::vector<std::string> arguments{
        "node",
        "--expose-internals",    // process.title and argv0 as of a user who types "node"
        "--no-rehash-snapshot",  // until the engine has started: keep_hashes_no_longer()
        fmt::format("--random-seed={}", random_seed(run.seed)),
        "-r",
        host.addon,
        run.file};
    const std::vector<std::string> flags = flags_of(host, run, kind);
    arguments.insert(arguments.begin() + 1, flags.begin(), flags.end());
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    std::vector<std::string> variables{"TZ=UTC", "LANG=en_US.UTF-8", "LD_PRELOAD=" + host.addon,
                                       "LOOPGLASS_RUN=" + settings};
    // Otherwise each child looks up anew what it calls.
    if (kind == ServerKind::many) variables.emplace_back("LD_BIND_NOW=1");
    for (const auto& [name, value] : run.environment)
        variables.push_back(fmt::format("{}={}", name, value));
    const std::vector<char*> words = pointers_to(arguments);
    const std::vector<char*> environment = pointers_to(variables);
    const rlim_t cpu_most = cpu_seconds(run);
    // Ours are not copied for a child that leaves them at once; until then it writes to nothing of ours.
    const pid_t child = ::vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork)
    if (child != 0) return child;
    if (kind == ServerKind::none) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, cpu_most);
    limit(RLIMIT_DATA, memory_max);
    for (const int descriptor : kept) (void)::fcntl(descriptor, F_SETFD, 0);
    ::signal(SIGPIPE, SIG_DFL);
    if (!run.has_input) ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    if (run.is_silent) direct_output(output);
    ::execve(host.binary.c_str(), words.data(), environment.data());
    ::_exit(exit_refused);
}

std::optional<int> told_exit_code(std::string_view report) {
    std::string_view line = report.substr(0, report.find('\n'));
    if (line.size() == report.size()) return {};  // cut
    (void)take_word(line);
    const std::string_view word = take_word(line);
    int code = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), code);
    if (error != std::errc{} || end != word.data() + word.size()) return {};
    return code;
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
    const std::size_t end = std::min(report.find('\n'), report.size());
    (void)std::from_chars(report.data(), report.data() + end, result.unmodelled_cpu.ns);
    report.remove_prefix(std::min(end + 1, report.size()));
    told.rest = report;
    return told;
}

}  // namespace ui
