#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/program/host.hpp"

namespace sim::script {

/// What the parent process asks for: lines of `name=value` in the variable LOOPGLASS_RUN.
class Settings {
public:
    explicit Settings(std::string_view text);
    /// The same again: what has a value gets another.
    void put(std::string_view text);
    /// The value of `name`; empty if it is not there.
    [[nodiscard]] std::string get(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

enum class HostEnd : unsigned char {
    done,    // nothing was left to do
    exited,  // process.exit, or an error that nothing caught
    killed,  // by a signal that it sent to itself
    limit,
    refused,  // by an error of what is not modelled, which Node has shown
    withheld  // by something of its own, and files that it looked for were not shown to it
};

/// Whether the runs of a server that go by seeds part when chance first has a say. If the main thread's time is measured, as
/// they begin.
[[nodiscard]] inline bool parts_at_chance(const Settings& settings) {
    return !settings.get("serve").empty() && settings.get("cpu") != "measured";
}

/// Whether the one run of this process is told its seed when chance first has a say.
[[nodiscard]] inline bool asks_for_seed(const Settings& settings) {
    return !settings.get("asks").empty();
}

/// Where a run's engine comes from and what becomes of its end; implemented outside of this module, which knows
/// neither the engine nor files.
class Outside {
public:
    virtual ~Outside() = default;
    virtual HostEngine& engine() = 0;
    /// A server's engine runs up to where its runs may differ, or to the end, and then calls this: it returns in a process of its
    /// own for each run, with what is asked of it. That of a run that asks for its seed calls it only where they differ.
    virtual void serve(std::function<std::string()> next_run) = 0;
    /// Real CPU time of the program's JavaScript that the model does not see: where it is watched what is not charged, where long
    /// stretches are measured what is. Comes before the end.
    virtual void note_unmodelled_cpu(Duration cpu) = 0;
    /// The process ends after this; no `exit_code`: only whoever waits for it learns that. `message` says which limit was reached or
    /// what was refused; of a program that is done, what was refused and caught.
    virtual void ended(HostEnd end, std::optional<int> exit_code, std::string_view message) = 0;
    /// The same in the middle of something, from another thread: only the message gets out.
    virtual void cut_off(std::string_view message) = 0;
    /// Nothing more is said: whoever listens goes on while the system takes the process down.
    virtual void hang_up() = 0;
};

/// Implemented by whoever links this module into the addon.
[[nodiscard]] std::unique_ptr<Outside> make_outside(Host& host, const Settings& settings);

}  // namespace sim::script
