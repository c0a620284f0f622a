// Signal handlers can reach nothing but static storage, so this file holds the only mutable globals: one flag
// and one file name. The handlers call only functions that are async-signal-safe (signal-safety(7)).

#include "ui/host/interrupt.hpp"

#include <array>
#include <csignal>
#include <cstring>

#include <unistd.h>

namespace ui {

namespace {

std::atomic<bool> interrupted{false};
std::atomic<bool> has_file{false};
std::array<char, 4096> file_name{};

static_assert(std::atomic<bool>::is_always_lock_free);

void end_by(int signal) {
    if (has_file.load()) ::unlink(file_name.data());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void on_interrupt(int signal) {
    if (interrupted.exchange(true)) end_by(signal);
}

/// However often it comes: whoever ends a process may send it to the group as well.
void on_ending(int) { interrupted.store(true); }

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

/// Signals that end the process at once, Ctrl-C aside.
constexpr std::array ending_signals{SIGTERM, SIGHUP, SIGQUIT};

/// An ignored signal stays ignored (nohup), a handled one belongs to somebody else.
void handle_endings(void (*handler)(int)) {
    for (const int signal : ending_signals) {
        struct sigaction current {};
        if (::sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_DFL)
            handle(signal, handler);
    }
}

}  // namespace

const std::atomic<bool>& handle_interrupts() {
    handle(SIGINT, on_interrupt);
    handle(SIGPIPE, SIG_IGN);
    handle(SIGXFSZ, SIG_IGN);  // a file size limit (ulimit -f) is a write error, too
    return interrupted;
}

void end_like_interrupt() { handle_endings(on_ending); }

RemoveOnSignal::RemoveOnSignal(const std::string& path) {
    if (has_file.load() || path.size() >= file_name.size()) return;
    std::memcpy(file_name.data(), path.c_str(), path.size() + 1);
    has_file.store(true);
    is_active_ = true;
    handle_endings(end_by);
}

RemoveOnSignal::~RemoveOnSignal() {
    if (is_active_) has_file.store(false);
}

}  // namespace ui
