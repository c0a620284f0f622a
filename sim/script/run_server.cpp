// One child at a time. The parent only waits; nothing of JavaScript runs in it any more.
#include "sim/script/run_server.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace sim::script {

namespace {

/// Empty at the end of the requests.
std::string read_request(int from) {
    std::string text;
    for (char byte = 0;;) {
        const ssize_t size = ::read(from, &byte, 1);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return {};
        if (byte == '\n') break;
        text += byte;
    }
    text.assign(static_cast<std::size_t>(std::strtoul(text.c_str(), nullptr, 10)), '\0');
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t size = ::read(from, text.data() + done, text.size() - done);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return {};
        done += static_cast<std::size_t>(size);
    }
    return text;
}

/// Whoever asks has gone: so does the child.
void wait_with_an_eye_on(int requests, pid_t child) {
    const auto process = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    if (process < 0) return;
    pollfd watched[] = {{.fd = process, .events = POLLIN, .revents = 0},
                        {.fd = requests, .events = 0, .revents = 0}};
    while (::poll(watched, 2, -1) < 0 && errno == EINTR) {
    }
    if ((watched[1].revents & (POLLHUP | POLLERR)) != 0) ::kill(child, SIGKILL);
    ::close(process);
}

}  // namespace

bool goes_on(const std::string& request) { return request.starts_with("go="); }

bool is_last(const std::string& request) { return request.starts_with("go=path\n"); }

bool serves_on(const std::string& request) { return request.find("\nstops=") != std::string::npos; }

std::string ask_for_request(int socket) {
    std::string request;
    if (::write(socket, "\n", 1) == 1) request = read_request(socket);
    if (request.empty()) ::_exit(1);
    return request;
}

std::string serve_runs(int requests, int reports) {
    for (;;) {
        std::string request = read_request(requests);
        if (request.empty()) ::_exit(0);
        if (is_last(request)) ::close(requests);
        if (goes_on(request)) return request;
        const pid_t parent = ::getpid();
        const pid_t child = ::fork();
        if (child < 0) ::_exit(1);
        if (child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != parent) ::_exit(1);
            if (!serves_on(request)) ::close(requests);
            return request;
        }
        wait_with_an_eye_on(requests, child);
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        std::string end{'\0'};
        end += std::to_string(status) + '\n';
        if (::write(reports, end.data(), end.size()) < 0) ::_exit(1);
    }
}

}  // namespace sim::script
