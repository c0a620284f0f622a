#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// One command: dispatch, help and completion are made from these rows.
struct Command {
    std::string_view name;
    std::string_view operands;  // "FILE..."
    int operands_min = 0;
    int operands_max = 1'000'000;
    std::string_view group;
    std::string_view summary;       // one line, no full stop
    std::string_view about;         // paragraphs
    std::string_view options;       // names, separated by spaces, "--help" is understood
    std::string_view examples;      // lines "command # what it does"
    std::string_view choices;       // for completion of operands: words, or "FILE"
    bool passes_arguments = false;  // words after FILE are a JavaScript program's
    int (*run)(const Options& options, const Console& console);
};

/// In the order of the help.
[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] const Command* find_command(std::string_view name);
[[nodiscard]] std::vector<std::string_view> command_names();

/// The names in `Command::options`, --help included.
[[nodiscard]] std::vector<std::string_view> option_names(const Command& command);

// What the rows run, one source file each; the result is the exit code.
[[nodiscard]] int run_command(const Options& options, const Console& console);
/// `run` of a JavaScript program.
[[nodiscard]] int run_script_command(const Options& options, const Console& console);
[[nodiscard]] int check_command(const Options& options, const Console& console);
[[nodiscard]] int export_command(const Options& options, const Console& console);
[[nodiscard]] int explain_command(const Options& options, const Console& console);
[[nodiscard]] int predict_command(const Options& options, const Console& console);
/// `predict` of a JavaScript program.
[[nodiscard]] int predict_script(const Options& options, const Console& console);
[[nodiscard]] int sweep_command(const Options& options, const Console& console);
[[nodiscard]] int merge_command(const Options& options, const Console& console);
[[nodiscard]] int size_command(const Options& options, const Console& console);
[[nodiscard]] int explore_command(const Options& options, const Console& console);
[[nodiscard]] int verify_command(const Options& options, const Console& console);
[[nodiscard]] int calibrate_command(const Options& options, const Console& console);
[[nodiscard]] int import_command(const Options& options, const Console& console);

[[nodiscard]] int quiz_command(const Options& options, const Console& console);
[[nodiscard]] int new_command(const Options& options, const Console& console);
[[nodiscard]] int list_command(const Options& options, const Console& console);
[[nodiscard]] int rule_command(const Options& options, const Console& console);
[[nodiscard]] int language_command(const Options& options, const Console& console);
[[nodiscard]] int completion_command(const Options& options, const Console& console);
[[nodiscard]] int help_command(const Options& options, const Console& console);
[[nodiscard]] int view_command(const Options& options, const Console& console);

}  // namespace ui
