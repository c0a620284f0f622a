#pragma once

#include <atomic>
#include <string>

namespace ui {

/// From now on the first Ctrl-C sets the flag that this returns and the second one ends the process; a reader
/// that closes its end of a pipe gives a write error instead of a signal. Called once, by `main`.
const std::atomic<bool>& handle_interrupts();

/// From now on other signals that end the process do what Ctrl-C does: for commands that leave a folder behind otherwise.
void end_like_interrupt();

/// While it lives, a signal that ends the process first removes the file at `path`. Nothing but the name of a
/// temporary file that cannot be made nameless needs this; one at a time, further ones have no effect.
class RemoveOnSignal {
public:
    explicit RemoveOnSignal(const std::string& path);
    RemoveOnSignal(const RemoveOnSignal&) = delete;
    RemoveOnSignal& operator=(const RemoveOnSignal&) = delete;
    ~RemoveOnSignal();

private:
    bool is_active_ = false;
};

}  // namespace ui
