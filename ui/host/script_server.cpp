#include "ui/host/script_server.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ui/host/error_text.hpp"
#include "ui/host/path_text.hpp"
#include "ui/host/process.hpp"
#include "ui/host/script_child.hpp"

namespace ui {

namespace {

constexpr int limit_status = 125 << 8;
constexpr const char* go_on = "go=1\n";
constexpr const char* go_to_the_end = "go=path\n";

sim::Diagnostic problem(std::string message) {
    return sim::Diagnostic{.place = {}, .message = std::move(message), .excerpt = {}, .hint = {}};
}

}  // namespace

sim::Result<ScriptServer> ScriptServer::start(const ScriptHost& host, const ScriptRun& run,
                                              const Shared& shared) {
    std::array<int, 2> requests{};
    std::array<int, 2> reports{};
    // A socket, since writing to a server that is gone must not end us.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, requests.data()) != 0)
        return problem(fmt::format("cannot make a pipe: {}", error_text(errno)));
    Descriptor request_read{requests[0]};
    Descriptor request_write{requests[1]};
    if (::pipe2(reports.data(), O_CLOEXEC) != 0)
        return problem(fmt::format("cannot make a pipe: {}", error_text(errno)));
    Descriptor report_read{reports[0]};
    Descriptor report_write{reports[1]};
    const KnownStates* const known = shared.known;
    std::string settings = script_settings(host, run, reports[1]) +
                           fmt::format("serve={}\nlines=1\n{}{}known={}\n", requests[0],
                                       run.path != nullptr ? "explores=1\n" : "",
                                       run.path != nullptr || shared.makes_many ? "warm=1\n" : "",
                                       known != nullptr ? known->descriptor() : -1);
    std::vector<int> kept{reports[1], requests[0]};
    if (known != nullptr && known->is_open()) kept.push_back(known->descriptor());
    if (shared.results >= 0) {
        kept.push_back(shared.results);
        settings += fmt::format("kept={}\n", shared.results);
    }
    const pid_t child = start_script(host, run, settings, kept,
                                     shared.makes_many ? ServerKind::many : ServerKind::few);
    if (child < 0) return problem(fmt::format("cannot fork: {}", error_text(errno)));
    ScriptServer server{run, child, std::move(request_write), std::move(report_read)};
    server.makes_many_ = shared.makes_many;
    return server;
}

ScriptServer::ScriptServer(ScriptServer&& other) noexcept
    : run_(std::move(other.run_)),
      process_(std::exchange(other.process_, -1)),
      requests_(std::move(other.requests_)),
      reports_(std::move(other.reports_)),
      unread_(std::move(other.unread_)),
      is_over_(other.is_over_),
      makes_many_(other.makes_many_) {}

ScriptServer::~ScriptServer() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    (void)wait_for_end(process_);
}

ScriptServer::Answer ScriptServer::make_run(sim::Path* path, std::uint64_t seed) {
    const std::string request = path != nullptr ? path_settings(*path) : seed_settings(seed);
    return take_answer(path, ask(request));
}

/// A process goes along what they have in common and stops at each choice at which some of them part; there others are
/// forked from it, and at the last one it goes along the last path itself.
std::vector<ScriptServer::Answer> ScriptServer::make_siblings(std::vector<sim::Path>& paths) {
    const auto place_of = [](const sim::Path& path) { return path.picks.size() - 1; };
    std::vector<std::size_t> stops;
    for (const sim::Path& path : paths) {
        if (stops.empty() || stops.back() != place_of(path)) stops.push_back(place_of(path));
    }
    sim::Path common = paths.back();
    common.picks.pop_back();
    bool is_there = ask(path_settings(common) + fmt::format("stops={}\n", fmt::join(stops, ",")));
    std::vector<Answer> answers;
    std::size_t stop = 0;
    for (sim::Path& path : paths) {
        if (!is_there) {
            answers.push_back(make_run(&path, run_.seed));
            continue;
        }
        for (; stops[stop] != place_of(path); ++stop) is_there = ask(go_on) && is_there;
        const bool is_last = &path == &paths.back();
        answers.push_back(
            take_answer(&path, ask((is_last ? go_to_the_end : "") + path_settings(path))));
        if (answers.back().result.end == ScriptEnd::interrupted) return answers;
        // Should it have ended before, this was its own end, and each path is run from the start.
        if (answers.back().has_ended) continue;
        is_there = false;
        answers.back() = make_run(&path, run_.seed);
    }
    return answers;
}

ScriptServer::Answer ScriptServer::take_answer(sim::Path* path, bool is_asked) {
    Answer answer;
    std::string report;
    int status = 0;
    if (!is_asked || !read_answer(report, status)) {
        const bool is_interrupted = run_.interrupt != nullptr && run_.interrupt->load();
        answer.result.end = is_interrupted ? ScriptEnd::interrupted : ScriptEnd::crashed;
        answer.result.message = "Node ended before the program began";
        return answer;
    }
    run_.path = path;
    ScriptReport told = read_script_report(report, status, run_);
    answer.result = std::move(told.result);
    answer.has_ended = told.has_ended;
    read_output_texts(told.rest, answer.outcome);
    if (path != nullptr) {
        path->taken = std::move(told.path.taken);
        path->is_cut = told.path.is_cut;
        path->needs = std::move(told.path.needs);
    }
    return answer;
}

bool ScriptServer::ask(const std::string& request) const {
    return send_request(requests_.number(), request);
}

/// Up to the zero byte and the child's status behind it.
bool ScriptServer::read_answer(std::string& report, int& status) {
    std::array<char, 65'536> block{};
    std::size_t searched = 0;
    for (;;) {
        const std::size_t zero = unread_.find('\0', searched);
        const std::size_t end =
            zero == std::string::npos ? std::string::npos : unread_.find('\n', zero);
        if (end != std::string::npos) {
            report = unread_.substr(0, zero);
            status = std::atoi(unread_.c_str() + zero + 1);
            unread_.erase(0, end + 1);
            return true;
        }
        searched = zero == std::string::npos ? unread_.size() : zero;
        pollfd readable{.fd = reports_.number(), .events = POLLIN, .revents = 0};
        const int count = ::poll(&readable, 1, 100);
        if (run_.interrupt != nullptr && run_.interrupt->load()) return false;
        if (count <= 0) continue;
        const ssize_t size = ::read(reports_.number(), block.data(), block.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) {
            // It ended before there was anything to choose: by a limit, about which it may have told.
            report = std::exchange(unread_, {});
            status = limit_status;
            is_over_ = true;
            return !report.empty();
        }
        unread_.append(block.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace ui
