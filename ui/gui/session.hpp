#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ui/gui/app_state.hpp"
#include "ui/gui/command.hpp"
#include "ui/gui/worker.hpp"

namespace ui::gui {

/// The state with the world behind it: commands go in, what they ask for is done. Needs no display.
class Session {
public:
    Session(Host& host, std::function<void()> wake);

    [[nodiscard]] const AppState& state() const { return state_; }
    /// What is wrong with the command, empty if nothing.
    std::string apply(const Command& command);
    /// Does what commands asked for and takes what was loaded; true if something has changed. `scenes` are what is seen,
    /// for exports, and `width` is that of the file.
    bool settle(std::span<const Scene> scenes, double width);
    /// Looks at the files of the last load, a few times a second.
    void watch(std::int64_t elapsed_ms);
    /// Until nothing is under way.
    void wait();

    [[nodiscard]] bool is_quitting() const { return is_quitting_; }
    [[nodiscard]] bool is_busy() { return worker_.is_busy(); }
    /// Share of a file that was read; negative: unknown.
    [[nodiscard]] double loaded() const;
    /// Runs of exploring so far; 0: it is not under way.
    [[nodiscard]] std::int64_t explored() const;
    /// Files that screenshots go to, in order; the caller takes them.
    [[nodiscard]] std::vector<std::string> take_screenshots();
    /// What to keep for the next window: lines of commands.
    [[nodiscard]] std::string settings() const;

private:
    void handle(const Effect& effect, std::span<const Scene> scenes, double width);
    void say(const std::string& problem, const std::string& done);

    Host& host_;
    AppState state_;
    std::vector<std::string> screenshots_;
    std::int64_t watched_ms_ = 0;
    bool is_quitting_ = false;
    Worker worker_;  // last: it ends first
};

}  // namespace ui::gui
