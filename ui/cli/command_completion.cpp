#include <array>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/command.hpp"
#include "ui/cli/completion_scripts.hpp"

namespace ui {

namespace {

struct Shell {
    std::string_view name;
    std::string (*script)();
};

constexpr std::array shells{Shell{"bash", bash_completion}, Shell{"zsh", zsh_completion},
                            Shell{"fish", fish_completion}};

}  // namespace

int completion_command(const Options& options, const Console& console) {
    const std::string& name = options.operands.front();
    for (const Shell& shell : shells) {
        if (shell.name != name) continue;
        console.out << shell.script();
        return exit_done;
    }
    const std::string hint = guess(name, {"bash", "zsh", "fish"});
    complain(console, fmt::format("there is no completion for \"{}\"", name),
             hint.empty() ? "known: bash, zsh, fish" : hint);
    return exit_bad_input;
}

}  // namespace ui
