// Runs a script in a child: the Node that it was built for, with the addon preloaded. The child tells how it ended, and the
// trace, over a pipe of its own.
#include "ui/host/script_child.hpp"
#include "ui/host/typical_seed.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "traces/native.hpp"
#include "ui/host/descriptor.hpp"
#include "ui/host/error_text.hpp"
#include "ui/host/process.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace fs = std::filesystem;

namespace {

sim::Diagnostic no_host(std::string message, std::string hint) {
    return sim::Diagnostic{
        .place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

/// The number that the C header `text` defines as `name`; empty if there is none.
std::string_view defined(std::string_view text, std::string_view name) {
    const std::string wanted = fmt::format("#define {} ", name);
    for (std::size_t at = text.find(wanted); at < text.size(); at = text.find(wanted, at + 1)) {
        const std::string_view value = text.substr(at + wanted.size());
        const std::size_t end = value.find_first_not_of("0123456789");
        if (end != 0) return value.substr(0, end);  // otherwise another name
    }
    return {};
}

std::string find_binary(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* const path = std::getenv("PATH");
    std::string folders = path == nullptr ? "" : path;
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        std::string candidate = folders.substr(0, end) + "/" + name;
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

/// Of the Nodes that this was built for, a line each as MAJOR=BINARY.
std::string built_node(std::string_view version) {
    const std::string_view all = LOOPGLASS_BUILT_NODES;
    std::string_view first;
    for (std::size_t at = 0; at < all.size();) {
        const std::string_view line = all.substr(at, all.find('\n', at) - at);
        const std::size_t end = line.find('=');
        const std::string_view binary = line.substr(end + 1);
        if (line.substr(0, end) == version) return std::string{binary};
        if (first.empty()) first = binary;
        at += line.size() + 1;
    }
    return std::string{first};
}

/// Where chance first has a say the child asks for a seed, by one byte, and waits.
void answer_question(int socket, TypicalSeed& typical) {
    char byte = 0;
    if (::read(socket, &byte, 1) == 1) (void)send_request(socket, seed_settings(typical.find()));
}

/// Whether a program is likely to leave something to chance: only time hangs on it.
bool may_ask(const std::string& file) {
    const sim::Result<std::string> text = read_code(file);
    return text && (text->find("setTimeout") != std::string::npos ||
                    text->find("setInterval") != std::string::npos);
}

/// Everything the child reports, until it ends or is interrupted. `questions` is the socket on which it asks, or -1.
std::string read_report(int from, int questions, pid_t child, TypicalSeed& typical,
                        const ScriptRun& run) {
    std::string report;
    constexpr std::size_t block_size = 65'536;
    const auto block = std::make_unique_for_overwrite<char[]>(block_size);
    for (;;) {
        std::array<pollfd, 2> readable{pollfd{.fd = from, .events = POLLIN, .revents = 0},
                                       pollfd{.fd = questions, .events = POLLIN, .revents = 0}};
        const int count = ::poll(readable.data(), readable.size(), 100);
        if (run.interrupt != nullptr && run.interrupt->load()) ::kill(child, SIGKILL);
        if (count <= 0) continue;
        if ((readable[1].revents & POLLIN) != 0) answer_question(questions, typical);
        if (readable[1].revents != 0) questions = -1;  // it asks once
        if (readable[0].revents == 0) continue;
        const ssize_t size = ::read(from, block.get(), block_size);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return report;
        report.append(block.get(), static_cast<std::size_t>(size));
    }
}

/// To take a process down takes a tenth of what a short program takes, and without a trace all has been said. Orphans fall to the
/// first process, which waits for them unless it is an application, as in containers: that would have started us itself.
int wait_for_ending(pid_t child, std::string_view report, const ScriptRun& run) {
    const std::optional<int> code = told_exit_code(report);
    if (code && run.is_last && run.level == sim::TraceLevel::none && ::getppid() > 1)
        return W_EXITCODE(*code & 0xff, 0);
    return wait_for_end(child);
}

/// What the pipe holds, whose writer has ended.
std::string read_rest(int from) {
    std::string text;
    std::array<char, 4096> block{};
    for (;;) {
        const ssize_t size = ::read(from, block.data(), block.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return text;
        text.append(block.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace

sim::Result<ScriptHost> find_script_host(std::string_view version_wanted) {
    const char* const wanted = std::getenv("LOOPGLASS_NODE");
    const std::string named = wanted == nullptr ? built_node(version_wanted) : wanted;
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
    const sim::Result<std::string> version = read_file(headers + "/node_version.h");
    const std::string text = version ? *version : "";
    const std::string abi{defined(text, "NODE_MODULE_VERSION")};
    const std::string major{defined(text, "NODE_MAJOR_VERSION")};
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
    // Tasks are told of to one machine from the start.
    TypicalSeed typical{host, run};
    if (run.is_typical && run.level != sim::TraceLevel::none) {
        ScriptRun stated = run;
        stated.is_typical = false;
        stated.seed = typical.find();
        return run_script(host, stated);
    }
    std::array<int, 2> ends{};
    std::array<int, 2> questions{-1, -1};
    std::array<int, 2> output{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return no_host(fmt::format("cannot make a pipe: {}", error_text(errno)), {});
    Descriptor from{ends[0]};
    Descriptor to{ends[1]};
    if (run.is_silent && ::pipe2(output.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return no_host(fmt::format("cannot make a pipe: {}", error_text(errno)), {});
    if (run.is_typical &&
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, questions.data()) != 0)
        return no_host(fmt::format("cannot make a socket: {}", error_text(errno)), {});
    const Descriptor asked{questions[0]};
    Descriptor asking{questions[1]};
    const Descriptor said_from{output[0]};
    Descriptor said_to{output[1]};
    std::string settings = script_settings(host, run, to.number());
    std::vector<int> kept{to.number()};
    if (asking.is_open()) {
        settings += fmt::format("asks={}\n", asking.number());
        kept.push_back(asking.number());
    }
    const pid_t child = start_script(host, run, settings, kept, ServerKind::none, said_to.number());
    if (child < 0) return no_host(fmt::format("cannot fork: {}", error_text(errno)), {});
    to = Descriptor{-1};
    said_to = Descriptor{-1};
    asking = Descriptor{-1};
    if (run.is_typical && may_ask(run.file)) typical.begin();
    const std::string report = read_report(from.number(), asked.number(), child, typical, run);
    const int status = wait_for_ending(child, report, run);
    ScriptReport told = read_script_report(report, status, run);
    ScriptResult& result = told.result;
    if (said_from.is_open()) result.said = read_rest(said_from.number());
    if (run.interrupt != nullptr && run.interrupt->load()) {
        result.end = ScriptEnd::interrupted;
        return result;
    }
    if (result.end == ScriptEnd::crashed) return result;
    if (run.path != nullptr) run.path->taken = std::move(told.path.taken);
    // A run that was cut off tells no more than how it ended.
    if (run.level != sim::TraceLevel::none && !told.rest.empty()) {
        sim::Result<sim::Trace> trace = traces::read_native(told.rest, run.file);
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
